import { itemsAt, textAt } from "../model/fields.js";
import type { KubeObject } from "../model/kube-object.js";
import { compareResourceVersions } from "../model/resource-version.js";
import type { Revision } from "../model/revision.js";
import { creationTime, isEventResource } from "./own-time.js";

/** One item of a List. */
interface Item {
  readonly revision: Revision;
}

/**
 * The items of Lists in the order in which they came to be as they are: a List itself is in the order of names. The rules, the first that decides:
 *
 *  1. By their own times, in whole seconds (most API times have no finer grain). Items without a time come last.
 *  2. Within one second: objects that were only created, owners before what they own; then Kubernetes Events; then objects that changed since they
 *     were created, what is owned before its owners, whose status follows it.
 *  3. Within one resource by resourceVersion.
 *  4. As they are in the List.
 */
export function inOrderOfTime<T extends Item>(items: readonly T[], timeOf: (revision: Revision) => number | undefined): readonly T[] {
  const depth = ownerDepths(items);
  const kinds = new Map<string, number>();
  const placed = items.map((item) => {
    const { object } = item.revision;
    const second = secondOf(timeOf(item.revision));
    const rank = rankOf(object, second);
    const resource = rank === eventRank ? "Event" : `${object.apiVersion}/${object.kind}`;
    if (!kinds.has(resource)) kinds.set(resource, kinds.size);
    const level = rank === eventRank ? 0 : (rank === createdRank ? 1 : -1) * depth(object);
    return { item, keys: [second, rank, level, kinds.get(resource) ?? 0] as const };
  });
  placed.sort((a, b) => compareKeys(a.keys, b.keys) || compareVersions(a.item.revision, b.item.revision));
  return placed.map(({ item }) => item);
}

/**
 * The first states of objects of one kind, as `kubectl get -w` writes them: those of its first list, in the order of names, then those of new objects
 * as they came. Where their resourceVersions ascend, they are in order already.
 */
export function inOrderOfArrival<T extends Item>(items: readonly T[], timeOf: (revision: Revision) => number | undefined): readonly T[] {
  const ascend = items.every((item, i) => i === 0 || compareVersions((items[i - 1] as T).revision, item.revision) <= 0);
  return ascend ? items : inOrderOfTime(items, timeOf);
}

const createdRank = 0;
const eventRank = 1;
const changedRank = 2;

function rankOf(object: KubeObject, second: number): number {
  if (isEventResource(object)) return eventRank;
  return secondOf(creationTime(object)) === second ? createdRank : changedRank;
}

function secondOf(ms: number | undefined): number {
  return ms === undefined ? Number.POSITIVE_INFINITY : Math.floor(ms / 1000);
}

function compareKeys(a: readonly number[], b: readonly number[]): number {
  // Both may be infinite, so they are not subtracted.
  for (const [i, key] of a.entries()) if (key !== b[i]) return key < (b[i] ?? 0) ? -1 : 1;
  return 0;
}

function compareVersions(a: Revision, b: Revision): number {
  return compareResourceVersions(a.head.resourceVersion, b.head.resourceVersion) ?? 0;
}

/** More levels than any owner tree has; owners in a circle end here too. */
const maxDepth = 16;

/** How many owners are above an object, of those among these items. */
function ownerDepths(items: readonly Item[]): (object: KubeObject) => number {
  const byUid = new Map(items.map(({ revision: { object } }) => [object.metadata.uid ?? "", object]));
  const ownerOf = (object: KubeObject) =>
    itemsAt(object, "metadata", "ownerReferences")
      .map((owner) => byUid.get(textAt(owner, "uid") ?? "-"))
      .find((owner) => owner !== undefined);
  return (object) => {
    let depth = 0;
    for (let owner = ownerOf(object); owner !== undefined && depth < maxDepth; owner = ownerOf(owner)) depth++;
    return depth;
  };
}
