import { type Actor, programOf } from "../../model/actor.js";
import type { ObjectFrame } from "../../model/frame.js";
import type { KubeObject } from "../../model/kube-object.js";
import { isKubeEvent } from "../fields/kube-event.js";
import { declaringManagers } from "../fields/managed-fields.js";

/**
 * Who is named in the sentence of a change. Rules:
 *
 *  1. Where the API server's audit log says who asked for it, that user, with the program: "alice with kubectl".
 *  2. Otherwise the field managers that declare what should be; only changes have them.
 *  3. What the components of Kubernetes do all the time is not worth a name, but for a deletion that they ask for.
 *  4. Events are written by components, but deleted by whoever asks for it; and who changed an object last says nothing of its first frame, where it existed before.
 */
export function changedBy(frame: ObjectFrame, before: KubeObject | undefined): readonly string[] {
  const { object } = frame.revision;
  if (frame.initial || (isKubeEvent(object) && frame.type !== "DELETED")) return [];
  const { actor } = frame;
  if (actor !== undefined) return isOwnComponent(actor.user) && !isDeletionRequest(frame, before) ? [] : [actorWords(actor)];
  return frame.type === "MODIFIED" && before !== undefined ? declaringManagers(before, object) : [];
}

/** "alice with kubectl", "alice as system:admin with kubectl". */
function actorWords(actor: Actor): string {
  const program = programOf(actor);
  return `${actor.user}${actor.as === undefined ? "" : ` as ${actor.as}`}${program === undefined ? "" : ` with ${program}`}`;
}

/** Users of the control plane and of kubelets. */
function isOwnComponent(user: string): boolean {
  return /^system:(node:|kube-|apiserver$|serviceaccount:kube-system:)/.test(user);
}

/** The first change that shows that somebody wants the object gone; what a kubelet or a controller does afterwards carries that out. */
function isDeletionRequest({ type, revision }: ObjectFrame, before: KubeObject | undefined): boolean {
  if (before?.metadata.deletionTimestamp !== undefined) return false;
  return type === "DELETED"
    ? revision.object.metadata.deletionTimestamp === undefined
    : revision.object.metadata.deletionTimestamp !== undefined;
}
