import { RunBuilder, runOf } from "../../../compare/run/read-run.js";
import type { Run } from "../../../compare/run/run.js";
import { readDiagnosis, type SessionFindings } from "../../../diagnosis/engine/diagnose.js";
import { analyse } from "../../../interpret/analyse.js";
import { finalFindings, type SessionAnalysis } from "../../../interpret/session-analysis.js";
import { ContainerEnds } from "../../../lifecycle/session/container-ends.js";
import type { GapFrame, StrippedFrame } from "../../../model/frame.js";
import type { SessionReader } from "../../../model/session.js";
import { KeptParts } from "./kept-parts.js";
import { type Derived, type SessionOverview, withoutFindings } from "./session-parts.js";

/**
 * One pass over the frames for what a command needs, no more: diagnosing takes most of the time of a whole analysis, and a run needs even more. What a pass
 * derives beside that is kept too.
 */

export async function deriveFindings(session: SessionReader, signal?: AbortSignal): Promise<SessionFindings> {
  const found = await readDiagnosis(session, signal === undefined ? {} : { signal });
  await keep(session, { found }, signal);
  return found;
}

export async function deriveOverview(session: SessionReader, signal?: AbortSignal): Promise<SessionOverview> {
  const ends = new ContainerEnds();
  const analysis = await analyse(session, { signal, findings: "none", visit: (frame) => observeEnds(ends, frame) });
  const overview = { analysis: withoutFindings(analysis), containerEnds: ends.all() };
  await keep(session, { overview }, signal);
  return overview;
}

export async function deriveAnalysis(session: SessionReader, signal?: AbortSignal): Promise<SessionAnalysis> {
  const ends = new ContainerEnds();
  const analysis = await analyse(session, { signal, visit: (frame) => observeEnds(ends, frame) });
  await keep(session, derivedFrom(analysis, ends), signal);
  return analysis;
}

export async function deriveRun(session: SessionReader, signal?: AbortSignal): Promise<Run> {
  const ends = new ContainerEnds();
  const builder = new RunBuilder(session.summary.header);
  const analysis = await analyse(session, {
    signal,
    findings: "final",
    visit: (frame) => {
      observeEnds(ends, frame);
      builder.observe(frame);
    },
  });
  signal?.throwIfAborted();
  const extract = builder.finish(session.summary.durationMs);
  const { overview, found } = derivedFrom(analysis, ends);
  await keep(session, { overview, found, extract }, signal);
  return runOf(session.summary, { ...analysis, findings: finalFindings(analysis) }, extract);
}

function derivedFrom(analysis: SessionAnalysis, ends: ContainerEnds): Required<Omit<Derived, "extract">> {
  return {
    overview: { analysis: withoutFindings(analysis), containerEnds: ends.all() },
    found: { findings: finalFindings(analysis), coverage: analysis.coverage },
    history: analysis.findings,
  };
}

function observeEnds(ends: ContainerEnds, frame: StrippedFrame | GapFrame): void {
  if (frame.kind === "object") ends.observe(frame);
}

/** What was not read to the end is not kept. */
async function keep(session: SessionReader, derived: Derived, signal: AbortSignal | undefined): Promise<void> {
  if (signal?.aborted !== true) await new KeptParts(session).keep(derived);
}
