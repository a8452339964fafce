import { asSentence } from "../../lifecycle/narration/words.js";
import type { KubeObject, ObjectRef } from "../../model/kube-object.js";
import type { EventCount, Finding } from "./finding.js";
import type { Ending, FailureFamily, Symptom } from "./symptom.js";

/** A place in a session. */
export interface Place {
  readonly sequence: number;
  readonly offsetMs: number;
}

/** Of many frames that prove it, so many of the first and so many of the last are kept. */
const keptOfEach = 6;
/** What ends and begins again within this time is one story, unless its end was clear or it had to last in the first place. */
const rejoinMs = 5 * 60_000;

/** One symptom from the frame that showed it first to the one that no longer did. */
export class Episode {
  readonly ref: ObjectRef;
  readonly family: FailureFamily;
  /** The object when it began: what changed since then may be what helped. */
  began: KubeObject | undefined;
  /** As it was told last. */
  symptom: Symptom;
  readonly #sinceMs: number;
  /** The longest that was asked for: the time that a deletion is given shrinks to nothing when the kubelet is done. */
  #patienceMs = 0;
  #lastSequence: number;
  #lastShownMs: number;
  readonly #first: number[] = [];
  #latest: number[] = [];
  #events: readonly EventCount[] = [];
  #end: (Place & Ending) | undefined;

  constructor(ref: ObjectRef, family: FailureFamily, symptom: Symptom, began: KubeObject, since: Place) {
    this.ref = ref;
    this.family = family;
    this.symptom = symptom;
    this.began = began;
    this.#sinceMs = Math.min(symptom.sinceMs ?? since.offsetMs, since.offsetMs);
    this.#lastSequence = since.sequence;
    this.#lastShownMs = since.offsetMs;
  }

  /** It still shows, in these frames. */
  hold(symptom: Symptom, shownBy: readonly number[], nowMs: number): void {
    const isNews = this.symptom.message !== symptom.message || this.#first.length === 0 || symptom.shownBy !== undefined;
    this.symptom = symptom;
    this.#patienceMs = Math.max(this.#patienceMs, symptom.patienceMs ?? 0);
    this.#end = undefined;
    if (symptom.events !== undefined && symptom.events.length > 0) this.#events = symptom.events;
    if (isNews) for (const sequence of shownBy) this.#prove(sequence);
    const last = Math.max(...shownBy);
    if (last > this.#lastSequence) this.#lastShownMs = nowMs;
    this.#lastSequence = Math.max(this.#lastSequence, last);
  }

  /** It no longer shows. */
  end(ending: Ending, { sequence, offsetMs }: Place): void {
    // A crash that may come again is over for good when the Pod is gone.
    if (this.#end === undefined || (ending.final && this.#endAt(offsetMs) === undefined)) this.#end = { ...ending, sequence, offsetMs };
  }

  get hasEnded(): boolean {
    return this.#end !== undefined;
  }

  /** It is clear that its end was one: what else could be told of it changes nothing. */
  isSettled(nowMs: number): boolean {
    return this.#end !== undefined && this.#endAt(nowMs) !== undefined;
  }

  /** It ended for good, or so long ago: the same again is another story. */
  isOver(nowMs: number): boolean {
    const end = this.#endAt(nowMs);
    return end !== undefined && (end.final === true || this.symptom.patienceMs !== undefined || nowMs - end.offsetMs > rejoinMs);
  }

  /** It is over, and was none: it had not lasted as long as it takes to be one. */
  cameToNothing(nowMs: number): boolean {
    return this.isOver(nowMs) && this.finding(nowMs) === undefined;
  }

  /** Whether a symptom says something that was not known when this ended. */
  isToldAnew({ shownBy }: Symptom): boolean {
    return shownBy === undefined || Math.max(...shownBy) > this.#lastSequence;
  }

  /**
   * As a finding, at this moment; undefined when it is none: not yet, or it passed at once. Where it must be `sure`, also while it may still
   * pass at once.
   */
  finding(nowMs: number, sure = false): Finding | undefined {
    const end = this.#endAt(nowMs);
    const { transientMs = 0, infoForMs = 0 } = this.symptom;
    const lastedMs = Math.max(0, (end?.offsetMs ?? nowMs) - this.#sinceMs);
    const passed = end === undefined ? sure : !end.cutShort;
    if (lastedMs < this.#patienceMs || (passed && lastedMs < transientMs)) return undefined;
    return {
      class: this.symptom.class,
      severity: lastedMs < infoForMs ? "info" : this.symptom.severity,
      object: this.ref,
      ...(this.symptom.container === undefined ? {} : { container: this.symptom.container }),
      message: asSentence(this.symptom.message),
      firstSequence: this.#first[0] ?? this.#lastSequence,
      lastSequence: this.#lastSequence,
      sinceMs: this.#sinceMs,
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
    const { settleMs = 0, quietMs } = this.symptom;
    const end = this.#end;
    if (end !== undefined) return end.final || nowMs - end.offsetMs >= settleMs ? end : undefined;
    if (quietMs === undefined || nowMs - this.#lastShownMs < quietMs) return undefined;
    return { text: "no more was told of it", sequence: this.#lastSequence, offsetMs: this.#lastShownMs };
  }

  #prove(sequence: number): void {
    if (this.#first.includes(sequence) || this.#latest.includes(sequence)) return;
    if (this.#first.length < keptOfEach) this.#first.push(sequence);
    else this.#latest = [...this.#latest, sequence].slice(-keptOfEach);
  }
}
