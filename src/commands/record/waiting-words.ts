import { findResource } from "../../cluster/discovery/resolve-resource.js";
import type { ResourceType } from "../../model/resource-type.js";
import type { Target } from "../../model/target.js";

/**
 * What is missing of a target that is not there yet. A name that is also a type is told: words after a type are names, as for kubectl, so
 * `record pods deploy` waits for a Pod called "deploy", which is seldom what was meant.
 */
export function waitingWords({ name, type }: Target, resources: readonly ResourceType[]): string {
  if (name === undefined) return "there are none yet";
  if (findResource(name, resources) === undefined) return "it does not exist yet";
  return `it does not exist yet ("${name}" is taken as a name; several types are written "${type.resource},${name}")`;
}
