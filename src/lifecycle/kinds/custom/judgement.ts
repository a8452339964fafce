import { at, itemsAt, numberAt, textAt } from "../../../model/fields.js";
import { groupOf, type KubeObject } from "../../../model/kube-object.js";
import { type Condition, conditionAs, conditionsOf, readConditions } from "../../fields/conditions.js";
import { isUnobserved } from "../../fields/observed.js";
import { aspectRank, conditionSignal } from "./condition-signals.js";
import { type ConditionList, labelSignals, partName, readFields } from "./field-signals.js";
import { type Signal, signal } from "./signal.js";
import { polarityOf, readReason, readState } from "./vocabulary.js";

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
  const isScaledToZero = at(object, "spec", "replicas") === 0;
  const signals = weigh(isScaledToZero, [
    ...ownSignals(object, own),
    ...fields.conditionLists.flatMap((list) => nestedSignals(list, object)),
    ...fields.signals,
    ...labelSignals(object, groupOf(typeof object.apiVersion === "string" ? object.apiVersion : "")),
    ...suspendedBySpec(object),
    ...(isScaledToZero ? [scaledToZero] : []),
  ]);
  return signals.length === 0 ? nothing : decide(signals);
}

const unobserved = signal({
  level: "progress",
  name: "Updating",
  reason: "new spec not observed yet",
  from: "observedGeneration",
  source: "state",
});
const updating: Judgement = { worst: unobserved, evidence: undefined, isFinal: false, gaveUp: undefined };

function decide(signals: readonly Signal[]): Judgement {
  const level = worstLevel(signals);
  const all = signals.filter((each) => each.level === level);
  const worst = all.reduce((first, each) => (rankOf(each) < rankOf(first) ? each : first));
  const evidence = all.reduce((best, each) => (weightOf(each) > weightOf(best) ? each : best));
  if (level !== "bad") return { worst, evidence, isFinal: false, gaveUp: undefined };
  // A failed operation on an object that works otherwise, as a sync of Argo CD, is not the end of the object.
  const works = signals.some(({ level, kind }) => level === "good" && kind === "plain");
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
  const polarity = source === "condition" && kind === "plain" ? polarityOf(from) : undefined;
  return polarity === "good" || polarity === "healthy" || polarity === "lacking";
}

