import { displayName } from "../../model/kube-object.js";
import type { LivingObject } from "../living-objects.js";
import type { Pending } from "./pending.js";
import { pendingOf } from "./pending-of.js";

/** An object and what stands below it: owned by it or selected. */
export interface OwnerTree {
  readonly item: LivingObject;
  readonly below: readonly OwnerTree[];
}

/**
 * What a whole waits for, in one sentence with its reason: "Deployment/web waits for 1 of 3 Pods to become available: Pod/web-x waits for
 * image nginx:nonsense of container nginx (ImagePullBackOff)." Undefined when nothing is to come. Can hold recorded text.
 */
export function waitSentence(whole: OwnerTree): string | undefined {
  const own = waitOf(whole);
  if (own === undefined) return undefined;
  const reason = own.below === undefined ? undefined : reasonBelow(whole, own.below);
  const because = reason === undefined ? "" : `: ${displayName(reason.of.ref)} waits for ${reason.what}`;
  return `${displayName(whole.item.ref)} waits for ${own.what}${because}.`;
}

/** What is to be said of a whole that waits for nothing: "Deployment/web is Available (3/3): nothing is being waited for." */
export function restSentence({ item }: OwnerTree): string {
  const { stage, gone, ref } = item;
  const words = `${displayName(ref)} is ${stage.name}${stage.detail === undefined ? "" : ` (${stage.detail})`}`;
  if (gone) return `${words}.`;
  return `${words}: ${stage.tone === "bad" || stage.tone === "ended" ? "nothing more will happen by itself" : "nothing is being waited for"}.`;
}

/** What it waits for itself, with regard to what stands below it. */
export function waitOf({ item, below }: OwnerTree): Pending | undefined {
  if (item.gone || below.length === 0) return item.awaited;
  return pendingOf(
    item.object,
    below.flatMap((child) => (child.item.gone ? [] : [child.item.object])),
  );
}

interface Reason {
  readonly of: LivingObject;
  readonly what: string;
}

/** The object below that holds the whole up: the worst one first, and of those the first. What itself only waits for what is below it explains little. */
function reasonBelow(whole: OwnerTree, which: "coming" | "going"): Reason | undefined {
  const reasons = whole.below.flatMap((child) => reasonsIn(child, which));
  return worst(reasons) ?? (which === "going" ? reasonBelow(whole, "coming") : undefined);
}

function reasonsIn(whole: OwnerTree, which: "coming" | "going"): readonly Reason[] {
  const { item } = whole;
  const isGoing = item.stage.name === "Terminating";
  const deeper = whole.below.flatMap((child) => reasonsIn(child, which));
  if (deeper.length > 0) return deeper;
  const wait = isGoing === (which === "going") ? waitOf(whole) : undefined;
  return wait === undefined ? [] : [{ of: item, what: wait.what }];
}

function worst(reasons: readonly Reason[]): Reason | undefined {
  return reasons.find(({ of }) => of.stage.tone === "bad") ?? reasons[0];
}
