import type { StrippedFrame } from "../../model/frame.js";
import type { Uid } from "../../model/kube-object.js";
import { Episode, type Place } from "./episode.js";
import type { Ending, FailureFamily, RuleContext, Symptom } from "./symptom.js";

/** So many failures are kept; a session with more has told enough. */
const maxEpisodes = 5000;

/** Follows symptoms from frame to frame: what began, what goes on, what ended and by what. */
export class Episodes {
  readonly #current = new Map<Uid, Map<string, Episode>>();
  readonly #past: Episode[] = [];
  #count = 0;
  #changes = 0;

  /** Looks at one object with the eyes of these families, one after the other. */
  look(families: readonly FailureFamily[], sight: RuleContext, place: Place): void {
    for (const family of families) {
      const symptoms = family.onlyEvents && sight.told.isEmpty ? none : family.symptoms(sight);
      // Of most objects most families have nothing to say, now or before.
      if (symptoms.length > 0 || this.#knows(family, sight.ref.uid)) this.#update(family, symptoms, sight, place);
    }
  }

  #knows(family: FailureFamily, uid: Uid): boolean {
    const known = this.#current.get(uid);
    if (known !== undefined) for (const episode of known.values()) if (episode.family === family) return true;
    return false;
  }

  #update(family: FailureFamily, symptoms: readonly Symptom[], sight: RuleContext, place: Place): void {
    const held = symptoms.length === 0 ? nothing : symptoms.map((symptom) => this.#hold(family, symptom, sight, place));
    for (const [i, episode] of held.entries()) if (symptoms[i]?.isPast && episode !== undefined) this.#end(episode, sight, place);
    const known = this.#current.get(sight.ref.uid);
    for (const [key, episode] of known ?? []) {
      if (episode.family !== family || episode.isSettled(place.offsetMs) || held.includes(episode)) continue;
      if (symptoms.some((symptom) => isOneStory(symptom, episode.symptom))) continue;
      this.#end(episode, sight, place);
      if (!episode.cameToNothing(place.offsetMs)) continue;
      known?.delete(key);
      this.#count--;
    }
    if (known?.size === 0) this.#current.delete(sight.ref.uid);
  }

  #end(episode: Episode, sight: RuleContext, place: Place): void {
    if (!episode.hasEnded) this.#changes++;
    episode.end(endingOf(episode, sight), place);
  }

  /** The object is gone; so is all that was wrong with it. */
  close(sight: RuleContext, frame: StrippedFrame): void {
    const known = this.#current.get(sight.ref.uid);
    for (const episode of known?.values() ?? []) {
      episode.end({ text: `the ${sight.ref.kind} ${frame.inferred ? "is gone" : "was deleted"}`, final: true, cutShort: true }, frame);
      episode.began = undefined;
      this.#changes++;
      this.#keep(episode, frame.offsetMs);
    }
    this.#current.delete(sight.ref.uid);
  }

  /** Something is wrong with this object, as far as it was looked at. */
  isOpen(uid: Uid): boolean {
    return [...(this.#current.get(uid)?.values() ?? [])].some((episode) => !episode.hasEnded);
  }

  /** Grows whenever something begins or ends. */
  get changes(): number {
    return this.#changes;
  }

  /** Those of objects that are gone first. */
  all(): readonly Episode[] {
    return [...this.#past, ...[...this.#current.values()].flatMap((episodes) => [...episodes.values()])];
  }

  /** Of what is over, that which was a failure: most Pods wait for something for a moment, and of thousands of them nothing is left. */
  #keep(episode: Episode, nowMs: number): void {
    if (episode.cameToNothing(nowMs)) this.#count--;
    else this.#past.push(episode);
  }

  #hold(family: FailureFamily, symptom: Symptom, sight: RuleContext, place: Place): Episode | undefined {
    const known = this.#current.get(sight.ref.uid) ?? new Map<string, Episode>();
    const key = [symptom.class, symptom.container ?? "", symptom.about ?? ""].join("\n");
    let episode = known.get(key);
    if (episode?.isOver(place.offsetMs)) {
      if (!episode.isToldAnew(symptom)) return episode;
      this.#keep(episode, place.offsetMs);
      episode = undefined;
    }
    if (episode === undefined) {
      if (this.#count >= maxEpisodes) return undefined;
      this.#count++;
      this.#changes++;
      episode = new Episode(sight.ref, family, symptom, sight.object, place);
      known.set(key, episode);
      this.#current.set(sight.ref.uid, known);
    }
    if (episode.hasEnded) this.#changes++;
    episode.hold(symptom, symptom.shownBy ?? [sight.frame?.sequence ?? place.sequence], place.offsetMs);
    return episode;
  }
}

const nothing: readonly Episode[] = [];
const none: readonly Symptom[] = [];

/** ErrImagePull and ImagePullBackOff take turns: while one of them shows, neither is over. */
function isOneStory(a: Symptom, b: Symptom): boolean {
  return a.story !== undefined && a.story === b.story && a.container === b.container;
}

/** What ended a symptom: the deletion of its object, what the family knows, or simply that it shows no more. */
function endingOf(episode: Episode, sight: RuleContext): Ending {
  const { symptom, family, began } = episode;
  if (sight.object.metadata.deletionTimestamp !== undefined && began?.metadata.deletionTimestamp === undefined)
    return { text: `the deletion of the ${sight.ref.kind} was asked for`, final: true, cutShort: true };
  const known = began === undefined ? undefined : family.ending?.(symptom, began, sight);
  return known ?? { text: "it no longer shows" };
}
