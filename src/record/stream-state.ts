import type { OpenedStream } from "./open-streams.js";

/** A time in the session, on both clocks. */
export interface FrameTime {
  readonly offsetMs: number;
  readonly observedAt: string;
}

/**
 * The state of one stream: whether it is connected, until when it delivered, and the resourceVersion to resume from. A disconnected stream
 * counts as disconnected since it last delivered anything, not since we noticed.
 */
export class StreamState {
  readonly stream: OpenedStream;
  #lastSeen: FrameTime = { offsetMs: 0, observedAt: "" };
  #resourceVersion: string | undefined;
  #disconnectReason: string | undefined;
  #expiredReason: string | undefined;
  /** The state before a watch was accepted that has not delivered anything yet. */
  #beforeConnecting: { readonly lastSeen: FrameTime; readonly disconnectReason: string | undefined } | undefined;

  constructor(stream: OpenedStream) {
    this.stream = stream;
  }

  /** A watch was accepted at least once. */
  hasWatched = false;
  /** The server ended the last stream cleanly, as it does every few minutes. */
  endedCleanly = false;

  /** A watch was accepted. This proves nothing yet: the server may find out only later that it cannot resume from our version. */
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

  /** Keeps the first reason: later ones (refused again) are its consequence. */
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

  /** The accepted watch delivered nothing: the stream was disconnected all the time. */
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

  /** Why the stream is disconnected; undefined while it is connected. */
  get disconnectReason(): string | undefined {
    return this.#disconnectReason;
  }

  get expiredReason(): string | undefined {
    return this.#expiredReason;
  }
}

/** A server without the requested history reports that sooner. */
const provenMs = 30_000;
