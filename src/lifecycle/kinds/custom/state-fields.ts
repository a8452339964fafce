import { textAt } from "../../../model/fields.js";
import type { KubeObject } from "../../../model/kube-object.js";
import type { FieldName } from "./field-names.js";
import { isFields, messageBeside, partName, reasonBeside, type StatusPlace, subjectOf } from "./place.js";
import { type Signal, type SignalKind, signal } from "./signal.js";
import { type Reading, readMessage, readState } from "./vocabulary.js";
import { wordsOf } from "./words-of.js";

/**
 * What a phase, a state, a status or a health in words says: `phase: Failed`, `health: green`, `jobStatus: { state: RUNNING }`. That of one aspect
 * (`certificateStatus`) or of a part counts fully only where it is bad.
 */
export function stateSignal(place: StatusPlace, key: string, value: string, name: FieldName): Signal | undefined {
  if (isSentence(value)) {
    if (readMessage(value) === "bad") return errorState(place, key, value);
    if (value.length > maxStateLength) return undefined;
  }
  const byWords = readState(value);
  // "Primary instance is being restarted in-place".
  const reading = byWords === "unknown" && isSentence(value) && readMessage(value) === "progress" ? "progress" : byWords;
  const isMain = place.depth < 2 && (name.meaning === "state" || isOfKind(key, place.object));
  if (reading === "unknown" || !counts(reading, value, place, isMain)) return undefined;
  const isRunning = reading === "good" && isStepOfRun(value, place);
  // "Pending", "failed to create the volume": it tries, and fails.
  const isFailing = reading === "progress" && isMain && readMessage(messageBeside(place, key)) === "bad";
  const level = isFailing ? "bad" : reading === "over" ? "ended" : isRunning ? "progress" : reading;
  const needsWords = level === "bad" || level === "progress";
  return signal({
    level,
    name: value,
    reason: needsWords ? reasonBeside(place, key) : undefined,
    message: needsWords ? messageBeside(place, key) : undefined,
    from: subjectOf(place, key),
    source: place.depth === 2 ? "part" : "state",
    rank: (isMain ? 0 : 5) + place.depth * 10,
    kind: isFailing
      ? place.isLast || name.isLast
        ? "weak"
        : "plain"
      : kindOf(place, key, value, { isMain, isBad: level === "bad", isRunning, isLast: name.isLast }),
    part: place.depth === 2 ? partName(place.parent, place.fields) : undefined,
  });
}

/** A state that is the number of an enumeration says nothing by itself; what stands beside it does. */
export function codeSignal(place: StatusPlace, key: string, value: number): Signal | undefined {
  const message = value === 0 ? undefined : (textAt(place.fields, "reason") ?? messageBeside(place, key));
  if (message === undefined) return undefined;
  const isBad = readMessage(message) === "bad" || /\b(warnings?|reject(ed|ion))\b/i.test(message);
  return isBad ? errorState(place, key, message) : undefined;
}

/** A state that is a sentence: "ERROR, User is not authorized to perform secretsmanager:GetSecretValue". */
function errorState(place: StatusPlace, key: string, message: string): Signal {
  return signal({
    level: "bad",
    name: "Error",
    reason: reasonBeside(place, key),
    message,
    from: subjectOf(place, key),
    source: place.depth === 2 ? "part" : "state",
    rank: 5 + place.depth * 10,
    kind: place.depth === 2 || place.isLast ? "weak" : "declared",
    part: place.depth === 2 ? partName(place.parent, place.fields) : undefined,
  });
}

/** Of a message about the object, how grave it is: `validationMessages: [{ level: ERROR }]`. Warnings, and what is no message, say nothing of health. */
export function levelSignal(place: StatusPlace, key: string, value: string): Signal | undefined {
  if (place.depth < 2 || place.isStep || !/^(\w+_)?(err|errors?|fatal|critical)$/i.test(value)) return undefined;
  // "severity: critical" of an alert that is not active.
  if (["state", "status", "health", "active"].some((name) => name in place.fields)) return undefined;
  const type = place.fields["type"];
  return signal({
    level: "bad",
    name: "Error",
    reason: reasonBeside(place, "type") ?? (isFields(type) ? (textAt(type, "name") ?? textAt(type, "code")) : textAt(place.fields, "code")),
    message: messageBeside(place, key) ?? textAt(place.fields, "text") ?? textAt(place.fields, "summary"),
    from: place.parent,
    source: "part",
    rank: 60 + place.depth,
    kind: place.isLast ? "weak" : "declared",
  });
}

