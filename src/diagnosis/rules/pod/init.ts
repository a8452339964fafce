import { isTrue } from "../../../lifecycle/fields/conditions.js";
import { containersOf } from "../../../lifecycle/kinds/pod/containers.js";
import { exitInWords } from "../../../lifecycle/kinds/pod/exit-code.js";
import type { KubeObject } from "../../../model/kube-object.js";
import type { DiagnosisRule, Resolution, RuleContext, Symptom } from "../../engine/symptom.js";
import { kubectl } from "../../evidence/kubectl.js";
import { isPodActive } from "../../evidence/pod-facts.js";

/**
 * Init containers (and sidecars that have not started up) that delay the containers after them:
 *
 *   ContainersNotInitialized    one has been running for long; info for some minutes, as it may be the normal course
 *
 * Other rules report an init container that fails.
 */
export const initRule: DiagnosisRule = { kinds: ["Pod"], symptoms, resolution };

const delayMs = 30_000;
const infoForMs = 3 * 60_000;

function symptoms({ object, ref }: RuleContext): readonly Symptom[] {
  if (!isPodActive(object) || isTrue(object, "Initialized")) return [];
  const running = containersOf(object).filter((c) => c.state.kind === "running");
  const blocking = running.find((c) => c.role === "init" || (c.role === "sidecar" && !c.started));
  if (blocking === undefined) return [];
  const { name, role } = blocking;
  return [
    {
      class: "ContainersNotInitialized",
      severity: "warning",
      container: name,
      message:
        role === "init"
          ? `init container ${name} is still running; the containers after it wait until it completes`
          : `sidecar ${name} is running but has not started up; the containers after it wait until it has`,
      advice: [`see what it waits for: ${kubectl(["logs", ref.name, "-c", name], ref.namespace)}`],
      starts: { kind: "delayed", afterMs: delayMs, infoForMs },
      causedBy: [{ kind: "self", classes: ["Unhealthy"], container: name }],
    },
  ];
}

function resolution({ container }: Symptom, _began: KubeObject, { object }: RuleContext): Resolution {
  const state = containersOf(object).find((c) => c.name === container)?.state;
  if (state?.kind === "terminated") return { text: `init container ${container} terminated with ${exitInWords(state)}` };
  return { text: "the containers after it could start" };
}
