import { containerOfEvent, countOf, eventSubject, firstTimeOf, lastTimeOf } from "../../lifecycle/fields/kube-event.js";
import { inShort } from "../../lifecycle/narration/words.js";
import { textAt } from "../../model/fields.js";
import type { StrippedFrame } from "../../model/frame.js";
import { groupOf, type KubeObject, type ObjectRef, type Uid } from "../../model/kube-object.js";
import type { EventCount } from "./finding.js";

/** One Kubernetes Event, as of its latest frame. */
export interface ObservedEvent {
  readonly reason: string;
  readonly isWarning: boolean;
  readonly message: string;
  /** The container that it is about, where it names one. */
  readonly container?: string;
  readonly count: number;
  /** The first frame of this Event, and the latest, by sequence and ms since session start. */
  readonly firstSequence: number;
  readonly sequence: number;
  readonly firstMs: number;
  readonly offsetMs: number;
  /** By its own times, ms since session start; only of an object that was not recorded. */
  readonly own?: { readonly firstMs: number; readonly lastMs: number };
  /** Of a recorded object it would not have been kept: it is of type Normal, or too old. */
  readonly isExtra?: true;
}

interface NoteOptions {
  /** A time of the server's clock, ms since the epoch, as ms since session start. */
  readonly offsetOf: (serverMs: number, frame: StrippedFrame) => number;
  /** Of an object that was not recorded all Events are kept, also old ones and those of type Normal, as nothing else is known of it. */
  readonly isUnrecorded: boolean;
}

/** Of one object the latest Events are kept. */
const maxEvents = 48;
/** Characters. The recorders of Kubernetes send 1024 at most; others can send any number. */
const maxMessage = 8192;

/** The Kubernetes Events about one object, each as of its newest frame: those that can belong to a failure. */
export class EventHistory {
  readonly #byUid = new Map<Uid, ObservedEvent>();

  /** Whether the Event was kept. */
  note(frame: StrippedFrame, event: KubeObject, options: NoteOptions): boolean {
    const { uid } = frame.ref;
    const observed = observe(frame, event, this.#byUid.get(uid), options);
    if (observed === undefined) return false;
    // The latest is the last of the map.
    this.#byUid.delete(uid);
    this.#byUid.set(uid, observed);
    if (this.#byUid.size > maxEvents) this.#dropOldest();
    return true;
  }

  get isEmpty(): boolean {
    return this.#byUid.size === 0;
  }

  /** All that match, the latest last. */
  all(matches: (event: ObservedEvent) => boolean): readonly ObservedEvent[] {
    return this.#byUid.size === 0 ? noEvents : [...this.#byUid.values()].filter(matches);
  }

  latest(matches: (event: ObservedEvent) => boolean): ObservedEvent | undefined {
    return this.all(matches).at(-1);
  }

  /** The object is recorded from now on. */
  dropExtra(): void {
    for (const [uid, { isExtra }] of this.#byUid) if (isExtra) this.#byUid.delete(uid);
  }

  #dropOldest(): void {
    for (const oldest of this.#byUid.keys()) {
      this.#byUid.delete(oldest);
      return;
    }
  }
}

const noEvents: readonly ObservedEvent[] = [];

/** How often each reason occurred. */
export function countsOf(events: readonly ObservedEvent[]): readonly EventCount[] {
  const counts = new Map<string, EventCount>();
  for (const { reason, count, sequence } of events) {
    const known = counts.get(reason);
    counts.set(reason, { reason, count: count + (known?.count ?? 0), sequence: Math.max(sequence, known?.sequence ?? 0) });
  }
  return [...counts.values()];
}

/** Of each Event its first and its latest frame. */
export function sequencesOf(events: readonly ObservedEvent[]): readonly number[] {
  return [...new Set(events.flatMap((event) => [event.firstSequence, event.sequence]))].sort((a, b) => a - b);
}

/** The object that an Event is about; where the Event does not name its uid, one made of its name stands in. */
export function eventSubjectRef(event: KubeObject): ObjectRef | undefined {
  const subject = eventSubject(event);
  if (subject === undefined) return undefined;
  // The kubelet gives its Node the namespace of the Event, and its name as uid.
  const { namespace: place, ...clusterWide } = subject;
  const { kind, name, uid = `${kind}/${place ?? ""}/${name}` as Uid } = subject;
  return kind === "Node" && groupOf(subject.apiVersion) === "" ? { ...clusterWide, uid } : { ...subject, uid };
}

/** Reasons of Events of type Normal that belong to a failure. */
const normalReasons = new Set([
  "BackOff",
  "Killing",
  "DeadlineExceeded",
  "Preempted",
  "TaintManagerEviction",
  "JobAlreadyActive",
  "NotTriggerScaleUp",
  "NodeNotReady",
  "NodeHasDiskPressure",
  "NodeHasInsufficientMemory",
  "NodeHasInsufficientPID",
  "FailedBinding",
  "ExternalProvisioning",
  "WaitForFirstConsumer",
  "WaitForPodScheduled",
]);

function observe(
  frame: StrippedFrame,
  event: KubeObject,
  earlier: ObservedEvent | undefined,
  options: NoteOptions,
): ObservedEvent | undefined {
  const reason = textAt(event, "reason");
  const isWarning = textAt(event, "type") === "Warning";
  if (reason === undefined || frame.type === "DELETED") return undefined;
  const isExtra = !(isWarning || normalReasons.has(reason)) || (earlier === undefined && isStale(frame, event, options));
  if (isExtra && !options.isUnrecorded) return undefined;
  const container = containerOfEvent(event);
  return {
    reason,
    isWarning,
    message: inShort(textAt(event, "message") ?? textAt(event, "note") ?? "", maxMessage),
    ...(container === undefined ? {} : { container }),
    count: countOf(event),
    firstSequence: earlier?.firstSequence ?? frame.sequence,
    sequence: frame.sequence,
    firstMs: earlier?.firstMs ?? frame.offsetMs,
    offsetMs: frame.offsetMs,
    ...(options.isUnrecorded ? { own: ownTimes(frame, event, options) } : {}),
    ...(isExtra || earlier?.isExtra ? { isExtra: true } : {}),
  };
}

/** An Event without times happened when it was received. */
function ownTimes(frame: StrippedFrame, event: KubeObject, { offsetOf }: NoteOptions): { firstMs: number; lastMs: number } {
  const own = (serverMs: number | undefined) =>
    serverMs === undefined ? frame.offsetMs : Math.min(frame.offsetMs, offsetOf(serverMs, frame));
  return { firstMs: own(firstTimeOf(event)), lastMs: own(lastTimeOf(event)) };
}

/** The API server keeps Events for an hour: of those that existed when recording began, only the newest describe the current state. */
const staleMs = 5 * 60_000;

function isStale(frame: StrippedFrame, event: KubeObject, { offsetOf }: NoteOptions): boolean {
  if (!frame.initial) return false;
  const last = lastTimeOf(event);
  return last !== undefined && frame.offsetMs - offsetOf(last, frame) > staleMs;
}
