import type { ObjectRef } from "../../model/kube-object.js";
import type { DiagnosisRule } from "../engine/symptom.js";
import { qualifiedKind } from "../evidence/qualified-kind.js";
import { claimRule } from "./other/claim.js";
import { customRule } from "./other/custom.js";
import { eventsAloneRule } from "./other/events-alone.js";
import { ingressRule } from "./other/ingress.js";
import { nodeRule } from "./other/node.js";
import { nodeEventsRule } from "./other/node-events.js";
import { otherWarningsRule } from "./other/other-warnings.js";
import { serviceRule } from "./other/service.js";
import { containerStartRule } from "./pod/container-start.js";
import { crashRule } from "./pod/crash.js";
import { disruptionRule } from "./pod/disruption.js";
import { hooksRule } from "./pod/hooks.js";
import { imageRule } from "./pod/image.js";
import { initRule } from "./pod/init.js";
import { notStartedRule } from "./pod/not-started.js";
import { probesRule } from "./pod/probes.js";
import { readinessRule } from "./pod/readiness.js";
import { resizeRule } from "./pod/resize.js";
import { sandboxRule } from "./pod/sandbox.js";
import { schedulingRule } from "./pod/scheduling.js";
import { terminationRule } from "./pod/termination.js";
import { volumesRule } from "./pod/volumes.js";
import { admissionRule } from "./workload/admission.js";
import { autoscalerRule } from "./workload/autoscaler.js";
import { cronRule } from "./workload/cron.js";
import { jobRule } from "./workload/job.js";
import { misscheduledRule } from "./workload/misscheduled.js";
import { rolloutRule } from "./workload/rollout.js";
import { shortageRule } from "./workload/shortage.js";

/** All rules, in the order in which they are applied. */
const rules: readonly DiagnosisRule[] = [
  schedulingRule,
  volumesRule,
  sandboxRule,
  notStartedRule,
  imageRule,
  containerStartRule,
  initRule,
  probesRule,
  crashRule,
  readinessRule,
  disruptionRule,
  hooksRule,
  resizeRule,
  nodeRule,
  nodeEventsRule,
  jobRule,
  cronRule,
  admissionRule,
  rolloutRule,
  shortageRule,
  misscheduledRule,
  serviceRule,
  claimRule,
  autoscalerRule,
  ingressRule,
  terminationRule,
  customRule,
  otherWarningsRule,
  eventsAloneRule,
];

const rulesOfAnyKind = rules.filter((rule) => rule.kinds.includes("*"));
const rulesByKind = new Map(
  rules
    .flatMap((rule) => rule.kinds)
    .map((kind) => [kind, rules.filter((rule) => rule.kinds.includes(kind) || rule.kinds.includes("*"))] as const),
);

/** The rules that apply to objects of a kind. */
export function rulesOf(ref: Pick<ObjectRef, "apiVersion" | "kind">): readonly DiagnosisRule[] {
  return rulesByKind.get(qualifiedKind(ref)) ?? rulesOfAnyKind;
}
