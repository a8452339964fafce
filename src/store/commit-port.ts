import type { Marker, SessionEnd, SessionHeader } from "../model/session.js";
import type { PackedFrame } from "./blocks/frame-encoder.js";

/** What is written in one transaction: all of it, or nothing. */
export interface CommitRequest {
  readonly frames: readonly PackedFrame[];
  /** In memory of its own, which is handed over. */
  readonly bytes: Uint8Array;
  readonly header?: SessionHeader;
  readonly markers: readonly Marker[];
  /** The last request of a session. */
  readonly close?: Close;
}

/** `ended` with its end; `interrupted` without one; `discarded`: as if it had never been. */
export type Close =
  | { readonly kind: "ended"; readonly end: SessionEnd }
  | { readonly kind: "interrupted" }
  | { readonly kind: "discarded" };

/**
 * The writing side of one session. One request at a time: the next is sent when `commit` has resolved. It rejects
 * when the store is lost, with an error for people; while another program locks the store, it waits.
 */
export interface CommitPort {
  commit(request: CommitRequest): Promise<void>;
  close(): Promise<void>;
}
