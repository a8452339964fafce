import { compareGroups, type GroupComparison } from "../../../src/compare/compare-groups.js";
import type { LoadedRun } from "../../../src/compare/loaded-run.js";
import { findingsUntil, readRun, revisionAt } from "../../../src/compare/run/read-run.js";
import { bundled } from "../../compare/runs.js";
import { readerOf } from "../../support/histories.js";

/** Four runs of one recording whose times scatter by a few percent, against four of another; one of these diverges. */
export async function groups(): Promise<GroupComparison> {
  const baseline = [1, 0.97, 1.04, 1.01].map((pace, i) => loaded(`main-${i + 1}`, "pod-nginx", pace));
  const candidate = [1, 1.03, 0.98, 1.02].map((pace, i) => loaded(`pr-${i + 1}`, i === 3 ? "pod-bad-image-tag" : "pod-nginx-1.28", pace));
  return compareGroups(await Promise.all(baseline), await Promise.all(candidate));
}

/** The same runs, four of each, without the one that diverges: with it, fewer than four runs reach a milestone. */
export async function significantGroups(): Promise<GroupComparison> {
  const runs = (name: string, recording: string) =>
    Promise.all([1, 0.97, 1.04, 1.01].map((pace, i) => loaded(`${name}-${i + 1}`, recording, pace)));
  return compareGroups(await runs("main", "pod-nginx"), await runs("pr", "pod-nginx-1.28"));
}

async function loaded(name: string, recording: string, pace: number): Promise<LoadedRun> {
  const session = await bundled(recording);
  const reader = readerOf({
    ...session,
    header: { ...session.header, name },
    frames: session.frames.map((frame) => ({ ...frame, offsetMs: frame.offsetMs * pace })),
  });
  return {
    run: await readRun(reader),
    object: (sequence) => revisionAt(reader, sequence),
    findings: (until) => findingsUntil(reader, until),
  };
}
