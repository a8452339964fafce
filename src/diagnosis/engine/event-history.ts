import { containerOfEvent, countOf } from "../../lifecycle/fields/event-fields.js";
import { textAt, timeAt } from "../../lifecycle/fields/fields.js";
import { inShort } from "../../lifecycle/narration/words.js";
import type { StrippedFrame } from "../../model/frame.js";
import type { KubeObject, ObjectRef, Uid } from "../../model/kube-object.js";
import type { EventCount } from "./finding.js";

/** One Kubernetes Event as told by now: the latest frame of it. */
export interface ObservedEvent {
  readonly reason: string;
  readonly isWarning: boolean;
  readonly message: string;
  /** The container that it is about, where it says so. */
  readonly container?: string;
  readonly count: number;
  /** The first frame of this Event, and the latest, by sequence and ms since session start. */
  readonly firstSequence: number;
  readonly sequence: number;
  readonly firstMs: number;
  readonly offsetMs: number;
}

/** So many Events are remembered of one object: the latest. */
const maxOfOne = 48;

/** The Kubernetes Events about one object, each by its newest frame. Those that report an ordinary course are not kept. */
export class EventHistory {
  readonly #byUid = new Map<Uid, ObservedEvent>();

  note(frame: StrippedFrame, event: KubeObject): ObservedEvent | undefined {
    const told = toldBy(frame, event, this.#byUid.get(frame.ref.uid));
    if (told === undefined) return undefined;
    this.#byUid.delete(frame.ref.uid);
    this.#byUid.set(frame.ref.uid, told);
    if (this.#byUid.size > maxOfOne) for (const oldest of this.#byUid.keys()) return this.#forget(oldest, told);
    return told;
  }

  get isEmpty(): boolean {
    return this.#byUid.size === 0;
  }

  /** All that match, the latest told last. */
  all(matches: (event: ObservedEvent) => boolean): readonly ObservedEvent[] {
    return this.#byUid.size === 0 ? nothing : [...this.#byUid.values()].filter(matches);
  }

  latest(matches: (event: ObservedEvent) => boolean): ObservedEvent | undefined {
    return this.all(matches).at(-1);
  }

  #forget(oldest: Uid, told: ObservedEvent): ObservedEvent {
    this.#byUid.delete(oldest);
    return told;
  }
}

const nothing: readonly ObservedEvent[] = [];

/** How often each reason was told. */
export function countsOf(events: readonly ObservedEvent[]): readonly EventCount[] {
  const counts = new Map<string, EventCount>();
  for (const { reason, count, sequence } of events) {
    const known = counts.get(reason);
    counts.set(reason, { reason, count: count + (known?.count ?? 0), sequence: Math.max(sequence, known?.sequence ?? 0) });
  }
  return [...counts.values()];
}

/** The frames that tell them: of each Event its first and its latest. */
export function sequencesOf(events: readonly ObservedEvent[]): readonly number[] {
  return [...new Set(events.flatMap((event) => [event.firstSequence, event.sequence]))].sort((a, b) => a - b);
}

/** The object that an Event is about, in both forms that Events have. */
export function subjectOf(event: KubeObject): ObjectRef | undefined {
  const field = textAt(event, "involvedObject", "name") === undefined ? "regarding" : "involvedObject";
  const name = textAt(event, field, "name");
  const kind = textAt(event, field, "kind");
  if (name === undefined || kind === undefined) return undefined;
  const namespace = textAt(event, field, "namespace");
  const uid = textAt(event, field, "uid") ?? `${kind}/${namespace ?? ""}/${name}`;
  const apiVersion = textAt(event, field, "apiVersion") ?? "";
  return { uid: uid as Uid, apiVersion, kind, name, ...(namespace === undefined ? {} : { namespace }) };
}

/** Events of type Normal that belong to a failure all the same. */
const tellingNormals = new Set([
  "BackOff",
  "Killing",
  "Preempted",
  "TaintManagerEviction",
  "JobAlreadyActive",
  "NotTriggerScaleUp",
  "FailedBinding",
  "ExternalProvisioning",
  "WaitForFirstConsumer",
  "WaitForPodScheduled",
]);

function toldBy(frame: StrippedFrame, event: KubeObject, earlier: ObservedEvent | undefined): ObservedEvent | undefined {
  const reason = textAt(event, "reason");
  const isWarning = textAt(event, "type") === "Warning";
  if (reason === undefined || frame.type === "DELETED" || !(isWarning || tellingNormals.has(reason))) return undefined;
  if (earlier === undefined && isStale(frame, event)) return undefined;
  const container = containerOfEvent(event);
  return {
    reason,
    isWarning,
    message: inShort(textAt(event, "message") ?? textAt(event, "note") ?? "", 1000),
    ...(container === undefined ? {} : { container }),
    count: countOf(event),
    firstSequence: earlier?.firstSequence ?? frame.sequence,
    sequence: frame.sequence,
    firstMs: earlier?.firstMs ?? frame.offsetMs,
    offsetMs: frame.offsetMs,
  };
}

/** Events live for an hour: of those that were there when recording began, only the newest say how it is now. */
const staleMs = 5 * 60_000;

function isStale(frame: StrippedFrame, event: KubeObject): boolean {
  if (!frame.initial) return false;
  const last = timeAt(event, "series", "lastObservedTime") ?? timeAt(event, "lastTimestamp") ?? timeAt(event, "eventTime");
  return last !== undefined && Date.parse(frame.observedAt) - last > staleMs;
}
