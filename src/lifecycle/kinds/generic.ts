import { at, itemsAt, numberAt, textAt } from "../../model/fields.js";
import type { KubeObject } from "../../model/kube-object.js";
import { type Condition, conditionAs, conditionsOf, readConditions } from "../fields/conditions.js";
import { isUnobserved } from "../fields/observed.js";
import { conditionMilestones } from "../milestones/condition-milestones.js";
import { conditionChanges } from "../narration/condition-changes.js";
import { stageAs } from "../narration/words.js";
import type { KindRules, Stage, Verdict } from "./kind-rules.js";
import { terminating } from "./terminating.js";

/**
 * Any kind that has no rules of its own, custom resources above all. As kstatus reads them, and as the controllers that are met most often
 * (Argo CD, cert-manager, Cluster API, Crossplane, Flux, Gateway API, Knative, Tekton) write them, in this order:
 *
 *   what the controller has not observed         Updating
 *   a condition that says that it is over        Stalled, Failed, Degraded, ...; Completed; Succeeded False, or a failureReason: Failed
 *   an error that is told by its presence        ComparisonError, ... (Argo CD writes conditions without a status)
 *   somebody holds it                            Suspended, Paused
 *   the controller is at work                    Reconciling
 *   the conditions that controllers agree on     Ready, Available, Synced, ...: the first of them that is not True, else the first
 *   health, phase or state in words              Healthy, Running, ...
 *   nothing of all that                          Present
 */
export const genericRules: KindRules = { stage, milestones: conditionMilestones, verdict, describe: () => [], changes: conditionChanges };

/** Condition types that mean trouble when True. */
const badWhenTrue = ["Stalled", "Failed", "Degraded", "Denied", "InvalidRequest"];
const overWhenTrue = ["Complete", "Completed", "Succeeded", "SuccessCriteriaMet"];
/** Those that mean "as it should be" when True, in the order in which they are asked. */
const goodWhenTrue = [
  "Ready",
  "Available",
  "Healthy",
  "Established",
  "Synced",
  "Accepted",
  "ResolvedRefs",
  "Programmed",
  "Reconciled",
  "Approved",
];

function stage(object: KubeObject): Stage {
  const conditions = conditionsIn(object);
  return (
    terminating(object) ??
    (isUnobserved(object) || isStale(object, conditions)
      ? stageAs("Updating", "progress", "the new spec is not observed yet")
      : undefined) ??
    ended(object, conditions) ??
    stated(object) ??
    held(object, conditions) ??
    working(conditions) ??
    agreed(conditions, object) ??
    inWords(object)
  );
}

/** The condition that says what is wrong with the object, or what it still lacks; undefined where all is well, or no condition tells. */
export function wrongCondition(object: KubeObject): Condition | undefined {
  const conditions = conditionsIn(object);
  return (
    firstOf(conditions, badWhenTrue, "True") ??
    conditions.find(({ type, status }) => type === "Succeeded" && status === "False") ??
    statedError(object) ??
    wantingOf(conditions)
  );
}

function ended(object: KubeObject, conditions: readonly Condition[]): Stage | undefined {
  const failure = textAt(object, "status", "failureReason");
  if (failure !== undefined) return stageAs("Failed", "bad", failure);
  const bad = firstOf(conditions, badWhenTrue, "True");
  if (bad !== undefined) return stageAs(bad.type, "bad", bad.reason);
  // What goes on working after it is complete, as Argo Rollouts do, says that it is well beside.
  const isAtWork = firstOf(conditions, ["Ready", "Available", "Healthy"], "True") !== undefined;
  const over = firstOf(conditions, overWhenTrue, "True");
  if (over !== undefined && !isAtWork) return stageAs("Completed", "ended", over.reason);
  const run = conditions.find(({ type }) => type === "Succeeded");
  if (run === undefined) return undefined;
  return run.status === "False" && !isOneOfMany(conditions)
    ? stageAs("Failed", "bad", run.reason)
    : stageAs("Running", "progress", run.reason === "Running" ? undefined : run.reason);
}

/** Tekton has Succeeded alone, False when it failed; Kubeflow has it beside Created, Running and Failed, False until it is over. */
function isOneOfMany(conditions: readonly Condition[]): boolean {
  return conditions.some(({ type }) => type === "Created" || type === "Running");
}

function held(object: KubeObject, conditions: readonly Condition[]): Stage | undefined {
  if (at(object, "spec", "suspend") === true) return stageAs("Suspended", "neutral");
  if (at(object, "spec", "paused") === true || firstOf(conditions, ["Paused"], "True") !== undefined) return stageAs("Paused", "neutral");
  return undefined;
}

function working(conditions: readonly Condition[]): Stage | undefined {
  const found = firstOf(conditions, ["Reconciling"], "True");
  return found === undefined ? undefined : stageAs("Reconciling", "progress", found.reason);
}

function stated(object: KubeObject): Stage | undefined {
  const error = statedError(object);
  return error === undefined ? undefined : stageAs(error.type, "bad");
}

