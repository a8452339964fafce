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
 * Any kind without rules of its own, mostly custom resources. Read as kstatus does, and as the most common controllers
 * (Argo CD, cert-manager, Cluster API, Crossplane, Flux, Gateway API, Knative, Tekton) write them, in this order:
 *
 *   the controller has not observed the spec     Updating
 *   a final condition                            Stalled, Failed, Degraded, ...; Completed; Succeeded False, or a failureReason: Failed
 *   an error condition without a status          ComparisonError, ... (Argo CD)
 *   suspended or paused                          Suspended, Paused
 *   the controller is working                    Reconciling
 *   conditions with a common meaning             Ready, Available, Synced, ...: the first of them that is not True, else the first
 *   health, phase or state                       Healthy, Running, ...
 *   none of these                                Present
 */
export const genericRules: KindRules = { stage, milestones: conditionMilestones, verdict, describe: () => [], changes: conditionChanges };

/** Condition types that mean a failure when True. */
const badWhenTrue = ["Stalled", "Failed", "Degraded", "Denied", "InvalidRequest"];
const completedWhenTrue = ["Complete", "Completed", "Succeeded", "SuccessCriteriaMet"];
/** Those that mean "as desired" when True, in order of precedence. */
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
    (isUnobserved(object) || isStale(object, conditions) ? stageAs("Updating", "progress", "new spec not observed yet") : undefined) ??
    finished(object, conditions) ??
    withError(object) ??
    suspended(object, conditions) ??
    working(conditions) ??
    byCommonConditions(conditions, object) ??
    byPhase(object)
  );
}

/** The condition that says what is wrong with the object, or what it still lacks; undefined if there is none. */
export function wrongCondition(object: KubeObject): Condition | undefined {
  const conditions = conditionsIn(object);
  return (
    firstOf(conditions, badWhenTrue, "True") ??
    conditions.find(({ type, status }) => type === "Succeeded" && status === "False") ??
    errorCondition(object) ??
    unmetCondition(conditions)
  );
}

function finished(object: KubeObject, conditions: readonly Condition[]): Stage | undefined {
  const failure = textAt(object, "status", "failureReason");
  if (failure !== undefined) return stageAs("Failed", "bad", failure);
  const bad = firstOf(conditions, badWhenTrue, "True");
  if (bad !== undefined) return stageAs(bad.type, "bad", bad.reason);
  // An object that keeps working after it is complete, such as an Argo Rollout, has one of these conditions too.
  const keepsWorking = firstOf(conditions, ["Ready", "Available", "Healthy"], "True") !== undefined;
  const completed = firstOf(conditions, completedWhenTrue, "True");
  if (completed !== undefined && !keepsWorking) return stageAs("Completed", "ended", completed.reason);
  const run = conditions.find(({ type }) => type === "Succeeded");
  if (run === undefined) return undefined;
  return run.status === "False" && !hasProgressConditions(conditions)
    ? stageAs("Failed", "bad", run.reason)
    : stageAs("Running", "progress", run.reason === "Running" ? undefined : run.reason);
}

/** Tekton has Succeeded alone, False when it failed; Kubeflow has it beside Created, Running and Failed, False until it is over. */
function hasProgressConditions(conditions: readonly Condition[]): boolean {
  return conditions.some(({ type }) => type === "Created" || type === "Running");
}

function suspended(object: KubeObject, conditions: readonly Condition[]): Stage | undefined {
  if (at(object, "spec", "suspend") === true) return stageAs("Suspended", "neutral");
  if (at(object, "spec", "paused") === true || firstOf(conditions, ["Paused"], "True") !== undefined) return stageAs("Paused", "neutral");
  return undefined;
}

function working(conditions: readonly Condition[]): Stage | undefined {
  const found = firstOf(conditions, ["Reconciling"], "True");
  return found === undefined ? undefined : stageAs("Reconciling", "progress", found.reason);
}

function withError(object: KubeObject): Stage | undefined {
  const error = errorCondition(object);
  return error === undefined ? undefined : stageAs(error.type, "bad");
}

