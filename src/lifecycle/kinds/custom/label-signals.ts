import { groupOf, type KubeObject } from "../../../model/kube-object.js";
import { fieldName } from "./field-names.js";
import { isFields } from "./place.js";
import { type Signal, signal } from "./signal.js";
import { readReason } from "./vocabulary.js";

/** Labels of the controller's own domain that hold a bad state: "numaplane.numaproj.io/progressive-result-state: failed" on a kind of numaproj.io. */
export function labelSignals({ apiVersion, metadata }: KubeObject): readonly Signal[] {
  const labels: unknown = metadata.labels;
  if (!isFields(labels) || typeof apiVersion !== "string") return none;
  let found: Signal[] | undefined;
  for (const key in labels) {
    const value = labels[key];
    if (typeof value !== "string" || !holdsState(key) || readReason(value) !== "bad" || !isOwn(key, groupOf(apiVersion))) continue;
    const name = value.charAt(0).toUpperCase() + value.slice(1);
    const message = `label ${key} is "${value}"`;
    found = [...(found ?? []), signal({ level: "bad", name, message, from: key, source: "label", rank: 80, kind: "declared" })];
  }
  return found ?? none;
}

const none: readonly Signal[] = [];

function holdsState(key: string): boolean {
  const slash = key.indexOf("/");
  if (slash < 0) return false;
  const { meaning } = fieldName(key.slice(slash + 1));
  return meaning === "state" || meaning === "aspect-state";
}

/** The domain of the label is that of the API group, or they are parts of one. */
function isOwn(key: string, group: string): boolean {
  const domain = group.split(".").slice(-2).join(".");
  const host = key.slice(0, key.indexOf("/"));
  return domain.includes(".") && (host === domain || host.endsWith(`.${domain}`));
}
