import { asSentence } from "../../lifecycle/narration/words.js";
import { greatest, least } from "../../model/extremes.js";
import type { Frame } from "../../model/frame.js";
import type { KubeObject, ObjectRef } from "../../model/kube-object.js";
import type { EventCount, Finding } from "./finding.js";
import type { DiagnosisRule, Resolution, StartTiming, Symptom } from "./symptom.js";

/** Where in a session something happened. */
export type FramePosition = Pick<Frame, "sequence" | "offsetMs">;

/** By group, those of past episodes first (0), then by order. */
export interface EpisodePlace {
  readonly group: number;
  readonly order: number;
}

/** Where it ended, and how. */
type EpisodeEnd = FramePosition & { readonly [Field in keyof Resolution]: Resolution[Field] | undefined } & Pick<Resolution, "text">;

type EpisodeState =
  /** Its rule reports it. */
  | "active"
  /** Its rule reports it, but it is over: by Events of which none has come for a while, or as it no longer matters. */
  | "quiet"
  /** Its rule no longer reports it, but it may return at once: not over yet. */
  | "settling"
  /** Its rule no longer reports it, and it is over. */
  | "resolved";

/** Of many frames that show it, this many of the first and this many of the last are kept as evidence. */
const maxEvidenceOfEach = 6;
/** The same again within this time continues the episode, unless its end was final or it had to last to become a finding. */
const rejoinMs = 5 * 60_000;

/** One symptom of one object, from the first frame that shows it to the one that no longer does. */
export class Episode {
  readonly ref: ObjectRef;
  readonly rule: DiagnosisRule;
  /** The object when the symptom began: what changed since then may have resolved it. Undefined once the object is deleted. */
  began: KubeObject | undefined;
  /** No frame changes it any more. */
  isPast = false;
  /** Where it comes among all episodes; undefined once it is not kept any longer. */
  place: EpisodePlace | undefined;
  /** Once it is past: the controllers above the object, which the world may forget after its deletion. */
  controllers: readonly string[] = [];
  /** Once it is past: its object was never recorded. */
  isFromEventsAlone = false;
  /** As the rule reported it most recently, with the message that explained most. */
  symptom: Symptom;
  /** The first frame that shows it, ms since session start. */
  readonly openedMs: number;
  #sinceMs: number;
  /** The longest delay so far: the grace period of a deletion shrinks to nothing when the kubelet is done. */
  #delayMs = 0;
  #lastSequence: number;
  #lastShownMs: number;
  readonly #firstEvidence: number[] = [];
  #latestEvidence: number[] = [];
  #events: readonly EventCount[] = [];
  #end: EpisodeEnd | undefined;
  /** Since when it is reported to be over. */
  #overMs: number | undefined;

  constructor(ref: ObjectRef, rule: DiagnosisRule, symptom: Symptom, began: KubeObject, since: FramePosition) {
    this.ref = ref;
    this.rule = rule;
    this.symptom = symptom;
    this.began = began;
    this.openedMs = since.offsetMs;
    this.#sinceMs = Math.min(symptom.sinceMs ?? since.offsetMs, since.offsetMs);
    this.#lastSequence = since.sequence;
    this.#lastShownMs = symptom.lastShownMs ?? since.offsetMs;
  }

