import { conditionOf } from "../../../lifecycle/fields/conditions.js";
import { textAt } from "../../../lifecycle/fields/fields.js";
import { containersOf } from "../../../lifecycle/kinds/pod/containers.js";
import { isReportedByKubelet } from "../../../lifecycle/kinds/pod/pod-stage.js";
import type { FailureFamily, RuleContext, Symptom } from "../../engine/symptom.js";
import { advise } from "../../evidence/advice.js";
import { becauseOfNode } from "../../evidence/because-of-node.js";
import { sandboxReasons } from "./sandbox.js";
import { volumeReasons } from "./volumes.js";

/**
 * Pods that are bound to a node and do not begin, where nothing says why: Events may not have been recorded, or have been lost.
 *
 *   KubeletSilent       the kubelet of the node has not taken the Pod up
 *   ContainerCreating   it has, and gets no container to start: its sandbox and volumes are not ready, or an image is still being pulled
 *
 * Whatever does say why says more: a volume that cannot be mounted, a sandbox that cannot be made.
 */
export const notBegunFamily: FailureFamily = {
  name: "not begun",
  kinds: ["Pod"],
  symptoms: (sight) => (textAt(sight.object, "status", "phase") === "Pending" ? symptoms(sight) : []),
  ending: (_symptom, _began, { object }) => (isWaiting(object) ? undefined : { text: "the Pod got further" }),
};

/** Disks are attached and small images pulled within that; large images take more. */
const silentMs = 60_000;
const volumesMs = { worthKnowing: 2 * 60_000, warning: 5 * 60_000 } as const;
const imagesMs = { worthKnowing: 10 * 60_000, warning: 20 * 60_000 } as const;

function symptoms({ object, ref }: RuleContext): readonly Symptom[] {
  const node = textAt(object, "spec", "nodeName");
  if (object.metadata.deletionTimestamp !== undefined || node === undefined || !isWaiting(object)) return [];
  const shared = { severity: "warning", because: becauseOfNode(object) } as const;
  if (!isReportedByKubelet(object))
    return [
      {
        ...shared,
        class: "KubeletSilent",
        message: `the Pod is bound to node ${node}, and the kubelet there has not taken it up`,
        advice: [`see whether the node is there, and its kubelet runs: ${advise(["describe", "node", node])}`],
        patienceMs: silentMs,
      },
    ];
  const isSandboxed = conditionOf(object, "PodReadyToStartContainers")?.status !== "False";
  const limits = isSandboxed ? imagesMs : volumesMs;
  return [
    {
      ...shared,
      class: "ContainerCreating",
      message: `no container of the Pod has begun: ${isSandboxed ? "an image is still being pulled, or a container made" : "its sandbox and its volumes are not ready"}; nothing that was recorded says why`,
      advice: [`see what the kubelet says in Events: ${advise(["describe", "pod", ref.name], ref.namespace)}`],
      patienceMs: limits.worthKnowing,
      infoForMs: limits.warning,
      saidBy: tellers,
    },
  ];
}

const tellers = [...volumeReasons, ...sandboxReasons];

/** None of its containers has come further than to wait in the ordinary way. */
function isWaiting(pod: RuleContext["object"]): boolean {
  return containersOf(pod).every(
    ({ role, state, last }) =>
      role === "ephemeral" ||
      state.kind === "unreported" ||
      (state.kind === "waiting" && last === undefined && ordinary.has(state.reason ?? "ContainerCreating")),
  );
}

const ordinary = new Set(["ContainerCreating", "PodInitializing"]);
