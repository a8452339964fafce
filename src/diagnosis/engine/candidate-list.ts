import type { CandidateFinding } from "./candidate-finding.js";
import type { Episode, EpisodePlace } from "./episode.js";

/** What the list knows of episodes. Pure functions of an episode, what it depends on, and the moment. */
interface EpisodeReading {
  /** All episodes, in order. */
  readonly all: () => readonly Episode[];
  /** Undefined where it is no finding at this moment. */
  readonly candidateOf: (episode: Episode, nowMs: number) => CandidateFinding | undefined;
  /** The first moment after this one at which time alone may change that. */
  readonly nextTurnMs: (episode: Episode, nowMs: number) => number;
}

interface Entry {
  readonly episode: Episode;
  /** As of `candidate`. */
  place: EpisodePlace | undefined;
  candidate: CandidateFinding | undefined;
  turnMs: number;
  isTouched: boolean;
}

/** When more episodes than this were touched since the list was last read, it is made anew. */
const maxTouched = 10_000;

/**
 * The candidates of all episodes, in their order, at moments that go forward: there may be thousands, read at every frame. A candidate is made
 * again only where its episode was touched or its time has come; while no candidate changes, the list is the same array.
 */
export class CandidateList {
  readonly #reading: EpisodeReading;
  readonly #entries = new Map<Episode, Entry>();
  #touched: Entry[] = [];
  /** Those with a candidate, and these. */
  #present: readonly Entry[] = [];
  #candidates: readonly CandidateFinding[] = [];
  #nowMs = Number.NEGATIVE_INFINITY;
  /** Before that no entry has its turn. */
  #turnMs = Number.POSITIVE_INFINITY;
  /** From the first reading on: whoever wants the findings at the end only needs no list. */
  #isFollowing = false;

  constructor(reading: EpisodeReading) {
    this.#reading = reading;
  }

  /** The episode, or what its candidate depends on, changed. */
  touch(episode: Episode): void {
    if (!this.#isFollowing) return;
    let entry = this.#entries.get(episode);
    if (entry === undefined) {
      entry = { episode, place: undefined, candidate: undefined, turnMs: Number.POSITIVE_INFINITY, isTouched: false };
      this.#entries.set(episode, entry);
    }
    this.#touchEntry(entry);
    if (this.#touched.length > maxTouched) this.#forgetAll();
  }

  touchAll(): void {
    for (const entry of this.#entries.values()) this.#touchEntry(entry);
  }

  /** Undefined where this moment is before that of the last reading. */
  at(nowMs: number): readonly CandidateFinding[] | undefined {
    if (nowMs < this.#nowMs) return undefined;
    this.#nowMs = nowMs;
    if (!this.#isFollowing) {
      this.#isFollowing = true;
      for (const episode of this.#reading.all()) this.touch(episode);
    }
    if (nowMs >= this.#turnMs) this.#touchDue(nowMs);
    if (this.#touched.length > 0) this.#renew(nowMs);
    return this.#candidates;
  }

  #touchEntry(entry: Entry): void {
    if (entry.isTouched) return;
    entry.isTouched = true;
    this.#touched.push(entry);
  }

  #touchDue(nowMs: number): void {
    this.#turnMs = Number.POSITIVE_INFINITY;
    for (const entry of this.#entries.values()) {
      if (entry.turnMs <= nowMs) this.#touchEntry(entry);
      else this.#turnMs = Math.min(this.#turnMs, entry.turnMs);
    }
  }

  #renew(nowMs: number): void {
    const changed: Entry[] = [];
    for (const entry of this.#touched) {
      if (this.#hasChanged(entry, nowMs)) changed.push(entry);
      else entry.isTouched = false;
    }
    this.#touched = [];
    if (changed.length > 0) this.#merge(changed);
  }

  #hasChanged(entry: Entry, nowMs: number): boolean {
    const { episode, candidate, place } = entry;
    entry.place = episode.place;
    if (episode.place === undefined) {
      this.#entries.delete(episode);
      entry.candidate = undefined;
      return candidate !== undefined;
    }
    entry.candidate = this.#reading.candidateOf(episode, nowMs);
    entry.turnMs = this.#reading.nextTurnMs(episode, nowMs);
    this.#turnMs = Math.min(this.#turnMs, entry.turnMs);
    return entry.candidate !== candidate || (candidate !== undefined && entry.place !== place);
  }

  /** The changed ones in their new places. */
  #merge(changed: readonly Entry[]): void {
    const added = changed.filter(({ candidate }) => candidate !== undefined).sort(byPlace);
    const present: Entry[] = [];
    let next = 0;
    for (const entry of this.#present) {
      if (entry.isTouched) continue;
      for (let each = added[next]; each !== undefined && byPlace(each, entry) < 0; each = added[++next]) present.push(each);
      present.push(entry);
    }
    for (; next < added.length; next++) present.push(added[next] as Entry);
    for (const entry of changed) entry.isTouched = false;
    this.#present = present;
    this.#candidates = present.map(({ candidate }) => candidate as CandidateFinding);
  }

  #forgetAll(): void {
    this.#isFollowing = false;
    this.#entries.clear();
    this.#touched = [];
    this.#present = [];
    this.#candidates = [];
    this.#turnMs = Number.POSITIVE_INFINITY;
  }
}

function byPlace({ place: a }: Entry, { place: b }: Entry): number {
  return a === undefined || b === undefined ? 0 : a.group - b.group || a.order - b.order;
}
