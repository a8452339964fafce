import { textAt } from "../../model/fields.js";
import type { KubeObject } from "../../model/kube-object.js";
import { containerOfEvent, eventSubject, firstTimeOf, messageOf } from "../fields/kube-event.js";
import type { DetectedMilestone } from "../kinds/kind-rules.js";
import { milestoneStep } from "./common-milestones.js";

/**
 * Milestones that only Kubernetes Events show (pkg/kubelet/events/event.go, pkg/controller/volume/events):
 *
 *   Pod                     container   Pulling image, Image pulled (or Image present: it was on the node), Container created,
 *                                       Stopping (or Stopping to restart: a probe failed, or its definition was changed)
 *   PersistentVolumeClaim               Waiting for a consumer, Provisioning, Provisioned
 *
 * None for other kinds: most of their Events repeat what the object itself says, with less certainty. None without a uid, which alone
 * identifies the incarnation.
 */
export function detectEventMilestones(event: KubeObject): readonly DetectedMilestone[] {
  const subject = eventSubject(event);
  if (subject?.uid === undefined) return [];
  const name = milestoneName(subject.kind, textAt(event, "reason") ?? "", event);
  if (name === undefined) return [];
  const container = containerOfEvent(event);
  const step = milestoneStep(name, firstTimeOf(event), container === undefined ? {} : { container });
  return [{ subject: { ...subject, uid: subject.uid }, step, ...(name === "Image present" ? { unless: "Image pulled" } : {}) }];
}

function milestoneName(kind: string, reason: string, event: KubeObject): string | undefined {
  if (kind === "PersistentVolumeClaim") return claimMilestones.get(reason);
  if (kind !== "Pod" || containerOfEvent(event) === undefined) return undefined;
  if (reason === "Pulled") return /already present/i.test(messageOf(event)) ? "Image present" : "Image pulled";
  if (reason === "Killing") return /will be (restarted|killed)/i.test(messageOf(event)) ? "Stopping to restart" : "Stopping";
  return containerMilestones.get(reason);
}

const containerMilestones: ReadonlyMap<string, string> = new Map([
  ["Pulling", "Pulling image"],
  ["Created", "Container created"],
]);

const claimMilestones: ReadonlyMap<string, string> = new Map([
  ["WaitForFirstConsumer", "Waiting for a consumer"],
  ["Provisioning", "Provisioning"],
  ["ExternalProvisioning", "Provisioning"],
  ["ProvisioningSucceeded", "Provisioned"],
]);
