import type { Marker, SessionEnd, SessionHeader } from "../model/session.js";
import type { PackedFrame } from "./blocks/frame-encoder.js";

/** Written in one transaction: everything or nothing. */
export interface CommitRequest {
  readonly frames: readonly PackedFrame[];
  /** In a buffer of its own, which the receiver takes over. */
  readonly bytes: Uint8Array;
  readonly header?: SessionHeader;
  readonly markers: readonly Marker[];
  /** Set in the last request of a session. */
  readonly close?: Close;
}

/** `ended`: stores how the session ended. `interrupted`: leaves it without an end. `discarded`: removes the session. */
export type Close =
  | { readonly kind: "ended"; readonly end: SessionEnd }
  | { readonly kind: "interrupted" }
  | { readonly kind: "discarded" };

/**
 * The writer side of one session. The caller sends the next request when `commit` has resolved. Rejects with an error for users when the
 * store is lost; waits while another program locks it.
 */
export interface CommitPort {
  commit(request: CommitRequest): Promise<void>;
  close(): Promise<void>;
}
