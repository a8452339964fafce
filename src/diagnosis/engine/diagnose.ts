import { TimeSlices } from "../../io/time-slices.js";
import type { SessionReader } from "../../model/session.js";
import { StrippedFrames } from "../../model/stripped-frames.js";
import type { Coverage } from "./coverage.js";
import { Diagnosis } from "./diagnosis.js";
import type { Finding } from "./finding.js";

export interface DiagnoseOptions {
  /** The sequence of the last frame to read. Default: the whole session. */
  readonly at?: number;
  /** The moment of the diagnosis, ms since session start. Default: the end of the session, or the frame `at`. */
  readonly nowMs?: number;
  readonly signal?: AbortSignal;
  /** For tests. Default: by the time that has passed. */
  readonly slices?: TimeSlices;
}

/** Reads a session once and returns its findings. Stops early, with the findings so far, when the signal aborts. */
export async function diagnose(
  reader: Pick<SessionReader, "visitFrames" | "summary">,
  options: DiagnoseOptions = {},
): Promise<readonly Finding[]> {
  return (await readDiagnosis(reader, options)).findings;
}

/** The findings of a session, and what they do not cover. */
export interface SessionFindings {
  readonly findings: readonly Finding[];
  readonly coverage: Coverage;
}

/** As `diagnose`, with what the findings do not cover. */
export async function readDiagnosis(
  reader: Pick<SessionReader, "visitFrames" | "summary">,
  options: DiagnoseOptions = {},
): Promise<SessionFindings> {
  const { at, signal } = options;
  const { header } = reader.summary;
  const diagnosis = new Diagnosis({ clockOffsetMs: header.server?.clockOffsetMs, scope: header });
  const stripped = new StrippedFrames();
  const slices = options.slices ?? new TimeSlices();
  await reader.visitFrames(
    (frame) => {
      const readable = frame.kind === "object" ? stripped.strip(frame) : frame;
      if (readable !== undefined) diagnosis.observe(readable);
      return slices.pause();
    },
    { signal, ...(at === undefined ? {} : { toSequence: at }) },
  );
  const findings = diagnosis.findings(options.nowMs ?? (at === undefined ? reader.summary.durationMs : undefined));
  return { findings, coverage: diagnosis.coverage(findings) };
}
