import { displayName } from "../../model/kube-object.js";
import { listed } from "../narration/words.js";
import type { ObjectState } from "../session/object-states.js";
import type { Pending } from "./pending.js";
import { pendingOf } from "./pending-of.js";

/** An object and the objects below it: those that it owns or selects. */
export interface OwnerTree {
  readonly item: ObjectState;
  readonly children: readonly OwnerTree[];
}

export interface SentenceOptions {
  /** Objects are named with their namespaces. */
  readonly namespaces?: boolean;
  /** Adds what is known of the cause to the words of what an object waits for. */
  readonly withCause?: (item: ObjectState, what: string) => string;
  /** The classes of the findings that are open for an object. */
  readonly openFindings?: (item: ObjectState) => readonly string[];
}

/**
 * What an object waits for, in one sentence with the reason: "Deployment/web waits for 1 of 3 Pods to become available: Pod/web-x waits for
 * image nginx:nonsense of container nginx to be pulled (ImagePullBackOff)." Undefined if it waits for nothing. Can hold recorded text.
 */
export function pendingSentence(tree: OwnerTree, options: SentenceOptions = {}): string | undefined {
  const { namespaces, withCause = (_, what) => what } = options;
  const own = pendingInTree(tree);
  if (own === undefined) return undefined;
  const reason = own.below === undefined ? undefined : reasonBelow(tree, own.below);
  const because =
    reason === undefined ? "" : `: ${displayName(reason.item.ref, namespaces)} waits for ${withCause(reason.item, reason.what)}`;
  const what = reason === undefined ? withCause(tree.item, own.what) : own.what;
  return `${displayName(tree.item.ref, namespaces)} waits for ${what}${because}.`;
}

/** The sentence for an object that waits for nothing: "Deployment/web is Available (3/3); nothing is pending.", or which findings are still open. */
export function settledSentence(tree: OwnerTree, { namespaces, openFindings = () => [] }: SentenceOptions = {}): string {
  const { item } = tree;
  const { stage, isDeleted, ref } = item;
  const words = `${displayName(ref, namespaces)} is ${stage.name}${stage.detail === undefined ? "" : ` (${stage.detail})`}`;
  if (isDeleted) return `${words}.`;
  if (stage.tone === "bad" || stage.tone === "ended") return `${words}; no further change is expected.`;
  const open = [...new Set(treeItems(tree).flatMap(openFindings))];
  return `${words}; ${open.length === 0 ? "nothing is pending" : `still open: ${listed(open)}`}.`;
}

/** An object and all below it. */
function treeItems(tree: OwnerTree): readonly ObjectState[] {
  const trees = [tree];
  for (const { children } of trees) for (const child of children) trees.push(child);
  return trees.map(({ item }) => item);
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
