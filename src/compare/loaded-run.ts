import { type CompareOptions, compareRuns, type RunLoader } from "./compare-runs.js";
import type { Comparison } from "./comparison.js";
import type { LoadRevision } from "./differences/spec-differences.js";
import type { LoadFindings } from "./differences/unfinished-findings.js";
import type { FindingsUntil } from "./run/read-run.js";
import type { Run } from "./run/run.js";
import type { Side } from "./sides.js";

/** A run, and how to read its revisions again. */
export interface LoadedRun {
  readonly run: Run;
  readonly object: (sequence: number) => ReturnType<LoadRevision>;
  readonly findings: (until: FindingsUntil) => ReturnType<LoadFindings>;
}

/** Compares two runs, reading their sessions again where needed. */
export async function compareLoaded(a: LoadedRun, b: LoadedRun, options: CompareOptions): Promise<Comparison> {
  const of = (side: Side) => (side === "a" ? a : b);
  const load: RunLoader = {
    revision: (side, sequence) => of(side).object(sequence),
    findings: (side, until) => of(side).findings(until),
  };
  return await compareRuns(a.run, b.run, load, options);
}
