import { compareResourceVersions } from "../../model/resource-version.js";
import type { ServedSession } from "../playback/served-session.js";
import type { Collection, ServedStep } from "../selection/collection.js";

/** How far a recording has been played: what is present and past, and what was so once, before time was moved back. */
export class Progress {
  readonly #session: ServedSession;
  readonly #positions = new Map<Collection, number>();
  #serverVersion: string;
  #played = 0;
  /** How far it was when it was furthest. */
  #furthest: { readonly version: string; readonly sequence: number };

  constructor(session: ServedSession) {
    this.#session = session;
    this.#serverVersion = session.startVersion;
    this.#furthest = { version: session.startVersion, sequence: 0 };
  }

  /** The step to come; undefined at the end. */
  get next(): ServedStep | undefined {
    return this.#session.steps[this.#played];
  }

  /** The sequence of the last step that was played; 0 before the first. */
  get sequence(): number {
    return this.#session.steps[this.#played - 1]?.sequence ?? 0;
  }

  /** The highest resourceVersion that anything has come to. */
  get serverVersion(): string {
    return this.#serverVersion;
  }

  positionOf(collection: Collection): number {
    return this.#positions.get(collection) ?? 0;
  }

  /** The resourceVersion of a collection now: a watch from it begins with the next step. */
  versionOf(collection: Collection): string {
    return collection.versionAt(this.positionOf(collection), this.#serverVersion);
  }

  /** Whether a version lies in the present or past. Versions that were given out count, whatever they look like. */
  hasReached(collection: Collection, version: string): boolean {
    const order = compareResourceVersions(version, this.#serverVersion);
    if (order !== undefined && order <= 0) return true;
    const position = collection.positionOf(version);
    return position !== undefined && position <= this.positionOf(collection) && collection.isKnown(version);
  }

  /**
   * Whether a version that lies ahead was the present once, before time went back. A client that comes with it has seen what now has not
   * happened: it must list again rather than wait for a future that it takes for its past.
   */
  wasRewound(collection: Collection, version: string): boolean {
    if (this.hasReached(collection, version)) return false;
    if ((compareResourceVersions(version, this.#furthest.version) ?? 1) <= 0) return true;
    const last = collection.steps[(collection.positionOf(version) ?? 0) - 1];
    return collection.isKnown(version) && last !== undefined && last.sequence <= this.#furthest.sequence;
  }

  /** Goes one step on; `step` must be the next. */
  advance(step: ServedStep): void {
    this.#played++;
    this.#positions.set(step.collection, step.position);
    const version = step.collection.labelOf(step.position);
    if ((compareResourceVersions(version, this.#serverVersion) ?? 0) > 0) this.#serverVersion = version;
    if (step.sequence > this.#furthest.sequence) this.#furthest = { version: this.#serverVersion, sequence: step.sequence };
  }

  /** Back to the state after the step of this sequence (0: before the first). */
  goBack(sequence: number): void {
    this.#played = 0;
    this.#positions.clear();
    this.#serverVersion = this.#session.startVersion;
    for (let step = this.next; step !== undefined && step.sequence <= sequence; step = this.next) this.advance(step);
  }
}
