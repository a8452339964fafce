import { overviewOf, type SessionOverview } from "../../lifecycle/session-overview.js";
import type { Marker, SessionReader, SessionSummary } from "../../model/session.js";

/** A session at a glance. */
export interface SessionDetails {
  readonly summary: SessionSummary;
  readonly overview: SessionOverview;
  readonly markers: readonly Marker[];
  /** Bytes that its frames take in the store. Missing where that is not known. */
  readonly storedBytes?: number;
}

/** Reads a session once and sums it up. Ends early, with what it has seen, when the signal aborts. */
export async function showSession(session: SessionReader, signal?: AbortSignal): Promise<SessionDetails> {
  const overview = await overviewOf(session, signal);
  const storedBytes = await session.storedBytes?.();
  return {
    summary: session.summary,
    overview,
    markers: await session.markers(),
    ...(storedBytes === undefined ? {} : { storedBytes }),
  };
}
