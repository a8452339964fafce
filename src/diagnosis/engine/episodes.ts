import type { StrippedFrame } from "../../model/frame.js";
import type { Uid } from "../../model/kube-object.js";
import type { OmittedFailures } from "./coverage.js";
import { Episode, type FramePosition } from "./episode.js";
import { asKnownFromEvents, resolutionFromEvents } from "./known-from-events.js";
import type { DiagnosisRule, Resolution, RuleContext, Symptom } from "./symptom.js";

/** Of more failures of a session the oldest that are over are dropped. */
const maxEpisodes = 5000;
/** How often those that are over are looked for, in recorded time. */
const sweepMs = 1000;

/**
 * Symptoms that one rule may report of one object; the last says how many more there are. No object has so many parts, but a recording may: each
 * symptom is compared with the others.
 */
const maxSymptoms = 100;

/** Follows symptoms from frame to frame: what began, what continues, what ended and why. */
export class Episodes {
  readonly #current = new Map<Uid, Map<string, Episode>>();
  #past: Episode[] = [];
  #count = 0;
  #dropped = 0;
  #isFull = false;
  #sweptMs = Number.NEGATIVE_INFINITY;
  #changes = 0;

  /** Applies these rules to one object. */
  evaluate(rules: readonly DiagnosisRule[], context: RuleContext, position: FramePosition): void {
    const isRecorded = context.frame !== undefined;
    for (const rule of rules) {
      if ((rule.needsEvents && context.events.isEmpty) || (rule.onlyUnrecorded && isRecorded)) {
        if (this.#hasEpisodeOf(rule, context.ref.uid)) this.#update(rule, noSymptoms, context, position);
        continue;
      }
      const all = bounded(rule.symptoms(context));
      const symptoms = isRecorded ? all : asKnownFromEvents(all, context);
      // Most rules have nothing to report of most objects, now or before.
      if (symptoms.length > 0 || this.#hasEpisodeOf(rule, context.ref.uid)) this.#update(rule, symptoms, context, position);
    }
  }

  #hasEpisodeOf(rule: DiagnosisRule, uid: Uid): boolean {
    const known = this.#current.get(uid);
    if (known !== undefined) for (const episode of known.values()) if (episode.rule === rule) return true;
    return false;
  }

  #update(rule: DiagnosisRule, symptoms: readonly Symptom[], context: RuleContext, position: FramePosition): void {
    const reported = symptoms.length === 0 ? noEpisodes : symptoms.map((symptom) => this.#extend(rule, symptom, context, position));
    for (const [i, episode] of reported.entries())
      if (episode !== undefined && hasEnded(symptoms[i])) this.#end(episode, context, position);
    const known = this.#current.get(context.ref.uid);
    const continued = new Set(reported);
    for (const [key, episode] of known ?? []) {
      if (episode.rule !== rule || continued.has(episode) || episode.state(position.offsetMs) === "resolved") continue;
      if (symptoms.some((symptom) => isSameGroup(symptom, episode.symptom))) continue;
      this.#end(episode, context, position);
      if (!episode.wasTransient(position.offsetMs)) continue;
      known?.delete(key);
      this.#count--;
    }
    if (known?.size === 0) this.#current.delete(context.ref.uid);
  }

  #extend(rule: DiagnosisRule, reported: Symptom, context: RuleContext, position: FramePosition): Episode | undefined {
    const known = this.#current.get(context.ref.uid) ?? new Map<string, Episode>();
    const symptom = withAdviceOfGroup(reported, known.values());
    const key = [symptom.class, symptom.container ?? "", symptom.discriminator ?? ""].join("\n");
    let episode = known.get(key);
    if (episode?.isClosed(position.offsetMs)) {
      if (!episode.hasNewEvidence(symptom)) return episode;
      this.#archive(episode, context, position.offsetMs);
      episode = undefined;
    }
    if (episode === undefined) {
      if (this.#count >= maxEpisodes && !this.#makeRoom(position.offsetMs)) {
        this.#isFull = true;
        return undefined;
      }
      this.#count++;
      this.#changes++;
      episode = new Episode(context.ref, rule, symptom, context.object, position);
      known.set(key, episode);
      this.#current.set(context.ref.uid, known);
    }
    if (!episode.isReported) this.#changes++;
    episode.extend(symptom, symptom.evidence ?? [context.frame?.sequence ?? position.sequence], position.offsetMs);
    return episode;
  }

