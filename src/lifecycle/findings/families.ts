import type { ObjectRef } from "../../model/kube-object.js";
import { admissionFamily } from "./families/admission.js";
import { autoscalerFamily } from "./families/autoscaler.js";
import { claimFamily } from "./families/claim.js";
import { containerStartFamily } from "./families/container-start.js";
import { crashFamily } from "./families/crash.js";
import { cronFamily } from "./families/cron.js";
import { customFamily } from "./families/custom.js";
import { hooksFamily } from "./families/hooks.js";
import { imageFamily } from "./families/image.js";
import { ingressFamily } from "./families/ingress.js";
import { initFamily } from "./families/init.js";
import { jobFamily } from "./families/job.js";
import { misplacedFamily } from "./families/misplaced.js";
import { nodeFamily } from "./families/node.js";
import { notBegunFamily } from "./families/not-begun.js";
import { otherWarningsFamily } from "./families/other-warnings.js";
import { podEndFamily } from "./families/pod-end.js";
import { podReadyFamily } from "./families/pod-ready.js";
import { probesFamily } from "./families/probes.js";
import { resizeFamily } from "./families/resize.js";
import { rolloutFamily } from "./families/rollout.js";
import { sandboxFamily } from "./families/sandbox.js";
import { schedulingFamily } from "./families/scheduling.js";
import { serviceFamily } from "./families/service.js";
import { terminationFamily } from "./families/termination.js";
import { volumesFamily } from "./families/volumes.js";
import { plainKind } from "./plain-kind.js";
import type { FailureFamily } from "./symptom.js";

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
  misplacedFamily,
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
  return byKind.get(plainKind(ref)) ?? forAny;
}
