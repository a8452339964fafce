import type { KubeObject, Uid } from "../../model/kube-object.js";
import { itemsAt, textAt } from "../fields/fields.js";
import { endpointsOf } from "../kinds/endpoint-fields.js";
import type { DetectedMilestone, LifeStep, MilestoneDetector } from "../kinds/kind-rules.js";
import { stepOf } from "./common-milestones.js";

/** An EndpointSlice, or Endpoints of old: First endpoint, First endpoint ready. */
export function endpointSteps(): MilestoneDetector {
  return stepsOf;
}

/** The Service that owns a slice has the same two steps. */
export function detectEndpointMilestones(slice: KubeObject): readonly DetectedMilestone[] {
  return itemsAt(slice, "metadata", "ownerReferences").flatMap((owner) => {
    const [uid, name] = [textAt(owner, "uid"), textAt(owner, "name")];
    if (textAt(owner, "kind") !== "Service" || uid === undefined || name === undefined) return [];
    const { namespace } = slice.metadata;
    const about = { uid: uid as Uid, apiVersion: "v1", kind: "Service", name, ...(namespace === undefined ? {} : { namespace }) };
    return stepsOf(slice).map((step) => ({ about, step }));
  });
}

function stepsOf(object: KubeObject): readonly LifeStep[] {
  const all = endpointsOf(object);
  return [
    ...(all.length > 0 ? [stepOf("First endpoint")] : []),
    ...(all.some(({ ready }) => ready) ? [stepOf("First endpoint ready", undefined, { tone: "good" })] : []),
  ];
}
