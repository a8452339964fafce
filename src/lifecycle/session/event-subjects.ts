import type { ObjectFrame } from "../../model/frame.js";
import type { KubeObject, ObjectRef, Uid } from "../../model/kube-object.js";
import { type EventSubject, eventSubject, isKubeEvent } from "../fields/kube-event.js";
import { kubeEventRules } from "../kinds/kube-event.js";
import { isSameInterval } from "../stage.js";
import type { StageInterval } from "./object-lifecycle.js";

/** An object that only Kubernetes Events are known of: their reasons take the place of its stages. */
export interface SubjectTimeline {
  readonly ref: ObjectRef;
  /** Each from the Event with this reason until the next one about the object. At least one. */
  readonly stageIntervals: readonly StageInterval[];
}

/** As many rows as anyone looks through. */
const maxSubjects = 500;
/** Of one object. */
const maxIntervals = 256;

type SeenFrame = Pick<ObjectFrame, "type" | "offsetMs"> & { readonly revision: { readonly object: KubeObject } };

/** The first objects that Kubernetes Events are about, with what these say. Pass it all object frames in sequence. */
export class EventSubjects {
  readonly #subjects = new Map<Uid, { readonly ref: ObjectRef; readonly stageIntervals: StageInterval[] }>();

  observe({ type, revision, offsetMs }: SeenFrame): void {
    const { object } = revision;
    // An Event is deleted when it is old: that says nothing of its object.
    const subject = type === "DELETED" || !isKubeEvent(object) ? undefined : eventSubject(object);
    if (subject === undefined) return;
    const ref = subjectRef(subject);
    const known = this.#subjects.get(ref.uid) ?? { ref, stageIntervals: [] };
    if (!this.#subjects.has(ref.uid) && this.#subjects.size >= maxSubjects) return;
    this.#subjects.set(ref.uid, known);
    const stage = kubeEventRules.stage(object);
    if (!isSameInterval(known.stageIntervals.at(-1)?.stage, stage) && known.stageIntervals.length < maxIntervals)
      known.stageIntervals.push({ fromMs: offsetMs, stage });
  }

  /** In the order in which Events about them came. */
  all(): readonly SubjectTimeline[] {
    return [...this.#subjects.values()].map(({ ref, stageIntervals }) => ({ ref, stageIntervals: [...stageIntervals] }));
  }
}

/** As that of an object: an Event that gives no uid is about whoever has the name. */
export function subjectRef(subject: EventSubject): ObjectRef {
  const { kind, namespace = "", name, uid = `${kind}/${namespace}/${name}` as Uid } = subject;
  return { ...subject, uid };
}