/** Of four words or more. */
function isSentence(value: string): boolean {
  return value.length > maxStateLength || /\S+\s+\S+\s+\S+\s+\S/.test(value);
}

/** Longer text is a sentence that can say anything. */
const maxStateLength = 60;

/** An aspect may be skipped or stopped, and a part may be over, without a meaning for the whole. */
function counts(reading: Reading, value: string, { depth }: StatusPlace, isMain: boolean): boolean {
  if (reading === "suspended") return isMain && (depth === 0 || /^(paused|suspended)$/i.test(value));
  return depth < 2 || reading === "bad" || reading === "progress";
}

interface StateFacts {
  readonly isMain: boolean;
  readonly isBad: boolean;
  readonly isRunning: boolean;
  readonly isLast: boolean;
}

function kindOf(place: StatusPlace, key: string, value: string, { isMain, isBad, isRunning, isLast }: StateFacts): SignalKind {
  if (isLast || place.isLast || (isRunning && place.depth === 0) || (!isMain && !isBad)) return "weak";
  if (place.depth === 2 && !(isBad && isOfNow(place, key, value))) return "weak";
  if (!isBad) return "plain";
  return isMain && isFinal(value) ? "final" : "declared";
}

/** The failed step of a run may have been repeated since; the health of a part is as it is now, and so is the state of a part of what is no run. */
function isOfNow({ object, isStep }: StatusPlace, key: string, value: string): boolean {
  if (
    /(health|verdict|conclusion)$/i.test(key) ||
    /^(not ?healthy|unhealthy|degraded|down|offline|faulty|faulted|unreachable|disconnected)$/i.test(value)
  )
    return true;
  return isFinal(value) && !isStep && !isRun(object);
}

/** Not "Degraded" or "Unhealthy", which can pass. */
function isFinal(value: string): boolean {
  return /fail|error|lost|invalid|abort|fatal|crashed|rejected/i.test(value) && !/partial|unhealthy|degraded|back.?off|retry/i.test(value);
}

/** "jobStatus" of a RayJob. */
function isOfKind(key: string, { kind }: KubeObject): boolean {
  const words = wordsOf(key);
  return words.length === 2 && typeof kind === "string" && words[0] === wordsOf(kind).at(-1);
}

/** "Running" is the goal of a server, and a step of a run. */
function isStepOfRun(value: string, { depth, parent, object }: StatusPlace): boolean {
  if (!/^((state|status|phase)[ _-]?)?(running|active)$/i.test(value)) return false;
  // `state: { phase: Running }`.
  if (depth === 0 || /^(state|status|phase)$/.test(parent)) return isRun(object);
  return wordsOf(parent).some((word) => operations.has(word));
}

const operations = new Set("operation sync update upgrade backup restore task run execution migration rollout".split(" "));
const runKinds = new Set(
  (
    "run job workflow task experiment backup restore build test execution evaluation migration scan analysis upgrade operation import export " +
    "request trial sweep benchmark"
  ).split(" "),
);

/** Whether an object works towards an end, by its kind or by the times that it reports. */
function isRun(object: KubeObject): boolean {
  const words = typeof object.kind === "string" ? wordsOf(object.kind) : [];
  // A BackupSession is a run, another session may be a server.
  if (runKinds.has(words.at(words.at(-1) === "session" ? -2 : -1) ?? "")) return true;
  return runTimes.some((key) => textAt(object["status"], key) !== undefined);
}

const runTimes = ["startedAt", "startTime", "startTimestamp", "completionTime", "finishedAt"];
