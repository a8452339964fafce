import { displayName } from "../../model/kube-object.js";
import type { ObjectState } from "../session/object-states.js";
import type { Pending } from "./pending.js";
import { pendingOf } from "./pending-of.js";

/** An object and the objects below it: those that it owns or selects. */
export interface OwnerTree {
  readonly item: ObjectState;
  readonly children: readonly OwnerTree[];
}

/**
 * What an object waits for, in one sentence with the reason: "Deployment/web waits for 1 of 3 Pods to become available: Pod/web-x waits for
 * image nginx:nonsense of container nginx to be pulled (ImagePullBackOff)." Undefined if it waits for nothing. Can hold recorded text.
 */
export function pendingSentence(tree: OwnerTree): string | undefined {
  const own = pendingInTree(tree);
  if (own === undefined) return undefined;
  const reason = own.below === undefined ? undefined : reasonBelow(tree, own.below);
  const because = reason === undefined ? "" : `: ${displayName(reason.item.ref)} waits for ${reason.what}`;
  return `${displayName(tree.item.ref)} waits for ${own.what}${because}.`;
}

/** The sentence for an object that waits for nothing: "Deployment/web is Available (3/3); nothing is pending." */
export function settledSentence({ item }: OwnerTree): string {
  const { stage, isDeleted, ref } = item;
  const words = `${displayName(ref)} is ${stage.name}${stage.detail === undefined ? "" : ` (${stage.detail})`}`;
  if (isDeleted) return `${words}.`;
  return `${words}; ${stage.tone === "bad" || stage.tone === "ended" ? "no further change is expected" : "nothing is pending"}.`;
}

/** What an object waits for, judged with the objects below it. */
export function pendingInTree({ item, children }: OwnerTree): Pending | undefined {
  if (item.isDeleted || children.length === 0) return item.pending;
  return pendingOf(
    item.object,
    children.flatMap((child) => (child.item.isDeleted ? [] : [child.item.object])),
  );
}

interface Reason {
  readonly item: ObjectState;
  readonly what: string;
}

/** The object below that delays the one above: the first that is in a bad stage, else the first. The deepest ones explain most. */
function reasonBelow(tree: OwnerTree, which: "coming" | "going"): Reason | undefined {
  const reasons = tree.children.flatMap((child) => reasonsIn(child, which));
  return worstOf(reasons) ?? (which === "going" ? reasonBelow(tree, "coming") : undefined);
}

function reasonsIn(tree: OwnerTree, which: "coming" | "going"): readonly Reason[] {
  const { item } = tree;
  const deeper = tree.children.flatMap((child) => reasonsIn(child, which));
  if (deeper.length > 0) return deeper;
  const isTerminating = item.stage.name === "Terminating";
  const pending = isTerminating === (which === "going") ? pendingInTree(tree) : undefined;
  return pending === undefined ? [] : [{ item, what: pending.what }];
}

function worstOf(reasons: readonly Reason[]): Reason | undefined {
  return reasons.find(({ item }) => item.stage.tone === "bad") ?? reasons[0];
}
