import { join } from "node:path";
import { compareRuns } from "../../src/compare/compare-runs.js";
import type { Comparison } from "../../src/compare/comparison.js";
import { findingsUntil, readRun, revisionAt } from "../../src/compare/run/read-run.js";
import { openRecordingFile } from "../../src/index.js";
import type { Frame } from "../../src/model/frame.js";
import type { SessionHeader } from "../../src/model/session.js";
import { type History, readerOf } from "../support/histories.js";
import { projectRoot } from "../support/program.js";

/** A bundled recording, in memory. */
export async function bundled(name: string): Promise<History> {
  return readHistory(join(projectRoot, "recordings", `${name}.kubespy.gz`));
}

/** A recording file, in memory. */
export async function readHistory(path: string): Promise<History> {
  const recording = await openRecordingFile(path);
  try {
    const frames: Frame[] = [];
    for await (const frame of recording.frames()) frames.push(frame);
    return { header: recording.summary.header, frames, markers: [] };
  } finally {
    await recording.close();
  }
}

export async function compareHistories(a: History, b: History): Promise<Comparison> {
  const readers = { a: readerOf(a), b: readerOf(b) };
  return compareRuns(await readRun(readers.a), await readRun(readers.b), {
    revision: (side, sequence) => revisionAt(readers[side], sequence),
    findings: (side, until) => findingsUntil(readers[side], until),
  });
}

export async function compareBundled(a: string, b: string): Promise<Comparison> {
  return compareHistories(await bundled(a), await bundled(b));
}

/** A session of the frames given, numbered anew. */
export function history(frames: readonly Frame[], header: Partial<SessionHeader> = {}): History {
  return { header: { ...plainHeader, ...header }, frames: frames.map((frame, i) => ({ ...frame, sequence: i + 1 })), markers: [] };
}

const plainHeader: SessionHeader = {
  name: "made",
  startedAt: "2026-01-01T00:00:00.000Z",
  targets: [],
  streams: [],
  omissions: [],
  secretValues: "digests",
  recorder: "test",
};
