import type { GroupComparison } from "../compare/compare-groups.js";
import type { CompareOptions } from "../compare/compare-runs.js";
import type { Comparison } from "../compare/comparison.js";
import { compareLoaded, type LoadedRun } from "../compare/loaded-run.js";
import { findingsUntil, revisionAt } from "../compare/run/read-run.js";
import type { SessionReader } from "../model/session.js";
import { runOfSession } from "./sessions/derived/derived-session.js";

export type CompareSessionsOptions = CompareOptions;

/** Compares two sessions: where they diverge, their milestones side by side, and all else that `kubespy compare` shows. Reads each once. */
export async function compare(a: SessionReader, b: SessionReader, options: CompareSessionsOptions = {}): Promise<Comparison> {
  const runs = await RunCache.load([a, b], options);
  return await compareLoaded(runs.of(a), runs.of(b), options);
}

/** Compares each of the others with the first session, in order. Reads each once. */
export async function* compareWithFirst(
  first: SessionReader,
  others: readonly SessionReader[],
  options: CompareSessionsOptions = {},
): AsyncGenerator<Comparison, void, void> {
  const runs = await RunCache.load([first, ...others], options);
  for (const other of others) yield await compareLoaded(runs.of(first), runs.of(other), options);
}

/** Compares several sessions with several: which steps became slower, and which sessions diverged. Reads each once. */
export async function compareSessionGroups(
  baseline: readonly SessionReader[],
  candidate: readonly SessionReader[],
  options: CompareSessionsOptions = {},
): Promise<GroupComparison> {
  const { compareGroups } = await import("../compare/compare-groups.js");
  const runs = await RunCache.load([...baseline, ...candidate], options);
  const runOf = (session: SessionReader) => runs.of(session);
  return await compareGroups(baseline.map(runOf), candidate.map(runOf), options);
}

/** What was read of each session. One that is given twice is read once. */
class RunCache {
  readonly #runs = new Map<SessionReader, LoadedRun>();

  static async load(sessions: readonly SessionReader[], { signal }: CompareSessionsOptions): Promise<RunCache> {
    const cache = new RunCache();
    for (const session of new Set(sessions))
      cache.#runs.set(session, {
        run: await runOfSession(session, signal),
        object: (sequence) => revisionAt(session, sequence),
        findings: (until) => findingsUntil(session, until, signal),
      });
    return cache;
  }

  of(session: SessionReader): LoadedRun {
    const run = this.#runs.get(session);
    if (run === undefined) throw new Error(`session ${session.summary.header.name} was not read`);
    return run;
  }
}
