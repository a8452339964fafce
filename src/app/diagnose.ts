import { readDiagnosis, type SessionFindings } from "../diagnosis/engine/diagnose.js";
import type { Finding } from "../diagnosis/engine/finding.js";
import type { TimeFormat } from "../io/moment-format.js";
import type { SessionReader } from "../model/session.js";
import { lastWholeMs, type Moment, momentOf, sequenceAt } from "../replay/moment.js";
import { findingsOf } from "./sessions/derived/derived-session.js";

export interface DiagnoseSessionOptions {
  /** Only what was known at this moment: an offset ("1.4s"), a sequence ("12"), a share ("50%") or a time ("2026-11-22T10:57:39Z"). Default: the end. */
  readonly at?: string | undefined;
  /** The zone of a time of day without one. Absent: it needs one. */
  readonly time?: TimeFormat | undefined;
  /** Ends the reading early, with the findings up to there. */
  readonly signal?: AbortSignal;
}

/** The findings of a session, at its end or at a moment. Rejects with `UsageError` for an invalid moment. */
export async function diagnoseSession(session: SessionReader, options: DiagnoseSessionOptions = {}): Promise<readonly Finding[]> {
  return (await diagnoseWithCoverage(session, options)).findings;
}

/** As `diagnoseSession`, with what the findings do not cover. */
export async function diagnoseWithCoverage(
  session: SessionReader,
  { at, time, signal }: DiagnoseSessionOptions = {},
): Promise<SessionFindings> {
  if (at === undefined) return await findingsOf(session, signal);
  const moment = momentOf(at, session.summary, { flag: "--at", time });
  const sequence = await sequenceAt(session, moment);
  const stop = signal === undefined ? {} : { signal };
  return await readDiagnosis(session, {
    at: sequence,
    ...stop,
    ...(moment.kind === "offset" ? { nowMs: await nowOf(session, moment, sequence) } : {}),
  });
}

/** The offset typed; not earlier than a frame that is printed as it. */
async function nowOf(session: SessionReader, moment: Extract<Moment, { kind: "offset" }>, sequence: number): Promise<number> {
  const nowMs = lastWholeMs(moment);
  for await (const { offsetMs } of session.frames({ fromSequence: sequence, toSequence: sequence })) return Math.max(nowMs, offsetMs);
  return nowMs;
}
