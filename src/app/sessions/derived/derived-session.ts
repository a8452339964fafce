import { runOf } from "../../../compare/run/read-run.js";
import type { Run } from "../../../compare/run/run.js";
import type { SessionFindings } from "../../../diagnosis/engine/diagnose.js";
import type { SessionAnalysis } from "../../../interpret/session-analysis.js";
import type { SessionReader } from "../../../model/session.js";
import { deriveAnalysis, deriveFindings, deriveOverview, deriveRun } from "./derive.js";
import { KeptParts } from "./kept-parts.js";
import type { SessionOverview } from "./session-parts.js";

/**
 * What is derived from a session. Each is read where it is kept beside the session; else the frames are read once, and what they yield is kept for the
 * next command. Both give the same, and reading ends early, with what was seen and nothing kept, when the signal aborts.
 */

/** All findings at the end, and what they do not cover. */
export async function findingsOf(session: SessionReader, signal?: AbortSignal): Promise<SessionFindings> {
  return (await new KeptParts(session).findings()) ?? (await deriveFindings(session, signal));
}

/** Objects, metrics and gaps, and how containers ended. */
export async function overviewOf(session: SessionReader, signal?: AbortSignal): Promise<SessionOverview> {
  return (await new KeptParts(session).overview()) ?? (await deriveOverview(session, signal));
}

export async function analysisOf(session: SessionReader, signal?: AbortSignal): Promise<SessionAnalysis> {
  return (await keptAnalysis(session)) ?? (await deriveAnalysis(session, signal));
}

/** Undefined where it would have to be derived: of a session that was not read whole yet, is being recorded, or is in a file. */
export async function keptAnalysis(session: SessionReader): Promise<SessionAnalysis | undefined> {
  return await new KeptParts(session).analysis();
}

/** Rejects with the signal's reason when it aborts. */
export async function runOfSession(session: SessionReader, signal?: AbortSignal): Promise<Run> {
  const kept = new KeptParts(session);
  const extract = await kept.runExtract();
  const overview = extract && (await kept.overview());
  const found = overview && (await kept.findings());
  if (extract === undefined || overview === undefined || found === undefined) return await deriveRun(session, signal);
  return runOf(session.summary, { ...overview.analysis, findings: found.findings }, extract);
}
