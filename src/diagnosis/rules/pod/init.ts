import { isTrue } from "../../../lifecycle/fields/conditions.js";
import { containersOf } from "../../../lifecycle/kinds/pod/containers.js";
import type { KubeObject } from "../../../model/kube-object.js";
import type { Ending, FailureFamily, RuleContext, Symptom } from "../../engine/symptom.js";
import { advise } from "../../evidence/advice.js";
import { isPodAtWork } from "../../evidence/is-pod-active.js";

/**
 * An init container (or a sidecar that has not come up) that does not get done: the containers after it wait for it. That it fails is told by
 * the other families, by its name; here is the one that just runs on. For half a minute that is not worth a word, for a few minutes it may be
 * the ordinary course.
 */
export const initFamily: FailureFamily = { name: "init", kinds: ["Pod"], symptoms, ending };

const patienceMs = 30_000;
const infoForMs = 3 * 60_000;

function symptoms(sight: RuleContext): readonly Symptom[] {
  const { object, ref } = sight;
  if (!isPodAtWork(object) || isTrue(object, "Initialized")) return [];
  const stuck = containersOf(object).find((c) => (c.role === "init" || (c.role === "sidecar" && !c.started)) && c.state.kind === "running");
  if (stuck === undefined) return [];
  return [
    {
      class: "ContainersNotInitialized",
      severity: "warning",
      container: stuck.name,
      message:
        stuck.role === "init"
          ? `init container ${stuck.name} still runs, and the containers after it wait until it has ended`
          : `sidecar ${stuck.name} runs and has not come up, and the containers after it wait until it has`,
      advice: [`see what it waits for: ${advise(["logs", ref.name, "-c", stuck.name], ref.namespace)}`],
      patienceMs,
      infoForMs,
      because: [{ kind: "self", classes: ["Unhealthy"], container: stuck.name }],
    },
  ];
}

function ending({ container }: Symptom, _began: KubeObject, { object }: RuleContext): Ending | undefined {
  const state = containersOf(object).find((c) => c.name === container)?.state;
  if (state?.kind === "terminated") return { text: `init container ${container} ended with exit code ${state.exitCode}` };
  return { text: "the containers after it could go on" };
}
