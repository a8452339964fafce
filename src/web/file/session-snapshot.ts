import type { AnalysisUpdate } from "../../interpret/analysis-update.js";
import type { Marker, SessionHeader, SessionSummary } from "../../model/session.js";
import type { SessionData } from "./page-manifest.js";

/** What `kubespy open` answers to `GET /session`: all that is known of the session by now. */
export interface SessionSnapshot {
  /** Where following it goes on: `GET /follow?after=VERSION`. */
  readonly version: number;
  readonly data: SessionData;
}

/** A line of JSON of `GET /follow`. */
export type FollowLine =
  | SessionUpdate
  /** This reader was away for too long: all that is known by now. */
  | ({ readonly kind: "whole" } & SessionSnapshot)
  /** Nothing happened for some seconds; a reader that hears nothing at all has lost the connection. */
  | { readonly kind: "alive" }
  /** The recording has ended: nothing follows. */
  | { readonly kind: "ended" }
  /** The session cannot be read any longer. */
  | { readonly kind: "failed"; readonly message: string };

/** What more of the recording changes. Versions follow each other by one. */
export interface SessionUpdate {
  readonly kind: "update";
  readonly version: number;
  readonly analysis: AnalysisUpdate;
  readonly summary: Omit<SessionSummary, "header">;
  /** Absent: as it was. */
  readonly header?: SessionHeader;
  readonly markers?: readonly Marker[];
}

/** How often at least a line is sent, ms. */
export const aliveMs = 5000;

/** The last line of `GET /frames`, `/last`: a next sequence to go on from where the answer was too large for the rest; else the answer is complete. */
export type FramesEnd = { readonly next?: number };
