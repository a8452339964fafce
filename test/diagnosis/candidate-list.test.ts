import { createReadStream } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Diagnosis, type DiagnosisOptions } from "../../src/diagnosis/engine/diagnosis.js";
import type { Finding } from "../../src/diagnosis/engine/finding.js";
import type { Frame } from "../../src/model/frame.js";
import { openRecording } from "../../src/recording/node/open-recording.js";
import { anyHistory } from "../support/histories.js";
import { anyLives } from "../support/lives.js";
import { projectRoot } from "../support/program.js";

const folders = [join(projectRoot, "recordings"), join(projectRoot, "test", "diagnosis", "real")];
const recordings = (
  await Promise.all(
    folders.map(async (folder) => (await readdir(folder)).filter((name) => name.endsWith(".kubespy.gz")).map((name) => join(folder, name))),
  )
).flat();
const titled = recordings.map((path) => [path.replace(/^.*\/|\.kubespy\.gz$/g, ""), path] as const);

/** A diagnosis that is asked at every frame, and one that makes all candidates anew: it was asked for a later moment before. Returns what was compared. */
function compare(frames: readonly Frame[], options: DiagnosisOptions, waitsMs: readonly number[]): readonly Finding[] {
  const diagnosis = new Diagnosis(options);
  const anew = new Diagnosis(options);
  const seen = new Set<Finding>();
  for (const [i, frame] of frames.entries()) {
    diagnosis.observe(frame);
    anew.observe(frame);
    const nowMs = frame.offsetMs + (waitsMs[i % waitsMs.length] ?? 0);
    anew.findings(Number.MAX_VALUE, true);
    const findings = diagnosis.findings(nowMs, true);
    expect(findings, `#${frame.sequence}`).toEqual(anew.findings(nowMs, true));
    for (const finding of findings) seen.add(finding);
  }
  return [...seen];
}

/** Around the delays and transient times of rules, and in no order. */
const anyWaits = fc.array(fc.constantFrom(0, 0, 500, 5000, 10_000, 30_000, 60_000, 300_000, 900_000), { minLength: 1, maxLength: 10 });

describe("findings that are asked for at every frame are those of a diagnosis that makes all of them anew", () => {
  it.each(titled)("%s", async (_, path) => {
    const frames: Frame[] = [];
    const reader = await openRecording(createReadStream(path), { name: path });
    for await (const frame of reader.frames()) frames.push(frame);
    compare(frames, { scope: reader.summary.header }, [0]);
    await reader.close();
  });

  it("in any session, whatever the server sent", () => {
    fc.assert(fc.property(anyHistory, anyWaits, ({ frames, header }, waits) => void compare(frames, { scope: header }, waits)));
  });

  it("in any lives of Pods and Deployments", () => {
    let seen = 0;
    fc.assert(
      fc.property(anyLives, anyWaits, ({ frames }, waits) => {
        seen += compare(frames, {}, waits).length;
      }),
    );
    expect(seen).toBeGreaterThan(50);
  });
});
