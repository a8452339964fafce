import { groupOf, type KubeObject } from "../../model/kube-object.js";

/** Finds what belongs to the kind of an object. `entries`: by group and kind, "apps/Deployment". */
export function lookupByKind<R>(
  generic: R,
  entries: readonly (readonly [string, R])[],
): (object: Pick<KubeObject, "apiVersion" | "kind">) => R {
  // By kind, then by group: the lookup runs several times for every revision, and builds no key.
  const byKind = new Map<string, Map<string, R>>();
  for (const [key, rules] of entries) {
    const [group = "", kind = ""] = key.split("/");
    byKind.set(kind, (byKind.get(kind) ?? new Map<string, R>()).set(group, rules));
  }
  return (object) => {
    const ofKind = typeof object.kind === "string" ? byKind.get(object.kind) : undefined;
    return ofKind?.get(groupOf(typeof object.apiVersion === "string" ? object.apiVersion : "")) ?? generic;
  };
}
