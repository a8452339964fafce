import type { StrippedFrame } from "../../model/frame.js";
import type { ObjectRef, Uid } from "../../model/kube-object.js";
import { type EventSubject, eventSubject, isKubeEvent } from "../fields/kube-event.js";
import { kubeEventRules } from "../kinds/kube-event.js";
import { podFactsOf } from "../kinds/pod/containers.js";

/** When something happened to an object again and again: whole ms since session start, ascending. A list without times is absent. */
export interface OccurrenceTimes {
  /** When Kubernetes Events about it were received; of very many, some that lie farther apart. */
  readonly events?: readonly number[];
  /** The same for those of type Warning. */
  readonly warnings?: readonly number[];
  /** When the count of restarts of one of its containers grew. */
  readonly restarts?: readonly number[];
}

type Occurrence = keyof OccurrenceTimes;

/** Events about more objects are kept as those of others. */
const maxSubjects = 100_000;

/** Collects when Kubernetes Events arrive and containers restart. Pass it all object frames in sequence. */
export class OccurrenceRecorder {
  readonly #bySubject = new Map<string, Map<Occurrence, SparseTimes>>();
  readonly #restarts = new Map<Uid, number>();

  observe(frame: StrippedFrame): void {
    const { object } = frame.revision;
    if (frame.type === "DELETED") this.#restarts.delete(frame.ref.uid);
    else if (isKubeEvent(object)) {
      const subject = eventSubject(object);
      const isWarning = kubeEventRules.stage(object).tone === "bad";
      if (subject !== undefined) this.#add(keyOf(subject), isWarning ? "warnings" : "events", frame.offsetMs);
    } else if (frame.ref.kind === "Pod" && frame.ref.apiVersion === "v1") this.#observePod(frame);
  }

  of(ref: ObjectRef): OccurrenceTimes | undefined {
    return timesOf(keysOf(ref).flatMap((key) => this.#bySubject.get(key) ?? []));
  }

  /** Those about objects that are none of these. */
  ofOthers(known: readonly ObjectRef[]): OccurrenceTimes | undefined {
    const keys = new Set(known.flatMap(keysOf));
    return timesOf([...this.#bySubject].flatMap(([key, times]) => (keys.has(key) ? [] : times)));
  }

  #observePod({ ref, revision, offsetMs, initial }: StrippedFrame): void {
    const { restarts } = podFactsOf(revision.object);
    const before = this.#restarts.get(ref.uid) ?? 0;
    if (restarts <= before) return;
    this.#restarts.set(ref.uid, restarts);
    if (!initial) this.#add(ref.uid, "restarts", offsetMs);
  }

  #add(wanted: string, what: Occurrence, offsetMs: number): void {
    const key = this.#bySubject.size < maxSubjects || this.#bySubject.has(wanted) ? wanted : "";
    const lists = this.#bySubject.get(key) ?? new Map<Occurrence, SparseTimes>();
    this.#bySubject.set(key, lists);
    const times = lists.get(what) ?? new SparseTimes();
    lists.set(what, times);
    times.add(Math.round(offsetMs));
  }
}

/** An Event may name its object without a uid. */
function keysOf(ref: ObjectRef): readonly string[] {
  return [ref.uid, namesOf(ref)];
}

function keyOf(subject: EventSubject): string {
  return subject.uid ?? namesOf(subject);
}

/** The same for all incarnations of a name. */
export function namesOf({ kind, namespace = "", name }: EventSubject): string {
  return [kind, namespace, name].join("\n");
}

function timesOf(found: readonly ReadonlyMap<Occurrence, SparseTimes>[]): OccurrenceTimes | undefined {
  const times: { [what in Occurrence]?: readonly number[] } = {};
  for (const lists of found) for (const [what, { all }] of lists) times[what] = merged(times[what], all);
  return Object.keys(times).length === 0 ? undefined : times;
}

function merged(known: readonly number[] | undefined, more: readonly number[]): readonly number[] {
  if (known === undefined) return [...more];
  const both = new SparseTimes();
  for (const time of [...known, ...more].sort((a, b) => a - b)) both.add(time);
  return both.all;
}

const maxTimes = 256;

/** Ascending times, of which the closest are merged where there are many. */
class SparseTimes {
  #times: number[] = [];
  #apartMs = 1;

  get all(): readonly number[] {
    return this.#times;
  }

  add(time: number): void {
    if (time - (this.#times.at(-1) ?? Number.NEGATIVE_INFINITY) < this.#apartMs) return;
    this.#times.push(time);
    while (this.#times.length > maxTimes) {
      const times = this.#times;
      this.#apartMs *= 2;
      this.#times = [];
      for (const each of times) if (each - (this.#times.at(-1) ?? Number.NEGATIVE_INFINITY) >= this.#apartMs) this.#times.push(each);
    }
  }
}
