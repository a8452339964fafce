import { at, numberAt } from "../../../model/fields.js";
import type { KubeObject } from "../../../model/kube-object.js";
import { type Condition, conditionsOf } from "../../fields/conditions.js";
import { isUnobserved, observedGenerationOf } from "../../fields/observed.js";
import { aspectRank } from "./condition-signals.js";
import { readFields } from "./field-signals.js";
import { unobserved } from "./generation-fields.js";
import { labelSignals } from "./label-signals.js";
import { nestedSignals, ownSignals } from "./listed-conditions.js";
import { pauseSignal } from "./pause-signals.js";
import { type Signal, signal } from "./signal.js";
import { polarityOf, readReason } from "./vocabulary.js";

/** How an object of any kind is, by all that its status says. */
export interface Judgement {
  /** What names the stage; undefined where the status says nothing. */
  readonly worst: Signal | undefined;
  /** Of the signals of its level, the one that explains most: it has the reason and the message to quote. */
  readonly evidence: Signal | undefined;
  /** It failed for good, by what the controller says in so many words. */
  readonly isFinal: boolean;
  /** Why nothing changes until someone acts: it failed for good, or the controller stopped trying. Undefined where it still tries. */
  readonly gaveUp: string | undefined;
}

/**
 * One judgement of an object of a kind without rules of its own, mostly a custom resource. Stage, verdict and finding all follow from it.
 * Every signal is read (conditions, those of its parts, states, errors, flags, counts); the worst decides, in this order:
 *
 *   the controller has not observed the newest spec     progress: what the status says is about an older one
 *   it failed for good                                  bad
 *   the spec asks for a pause                           suspended: what the status says is from before
 *   something is wrong                                  bad
 *   the controller reports a pause                      suspended
 *   Ready or its like is not True, for a failure        bad
 *   something is under way, or missing                  progress
 *   it works as desired                                 good
 *   it ran to its end                                   ended: "over" is not "well", and outweighs nothing bad
 */
export function judge(object: KubeObject): Judgement {
  if (latest?.object !== object) latest = { object, judgement: find(object) };
  return latest.judgement;
}

/** Stage, verdict and findings of one revision each ask for it; a revision never changes. */
let latest: { readonly object: KubeObject; readonly judgement: Judgement } | undefined;

const nothing: Judgement = { worst: undefined, evidence: undefined, isFinal: false, gaveUp: undefined };

function find(object: KubeObject): Judgement {
  const own = conditionsOf(object);
  if (isUnobserved(object) || isStale(object, own)) return updating;
  const fields = readFields(object);
  if (fields.isUnobserved) return updating;
  const found = [...ownSignals(object, own), ...fields.signals, ...labelSignals(object)];
  for (const list of fields.conditionLists) for (const each of nestedSignals(list, object)) found.push(each);
  const pause = pauseSignal(object);
  if (pause !== undefined) found.push(pause);
  const isScaledToZero = at(object, "spec", "replicas") === 0;
  if (isScaledToZero) found.push(scaledToZero);
  const signals = weigh(found, isScaledToZero);
  return signals.length === 0 ? nothing : decide(signals);
}

const updating: Judgement = { worst: unobserved("observedGeneration"), evidence: undefined, isFinal: false, gaveUp: undefined };
const scaledToZero = signal({ level: "good", name: "Scaled to zero", from: "spec.replicas", source: "count", kind: "weak", rank: 100 });

/** Without `status.observedGeneration`, the conditions can have one each. */
function isStale(object: KubeObject, conditions: readonly Condition[]): boolean {
  const wanted = numberAt(object, "metadata", "generation");
  if (wanted === undefined || observedGenerationOf(object) !== undefined) return false;
  const observed = conditions.flatMap(({ observedGeneration }) => observedGeneration ?? []);
  return observed.length > 0 && observed.every((generation) => generation < wanted);
}

function decide(signals: readonly Signal[]): Judgement {
  const level = worstLevel(signals);
  const all = signals.filter((each) => each.level === level);
  const worst = all.reduce((first, each) => (rankOf(each) < rankOf(first) ? each : first));
  const evidence = all.reduce((best, each) => (weightOf(each) > weightOf(best) ? each : best));
  if (level !== "bad") return { worst, evidence, isFinal: false, gaveUp: undefined };
  // A failed operation on an object that works otherwise, as a sync of Argo CD, is not the end of the object.
  const works = speaksWell(signals);
  const final = all.filter(({ kind, source }) => kind === "final" && !(works && source === "state"));
  return { worst, evidence, isFinal: final.length > 0, gaveUp: reasonForGivingUp(final, all) };
}

function reasonForGivingUp(final: readonly Signal[], bad: readonly Signal[]): string | undefined {
  if (final.length === 0) return bad.find(({ reason }) => reason !== undefined && givenUp.test(reason))?.reason;
  const first = final.find(({ name }) => name === "Stalled") ?? final.reduce((best, each) => (rankOf(each) < rankOf(best) ? each : best));
  return first.reason ?? first.name;
}