function errorCondition(object: KubeObject): Condition | undefined {
  const item = itemsAt(object, "status", "conditions").find(
    (each) => at(each, "status") === undefined && /Error$/.test(textAt(each, "type") ?? ""),
  );
  return item === undefined ? undefined : conditionAs(textAt(item, "type") ?? "", "True", item);
}

function byCommonConditions(conditions: readonly Condition[], object: KubeObject): Stage | undefined {
  const wrong = unmetCondition(conditions);
  const phase = byPhase(object);
  // A phase that names a failure takes precedence over a condition that is only not True.
  if (wrong !== undefined && !looksFailed(wrong) && phase.tone === "bad") return phase;
  if (wrong !== undefined) return stageAs(`Not ${wordOf(wrong.type)}`, looksFailed(wrong) ? "bad" : "progress", wrong.reason);
  const first = commonConditions(conditions)[0];
  return first === undefined ? undefined : stageAs(first.type, "good");
}

function commonConditions(conditions: readonly Condition[]): readonly Condition[] {
  return goodWhenTrue.flatMap((type) => conditions.filter((condition) => condition.type === type));
}

/** If not all common conditions are True: the first that failed, else any other that failed, else the first that is not True. */
function unmetCondition(conditions: readonly Condition[]): Condition | undefined {
  const present = commonConditions(conditions);
  const unmet = present.find(({ status }) => status !== "True");
  return unmet === undefined ? undefined : (present.find(looksFailed) ?? conditions.find(looksFailed) ?? unmet);
}

function wordOf(type: string): string {
  return type === "ResolvedRefs" ? "resolved" : type.toLowerCase();
}

/** False can also mean "not yet": a failure shows in the severity, if there is one, or in the wording of the reason. */
function looksFailed({ type, status, reason = "", severity }: Condition): boolean {
  if (status !== "False") return false;
  if (severity !== undefined) return severity === "Error";
  if (decided.has(type)) return reason !== "Pending";
  return /(Error|Failed|Failure|Invalid|Denied|Unsupported|RefNotPermitted|BackendNotFound|DeadlineExceeded|^Err[A-Z])/.test(reason);
}

/** In the Gateway API, False is a decision; before it, the status is Unknown or the reason Pending. */
const decided = new Set(["Accepted", "ResolvedRefs", "Programmed"]);

function byPhase(object: KubeObject): Stage {
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
  return stageAs(phase, progressPhases.test(phase) ? "progress" : "good", detail);
}

const progressPhases =
  /^(pending|queued|unknown|waiting|((re)?start|initializ|creat|provision|progress|schedul|updat|upgrad|install|deploy|build|scal|process|reconcil|delet|terminat)ing)$/i;

/** A final failure is failed; a phase that only reads like one, or is unhealthy, can recover. */
function verdict(object: KubeObject): Verdict {
  const { tone, name, detail } = stage(object);
  const conditions = conditionsIn(object);
  const failed = tone === "bad" && (finished(object, conditions) !== undefined || /fail|error|lost|invalid/i.test(name));
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

/** Routes and policies of the Gateway API have conditions for each of their parents instead of their own. */
function conditionsIn(object: KubeObject): readonly Condition[] {
  const own = conditionsOf(object);
  if (own.length > 0) return own;
  return [...itemsAt(object, "status", "parents"), ...itemsAt(object, "status", "ancestors")].flatMap((parent) =>
    readConditions(parent, "conditions"),
  );
}

/** Without `status.observedGeneration`, the conditions can have one each. */
function isStale(object: KubeObject, conditions: readonly Condition[]): boolean {
  const wanted = numberAt(object, "metadata", "generation");
  if (wanted === undefined || numberAt(object, "status", "observedGeneration") !== undefined) return false;
  const observed = conditions.flatMap(({ observedGeneration }) => observedGeneration ?? []);
  return observed.length > 0 && observed.every((generation) => generation < wanted);
}
