import { conditionOf } from "../../../lifecycle/fields/conditions.js";
import { containersOf } from "../../../lifecycle/kinds/pod/containers.js";
import { isReportedByKubelet } from "../../../lifecycle/kinds/pod/pod-stage.js";
import { textAt } from "../../../model/fields.js";
import type { KubeObject } from "../../../model/kube-object.js";
import type { DiagnosisRule, RuleContext, Symptom } from "../../engine/symptom.js";
import { kubectl } from "../../evidence/kubectl.js";
import { causedByNode } from "../../evidence/pod-facts.js";
import { sandboxReasons } from "./sandbox.js";
import { volumeReasons } from "./volumes.js";

/**
 * Pods that are bound to a node and do not start, with nothing recorded that says why: Events may not have been recorded, or have been lost.
 *
 *   KubeletSilent       the kubelet of the node has not reported on the Pod
 *   ContainerCreating   it has, but no container starts: sandbox and volumes are not ready, or an image is still being pulled
 *
 * Findings that do say why, as of volumes and sandbox, supersede the second.
 */
export const notStartedRule: DiagnosisRule = {
  kinds: ["Pod"],
  symptoms: (context) => (textAt(context.object, "status", "phase") === "Pending" ? symptoms(context) : []),
  resolution: (_symptom, _began, { object }) => (isWaiting(object) ? undefined : { text: "the Pod made progress" }),
};

const silentMs = 60_000;
/** Disks attach and small images are pulled within these times; large images take longer. */
const volumeDelays = { kind: "delayed", afterMs: 2 * 60_000, infoForMs: 5 * 60_000 } as const;
const imageDelays = { kind: "delayed", afterMs: 10 * 60_000, infoForMs: 20 * 60_000 } as const;

function symptoms({ object, ref }: RuleContext): readonly Symptom[] {
  const node = textAt(object, "spec", "nodeName");
  if (object.metadata.deletionTimestamp !== undefined || node === undefined || !isWaiting(object)) return [];
  if (!isReportedByKubelet(object))
    return [
      {
        class: "KubeletSilent",
        severity: "warning",
        message: `the Pod is bound to node ${node}, but the kubelet there has not reported on it`,
        advice: [`check that the node and its kubelet run: ${kubectl(["describe", "node", node])}`],
        starts: { kind: "delayed", afterMs: silentMs },
        causedBy: causedByNode(object),
      },
    ];
  const hasSandbox = conditionOf(object, "PodReadyToStartContainers")?.status !== "False";
  const state = hasSandbox ? "an image is still being pulled, or a container created" : "its sandbox and volumes are not ready";
  return [
    {
      class: "ContainerCreating",
      severity: "warning",
      message: `no container of the Pod has started: ${state}; the recording does not say why`,
      advice: [`see the Events of the kubelet: ${kubectl(["describe", "pod", ref.name], ref.namespace)}`],
      starts: hasSandbox ? imageDelays : volumeDelays,
      causedBy: causedByNode(object),
      supersededBy: explainingClasses,
    },
  ];
}

const explainingClasses = [...volumeReasons, ...sandboxReasons];

/** All its containers wait in the normal way. */
function isWaiting(pod: KubeObject): boolean {
  return containersOf(pod).every(
    ({ role, state, last }) =>
      role === "ephemeral" ||
      state.kind === "unreported" ||
      (state.kind === "waiting" && last === undefined && normalReasons.has(state.reason ?? "ContainerCreating")),
  );
}

const normalReasons = new Set(["ContainerCreating", "PodInitializing"]);
