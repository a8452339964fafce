import { analyse } from "../../interpret/analyse.js";
import type { SessionAnalysis } from "../../interpret/session-analysis.js";
import { type ContainerEnd, ContainerEnds } from "../../lifecycle/session/container-ends.js";
import type { GapFrame, StrippedFrame } from "../../model/frame.js";
import type { Marker, SessionReader, SessionSummary } from "../../model/session.js";

/** A session at a glance. */
export interface SessionDetails {
  readonly summary: SessionSummary;
  readonly analysis: SessionAnalysis;
  readonly markers: readonly Marker[];
  /** How containers last ended. */
  readonly containerEnds: readonly ContainerEnd[];
  /** Bytes that its frames take in the store. Missing where that is not known. */
  readonly storedBytes?: number;
}

/** Reads a session once and sums it up. Ends early, with what it has seen, when the signal aborts. */
export async function showSession(session: SessionReader, signal?: AbortSignal): Promise<SessionDetails> {
  const ends = new ContainerEnds();
  const visit = (frame: StrippedFrame | GapFrame) => {
    if (frame.kind === "object") ends.observe(frame);
  };
  const analysis = await analyse(session, { signal, findings: "none", visit });
  const storedBytes = await session.storedBytes();
  return {
    summary: session.summary,
    analysis,
    markers: await session.markers(),
    containerEnds: ends.all(),
    ...(storedBytes === undefined ? {} : { storedBytes }),
  };
}