const givenUp = /(Aborted|DeadlineExceeded|RetriesExceeded|RetriesExhausted|LimitExceeded|Unrecoverable|Terminal)$/;

function worstLevel(signals: readonly Signal[]): Signal["level"] {
  const has = (level: Signal["level"]) => signals.some((each) => each.level === level);
  if (signals.some(({ level, kind }) => level === "bad" && kind === "final")) return "bad";
  if (signals.some(({ source }) => source === "spec")) return "suspended";
  if (signals.some((each) => each.level === "bad" && !isLack(each))) return "bad";
  // What is paused lacks what it would have at work: "VMI does not exist" of a virtual machine that is stopped.
  if (has("suspended")) return "suspended";
  if (has("bad")) return "bad";
  if (has("progress")) return "progress";
  // A controller that keeps an object at work also reports that a piece of work is complete.
  return has("ended") && !speaksWell(signals) ? "ended" : "good";
}

/** Ready, Available or Healthy is not True. */
function isLack({ kind, source, from }: Signal): boolean {
  const polarity = source === "condition" && (kind === "plain" || kind === "none-available") ? polarityOf(from) : undefined;
  return polarity === "good" || polarity === "healthy" || polarity === "lacking";
}

/** Names the stage: what is final first, then phases that name a failure, then conditions in their common order. */
function rankOf({ level, kind, source, rank, name }: Signal): number {
  const base = source === "nested-condition" ? rank + 40 : rank;
  if (level === "bad") {
    if (kind === "final") return base - 1_000;
    // "Degraded" names the whole; "FetchFailed" an aspect, like any compound.
    return source === "state" && rank < 20 ? base - 500 : kind === "declared" && /^[A-Z][a-z]+$/.test(name) ? base - 100 : base;
  }
  // A phase is read after the conditions with a common meaning, and before those of single aspects.
  return source === "state" ? base + aspectRank : source === "condition" && rank >= aspectRank ? base + 100 : base;
}

/** Explains most: has a message, has a reason that reads like a failure, is a condition, is of the whole. The longer of two messages says more. */
function weightOf({ source, kind, reason, message, level }: Signal): number {
  const isCondition = source === "condition" || source === "nested-condition";
  const readsBad = level === "bad" && readReason(reason) === "bad";
  const length = source === "label" ? 0 : Math.min(message?.length ?? 0, 400);
  return (
    (isCondition && kind === "final" ? 8_000 : 0) + (length > 0 ? 3_000 : 0) + (readsBad ? 2_000 : 0) + (isCondition ? 1_000 : 0) + length
  );
}

/** Drops signals that others outweigh. `isScaledToZero`: that nothing is available is as it should be. */
function weigh(signals: readonly Signal[], isScaledToZero: boolean): readonly Signal[] {
  if (signals.every(({ level }) => level === "good")) return signals;
  const isWell = signals.some(({ level, kind }) => (level === "good" || level === "ended") && kind === "plain");
  const isReady = signals.some(({ level, source, from }) => level === "good" && source === "condition" && from === "Ready");
  const isRunning = signals.some(({ level, source, name }) => level === "progress" && source === "state" && /^running$/i.test(name));
  const kept = signals.filter(({ level, kind, source, rank }) => {
    if (kind === "weak" && level !== "good") return !isWell && !(source === "part" && isRunning);
    if (isScaledToZero && level === "progress" && kind === "unmet") return false;
    // Ready is the summary of the conditions of single aspects.
    return !(isReady && level === "progress" && kind === "unmet" && source === "condition" && rank >= aspectRank);
  });
  const progresses = kept.some(({ level }) => level === "progress");
  const works = kept.some(({ level, kind }) => level === "progress" && kind !== "unmet");
  const claimsWell = signals.some(({ level, kind, source }) => level === "good" && kind === "plain" && source === "state");
  const isWrong = progresses || kept.some(({ level, kind }) => level === "bad" && kind !== "needs-support");
  return kept.flatMap((each): readonly Signal[] => {
    if (each.kind === "needs-support") return isWrong ? [each] : [];
    // "PodsHealthy" False beside the phase "Running": it is not about to become ready, it is unhealthy.
    if (each.kind === "unmet" && each.rank >= aspectRank && claimsWell && isUnhealthy(each))
      return [{ ...each, level: "bad", kind: "plain" }];
    if (each.kind === "none-available" && works) return [{ ...each, level: "progress", kind: "unmet" }];
    return each.kind === "yields-to-progress" && progresses ? [{ ...each, level: "progress", kind: "plain" }] : [each];
  });
}

/** Not "Unknown", and for a reason other than its progress. */
function isUnhealthy({ from, source, status, reason }: Signal): boolean {
  return source === "condition" && status === "False" && polarityOf(from) === "healthy" && readReason(reason) !== "progress";
}

/** Something that speaks for the whole object says that it is well. */
function speaksWell(signals: readonly Signal[]): boolean {
  return signals.some(({ level, kind }) => level === "good" && kind === "plain");
}
