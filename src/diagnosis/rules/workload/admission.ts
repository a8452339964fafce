import { conditionOf } from "../../../lifecycle/fields/conditions.js";
import { inShort } from "../../../lifecycle/narration/words.js";
import { countAt, numberAt } from "../../../model/fields.js";
import type { KubeObject } from "../../../model/kube-object.js";
import { countsOf, sequencesOf } from "../../engine/event-history.js";
import type { CauseRef, DiagnosisRule, Resolution, RuleContext, Symptom } from "../../engine/symptom.js";
import { kubectl } from "../../evidence/kubectl.js";
import { missingIn } from "../../evidence/missing-in-message.js";
import { searchable } from "../../evidence/searchable.js";

/**
 * Pods that are never created because the API server rejects them. The controller that wants them reports it:
 *
 *   FailedCreate     in Events; of a ReplicaSet also in the condition ReplicaFailure
 *   ReplicaFailure   the Deployment repeats the condition of its ReplicaSet: left out where that explains it
 *
 *   pods "web-x" is forbidden: exceeded quota: small, requested: cpu=1, used: cpu=2, limited: cpu=2
 *   pods "web-x" is forbidden: violates PodSecurity "restricted:latest": ...
 *   admission webhook "policy.example.com" denied the request: ...         failed calling webhook "..."
 *   error looking up service account shop/web: serviceaccount "web" not found
 */
export const admissionRule: DiagnosisRule = {
  kinds: ["ReplicaSet", "ReplicationController", "Deployment", "StatefulSet", "DaemonSet", "Job", "CronJob"],
  symptoms: (context) => (context.object.metadata.deletionTimestamp === undefined ? symptoms(context) : []),
  resolution,
};

const transientMs = 5_000;
/** Controllers retry less and less often, up to a quarter of an hour apart. */
const quietMs = 20 * 60_000;

function symptoms(context: RuleContext): readonly Symptom[] {
  const { object, ref } = context;
  const condition = conditionOf(object, "ReplicaFailure");
  const isInStatus = condition?.status === "True";
  const events = context.events.all((e) => e.reason === "FailedCreate" || e.reason === "FailedCreatePod");
  const message = isInStatus ? condition.message : hasAllPods(object) ? undefined : events.at(-1)?.message;
  if (message === undefined) return [];
  const isDeployment = ref.kind === "Deployment";
  return [
    {
      class: isDeployment ? "ReplicaFailure" : (condition?.reason ?? "FailedCreate"),
      severity: "critical",
      message: `the ${ref.kind} cannot create its ${ref.kind === "CronJob" ? "Jobs" : "Pods"}: ${rejectionIn(message)}`,
      events: countsOf(events),
      advice: adviceFor(message, context),
      starts: { kind: "transient", withinMs: transientMs },
      ...(isInStatus ? {} : { evidence: sequencesOf(events).slice(-2), ends: { kind: "quiet", afterMs: quietMs } }),
      causedBy: causedBy(message, context),
      causeRule: isDeployment ? "omit-if-explained" : undefined,
      missing: missingIn(message, ref.namespace),
    },
  ];
}

/** What was rejected earlier no longer matters: all the Pods it wants exist. */
function hasAllPods(object: KubeObject): boolean {
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

function causedBy(message: string, { ref }: RuleContext): readonly CauseRef[] {
  const webhook = webhookService(message);
  const quota = /exceeded quota: ([^,\s]+)/.exec(message)?.[1];
  return [
    ...(ref.kind === "Deployment" ? [{ kind: "owned" } as const] : []),
    ...(webhook === undefined ? [] : [{ kind: "object", of: "Service", ...webhook } as const]),
    ...(quota === undefined ? [] : [{ kind: "object", of: "ResourceQuota", namespace: ref.namespace, name: quota } as const]),
  ];
}

/** The Service of a webhook that could not be called: in `Post "https://injector.mesh.svc:443/inject?timeout=10s"`. */
function webhookService(message: string): { readonly namespace: string; readonly name: string } | undefined {
  const [, name, namespace] = /failed calling webhook .*?https:\/\/([a-z0-9-]+)\.([a-z0-9-]+)\.svc[.:/]/.exec(searchable(message)) ?? [];
  return name === undefined || namespace === undefined ? undefined : { namespace, name };
}

/** All that can reject a Pod, by its message. */
const rejections: readonly (readonly [RegExp, (match: RegExpExecArray) => string])[] = [
  [/exceeded quota: (.+)$/, ([, rest = ""]) => `quota exceeded: ${rest}`],
  [/failed quota: (.+)$/, ([, rest = ""]) => `the quota requires values that the Pod template lacks: ${rest}`],
  [/violates PodSecurity "([^"]+)": (.+)$/, ([, level = "", rest = ""]) => `they violate Pod Security "${level}": ${rest}`],
  [
    /admission webhook "([^"]+)" denied the request(?:: ?(.*))?$/,
    ([, name = "", rest = ""]) => `webhook "${name}" denied the request${rest === "" ? "" : `: ${rest}`}`,
  ],
  [/failed calling webhook "([^"]+)": (.+)$/, ([, name = "", rest = ""]) => `the API server could not call webhook "${name}": ${rest}`],
  [
    /ValidatingAdmissionPolicy '([^']+)' .*denied request: (.+)$/,
    ([, name = "", rest = ""]) => `policy "${name}" denied the request: ${rest}`,
  ],
];

function rejectionIn(message: string): string {
  const text = searchable(message.replace(/\s+/g, " "));
  for (const [pattern, words] of rejections) {
    const match = pattern.exec(text);
    if (match !== null) return inShort(words(match));
  }
  return inShort(
    searchable(message)
      .replace(/^Error creating: /, "")
      .replace(/^(create Pod|pods) .*? (is forbidden|failed error): /, ""),
  );
}

function adviceFor(message: string, { ref }: RuleContext): readonly string[] {
  if (/quota/.test(message))
    return [`lower the requests of the Pods, or raise the quota: ${kubectl(["describe", "resourcequota"], ref.namespace)}`];
  if (/violates PodSecurity/.test(message))
    return [
      "set the fields that the message names in the securityContext of the Pod template, or use a namespace with another Pod Security level",
    ];
  if (/failed calling webhook/.test(message)) return [webhookAdvice(message)];
  if (/ is invalid: /.test(message)) return ["correct the field that the message names in the Pod template"];
  if (/webhook|Policy/.test(message)) return ["change what the policy rejects in the Pod template"];
  if (/LimitRange|maximum|minimum/.test(message))
    return [`compare requests and limits with the LimitRange: ${kubectl(["describe", "limitrange"], ref.namespace)}`];
  return [`see the Events of the controller: ${kubectl(["describe", ref.kind.toLowerCase(), ref.name], ref.namespace)}`];
}

function webhookAdvice(message: string): string {
  const service = webhookService(message);
  const words =
    "check that the Service of the webhook has ready endpoints: until then the API server rejects every request that the webhook must review";
  if (service === undefined) return words;
  const { name, namespace } = service;
  return `${words}: ${kubectl(["get", "endpointslices", "-l", `kubernetes.io/service-name=${name}`], namespace)}`;
}

function resolution(_symptom: Symptom, _began: KubeObject, { object }: RuleContext): Resolution | undefined {
  if (countAt(object, "spec", "replicas") === 0) return { text: "it was scaled to zero", isFinal: true, isUnproven: true };
  return hasAllPods(object) ? { text: "the Pods were created", isFinal: true } : undefined;
}
