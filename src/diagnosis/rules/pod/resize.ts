import { type Resize, resizeOf } from "../../../lifecycle/kinds/pod/resize.js";
import { inShort } from "../../../lifecycle/narration/words.js";
import type { KubeObject } from "../../../model/kube-object.js";
import type { Ending, FailureFamily, RuleContext, Symptom } from "../../engine/symptom.js";
import { advise } from "../../evidence/advice.js";
import { isPodAtWork } from "../../evidence/is-pod-active.js";

/**
 * A resize in place that the kubelet does not do: ResizeInfeasible (the node could never give so much), ResizeDeferred (it has not got it now),
 * ResizeError. The Pod runs on as it was.
 */
export const resizeFamily: FailureFamily = { name: "resize", kinds: ["Pod"], symptoms, ending };

/** Room comes free, and what was deferred is tried again. */
const deferredMs = 60_000;

function symptoms(sight: RuleContext): readonly Symptom[] {
  const resize = isPodAtWork(sight.object) ? resizeOf(sight.object) : undefined;
  const told = resize === undefined ? undefined : troubles[resize.kind];
  if (resize === undefined || told === undefined) return [];
  const said = resize.message === undefined ? "" : `: ${inShort(resize.message)}`;
  return [
    {
      class: told.class,
      severity: "warning",
      message: `the resources of the Pod were changed, and ${told.words}${said}; its containers run on with what they had`,
      advice: [`ask for what the node has, or make the Pod anew where there is more: ${adviceOf(sight)}`],
      ...(resize.kind === "deferred" ? { infoForMs: deferredMs } : {}),
    },
  ];
}

const troubles: Readonly<Partial<Record<Resize["kind"], { readonly class: string; readonly words: string }>>> = {
  infeasible: { class: "ResizeInfeasible", words: "its node can never give so much" },
  deferred: { class: "ResizeDeferred", words: "its node has not got so much at the moment" },
  failed: { class: "ResizeError", words: "the kubelet could not bring that about" },
};

function adviceOf({ ref }: RuleContext): string {
  return advise(["describe", "pod", ref.name], ref.namespace);
}

function ending(_symptom: Symptom, _began: KubeObject, { object }: RuleContext): Ending | undefined {
  const resize = resizeOf(object);
  if (resize === undefined) return { text: "the resize was done or taken back" };
  return resize.kind === "in progress" ? { text: "the kubelet took the resize up" } : undefined;
}
