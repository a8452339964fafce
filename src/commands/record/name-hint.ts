import { findResource } from "../../cluster/discovery/resolve-resource.js";
import type { ResourceType } from "../../model/resource-type.js";
import type { Target } from "../../model/target.js";

/**
 * For a target that does not exist yet: what may have been meant instead. Words after a type are names, as for kubectl, so `record pods deploy`
 * waits for a Pod called "deploy", which is seldom what was meant. Empty where the name is no type.
 */
export function nameHint({ name, type }: Target, resources: readonly ResourceType[]): string {
  if (name === undefined || findResource(name, resources) === undefined) return "";
  return ` ("${name}" is taken as a name; to record several types, write "${type.resource},${name}")`;
}
