import { TimeSlices } from "../io/time-slices.js";
import type { SessionReader } from "../model/session.js";
import { SessionAnalyser, type SessionAnalyserOptions } from "./session-analyser.js";
import type { SessionAnalysis } from "./session-analysis.js";

interface AnalyseOptions extends Omit<SessionAnalyserOptions, "objects"> {
  /** Ends the analysis early, with what it has seen. */
  readonly signal?: AbortSignal | undefined;
  /** For tests. Default: by the time that has passed. */
  readonly slices?: TimeSlices;
}

/** Reads a session once, from start to end. */
export async function analyse(
  reader: Pick<SessionReader, "visitFrames" | "summary">,
  { signal, slices = new TimeSlices(), ...options }: AnalyseOptions = {},
): Promise<SessionAnalysis> {
  const { header, durationMs, frames, objects } = reader.summary;
  const analyser = new SessionAnalyser(header, { ...options, objects });
  await reader.visitFrames(
    (frame) => {
      analyser.observe(frame);
      return slices.pause();
    },
    { signal },
  );
  analyser.end({ sequence: frames, offsetMs: durationMs });
  return analyser.result();
}
