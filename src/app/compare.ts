import { type CompareOptions, compareRuns } from "../compare/compare-runs.js";
import type { Comparison } from "../compare/comparison.js";
import { readRun, revisionAt } from "../compare/run/read-run.js";
import type { SessionReader } from "../model/session.js";

/** Compares two sessions: where they part, milestones side by side, and all else that `kubespy compare` tells. Reads each once. */
export async function compare(a: SessionReader, b: SessionReader, options: CompareOptions = {}): Promise<Comparison> {
  const [runA, runB] = [await readRun(a), await readRun(b)];
  return compareRuns(runA, runB, (side, sequence) => revisionAt(side === "a" ? a : b, sequence), options);
}