/** Something that speaks for the whole object says that it is well. */
function speaksWell(signals: readonly Signal[]): boolean {
  return signals.some(({ level, kind }) => level === "good" && kind === "plain");
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

/** Explains most: has a message, has a reason that reads like a failure, is a condition. The longer of two messages says more. */
function weightOf({ source, kind, reason, message, level }: Signal): number {
  const isCondition = source === "condition" || source === "nested-condition";
  const readsBad = level === "bad" && readReason(reason) === "bad";
  const length = source === "label" ? 0 : Math.min(message?.length ?? 0, 400);
  return (
    (isCondition && kind === "final" ? 8_000 : 0) + (length > 0 ? 3_000 : 0) + (readsBad ? 2_000 : 0) + (isCondition ? 1_000 : 0) + length
  );
}

/** Nothing is desired: that nothing is available is as it should be. */
const scaledToZero = signal({ level: "good", name: "Scaled to zero", from: "spec.replicas", source: "count", kind: "weak", rank: 100 });

/** Drops signals that others outweigh. */
function weigh(isScaledToZero: boolean, signals: readonly Signal[]): readonly Signal[] {
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
  const claimsWell = signals.some(({ level, kind, source }) => level === "good" && kind === "plain" && source === "state");
  const isWrong = progresses || kept.some(({ level, kind }) => level === "bad" && kind !== "needs-support");
  return kept.flatMap((each): readonly Signal[] => {
    if (each.kind === "needs-support") return isWrong ? [each] : [];
    // "PodsHealthy" False beside the phase "Running": it is not about to become ready, it is unhealthy.
    if (each.kind === "unmet" && each.rank >= aspectRank && claimsWell && isUnhealthy(each))
      return [{ ...each, level: "bad", kind: "plain" }];
    return each.kind === "yields-to-progress" && progresses ? [{ ...each, level: "progress", kind: "plain" }] : [each];
  });
}

/** Not "Unknown", and for a reason other than its progress. */
function isUnhealthy({ from, source, status, reason }: Signal): boolean {
  return source === "condition" && status === "False" && polarityOf(from) === "healthy" && readReason(reason) !== "progress";
}

function ownSignals(object: KubeObject, conditions: readonly Condition[]): readonly Signal[] {
  return [...signalsOf(withoutHistory(object, conditions)), ...errorsByPresence(object)];
}

function signalsOf(conditions: readonly Condition[]): readonly Signal[] {
  const isRun = !conditions.some(({ type }) => type === "Created" || type === "Running");
  const signals: Signal[] = [];
  for (const condition of conditions) {
    const found = conditionSignal(condition, isRun);
    if (found !== undefined) signals.push(found);
  }
  return signals;
}

/** Argo CD: an error by its presence, without a status. */
function errorsByPresence(object: KubeObject): readonly Signal[] {
  return itemsAt(object, "status", "conditions").flatMap((item) => {
    const type = textAt(item, "type");
    if (type === undefined || !type.endsWith("Error") || at(item, "status") !== undefined) return [];
    return conditionSignal(conditionAs(type, "True", item), false) ?? [];
  });
}

/**
 * The conditions that are about now: those that observed the newest spec, where some did; and where the conditions are the log of a state
 * ("initializing", "ready", "error", as Percona has them), the one of the present state.
 */
function withoutHistory(object: KubeObject, conditions: readonly Condition[]): readonly Condition[] {
  const wanted = numberAt(object, "metadata", "generation");
  const current = conditions.filter(({ observedGeneration }) => wanted === undefined || (observedGeneration ?? wanted) >= wanted);
  if (!current.some(({ type }) => /^[a-z]/.test(type))) return current;
  const state = (
    textAt(object, "status", "state") ??
    textAt(object, "status", "status") ??
    textAt(object, "status", "phase")
  )?.toLowerCase();
  const present = current.findLast(({ type, status }) => type.toLowerCase() === state && status === "True");
  if (present === undefined) return current;
  return current.filter((each) => each === present || !["busy", "bad", "good", "over", "suspended"].includes(polarityOf(each.type)));
}

/**
 * The conditions of parts. A part whose conditions are about an older spec waits for its controller; unless the same controller has since
 * reported on another one: then it is a part that is no more.
 */
function nestedSignals({ field, items }: ConditionList, object: KubeObject): readonly Signal[] {
  const wanted = numberAt(object, "metadata", "generation");
  const parts = items.slice(0, maxParts).map((item) => ({ item, conditions: readConditions(item, "conditions") }));
  const isOld = ({ conditions }: (typeof parts)[number]) =>
    wanted !== undefined && conditions.length > 0 && conditions.every(({ observedGeneration }) => (observedGeneration ?? wanted) < wanted);
  const current = parts.filter((part) => part.conditions.length > 0 && !isOld(part));
  const controllers = new Set(current.map(({ item }) => textAt(item, "controllerName")));
  const waiting = parts.filter((part) => isOld(part) && !controllers.has(textAt(part.item, "controllerName")));
  const isNamed = !/^(parents|ancestors)$/.test(field) || parts.length > 1;
  const signals = current.flatMap(({ item, conditions }) => {
    const part = isNamed ? partName(field, item) : undefined;
    return signalsOf(conditions).map((each): Signal => ({ ...each, source: "nested-condition", part }));
  });
  return waiting.length > 0 ? [...signals, unobserved] : signals;
}

/** Of one list: a status is untrusted input. */
const maxParts = 64;

/** Without `status.observedGeneration`, the conditions can have one each. */
function isStale(object: KubeObject, conditions: readonly Condition[]): boolean {
  const wanted = numberAt(object, "metadata", "generation");
  if (wanted === undefined || numberAt(object, "status", "observedGeneration") !== undefined) return false;
  const observed = conditions.flatMap(({ observedGeneration }) => observedGeneration ?? []);
  return observed.length > 0 && observed.every((generation) => generation < wanted);
}

/** The spec, or an annotation that the controllers of the kind share, asks for a pause. */
function suspendedBySpec(object: KubeObject): readonly Signal[] {
  const found = pauseInSpec(object) ?? pauseAnnotation(object);
  return found === undefined ? [] : [signal({ level: "suspended", name: found[0], from: found[1], source: "spec", rank: -1 })];
}

function pauseInSpec(object: KubeObject): readonly [name: string, from: string] | undefined {
  const spec = object["spec"];
  if (typeof spec !== "object" || spec === null) return undefined;
  for (const path of pausePaths) {
    const fields = path.length === 0 ? spec : at(spec, ...path);
    if (typeof fields !== "object" || fields === null) continue;
    for (const [key, name] of pauseKeys) if (at(fields, key) === true) return [name, ["spec", ...path, key].join(".")];
  }
  for (const path of statePaths) {
    const state = textAt(spec, ...path);
    if (state !== undefined && readState(state) === "suspended") return ["Suspended", ["spec", ...path].join(".")];
  }
  return undefined;
}

const pauseKeys = [
  ["suspend", "Suspended"],
  ["suspended", "Suspended"],
  ["paused", "Paused"],
  ["pause", "Paused"],
  ["hibernate", "Hibernated"],
  ["halted", "Halted"],
] as const;
const pausePaths = [[], ["updateStrategy"], ["updateStrategy", "rollingUpdate"], ["strategy"], ["runPolicy"]] as const;
const statePaths = [["state"], ["desiredState"], ["job", "state"]] as const;

/** "cluster.x-k8s.io/paused", "crossplane.io/paused", "strimzi.io/pause-reconciliation". */
function pauseAnnotation({ metadata }: KubeObject): readonly [name: string, from: string] | undefined {
  const { annotations } = metadata;
  if (typeof annotations !== "object" || annotations === null) return undefined;
  for (const key in annotations) if (/\/(paused|pause-reconciliation)$/.test(key) && annotations[key] !== "false") return ["Paused", key];
  return undefined;
}
