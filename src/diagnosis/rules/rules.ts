import type { ObjectRef } from "../../model/kube-object.js";
import type { FailureFamily } from "../engine/symptom.js";
import { qualifiedKind } from "../evidence/qualified-kind.js";
import { claimFamily } from "./other/claim.js";
import { customFamily } from "./other/custom.js";
import { ingressFamily } from "./other/ingress.js";
import { nodeFamily } from "./other/node.js";
import { otherWarningsFamily } from "./other/other-warnings.js";
import { serviceFamily } from "./other/service.js";
import { containerStartFamily } from "./pod/container-start.js";
import { crashFamily } from "./pod/crash.js";
import { hooksFamily } from "./pod/hooks.js";
import { imageFamily } from "./pod/image.js";
import { initFamily } from "./pod/init.js";
import { podEndFamily } from "./pod/pod-disruption.js";
import { notBegunFamily } from "./pod/pod-not-started.js";
import { podReadyFamily } from "./pod/pod-ready.js";
import { probesFamily } from "./pod/probes.js";
import { resizeFamily } from "./pod/resize.js";
import { sandboxFamily } from "./pod/sandbox.js";
import { schedulingFamily } from "./pod/scheduling.js";
import { terminationFamily } from "./pod/termination.js";
import { volumesFamily } from "./pod/volumes.js";
import { admissionFamily } from "./workload/admission.js";
import { autoscalerFamily } from "./workload/autoscaler.js";
import { cronFamily } from "./workload/cron.js";
import { jobFamily } from "./workload/job.js";
import { misscheduledFamily } from "./workload/misscheduled.js";
import { rolloutFamily } from "./workload/rollout.js";

/** All families of failures. "*" stands for any kind. */
const families: readonly FailureFamily[] = [
  schedulingFamily,
  volumesFamily,
  sandboxFamily,
  notBegunFamily,
  imageFamily,
  containerStartFamily,
  initFamily,
  probesFamily,
  crashFamily,
  podReadyFamily,
  podEndFamily,
  hooksFamily,
  resizeFamily,
  nodeFamily,
  jobFamily,
  cronFamily,
  admissionFamily,
  rolloutFamily,
  misscheduledFamily,
  serviceFamily,
  claimFamily,
  autoscalerFamily,
  ingressFamily,
  terminationFamily,
  customFamily,
  otherWarningsFamily,
];

const byKind = new Map<string, readonly FailureFamily[]>();
const forAny = families.filter((family) => family.kinds.includes("*"));
for (const kind of families.flatMap((family) => family.kinds))
  byKind.set(
    kind,
    families.filter((family) => family.kinds.includes(kind) || family.kinds.includes("*")),
  );

/** The families of failures that can befall objects of a kind. */
export function familiesOf(ref: Pick<ObjectRef, "apiVersion" | "kind">): readonly FailureFamily[] {
  return byKind.get(qualifiedKind(ref)) ?? forAny;
}
