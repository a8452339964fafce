import type { KubeObject, ObjectRef } from "../../model/kube-object.js";
import { asSentence } from "../words.js";
import type { EventCount, Finding } from "./finding.js";
import type { Ending, FailureFamily, Symptom } from "./symptom.js";

/** A place in a session. */
export interface Place {
  readonly sequence: number;
  readonly offsetMs: number;
}

/** Of many frames that prove it, so many of the first and so many of the last are kept. */
const keptOfEach = 6;
/** What ends and begins again within this time is one story. */
const rejoinMs = 5 * 60_000;

/** One symptom from the frame that showed it first to the one that no longer did. */
export class Episode {
  readonly ref: ObjectRef;
  readonly family: FailureFamily;
  /** The object when it began: what changed since then may be what helped. */
  began: KubeObject | undefined;
  /** As it was told last. */
  symptom: Symptom;
  readonly #since: Place;
  #lastSequence: number;
  readonly #first: number[] = [];
  #latest: number[] = [];
  #events: readonly EventCount[] = [];
  #end: (Place & Ending) | undefined;

  constructor(ref: ObjectRef, family: FailureFamily, symptom: Symptom, began: KubeObject, since: Place) {
    this.ref = ref;
    this.family = family;
    this.symptom = symptom;
    this.began = began;
    this.#since = since;
    this.#lastSequence = since.sequence;
  }

  /** It still shows, in these frames. */
  hold(symptom: Symptom, shownBy: readonly number[]): void {
    const isNews = this.symptom.message !== symptom.message || this.#first.length === 0 || symptom.shownBy !== undefined;
    this.symptom = symptom;
    this.#end = undefined;
    if (symptom.events !== undefined && symptom.events.length > 0) this.#events = symptom.events;
    if (isNews) for (const sequence of shownBy) this.#prove(sequence);
    this.#lastSequence = Math.max(this.#first[0] ?? 0, ...shownBy);
  }

  /** It no longer shows. */
  end(ending: Ending, place: Place): void {
    this.#end ??= { ...ending, ...place };
  }

  get hasEnded(): boolean {
    return this.#end !== undefined;
  }

  /** It ended so long ago that the same again is another story. */
  isOver(nowMs: number): boolean {
    return this.#end !== undefined && nowMs - this.#end.offsetMs > rejoinMs + (this.symptom.settleMs ?? 0);
  }

  /** As a finding, at this moment; undefined when it is none: not yet, or it passed at once. */
  finding(nowMs: number): Finding | undefined {
    const end = this.#endAt(nowMs);
    const { patienceMs = 0, transientMs = 0 } = this.symptom;
    const lastedMs = Math.max(0, (end?.offsetMs ?? nowMs) - this.#since.offsetMs);
    if (lastedMs < patienceMs || (end !== undefined && lastedMs < transientMs)) return undefined;
    return {
      class: this.symptom.class,
      severity: this.symptom.severity,
      object: this.ref,
      ...(this.symptom.container === undefined ? {} : { container: this.symptom.container }),
      message: asSentence(this.symptom.message),
      firstSequence: this.#first[0] ?? this.#since.sequence,
      lastSequence: this.#lastSequence,
      sinceMs: this.#since.offsetMs,
      durationMs: end === undefined ? null : lastedMs,
      resolved: end !== undefined,
      ...(end === undefined ? {} : { resolution: asSentence(end.text) }),
      evidence: [...new Set([...this.#first, ...this.#latest, this.#lastSequence])].sort((a, b) => a - b),
      events: this.#events,
      causes: [],
      advice: this.symptom.advice,
    };
  }

  /** Its end, once it is clear that it is one. */
  #endAt(nowMs: number): (Place & Ending) | undefined {
    const end = this.#end;
    if (end === undefined || end.offsetMs > nowMs) return undefined;
    return end.final || nowMs - end.offsetMs >= (this.symptom.settleMs ?? 0) ? end : undefined;
  }

  #prove(sequence: number): void {
    if (this.#first.includes(sequence) || this.#latest.includes(sequence)) return;
    if (this.#first.length < keptOfEach) this.#first.push(sequence);
    else this.#latest = [...this.#latest, sequence].slice(-keptOfEach);
  }
}
