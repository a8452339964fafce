import type { KubeObject, ObjectRef, Uid } from "../../model/kube-object.js";
import { at, textAt } from "../fields.js";
import type { LifeStep } from "../kind-rules.js";
import { containerOfEvent, firstTimeOf, messageOf } from "../kube-event.js";
import { stepOf } from "./common-steps.js";

/** A step that a Kubernetes Event tells of the object that it is about. */
export interface ToldStep {
  readonly about: ObjectRef;
  readonly step: LifeStep;
  /** Not worth telling when this step of the same container was told: every restart finds the image that the first start pulled. */
  readonly unless?: string;
}

/**
 * What Kubernetes Events alone tell (pkg/kubelet/events/event.go, pkg/controller/volume/events):
 *
 *   Pod                     container   Pulling image, Image pulled (or Image present: it was on the node), Container created, Stopping
 *   PersistentVolumeClaim               Waiting for a consumer, Provisioning, Provisioned
 *
 * Undefined for all others: most repeat what the object itself says, with more certainty.
 */
export function stepOfEvent(event: KubeObject): ToldStep | undefined {
  const about = aboutOf(event);
  if (about === undefined) return undefined;
  const name = stepName(about.kind, textAt(event, "reason") ?? "", event);
  if (name === undefined) return undefined;
  const container = containerOfEvent(event);
  const step = stepOf(name, firstTimeOf(event), container === undefined ? {} : { container });
  return { about, step, ...(name === "Image present" ? { unless: "Image pulled" } : {}) };
}

function stepName(kind: string, reason: string, event: KubeObject): string | undefined {
  if (kind === "PersistentVolumeClaim") return claimSteps.get(reason);
  if (kind !== "Pod" || containerOfEvent(event) === undefined) return undefined;
  if (reason === "Pulled") return /already present/i.test(messageOf(event)) ? "Image present" : "Image pulled";
  return podSteps.get(reason);
}

const podSteps: ReadonlyMap<string, string> = new Map([
  ["Pulling", "Pulling image"],
  ["Created", "Container created"],
  ["Killing", "Stopping"],
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
