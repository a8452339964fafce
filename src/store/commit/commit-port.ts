import type { NewFrame } from "../../model/frame.js";
import type { Marker, SessionEnd, SessionHeader } from "../../model/session.js";
import type { EncodedRevision } from "../blocks/frame-encoder.js";
import type { Unrevised } from "../blocks/stored-frame.js";

/** A frame on its way to the writing side: what is stored of its revision lies in the request's `bytes`, one after the other. */
export type PackedFrame = (Unrevised<Extract<NewFrame, { kind: "object" }>> & EncodedRevision) | Extract<NewFrame, { kind: "gap" }>;

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

/** What the writing side is told when it is set up. */
export interface CommitterOptions {
  readonly path: string;
  readonly session: number;
  /** Which file `path` meant when the session began. */
  readonly file: string | undefined;
}

/**
 * The writing side of one session. One request at a time: the next is sent when `commit` has resolved. It rejects when the store is
 * lost; a locked database is waited for.
 */
export interface CommitPort {
  commit(request: CommitRequest): Promise<void>;
  close(): Promise<void>;
}
