import type { Condition } from "../../fields/conditions.js";
import { type Signal, type SignalKind, signal } from "./signal.js";
import { goodWordOf, type Polarity, polarityOf, type Reading, readMessage, readReason, saysNoneAvailable } from "./vocabulary.js";

/**
 * What one condition says, by what its type means when it is True (`polarityOf`), its status, its severity, and what its reason and message say:
 *
 *   Ready, Available, Synced, ... True      good
 *   ... False or Unknown                    bad if severity, reason or message read like a failure; else not yet (progress)
 *   Accepted, Valid, Healthy, ... False     bad unless it reads like progress
 *   NotReady, Unavailable, ... True         as Ready False
 *   Failed, Degraded, SyncError, ... True   bad; False: nothing
 *   Progressing, Reconciling, ... True      progress, unless its reason says that it is done; False: bad if it reads like a failure, else nothing
 *   Paused, Suspended True                  suspended
 *   Complete, Succeeded True                ended
 *   any other                               bad if it is not True and reads like a failure, else nothing
 */
export function conditionSignal(condition: Condition, isRun: boolean): Signal | undefined {
  const { type, status } = condition;
  if (type === "Succeeded") return runSignal(condition, isRun);
  const polarity = polarityOf(type);
  switch (polarity) {
    case "good":
    case "decided":
    case "healthy":
      return status === "True" ? read("good", condition, nameOf(type)) : unmet(condition, polarity);
    case "lacking":
      return status === "True" ? unmet(condition, "good") : undefined;
    case "bad":
      return status === "True" ? declared(condition) : undefined;
    case "busy":
      return busy(condition);
    case "suspended":
      return status === "True" ? read("suspended", condition, nameOf(type)) : undefined;
    case "over":
      return over(condition);
    default:
      return status === "True" ? trueFact(condition, polarity) : otherFact(condition, polarity);
  }
}

/** What severity, reason and message say: a failure in any of them counts. */
function readingOf({ status, severity, reason, message }: Condition): Reading {
  if (severity === "Error") return "bad";
  if (severity === "Info" && status !== "True") return "progress";
  const byReason = readReason(reason);
  // Of Cluster API: something failed, and may recover; but also "ScalingUp".
  if (severity === "Warning" && status === "False" && message !== undefined && !/ing|Pending/.test(reason ?? "")) return "bad";
  // What is unknown, as nothing was found yet, can still come.
  if (status === "Unknown") {
    if (byReason === "unknown" || /Unknown$/.test(reason ?? "")) return readMessage(message);
    return byReason === "bad" && /(NotFound|DoesNotExist)$/.test(reason ?? "") ? "progress" : byReason;
  }
  if (byReason === "bad" || byReason === "suspended") return byReason;
  const byMessage = readMessage(message);
  return byMessage === "bad" || byReason !== "progress" ? (byMessage === "unknown" ? byReason : byMessage) : byReason;
}

function unmet(condition: Condition, polarity: Polarity): Signal {
  const reading = readingOf(condition);
  const name = `Not ${goodWordOf(condition.type)}`;
  if (reading === "suspended") return read("suspended", condition, suspendedName(condition));
  if (reading === "bad") return read("bad", condition, name, saysNoneAvailable(condition.reason ?? "") ? "none-available" : "plain");
  const isDecided = condition.status === "False" && reading !== "progress";
  // An explanation that is none of progress is one of failure: what is only not ready yet needs none.
  if (
    isDecided &&
    condition.type === "Ready" &&
    condition.message !== undefined &&
    reading === "unknown" &&
    condition.severity === undefined
  )
    return read("bad", condition, name);
  if (isDecided && polarity === "decided") return read("bad", condition, name);
  // An Argo Rollout is not "Healthy" while it progresses.
  if (isDecided && polarity === "healthy") return read("bad", condition, name, "yields-to-progress");
  return read("progress", condition, name, "unmet");
}

/** A condition of a bad type that is True. */
function declared(condition: Condition): Signal {
  const { type, reason, message, severity } = condition;
  const [byReason, byMessage] = [readReason(reason), readMessage(message)];
  const isBad = byReason === "bad" || byMessage === "bad" || severity === "Error";
  const name = nameOf(type);
  if (!isBad && byReason === "progress") return read("progress", condition, name, "unmet");
  // FailedCreatePod True, MinimumReplicasAvailable, "Deployment has minimum availability".
  if (!isBad && (byReason === "good" || byReason === "over") && byMessage === "good") return read("bad", condition, name, "needs-support");
  return read("bad", condition, name, finalTypes.test(name) ? "final" : "declared");
}