  /** The rule still reports it, in these frames. */
  extend(reported: Symptom, evidence: readonly number[], nowMs: number): void {
    const symptom = withBestExplanation(reported, this.symptom);
    const isFirst = this.#firstEvidence.length === 0;
    const isNew = this.symptom.message !== symptom.message || isFirst || symptom.evidence !== undefined;
    this.symptom = symptom;
    this.#sinceMs = Math.min(this.#sinceMs, symptom.sinceMs ?? this.#sinceMs);
    this.#delayMs = Math.max(this.#delayMs, symptom.starts?.kind === "delayed" ? symptom.starts.afterMs : 0);
    this.#end = undefined;
    this.#overMs = symptom.ends?.kind === "over" ? (this.#overMs ?? (isFirst ? this.#sinceMs : nowMs)) : undefined;
    if (symptom.events !== undefined && symptom.events.length > 0) this.#events = symptom.events;
    if (isNew) for (const sequence of evidence) this.#addEvidence(sequence);
    const last = greatest(evidence);
    if (last > this.#lastSequence) this.#lastShownMs = symptom.lastShownMs ?? nowMs;
    this.#lastSequence = Math.max(this.#lastSequence, last);
  }

  /** The rule no longer reports it. */
  end(resolution: Resolution, { sequence, offsetMs }: FramePosition): void {
    // A crash that may return is over for good when the Pod is gone.
    const isFirstEnd = this.#end === undefined;
    if (this.#end?.deletion === "requested" && resolution.deletion === "done") {
      this.#end = { ...this.#end, text: resolution.text, deletion: "done" };
      return;
    }
    if (!isFirstEnd && (!resolution.isFinal || this.#endAt(offsetMs) !== undefined)) return;
    const { text, isFinal, isUnproven, deletion, withoutRecovery } = resolution;
    // All of one shape: resolutions have many, and there are as many ends as frames.
    this.#end = { text, isFinal, isUnproven, deletion, withoutRecovery, sequence, offsetMs };
  }

  /** Another symptom proves that it is not over. */
  continue(): void {
    this.#end = undefined;
  }

  /** What resolved it is the deletion of its object. */
  get endedByDeletion(): boolean {
    return this.#end?.deletion !== undefined;
  }

  /** It is over, and how it was resolved proves that the object recovered: it did not just fall silent, end or disappear. */
  hasRecovered(nowMs: number): boolean {
    const end = this.#endAt(nowMs);
    if (end === undefined || this.#end === undefined || this.symptom.ends?.kind === "over") return false;
    return end.isUnproven === undefined && end.deletion === undefined && end.withoutRecovery === undefined;
  }

  /** When it was last shown by something new, ms since session start. */
  get lastShownMs(): number {
    return this.#lastShownMs;
  }

  get isReported(): boolean {
    return this.#end === undefined;
  }

  state(nowMs: number): EpisodeState {
    const isOver = this.#endAt(nowMs) !== undefined;
    if (this.#end === undefined) return isOver ? "quiet" : "active";
    return isOver ? "resolved" : "settling";
  }

  /** Over for good, or for so long that the same again is a new episode. */
  isClosed(nowMs: number): boolean {
    const end = this.#endAt(nowMs);
    if (end === undefined || (this.symptom.ends?.kind === "over" && this.isReported)) return false;
    return end.isFinal === true || this.symptom.starts?.kind === "delayed" || nowMs - end.offsetMs > rejoinMs;
  }

  /** Closed without having been a finding: it did not last long enough. */
  wasTransient(nowMs: number): boolean {
    if (!this.isClosed(nowMs)) return false;
    const end = this.#endAt(nowMs);
    return !this.#isFinding(end, this.#lastedMs(end, nowMs), false);
  }

  /** Whether a report of the symptom is newer than the end of this episode. */
  hasNewEvidence({ evidence }: Symptom): boolean {
    return evidence === undefined || greatest(evidence) > this.#lastSequence;
  }

  /** As a finding, at this moment; undefined where it is none, or not yet. `confirmedOnly`: also undefined while it may prove transient. */
  finding(nowMs: number, confirmedOnly = false): Finding | undefined {
    const end = this.#endAt(nowMs);
    const lastedMs = this.#lastedMs(end, nowMs);
    if (!this.#isFinding(end, lastedMs, confirmedOnly)) return undefined;
    return {
      class: this.symptom.class,
      severity: lastedMs < infoMsOf(this.symptom.starts) ? "info" : this.symptom.severity,
      object: this.ref,
      ...(this.symptom.container === undefined ? {} : { container: this.symptom.container }),
      message: asSentence(this.symptom.message),
      firstSequence: this.#firstEvidence[0] ?? this.#lastSequence,
      lastSequence: this.#lastSequence,
      sinceMs: this.#sinceMs,
      durationMs: end === undefined ? null : lastedMs,
      resolved: end !== undefined,
      ...(end === undefined ? {} : { resolution: asSentence(end.text) }),
      evidence: [...new Set([...this.#firstEvidence, ...this.#latestEvidence, this.#lastSequence])].sort((a, b) => a - b),
      events: this.#events,
      causes: [],
      advice: this.symptom.advice,
    };
  }

  #lastedMs(end: EpisodeEnd | undefined, nowMs: number): number {
    return Math.max(0, (end?.offsetMs ?? nowMs) - this.#sinceMs);
  }

  /** Whether it lasted long enough. */
  #isFinding(end: EpisodeEnd | undefined, lastedMs: number, confirmedOnly: boolean): boolean {
    const canBeTransient = end === undefined ? confirmedOnly : !end.withoutRecovery;
    return lastedMs >= this.#delayMs && !(canBeTransient && lastedMs < transientMsOf(this.symptom.starts));
  }

  /** When time alone may change it as a finding for the first time after this moment; ms since session start. */
  nextTurnMs(nowMs: number): number {
    const { starts, ends } = this.symptom;
    const lasted = [this.#delayMs, transientMsOf(starts), infoMsOf(starts)].map((ms) => this.#sinceMs + ms);
    if (ends?.kind === "quiet") return firstAfter(nowMs, [...lasted, this.#lastShownMs + ends.afterMs]);
    if (this.#end === undefined) return firstAfter(nowMs, lasted);
    return ends?.kind === "settled" ? firstAfter(nowMs, [...lasted, this.#end.offsetMs + ends.afterMs]) : Number.POSITIVE_INFINITY;
  }

  /** Its end; undefined while it is active or settling. */
  #endAt(nowMs: number): EpisodeEnd | undefined {
    const { ends } = this.symptom;
    const end = this.#end;
    if (ends?.kind === "over") return { text: ends.because, sequence: this.#lastSequence, offsetMs: this.#overMs ?? this.#sinceMs };
    if (end !== undefined) return end.isFinal || ends?.kind !== "settled" || nowMs - end.offsetMs >= ends.afterMs ? end : undefined;
    if (ends?.kind !== "quiet" || nowMs - this.#lastShownMs < ends.afterMs) return undefined;
    const known = { sequence: this.#lastSequence, offsetMs: this.#lastShownMs };
    return ends.unproven === undefined ? { ...known, text: "no further Events" } : { ...known, text: ends.unproven, withoutRecovery: true };
  }

  #addEvidence(sequence: number): void {
    if (this.#firstEvidence.includes(sequence) || this.#latestEvidence.includes(sequence)) return;
    if (this.#firstEvidence.length < maxEvidenceOfEach) this.#firstEvidence.push(sequence);
    else this.#latestEvidence = [...this.#latestEvidence, sequence].slice(-maxEvidenceOfEach);
  }
}

/** The first of these moments after `nowMs`; 1 ms early, because sums and differences of times are rounded differently. */
export function firstAfter(nowMs: number, moments: readonly number[]): number {
  return least(moments.map((ms) => ms - 1).filter((ms) => ms > nowMs - 2));
}

/** What was just reported, with the message of before where that explains more. */
function withBestExplanation(reported: Symptom, known: Symptom): Symptom {
  const [now, then] = [reported.explains, known.explains];
  if (now === undefined || then === undefined || now.rank >= then.rank || now.of !== then.of) return reported;
  const { message, advice, explains, severity, missing, starts } = known;
  return { ...reported, message, advice, explains, severity, missing, starts };
}

function transientMsOf(starts: StartTiming | undefined): number {
  switch (starts?.kind) {
    case "transient":
      return starts.withinMs;
    case "delayed":
      return starts.transientMs ?? 0;
    default:
      return 0;
  }
}

function infoMsOf(starts: StartTiming | undefined): number {
  return starts === undefined || starts.kind === "transient" ? 0 : (starts.infoForMs ?? 0);
}
