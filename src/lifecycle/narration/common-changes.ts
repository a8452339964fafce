import { diffObjects } from "../../diff/diff-objects.js";
import { valueInShort } from "../../diff/value-text.js";
import { numberAt, textAt, textsAt } from "../../model/fields.js";
import { finalizersOf } from "../fields/finalizers.js";
import type { Clause, ObjectChange } from "../kinds/kind-rules.js";
import { clause, listed, nounFor, plural } from "./words.js";

/** What can happen to an object of any kind: a deletion request, and changes of finalizers, labels, annotations and owners. */
export function commonChanges(change: ObjectChange): readonly Clause[] {
  return [...deletionRequest(change), ...finalizerChanges(change), ...labels(change), ...annotations(change), ...owners(change)];
}

/** For a change that no rule recognises: the fields that changed, by path; or that only bookkeeping did. */
export function otherChanges({ before, after }: Pick<ObjectChange, "before" | "after">): readonly Clause[] {
  const changes = diffObjects(before, after).filter((change) => change.kind !== "moved");
  if (changes.length === 0) return [clause(1, "only bookkeeping fields changed (such as managedFields)", { brief: "bookkeeping" })];
  const texts = changes.map((change) => {
    switch (change.kind) {
      case "added":
        return `${change.path} was set to ${valueInShort(change.after, 40)}`;
      case "removed":
        return `${change.path} was removed`;
      case "changed":
        return `${change.path} changed from ${valueInShort(change.before, 40)} to ${valueInShort(change.after, 40)}`;
      case "too-different":
        return `${change.path} changed too much to show in detail`;
      default:
        return `${change.path} changed`;
    }
  });
  return [clause(15, `its ${listed(texts, 3)}`, { brief: texts[0] })];
}

function deletionRequest({ before, after }: ObjectChange): readonly Clause[] {
  if (after.metadata.deletionTimestamp === undefined || before.metadata.deletionTimestamp !== undefined) return [];
  const grace = numberAt(after, "metadata", "deletionGracePeriodSeconds");
  const finalizers = finalizersOf(after);
  const isPod = after.kind === "Pod";
  const period = grace === undefined || !isPod ? "" : ` (grace period ${grace}s)`;
  const blockers =
    finalizers.length === 0 ? "" : `; ${nounFor(finalizers.length, "finalizer")} ${listed(finalizers)} must be removed first`;
  return [
    clause(90, `deletion requested${period}${blockers}`, {
      brief: period === "" ? "deletion requested" : `grace period ${grace}s`,
      why: deletionWhy(isPod, grace, textAt(after, "spec", "nodeName"), finalizers),
    }),
  ];
}

function deletionWhy(isPod: boolean, grace: number | undefined, node: string | undefined, finalizers: readonly string[]): string {
  if (isPod && (node === undefined || grace === 0)) return "no container has to be stopped first, so it can be removed at once";
  if (isPod)
    return `the kubelet on ${node} stops the containers: SIGTERM now, SIGKILL${grace === undefined ? " later" : ` after ${grace}s`}; the object stays until then, and Services send it no more traffic`;
  if (finalizers.length > 0) return "a finalizer lets its controller clean up first; the object stays until all finalizers are removed";
  return "the object stays until its cleanup is done";
}

function finalizerChanges({ before, after }: ObjectChange): readonly Clause[] {
  const now = new Set(finalizersOf(after));
  const then = new Set(finalizersOf(before));
  const removed = [...then].filter((name) => !now.has(name));
  const added = [...now].filter((name) => !then.has(name));
  return [
    ...(removed.length > 0
      ? [clause(62, `${plural(removed.length, "finalizer")} removed: ${listed(removed)}`, { brief: `-finalizer ${removed[0]}` })]
      : []),
    ...(added.length > 0
      ? [clause(44, `${plural(added.length, "finalizer")} added: ${listed(added)}`, { brief: `+finalizer ${added[0]}` })]
      : []),
  ];
}

function labels({ before, after }: ObjectChange): readonly Clause[] {
  return mapChanges("label", textsAt(before, "metadata", "labels"), textsAt(after, "metadata", "labels"), 54);
}

/** `last-applied-configuration` repeats the change itself, and the rules of a kind describe the bookkeeping of its controller. */
function annotations({ before, after }: ObjectChange): readonly Clause[] {
  const withoutQuiet = (map: ReadonlyMap<string, string>) => new Map([...map].filter(([key]) => !quietAnnotations.has(key)));
  return mapChanges(
    "annotation",
    withoutQuiet(textsAt(before, "metadata", "annotations")),
    withoutQuiet(textsAt(after, "metadata", "annotations")),
    30,
  );
}

const quietAnnotations = new Set([
  "kubectl.kubernetes.io/last-applied-configuration",
  "deployment.kubernetes.io/revision",
  "endpoints.kubernetes.io/last-change-trigger-time",
  "control-plane.alpha.kubernetes.io/leader",
]);

function mapChanges(noun: string, then: ReadonlyMap<string, string>, now: ReadonlyMap<string, string>, weight: number): readonly Clause[] {
  const changed: string[] = [];
  for (const [key, value] of now) {
    const old = then.get(key);
    if (old === undefined) changed.push(`${key}=${short(value)} added`);
    else if (old !== value) changed.push(`${key} changed from ${short(old)} to ${short(value)}`);
  }
  for (const [key, value] of then) if (!now.has(key)) changed.push(`${key}=${short(value)} removed`);
  if (changed.length === 0) return [];
  return [
    clause(weight, `${changed.length === 1 ? noun : plural(changed.length, noun)} ${listed(changed, 3)}`, {
      brief: `${noun} ${changed[0]}`,
    }),
  ];
}

function short(value: string): string {
  return value.length > 40 ? `${value.slice(0, 39)}…` : value === "" ? '""' : value;
}

function owners({ before, after }: ObjectChange): readonly Clause[] {
  const names = (object: typeof after) => {
    const refs = object.metadata.ownerReferences;
    return Array.isArray(refs) ? refs.map((ref) => `${textAt(ref, "kind") ?? "?"}/${textAt(ref, "name") ?? "?"}`) : [];
  };
  const then = names(before);
  const now = names(after);
  const added = now.filter((name) => !then.includes(name));
  const removed = then.filter((name) => !now.includes(name));
  return [
    ...(added.length > 0 ? [clause(56, `${listed(added)} became its owner`, { brief: `owner ${added[0]}` })] : []),
    ...(removed.length > 0 ? [clause(56, `${listed(removed)} no longer owns it`, { brief: `-owner ${removed[0]}` })] : []),
  ];
}