/** Conditions with which a controller says that it gave up. */
const finalTypes = /^(Stalled|Failed|Failure|Denied|Terminal|InvalidRequest|InvalidSpec|.+Error)$/;

function busy(condition: Condition): Signal | undefined {
  const { type, status } = condition;
  const reading = readingOf(condition);
  if (reading === "suspended" && status !== "False") return read("suspended", condition, suspendedName(condition));
  if (status === "False") return reading === "bad" ? read("bad", condition, absence(condition)) : undefined;
  // "Progressing" stays True with NewReplicaSetAvailable when a rollout is done.
  const isDone = status === "Unknown" ? reading !== "progress" : reading === "good" || reading === "over";
  return isDone ? undefined : read("progress", condition, nameOf(type));
}

function over(condition: Condition): Signal | undefined {
  if (condition.status !== "True") return undefined;
  return readReason(condition.reason) === "bad" ? read("bad", condition, "Failed", "final") : read("ended", condition, "Completed");
}

/** Tekton has Succeeded alone, False when it failed; Kubeflow has it beside Created, Running and Failed, False until it is over. */
function runSignal(condition: Condition, isRun: boolean): Signal {
  if (condition.status === "True") return read("ended", condition, "Completed");
  if (condition.status === "False" && isRun && readingOf(condition) !== "progress") return read("bad", condition, "Failed", "final");
  const running = read("progress", condition, "Running");
  return condition.reason === "Running" ? { ...running, reason: undefined } : running;
}

/** Of a type that is False or Unknown in objects that are well, too. */
function otherFact(condition: Condition, polarity: Polarity): Signal | undefined {
  const reading = readingOf(condition);
  if (reading === "suspended") return read("suspended", condition, suspendedName(condition));
  if (reading !== "bad") return undefined;
  // LiveMigratable False "cannot migrate VMI: PVC is not shared" says what cannot be done with something that is well.
  const isPlain = condition.severity === "Error" || readReason(condition.reason) === "bad";
  return read(
    "bad",
    condition,
    polarity === "unknown" ? `${nameOf(condition.type)} ${condition.status}` : absence(condition),
    isPlain ? "plain" : "weak",
  );
}

function trueFact(condition: Condition, polarity: Polarity): Signal | undefined {
  const { type, reason, message, severity } = condition;
  const name = nameOf(type);
  if (polarity === "unknown") {
    if (severity === "Error") return read("bad", condition, name, "declared");
    return readReason(reason) === "bad" && readMessage(message) === "bad" ? read("bad", condition, name, "weak") : undefined;
  }
  if (name !== "Running") return read("good", condition, name, "weak");
  // Of an operator made with Ansible: "Running" is True with the reason "Running", then with "Successful".
  return read(readReason(reason) === "over" ? "good" : "progress", condition, name, "weak");
}

/** "Not progressing", but "DisruptionAllowed False": of several words, the last alone can say something else. */
function absence({ type, status }: Condition): string {
  const name = nameOf(type);
  return /^[A-Za-z][a-z]*$/.test(name) ? `Not ${goodWordOf(name)}` : `${name} ${status}`;
}

function suspendedName({ reason = "", type }: Condition): string {
  return /suspend/i.test(`${reason} ${type}`) ? "Suspended" : "Paused";
}

/** Without the prefix of its API: "Terminal" of "ACK.Terminal". */
function nameOf(type: string): string {
  return type.slice(Math.max(type.lastIndexOf("."), type.lastIndexOf("/")) + 1) || type;
}

function read(level: Signal["level"], condition: Condition, name: string, kind: SignalKind = "plain"): Signal {
  const { type, status, reason, message, lastTransitionMs } = condition;
  return signal({
    level,
    name,
    reason,
    message,
    from: type,
    source: "condition",
    rank: rankOf(type),
    kind,
    status,
    sinceMs: lastTransitionMs,
  });
}

/** Types with a common meaning, in the order in which they name a stage. */
const commonTypes = [
  "reconciling",
  "ready",
  "available",
  "healthy",
  "established",
  "synced",
  "accepted",
  "resolvedrefs",
  "programmed",
  "reconciled",
  "approved",
];
/** Of a condition that has no common meaning, or speaks for one aspect: "PodsHealthy". */
export const aspectRank = commonTypes.length;

function rankOf(type: string): number {
  const index = commonTypes.indexOf(type.toLowerCase());
  return index < 0 ? aspectRank : index;
}
