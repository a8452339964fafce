import { readDiagnosis, type SessionFindings } from "../diagnosis/engine/diagnose.js";
import type { Finding } from "../diagnosis/engine/finding.js";
import type { SessionReader } from "../model/session.js";
import { inSession, parseMoment, sequenceAt } from "../replay/moment.js";
import { findingsOf } from "./sessions/derived/derived-session.js";

export interface DiagnoseSessionOptions {
  /** Only what was known at this moment: an offset ("1.4s"), a sequence ("12") or a share ("50%"). Default: the end. */
  readonly at?: string | undefined;
  /** Ends the reading early, with the findings up to there. */
  readonly signal?: AbortSignal;
}

/** The findings of a session, at its end or at a moment. Rejects with `UsageError` for an invalid moment. */
export async function diagnoseSession(session: SessionReader, options: DiagnoseSessionOptions = {}): Promise<readonly Finding[]> {
  return (await diagnoseWithCoverage(session, options)).findings;
}

/** As `diagnoseSession`, with what the findings do not cover. */
export async function diagnoseWithCoverage(session: SessionReader, { at, signal }: DiagnoseSessionOptions = {}): Promise<SessionFindings> {
  if (at === undefined) return await findingsOf(session, signal);
  const moment = parseMoment(at, "--at");
  const point = inSession(moment, session.summary.durationMs);
  const sequence = await sequenceAt(session, moment);
  const stop = signal === undefined ? {} : { signal };
  return await readDiagnosis(session, { at: sequence, ...stop, ...(point.kind === "offset" ? { nowMs: point.offsetMs } : {}) });
}