  #end(episode: Episode, context: RuleContext, position: FramePosition): void {
    if (episode.isReported) this.#changes++;
    episode.end(resolutionOf(episode, context), position);
  }

  /** Most Pods wait for something for a moment: what proved transient is dropped, so that thousands of them leave nothing behind. */
  #archive(episode: Episode, { ref, world }: Pick<RuleContext, "ref" | "world">, nowMs: number): void {
    if (episode.wasTransient(nowMs)) {
      this.#count--;
      return;
    }
    episode.controllers = world.controllersOf(ref.uid);
    this.#addPast(episode);
  }

  #addPast(episode: Episode): void {
    episode.began = undefined;
    episode.isPast = true;
    this.#past.push(episode);
  }

  /** Drops the oldest that is over, also of an object that exists. False where none is. */
  #makeRoom(nowMs: number): boolean {
    if (this.#past.length === 0 && nowMs - this.#sweptMs >= sweepMs) this.#sweep(nowMs);
    if (this.#past.length === 0) return false;
    // Many at once, as an array is moved to drop its first.
    const before = this.#past.length;
    this.#past = this.#past.slice(Math.max(1, Math.floor(before / 16)));
    this.#dropped += before - this.#past.length;
    this.#count -= before - this.#past.length;
    return true;
  }

  #sweep(nowMs: number): void {
    this.#sweptMs = nowMs;
    for (const [uid, known] of this.#current) {
      for (const [key, episode] of known) {
        // What old Events still report would begin anew.
        if (!episode.isClosed(nowMs) || episode.symptom.evidence !== undefined) continue;
        known.delete(key);
        this.#addPast(episode);
      }
      if (known.size === 0) this.#current.delete(uid);
    }
  }

  /** What was not kept. */
  get omitted(): OmittedFailures | undefined {
    return this.#dropped === 0 && !this.#isFull ? undefined : { resolved: this.#dropped, hasOpen: this.#isFull };
  }

  /** Nothing more will be known of an object that was never recorded: what its Events reported stays as it is. */
  retire(uid: Uid): void {
    for (const episode of this.#current.get(uid)?.values() ?? []) {
      episode.isFromEventsAlone = true;
      this.#addPast(episode);
    }
    this.#current.delete(uid);
  }

  /** The object was deleted, and with it everything that was wrong with it. */
  removeObject(context: RuleContext, frame: StrippedFrame): void {
    const { ref } = context;
    const text = `the ${ref.kind} ${frame.inferred ? "is gone (inferred deletion)" : "was deleted"}`;
    const known = this.#current.get(ref.uid);
    for (const episode of known?.values() ?? []) {
      episode.end({ text, isFinal: true, withoutRecovery: true, deletion: "done" }, frame);
      this.#changes++;
      this.#archive(episode, context, frame.offsetMs);
    }
    this.#current.delete(ref.uid);
  }

  /** Nothing was wrong with it after all, as far as can be known: all that was said of this incarnation was said from too little. */
  forget(uid: Uid, isMeant: (rule: DiagnosisRule) => boolean): void {
    const known = this.#current.get(uid);
    for (const [key, episode] of known ?? []) {
      if (!isMeant(episode.rule)) continue;
      known?.delete(key);
      this.#count--;
      this.#changes++;
    }
    if (known?.size === 0) this.#current.delete(uid);
  }

  /** Whether a rule reports something about this object. */
  isOpen(uid: Uid): boolean {
    return [...(this.#current.get(uid)?.values() ?? [])].some((episode) => episode.isReported);
  }

  /** Grows whenever an episode begins or ends. */
  get changes(): number {
    return this.#changes;
  }

  /** Those of deleted objects first. */
  all(): readonly Episode[] {
    return [...this.#past, ...[...this.#current.values()].flatMap((episodes) => [...episodes.values()])];
  }
}

const noEpisodes: readonly Episode[] = [];
const noSymptoms: readonly Symptom[] = [];

function bounded(symptoms: readonly Symptom[]): readonly Symptom[] {
  const last = symptoms[maxSymptoms - 1];
  if (last === undefined || symptoms.length === maxSymptoms) return symptoms;
  const message = `${last.message}; ${symptoms.length - maxSymptoms} more of its parts have such a problem`;
  return [...symptoms.slice(0, maxSymptoms - 1), { ...last, message }];
}

function hasEnded(symptom: Symptom | undefined): boolean {
  return symptom?.ends?.kind === "settled" && symptom.ends.hasEnded === true;
}

function isSameGroup(a: Symptom, b: Symptom): boolean {
  return a.group !== undefined && a.group === b.group && a.container === b.container;
}

/** A back-off that does not say why has the advice of the failure before it. */
function withAdviceOfGroup(symptom: Symptom, known: Iterable<Episode>): Symptom {
  const { explains } = symptom;
  if (explains === undefined || symptom.group === undefined) return symptom;
  for (const { symptom: other, isReported } of known)
    if (isReported && isSameGroup(symptom, other) && other.explains?.of === explains.of && (other.explains?.rank ?? 0) > explains.rank)
      return { ...symptom, advice: other.advice };
  return symptom;
}

/** The deletion of the object, what the rule knows, or only that the symptom no longer shows. */
function resolutionOf({ symptom, rule, began }: Episode, context: RuleContext): Resolution {
  if (context.object.metadata.deletionTimestamp !== undefined && began?.metadata.deletionTimestamp === undefined)
    return { text: `the deletion of the ${context.ref.kind} was requested`, isFinal: true, withoutRecovery: true, deletion: "requested" };
  if (context.frame === undefined) return resolutionFromEvents(symptom, context);
  const known = began === undefined ? undefined : rule.resolution?.(symptom, began, context);
  return known ?? { text: "no longer observed" };
}
