import { conditionOf } from "../../../lifecycle/fields/conditions.js";
import { countAt, numberAt } from "../../../lifecycle/fields/fields.js";
import { inShort } from "../../../lifecycle/narration/words.js";
import type { KubeObject } from "../../../model/kube-object.js";
import { countsOf, sequencesOf } from "../../engine/event-history.js";
import type { CauseRef, Ending, FailureFamily, RuleContext, Symptom } from "../../engine/symptom.js";
import { advise } from "../../evidence/advice.js";
import { missingIn } from "../../evidence/missing-in-message.js";

/**
 * Pods that are never made, because the API server refuses them. No Pod can tell: the controller that wants them does, in Events (FailedCreate),
 * a ReplicaSet also in the condition ReplicaFailure, which its Deployment repeats.
 *
 *   pods "web-x" is forbidden: exceeded quota: small, requested: cpu=1, used: cpu=2, limited: cpu=2
 *   pods "web-x" is forbidden: violates PodSecurity "restricted:latest": ...
 *   admission webhook "policy.example.com" denied the request: ...         failed calling webhook "..."
 *   error looking up service account shop/web: serviceaccount "web" not found
 */
export const admissionFamily: FailureFamily = {
  name: "admission",
  kinds: ["ReplicaSet", "ReplicationController", "Deployment", "StatefulSet", "DaemonSet", "Job", "CronJob"],
  symptoms: (sight) => (sight.object.metadata.deletionTimestamp === undefined ? symptomsOf(sight) : []),
  ending,
};

/** Controllers try again ever more seldom, a quarter of an hour apart at most. */
const quietMs = 20 * 60_000;

function symptomsOf(sight: RuleContext): readonly Symptom[] {
  const failure = conditionOf(sight.object, "ReplicaFailure");
  const told = sight.told.all((e) => e.reason === "FailedCreate" || e.reason === "FailedCreatePod");
  const message = failure?.status === "True" ? failure.message : hasAll(sight.object) ? undefined : told.at(-1)?.message;
  if (message === undefined) return [];
  const isRepeated = sight.ref.kind === "Deployment";
  const byEvent = failure?.status !== "True";
  return [
    {
      class: isRepeated ? "ReplicaFailure" : (failure?.reason ?? "FailedCreate"),
      severity: "critical",
      message: `${sight.ref.kind === "CronJob" ? "Jobs" : "Pods"} of the ${sight.ref.kind} cannot be made: ${wordsOf(message)}`,
      events: countsOf(told),
      advice: adviceFor(message, sight),
      transientMs: 5_000,
      ...(byEvent ? { shownBy: sequencesOf(told).slice(-2), quietMs } : {}),
      ...missingOf(message, sight),
      ...(isRepeated ? { repeatsCause: true } : {}),
      because: becauseOf(message, sight),
    },
  ];
}

/** All Pods that it wants are there: what was refused is past. */
function hasAll(object: KubeObject): boolean {
  const status = (field: string) => countAt(object, "status", field);
  switch (object.kind) {
    case "Job":
      return status("active") + status("succeeded") + status("failed") > 0;
    case "DaemonSet":
      return (
        numberAt(object, "status", "desiredNumberScheduled") !== undefined &&
        status("currentNumberScheduled") >= status("desiredNumberScheduled")
      );
    case "CronJob":
      return false;
    default:
      return numberAt(object, "spec", "replicas") !== undefined && status("replicas") >= countAt(object, "spec", "replicas");
  }
}

function missingOf(message: string, { ref }: RuleContext): Pick<Symptom, "missing"> {
  const missing = missingIn(message, ref.namespace);
  return missing === undefined ? {} : { missing };
}

