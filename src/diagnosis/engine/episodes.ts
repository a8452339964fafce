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

/** The episodes of one object. */
interface ObjectEpisodes {
  /** Its place among the objects with episodes. */
  place: number;
  /** By class, container and discriminator of their symptoms. */
  readonly byKey: Map<string, Episode>;
}

/** Follows symptoms from frame to frame: what began, what continues, what ended and why. */
export class Episodes {
  readonly #current = new Map<Uid, ObjectEpisodes>();
  #past: Episode[] = [];
  #count = 0;
  #dropped = 0;
  #isFull = false;
  #sweptMs = Number.NEGATIVE_INFINITY;
  #changes = 0;
  #placed = 1;
  /** Whether there are past episodes of objects that may still be recorded. */
  hasRetired = false;
  readonly #onChange: (episode: Episode) => void;

  /** `onChange`: called with each episode that has become another, has moved among the others, or is not kept any longer. */
  constructor(onChange: (episode: Episode) => void = () => undefined) {
    this.#onChange = onChange;
  }

  /** Applies these rules to one object. */
  evaluate(rules: readonly DiagnosisRule[], context: RuleContext, position: FramePosition): void {
    const isRecorded = context.frame !== undefined;
    const hasEvents = !context.events.isEmpty;
    let known = this.#current.get(context.ref.uid);
    for (const rule of rules) {
      const isSkipped = (rule.needsEvents && !hasEvents) || (rule.onlyUnrecorded && isRecorded);
      const all = isSkipped ? noSymptoms : bounded(rule.symptoms(context));
      const symptoms = isRecorded || isSkipped ? all : asKnownFromEvents(all, context);
      // Most rules have nothing to report of most objects, now or before.
      if (symptoms.length === 0 && (known === undefined || !hasEpisodeOf(rule, known))) continue;
      this.#update(rule, symptoms, context, position);
      known = this.#current.get(context.ref.uid);
    }
  }

  #update(rule: DiagnosisRule, symptoms: readonly Symptom[], context: RuleContext, position: FramePosition): void {
    const reported: (Episode | undefined)[] = [];
    for (const symptom of symptoms) reported.push(this.#extend(rule, symptom, context, position));
    for (let i = 0; i < reported.length; i++) {
      const episode = reported[i];
      if (episode !== undefined && hasEnded(symptoms[i])) this.#end(episode, context, position);
    }
    const known = this.#current.get(context.ref.uid);
    if (known === undefined) return;
    for (const episode of continuedBy(symptoms, known, position.offsetMs)) {
      if (!episode.isReported) this.#changes++;
      episode.continue();
      this.#onChange(episode);
      reported.push(episode);
    }
    for (const [key, episode] of known.byKey) {
      if (episode.rule !== rule || reported.includes(episode) || episode.state(position.offsetMs) === "resolved") continue;
      if (symptoms.some((symptom) => isSameGroup(symptom, episode.symptom))) continue;
      this.#end(episode, context, position);
      if (episode.wasTransient(position.offsetMs)) this.#forget(known, key, episode);
    }
    if (known.byKey.size === 0) this.#current.delete(context.ref.uid);
  }

