import type { OpenedStream } from "./open-streams.js";

/** A point in the session, on both clocks. */
export interface FrameTime {
  readonly offsetMs: number;
  readonly observedAt: string;
}

/**
 * What is known of one stream while it is followed: whether it sees, until when it saw, and from which resourceVersion it would resume.
 * A stream is blind from the last moment it saw anything, not from the moment that we noticed.
 */
export class StreamState {
  readonly stream: OpenedStream;
  #lastSeen: FrameTime = { offsetMs: 0, observedAt: "" };
  #resourceVersion: string | undefined;
  #disconnectReason: string | undefined;
  #expiredReason: string | undefined;
  /** What was known before a watch was accepted that has delivered nothing yet. */
  #beforeConnecting: { readonly lastSeen: FrameTime; readonly disconnectReason: string | undefined } | undefined;

  constructor(stream: OpenedStream) {
    this.stream = stream;
  }

  /** A watch was accepted at least once. */
  hasWatched = false;
  /** The server ended the last stream in good order, as it does every few minutes. */
  endedCleanly = false;

  /** A watch was accepted, which proves nothing yet: a server may only find out then that it cannot go on from where we were. */
  markConnected(moment: FrameTime, resourceVersion: string): void {
    const before = this.#beforeConnecting ?? { lastSeen: this.#lastSeen, disconnectReason: this.#disconnectReason };
    this.markSeen(moment, resourceVersion);
    this.#beforeConnecting = before;
    this.hasWatched = true;
  }

  markSeen(moment: FrameTime, resourceVersion?: string): void {
    this.#lastSeen = moment;
    this.#resourceVersion = resourceVersion ?? this.#resourceVersion;
    this.#disconnectReason = undefined;
    this.#expiredReason = undefined;
    this.#beforeConnecting = undefined;
  }

  /** The first reason is kept: what follows (refused, refused again) is its consequence. */
  markDisconnected(moment: FrameTime, reason: string, clean: boolean): void {
    if (this.#lastSeen.observedAt === "") this.#lastSeen = moment;
    if (moment.offsetMs - this.#lastSeen.offsetMs < provenMs) this.#takeBackConnecting();
    this.#beforeConnecting = undefined;
    this.#disconnectReason ??= reason;
    this.endedCleanly = clean;
  }

  markExpired(reason: string, resourceVersion: string): void {
    this.#takeBackConnecting();
    this.#resourceVersion = resourceVersion;
    this.#expiredReason = this.#disconnectReason === undefined ? reason : `${this.#disconnectReason}, then ${reason}`;
  }

  /** What was accepted has shown nothing: it was blind all the while. */
  #takeBackConnecting(): void {
    if (this.#beforeConnecting === undefined) return;
    this.#lastSeen = this.#beforeConnecting.lastSeen;
    this.#disconnectReason = this.#beforeConnecting.disconnectReason ?? this.#disconnectReason;
    this.#beforeConnecting = undefined;
  }

  get lastSeen(): FrameTime {
    return this.#lastSeen;
  }

  get resourceVersion(): string | undefined {
    return this.#resourceVersion;
  }

  /** Why it sees nothing now; undefined while it sees. */
  get disconnectReason(): string | undefined {
    return this.#disconnectReason;
  }

  get expiredReason(): string | undefined {
    return this.#expiredReason;
  }
}

/** A server that was asked for a history that it does not have says so sooner. */
const provenMs = 30_000;
