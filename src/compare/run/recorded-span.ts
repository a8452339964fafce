import { elapsedMs } from "../elapsed-ms.js";
import type { Side, Sided } from "../sides.js";
import type { Run } from "./run.js";

/** How long each of two runs was recorded, and where their common clock begins. */
export interface RecordedSpan {
  /** ms since session start: the first change, if both runs have one; else the start of the session. */
  readonly zeroMs: number;
  /** From there until the end of the recording, in ms. */
  readonly lengthMs: number;
}

export type RecordedSpans = Required<Sided<RecordedSpan>>;

/** Two runs are compared from their first change on: how long a recorder waited before it is chance. */
export function recordedSpans(runs: Record<Side, Run>): RecordedSpans {
  const hasBoth = runs.a.hasChange && runs.b.hasChange;
  const spanOf = ({ firstChangeMs, durationMs }: Run): RecordedSpan => {
    const zeroMs = hasBoth ? firstChangeMs : 0;
    return { zeroMs, lengthMs: Math.max(0, elapsedMs(zeroMs, durationMs)) };
  };
  return { a: spanOf(runs.a), b: spanOf(runs.b) };
}