  #extend(rule: DiagnosisRule, reported: Symptom, context: RuleContext, position: FramePosition): Episode | undefined {
    const known: ObjectEpisodes = this.#current.get(context.ref.uid) ?? { place: 0, byKey: new Map() };
    const symptom = withAdviceOfGroup(reported, known);
    const key = `${symptom.class}\n${symptom.container ?? ""}\n${symptom.discriminator ?? ""}`;
    let episode = known.byKey.get(key);
    const order = episode?.place?.order;
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
      this.#place(episode, key, known, order);
    }
    if (!episode.isReported) this.#changes++;
    episode.extend(symptom, symptom.evidence ?? [context.frame?.sequence ?? position.sequence], position.offsetMs);
    this.#onChange(episode);
    return episode;
  }

  /** `order`: that of the episode before it with the same key, whose place it takes. */
  #place(episode: Episode, key: string, known: ObjectEpisodes, order: number | undefined): void {
    const { uid } = episode.ref;
    if (!this.#current.has(uid)) {
      known.place = this.#placed++;
      this.#current.set(uid, known);
    }
    const before = known.byKey.get(key);
    episode.place = { group: known.place, order: before === undefined || order === undefined ? this.#placed++ : order };
    known.byKey.set(key, episode);
    if (before !== undefined && !before.isPast) this.#drop(before);
  }

  #end(episode: Episode, context: RuleContext, position: FramePosition): void {
    if (episode.isReported) this.#changes++;
    episode.end(resolutionOf(episode, context), position);
    this.#onChange(episode);
  }

  #drop(episode: Episode): void {
    episode.place = undefined;
    this.#onChange(episode);
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
    episode.place = { group: 0, order: this.#placed++ };
    this.#past.push(episode);
    this.#onChange(episode);
  }

  /** Drops the oldest that is over, also of an object that exists. False where none is. */
  #makeRoom(nowMs: number): boolean {
    if (this.#past.length === 0 && nowMs - this.#sweptMs >= sweepMs) this.#sweep(nowMs);
    if (this.#past.length === 0) return false;
    // Many at once, as an array is moved to drop its first.
    const dropped = this.#past.splice(0, Math.max(1, Math.floor(this.#past.length / 16)));
    for (const episode of dropped) this.#drop(episode);
    this.#dropped += dropped.length;
    this.#count -= dropped.length;
    return true;
  }

  #sweep(nowMs: number): void {
    this.#sweptMs = nowMs;
    for (const [uid, known] of this.#current) {
      for (const [key, episode] of known.byKey) {
        // What old Events still report would begin anew.
        if (!episode.isClosed(nowMs) || episode.symptom.evidence !== undefined) continue;
        known.byKey.delete(key);
        this.#addPast(episode);
      }
      if (known.byKey.size === 0) this.#current.delete(uid);
    }
  }

  /** What was not kept. */
  get omitted(): OmittedFailures | undefined {
    return this.#dropped === 0 && !this.#isFull ? undefined : { resolved: this.#dropped, hasOpen: this.#isFull };
  }

  /** Nothing more will be known of an object that was never recorded: what its Events reported stays as it is. */
  retire(uid: Uid): void {
    for (const episode of this.#current.get(uid)?.byKey.values() ?? []) {
      this.hasRetired = true;
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
    if (known === undefined) return;
    for (const episode of known.byKey.values()) {
      episode.end({ text, isFinal: true, withoutRecovery: true, deletion: "done" }, frame);
      this.#changes++;
      this.#archive(episode, context, frame.offsetMs);
      if (!episode.isPast) this.#drop(episode);
    }
    this.#current.delete(ref.uid);
  }

  /** Nothing was wrong with it after all, as far as can be known: all that was said of this incarnation was said from too little. */
  forget(uid: Uid, isMeant: (rule: DiagnosisRule) => boolean): void {
    const known = this.#current.get(uid);
    if (known === undefined) return;
    for (const [key, episode] of known.byKey) {
      if (!isMeant(episode.rule)) continue;
      this.#forget(known, key, episode);
      this.#changes++;
    }
    if (known.byKey.size === 0) this.#current.delete(uid);
  }

  #forget(known: ObjectEpisodes, key: string, episode: Episode): void {
    known.byKey.delete(key);
    this.#count--;
    this.#drop(episode);
  }

  /** Whether a rule reports something about this object. */
  isOpen(uid: Uid): boolean {
    const known = this.#current.get(uid);
    if (known !== undefined) for (const episode of known.byKey.values()) if (episode.isReported) return true;
    return false;
  }

  /** Grows whenever an episode begins or ends. */
  get changes(): number {
    return this.#changes;
  }

  /** Those of deleted objects first. */
  all(): readonly Episode[] {
    const all = [...this.#past];
    for (const { byKey } of this.#current.values()) for (const episode of byKey.values()) all.push(episode);
    return all;
  }

  /** Those of an object. */
  of(uid: string, withPast: boolean): readonly Episode[] {
    const past = withPast ? this.#past.filter(({ ref }) => ref.uid === uid) : [];
    const known = this.#current.get(uid as Uid);
    return known === undefined ? past : [...past, ...known.byKey.values()];
  }
}

const noSymptoms: readonly Symptom[] = [];

function bounded(symptoms: readonly Symptom[]): readonly Symptom[] {
  const last = symptoms[maxSymptoms - 1];
  if (last === undefined || symptoms.length === maxSymptoms) return symptoms;
  const message = `${last.message}; ${symptoms.length - maxSymptoms} more of its parts have such a problem`;
  return [...symptoms.slice(0, maxSymptoms - 1), { ...last, message }];
}

function hasEpisodeOf(rule: DiagnosisRule, { byKey }: ObjectEpisodes): boolean {
  for (const episode of byKey.values()) if (episode.rule === rule) return true;
  return false;
}

function hasEnded(symptom: Symptom | undefined): boolean {
  return symptom?.ends?.kind === "settled" && symptom.ends.hasEnded === true;
}

/** Those that are not over: their container ran for a moment only. */
function continuedBy(symptoms: readonly Symptom[], { byKey }: ObjectEpisodes, nowMs: number): readonly Episode[] {
  const proofs = symptoms.filter((symptom) => symptom.continues !== undefined && !hasEnded(symptom));
  const isProven = ({ class: name, container }: Symptom) =>
    proofs.some((each) => each.continues?.includes(name) && each.container === container);
  return [...byKey.values()].filter((each) => isProven(each.symptom) && each.state(nowMs) !== "resolved");
}

function isSameGroup(a: Symptom, b: Symptom): boolean {
  return a.group !== undefined && a.group === b.group && a.container === b.container;
}

/** A back-off that does not say why has the advice of the failure before it. */
function withAdviceOfGroup(symptom: Symptom, { byKey }: ObjectEpisodes): Symptom {
  const { explains } = symptom;
  if (explains === undefined || symptom.group === undefined) return symptom;
  for (const { symptom: other, isReported } of byKey.values())
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
  return known ?? { text: "no longer observed", isUnproven: true };
}
