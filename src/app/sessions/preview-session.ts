import type { Finding } from "../../diagnosis/engine/finding.js";
import { finalFindings, type ObjectAnalysis, type SessionAnalysis } from "../../interpret/session-analysis.js";
import type { SessionReader } from "../../model/session.js";
import { analysisOf } from "./derived/derived-session.js";
import { KeptParts } from "./derived/kept-parts.js";

/** What a list of sessions shows of the one that is selected. */
export interface PreviewedSession {
  /** Some that appeared first, of a session of Kubernetes Events alone those that they are about; in the order of appearance. */
  readonly objects: readonly ObjectAnalysis[];
  /** How many there are beside these. */
  readonly objectsLeftOut: number;
  /** All, as they are known at the end. */
  readonly findings: readonly Finding[];
}

/** More frames than these take longer to analyse than a person looks at one row of a list. */
export const maxPreviewedFrames = 20_000;

/**
 * Reads what is kept beside the session, else analyses it, and keeps that for the player. Undefined: nothing is kept, and it has too many frames to be
 * analysed while somebody waits. Rejects with the signal's reason when it aborts.
 */
export async function previewSession(session: SessionReader, signal: AbortSignal): Promise<PreviewedSession | undefined> {
  const kept = await keptPreview(session);
  signal.throwIfAborted();
  if (kept !== undefined || session.summary.frames > maxPreviewedFrames) return kept;
  const analysis = await analysisOf(session, signal);
  signal.throwIfAborted();
  return { ...objectsIn(analysis, analysis.objects.length), findings: finalFindings(analysis) };
}

async function keptPreview(session: SessionReader): Promise<PreviewedSession | undefined> {
  const parts = new KeptParts(session);
  const first = await parts.firstObjects();
  const found = first && (await parts.findings());
  return found && { ...objectsIn(first.overview.analysis, first.count), findings: found.findings };
}

/** `count`: how many objects the whole analysis has. */
function objectsIn({ objects, eventSubjects, objectsLeftOut = 0 }: SessionAnalysis, count: number): Omit<PreviewedSession, "findings"> {
  if (count === 0 && eventSubjects !== undefined) return { objects: eventSubjects, objectsLeftOut: 0 };
  return { objects, objectsLeftOut: count - objects.length + objectsLeftOut };
}
