import type { KubeObject, ObjectRef, Uid } from "../../model/kube-object.js";
import { containerOfEvent, firstTimeOf, messageOf } from "../fields/event-fields.js";
import { at, textAt } from "../fields/fields.js";
import type { DetectedMilestone } from "../kinds/kind-rules.js";
import { stepOf } from "./common-milestones.js";

/**
 * What Kubernetes Events alone tell (pkg/kubelet/events/event.go, pkg/controller/volume/events):
 *
 *   Pod                     container   Pulling image, Image pulled (or Image present: it was on the node), Container created,
 *                                       Stopping (or Stopping to restart: a probe failed, or its definition was changed)
 *   PersistentVolumeClaim               Waiting for a consumer, Provisioning, Provisioned
 *
 * Nothing of all others: most repeat what the object itself says, with more certainty.
 */
export function detectEventMilestones(event: KubeObject): readonly DetectedMilestone[] {
  const about = aboutOf(event);
  if (about === undefined) return [];
  const name = stepName(about.kind, textAt(event, "reason") ?? "", event);
  if (name === undefined) return [];
  const container = containerOfEvent(event);
  const step = stepOf(name, firstTimeOf(event), container === undefined ? {} : { container });
  return [{ about, step, ...(name === "Image present" ? { unless: "Image pulled" } : {}) }];
}

function stepName(kind: string, reason: string, event: KubeObject): string | undefined {
  if (kind === "PersistentVolumeClaim") return claimSteps.get(reason);
  if (kind !== "Pod" || containerOfEvent(event) === undefined) return undefined;
  if (reason === "Pulled") return /already present/i.test(messageOf(event)) ? "Image present" : "Image pulled";
  if (reason === "Killing") return /will be (restarted|killed)/i.test(messageOf(event)) ? "Stopping to restart" : "Stopping";
  return podSteps.get(reason);
}

const podSteps: ReadonlyMap<string, string> = new Map([
  ["Pulling", "Pulling image"],
  ["Created", "Container created"],
]);

const claimSteps: ReadonlyMap<string, string> = new Map([
  ["WaitForFirstConsumer", "Waiting for a consumer"],
  ["Provisioning", "Provisioning"],
  ["ExternalProvisioning", "Provisioning"],
  ["ProvisioningSucceeded", "Provisioned"],
]);

/** The object that an Event names with its uid; without one it cannot be told which incarnation is meant. */
function aboutOf(event: KubeObject): ObjectRef | undefined {
  const object = at(event, "involvedObject") ?? at(event, "regarding");
  const uid = textAt(object, "uid");
  const namespace = textAt(object, "namespace");
  if (uid === undefined) return undefined;
  return {
    uid: uid as Uid,
    apiVersion: textAt(object, "apiVersion") ?? "",
    kind: textAt(object, "kind") ?? "",
    name: textAt(object, "name") ?? "",
    ...(namespace === undefined ? {} : { namespace }),
  };
}
