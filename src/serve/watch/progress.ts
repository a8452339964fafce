import { compareResourceVersions } from "../../model/resource-version.js";
import type { ServedSession } from "../playback/served-session.js";
import type { Collection, ServedStep } from "../selection/collection.js";

/** How far a recording has been played: current and past versions, and versions that were current before time was moved back. */
export class Progress {
  readonly #session: ServedSession;
  readonly #positions = new Map<Collection, number>();
  #serverVersion: string;
  #played = 0;
  /** The furthest point ever played. */
  #furthest: { readonly version: string; readonly sequence: number };

  constructor(session: ServedSession) {
    this.#session = session;
    this.#serverVersion = session.startVersion;
    this.#furthest = { version: session.startVersion, sequence: 0 };
  }

  /** The next step; undefined at the end. */
  get next(): ServedStep | undefined {
    return this.#session.steps[this.#played];
  }

  /** Sequence of the last played step; 0 before the first. */
  get sequence(): number {
    return this.#session.steps[this.#played - 1]?.sequence ?? 0;
  }

  /** The highest resourceVersion of any collection so far. */
  get serverVersion(): string {
    return this.#serverVersion;
  }

  positionOf(collection: Collection): number {
    return this.#positions.get(collection) ?? 0;
  }

  /** The current resourceVersion of a collection: a watch from it begins with the next step. */
  versionOf(collection: Collection): string {
    return collection.versionAt(this.positionOf(collection), this.#serverVersion);
  }

  /** Whether a version is current or past. Any version that this server returned counts, whatever its format. */
  hasReached(collection: Collection, version: string): boolean {
    const order = compareResourceVersions(version, this.#serverVersion);
    if (order !== undefined && order <= 0) return true;
    const position = collection.positionOf(version);
    return position !== undefined && position <= this.positionOf(collection) && collection.isKnown(version);
  }

  /**
   * Whether a future version was current once, before time was moved back. A client with such a version has seen changes that have not
   * happened now: it must list again, not wait.
   */
  wasRewound(collection: Collection, version: string): boolean {
    if (this.hasReached(collection, version)) return false;
    if ((compareResourceVersions(version, this.#furthest.version) ?? 1) <= 0) return true;
    const last = collection.steps[(collection.positionOf(version) ?? 0) - 1];
    return collection.isKnown(version) && last !== undefined && last.sequence <= this.#furthest.sequence;
  }

  /** Plays one step; `step` must be the next. */
  advance(step: ServedStep): void {
    this.#played++;
    this.#positions.set(step.collection, step.position);
    const version = step.collection.labelOf(step.position);
    if ((compareResourceVersions(version, this.#serverVersion) ?? 0) > 0) this.#serverVersion = version;
    if (step.sequence > this.#furthest.sequence) this.#furthest = { version: this.#serverVersion, sequence: step.sequence };
  }

  /** Returns to the state after the step of this sequence (0: before the first). */
  goBack(sequence: number): void {
    this.#played = 0;
    this.#positions.clear();
    this.#serverVersion = this.#session.startVersion;
    for (let step = this.next; step !== undefined && step.sequence <= sequence; step = this.next) this.advance(step);
  }
}