function statedError(object: KubeObject): Condition | undefined {
  const item = itemsAt(object, "status", "conditions").find(
    (each) => at(each, "status") === undefined && /Error$/.test(textAt(each, "type") ?? ""),
  );
  return item === undefined ? undefined : conditionAs(textAt(item, "type") ?? "", "True", item);
}

function agreed(conditions: readonly Condition[], object: KubeObject): Stage | undefined {
  const wrong = wantingOf(conditions);
  const told = inWords(object);
  // A phase that says outright that it is bad counts for more than a condition that is merely not True.
  if (wrong !== undefined && !looksFailed(wrong) && told.tone === "bad") return told;
  if (wrong !== undefined) return stageAs(`Not ${wordOf(wrong.type)}`, looksFailed(wrong) ? "bad" : "progress", wrong.reason);
  const first = agreedOn(conditions)[0];
  return first === undefined ? undefined : stageAs(first.type, "good");
}

function agreedOn(conditions: readonly Condition[]): readonly Condition[] {
  return goodWhenTrue.flatMap((type) => conditions.filter((condition) => condition.type === type));
}

/** Of those that should be True the one that failed, else what else failed, else the first that is not True. */
function wantingOf(conditions: readonly Condition[]): Condition | undefined {
  const present = agreedOn(conditions);
  const wanting = present.find(({ status }) => status !== "True");
  return wanting === undefined ? undefined : (present.find(looksFailed) ?? conditions.find(looksFailed) ?? wanting);
}

function wordOf(type: string): string {
  return type === "ResolvedRefs" ? "resolved" : type.toLowerCase();
}

/** False is also what is not yet: that it went wrong shows in the severity, where there is one, or in how the reason reads. */
function looksFailed({ type, status, reason = "", severity }: Condition): boolean {
  if (status !== "False") return false;
  if (severity !== undefined) return severity === "Error";
  if (decided.has(type)) return reason !== "Pending";
  return /(Error|Failed|Failure|Invalid|Denied|Unsupported|RefNotPermitted|BackendNotFound|DeadlineExceeded|^Err[A-Z])/.test(reason);
}

/** Of the Gateway API: False is a decision, what is not decided is Unknown or Pending. */
const decided = new Set(["Accepted", "ResolvedRefs", "Programmed"]);

function inWords(object: KubeObject): Stage {
  const phase =
    textAt(object, "status", "health", "status") ??
    textAt(object, "status", "phase") ??
    textAt(object, "status", "state") ??
    textAt(object, "status", "health");
  const detail = textAt(object, "status", "sync", "status");
  if (phase === undefined) return stageAs("Present", "neutral");
  if (/fail|error|lost|invalid|degraded|expired|missing|unhealthy/i.test(phase)) return stageAs(phase, "bad", detail);
  if (/^(succeeded|complete|completed)$/i.test(phase)) return stageAs(phase, "ended", detail);
  if (/^(suspended|paused)$/i.test(phase)) return stageAs(phase, "neutral", detail);
  return stageAs(phase, onTheWay.test(phase) ? "progress" : "good", detail);
}

const onTheWay =
  /^(pending|queued|unknown|waiting|((re)?start|initializ|creat|provision|progress|schedul|updat|upgrad|install|deploy|build|scal|process|reconcil|delet|terminat)ing)$/i;

/** What has failed for good is failed; what only reads like a failure, or is unhealthy, may pass. */
function verdict(object: KubeObject): Verdict {
  const { tone, name, detail } = stage(object);
  const conditions = conditionsIn(object);
  const failed = tone === "bad" && (ended(object, conditions) !== undefined || /fail|error|lost|invalid/i.test(name));
  const stalled = firstOf(conditions, ["Stalled"], "True");
  const stuck = stalled === undefined ? (failed ? (detail ?? name) : undefined) : (stalled.reason ?? "Stalled");
  return {
    ready: tone === "good" || tone === "neutral" || tone === "ended",
    failed,
    complete: tone === "ended",
    ...(stuck === undefined ? {} : { stuck }),
  };
}

/** The first condition of one of these types that has this status. */
function firstOf(conditions: readonly Condition[], types: readonly string[], status: Condition["status"]): Condition | undefined {
  return types.flatMap((type) => conditions.filter((condition) => condition.type === type && condition.status === status))[0];
}

/** Of the object itself; routes and policies of the Gateway API have a set for each of their parents. */
function conditionsIn(object: KubeObject): readonly Condition[] {
  const own = conditionsOf(object);
  if (own.length > 0) return own;
  return [...itemsAt(object, "status", "parents"), ...itemsAt(object, "status", "ancestors")].flatMap((parent) =>
    readConditions(parent, "conditions"),
  );
}

/** Where the status has no `observedGeneration` of its own, its conditions may. */
function isStale(object: KubeObject, conditions: readonly Condition[]): boolean {
  const wanted = numberAt(object, "metadata", "generation");
  if (wanted === undefined || numberAt(object, "status", "observedGeneration") !== undefined) return false;
  const observed = conditions.flatMap(({ observedGeneration }) => observedGeneration ?? []);
  return observed.length > 0 && observed.every((generation) => generation < wanted);
}