function becauseOf(message: string, { ref }: RuleContext): readonly CauseRef[] {
  const webhook = webhookService(message);
  const quota = /exceeded quota: ([^,\s]+)/.exec(message)?.[1];
  return [
    ...(ref.kind === "Deployment" ? [{ kind: "owned" } as const] : []),
    ...(webhook === undefined ? [] : [{ kind: "object", of: "Service", ...webhook } as const]),
    ...(quota === undefined ? [] : [{ kind: "object", of: "ResourceQuota", namespace: ref.namespace, name: quota } as const]),
  ];
}

/** The Service behind a webhook that could not be asked: of `Post "https://injector.mesh.svc:443/inject?timeout=10s"`. */
function webhookService(message: string): { readonly namespace: string; readonly name: string } | undefined {
  const [, name, namespace] = /failed calling webhook .*?https:\/\/([a-z0-9-]+)\.([a-z0-9-]+)\.svc[.:/]/.exec(message) ?? [];
  return name === undefined || namespace === undefined ? undefined : { namespace, name };
}

/** Each who may refuse a Pod, by what it says. */
const refusals: readonly (readonly [RegExp, (match: RegExpExecArray) => string])[] = [
  [/exceeded quota: (.+)$/, ([, rest = ""]) => `the quota is exceeded: ${rest}`],
  [/failed quota: (.+)$/, ([, rest = ""]) => `the quota asks for more to be said: ${rest}`],
  [/violates PodSecurity "([^"]+)": (.+)$/, ([, level = "", rest = ""]) => `they violate Pod Security "${level}": ${rest}`],
  [
    /admission webhook "([^"]+)" denied the request(?:: ?(.*))?$/,
    ([, name = "", rest = ""]) => `webhook "${name}" denied the request${rest === "" ? "" : `: ${rest}`}`,
  ],
  [/failed calling webhook "([^"]+)": (.+)$/, ([, name = "", rest = ""]) => `webhook "${name}" could not be asked: ${rest}`],
  [
    /ValidatingAdmissionPolicy '([^']+)' .*denied request: (.+)$/,
    ([, name = "", rest = ""]) => `policy "${name}" denied the request: ${rest}`,
  ],
];

function wordsOf(message: string): string {
  for (const [pattern, words] of refusals) {
    const match = pattern.exec(message.replace(/\s+/g, " "));
    if (match !== null) return inShort(words(match), 400);
  }
  return inShort(message.replace(/^Error creating: /, "").replace(/^(create Pod|pods) .*? (is forbidden|failed error): /, ""), 400);
}

function adviceFor(message: string, { ref }: RuleContext): readonly string[] {
  if (/quota/.test(message))
    return [`lower what the Pods request, or raise the quota: ${advise(["describe", "resourcequota"], ref.namespace)}`];
  if (/violates PodSecurity/.test(message))
    return ["set what it names in the securityContext of the Pod template, or put the workload into a namespace of another level"];
  if (/failed calling webhook/.test(message)) return webhookAdvice(message);
  if (/ is invalid: /.test(message)) return ["correct the field that it names in the Pod template"];
  if (/webhook|Policy/.test(message)) return ["change what the policy objects to in the Pod template"];
  if (/LimitRange|maximum|minimum/.test(message))
    return [`compare requests and limits with the LimitRange: ${advise(["describe", "limitrange"], ref.namespace)}`];
  return [`see all that the controller says: ${advise(["describe", ref.kind.toLowerCase(), ref.name], ref.namespace)}`];
}

function webhookAdvice(message: string): readonly string[] {
  const service = webhookService(message);
  const words = "see whether the webhook's Service has ready endpoints; until then nothing can be made that it has to judge";
  if (service === undefined) return [words];
  const { name, namespace } = service;
  return [`${words}: ${advise(["get", "endpointslices", "-l", `kubernetes.io/service-name=${name}`], namespace)}`];
}

function ending(_symptom: Symptom, _began: KubeObject, { object }: RuleContext): Ending | undefined {
  if (countAt(object, "spec", "replicas") === 0) return { text: "it was scaled to zero", final: true };
  return hasAll(object) ? { text: "the Pods could be made", final: true } : undefined;
}
