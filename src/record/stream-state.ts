import type { Revision } from "../model/revision.js";
import type { OpenedStream } from "./open-streams.js";

/** A point in the session, on both clocks. */
export interface Moment {
  readonly offsetMs: number;
  readonly observedAt: string;
}

/**
 * What is known of one stream while it is followed: whether it sees, until when it saw, and from which resourceVersion it would resume.
 * A stream is blind from the last moment it saw anything, not from the moment that we noticed.
 */
export class StreamState {
  readonly stream: OpenedStream;
  #lastSeen: Moment = { offsetMs: 0, observedAt: "" };
  #resourceVersion: string | undefined;
  #blindReason: string | undefined;
  #expiredReason: string | undefined;
  /** The last few deletions, so that one delivered twice is not recorded twice. Bounded: redelivery follows at once or not at all. */
  readonly #deletions = new Set<string>();

  constructor(stream: OpenedStream) {
    this.stream = stream;
  }

  /** A watch was accepted at least once. */
  hasWatched = false;
  /** The server ended the last stream in good order, as it does every few minutes. */
  endedCleanly = false;

  sees(moment: Moment, resourceVersion?: string): void {
    this.#lastSeen = moment;
    this.#resourceVersion = resourceVersion ?? this.#resourceVersion;
    this.#blindReason = undefined;
    this.#expiredReason = undefined;
  }

  /** The first reason is kept: what follows (refused, refused again) is its consequence. */
  goesBlind(moment: Moment, reason: string, clean: boolean): void {
    if (this.#lastSeen.observedAt === "") this.#lastSeen = moment;
    this.#blindReason ??= reason;
    this.endedCleanly = clean;
  }

  expires(reason: string, resourceVersion: string): void {
    this.#resourceVersion = resourceVersion;
    this.#expiredReason = this.#blindReason === undefined ? reason : `${this.#blindReason}, then ${reason}`;
  }

  get lastSeen(): Moment {
    return this.#lastSeen;
  }

  get resourceVersion(): string | undefined {
    return this.#resourceVersion;
  }

  /** Why it sees nothing now; undefined while it sees. */
  get blindReason(): string | undefined {
    return this.#blindReason;
  }

  get expiredReason(): string | undefined {
    return this.#expiredReason;
  }

  deleted(revision: Revision): void {
    this.#deletions.add(deletionKey(revision));
    for (const oldest of this.#deletions) {
      if (this.#deletions.size <= rememberedDeletions) break;
      this.#deletions.delete(oldest);
    }
  }

  /** Whether this very deletion was taken before. */
  wasDeleted(revision: Revision): boolean {
    return this.#deletions.has(deletionKey(revision));
  }
}

const rememberedDeletions = 1024;

function deletionKey(revision: Revision): string {
  const { ref, resourceVersion } = revision.head;
  return `${ref.uid}@${resourceVersion}`;
}
