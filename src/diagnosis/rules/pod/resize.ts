import { type Resize, resizeOf } from "../../../lifecycle/kinds/pod/resize.js";
import { asOneLine } from "../../../lifecycle/narration/words.js";
import type { KubeObject } from "../../../model/kube-object.js";
import type { DiagnosisRule, Resolution, RuleContext, StartTiming, Symptom } from "../../engine/symptom.js";
import { kubectl } from "../../evidence/kubectl.js";
import { isPodActive } from "../../evidence/pod-facts.js";

/**
 * In-place resizes that the kubelet does not do; the containers keep the resources they have:
 *
 *   ResizeInfeasible   the node can never provide so much
 *   ResizeDeferred     the node cannot provide it now; retried when Pods leave, so info for a while
 *   ResizeError        the kubelet failed
 */
export const resizeRule: DiagnosisRule = { kinds: ["Pod"], symptoms, resolution };

interface FailedResize {
  readonly class: string;
  readonly sentence: string;
  readonly starts?: StartTiming;
}

const failedResizes: Readonly<Partial<Record<Resize["kind"], FailedResize>>> = {
  infeasible: { class: "ResizeInfeasible", sentence: "its node can never satisfy the request" },
  deferred: {
    class: "ResizeDeferred",
    sentence: "its node cannot satisfy the request now",
    starts: { kind: "immediate", infoForMs: 60_000 },
  },
  failed: { class: "ResizeError", sentence: "the kubelet could not apply the change" },
};

function symptoms({ object, ref }: RuleContext): readonly Symptom[] {
  const resize = isPodActive(object) ? resizeOf(object) : undefined;
  const failed = resize === undefined ? undefined : failedResizes[resize.kind];
  if (resize === undefined || failed === undefined) return [];
  const why = resize.message === undefined ? "" : `: ${asOneLine(resize.message)}`;
  return [
    {
      class: failed.class,
      severity: "warning",
      message: `the resources of the Pod were changed, but ${failed.sentence}${why}; its containers keep their current resources`,
      advice: [
        `request what the node has, or recreate the Pod on a node with more: ${kubectl(["describe", "pod", ref.name], ref.namespace)}`,
      ],
      starts: failed.starts,
    },
  ];
}

function resolution(_symptom: Symptom, _began: KubeObject, { object }: RuleContext): Resolution | undefined {
  const resize = resizeOf(object);
  if (resize === undefined) return { text: "the resize was completed or reverted" };
  return resize.kind === "in progress" ? { text: "the kubelet started the resize" } : undefined;
}
