import type { SessionAnalysis } from "../../interpret/session-analysis.js";
import type { ContainerEnd } from "../../lifecycle/session/container-ends.js";
import type { Marker, SessionReader, SessionSummary } from "../../model/session.js";
import { overviewOf } from "./derived/derived-session.js";

/** A session at a glance. */
export interface SessionDetails {
  readonly summary: SessionSummary;
  readonly analysis: SessionAnalysis;
  readonly markers: readonly Marker[];
  /** How containers last ended. */
  readonly containerEnds: readonly ContainerEnd[];
  /** Bytes that its frames take in the store. Missing where that is not known. */
  readonly storedBytes?: number;
  /** Bytes that the analysis takes that is kept beside it. Missing where none is. */
  readonly analysisBytes?: number;
}

/** Reads a session once and sums it up. Ends early, with what it has seen, when the signal aborts. */
export async function showSession(session: SessionReader, signal?: AbortSignal): Promise<SessionDetails> {
  const { analysis, containerEnds } = await overviewOf(session, signal);
  const storedBytes = await session.storedBytes();
  const analysisBytes = await session.derived?.storedBytes();
  return {
    summary: session.summary,
    analysis,
    markers: await session.markers(),
    containerEnds,
    ...(storedBytes === undefined ? {} : { storedBytes }),
    ...(analysisBytes ? { analysisBytes } : {}),
  };
}
