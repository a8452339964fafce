import { createReadStream } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { cutSession } from "../../src/app/cut-session.js";
import { readDiagnosis } from "../../src/diagnosis/engine/diagnose.js";
import type { Finding } from "../../src/diagnosis/engine/finding.js";
import type { SessionReader } from "../../src/model/session.js";
import type { Cut } from "../../src/part/cut.js";
import { openRecording } from "../../src/recording/node/open-recording.js";
import { projectRoot } from "../support/program.js";

const folders = [join(projectRoot, "recordings"), join(projectRoot, "test", "diagnosis", "real")];
const recordings = (
  await Promise.all(
    folders.map(async (folder) => (await readdir(folder)).filter((name) => name.endsWith(".kubespy.gz")).map((name) => join(folder, name))),
  )
).flat();
const titled = recordings.map((path, i) => [path.replace(/^.*\/|\.kubespy\.gz$/g, ""), path, i] as const);

/** Not all of each recording: the cuts of all recordings together are many. */
async function cutsOf(whole: SessionReader, i: number): Promise<readonly Cut[]> {
  const refs = (await whole.objectSpans()).map(({ ref }) => ref).filter(({ kind }) => kind !== "Event");
  const kinds = [...new Set(refs.map(({ kind }) => kind))];
  const objects = [...new Set(refs.map(({ kind, name }) => `${kind}/${name}`))];
  const one = <T>(list: readonly T[], n: number) => list.slice(n % list.length, (n % list.length) + 1);
  return [
    { from: `${(i * 17) % 90}%` },
    { from: `${(i * 13) % 40}%`, to: `${50 + ((i * 7) % 50)}%` },
    { kinds: one(kinds, i) },
    { objects: one(objects, i), from: i % 2 === 0 ? undefined : "30%" },
  ];
}

/** Of the same object and container, whose state may have another name by then; or of what it owns, where the part does not hold that. */
function isAlso(whole: readonly Finding[], { object, container, class: name }: Finding): boolean {
  const isReportedBelow = name === "ReplicaFailure" && whole.some((other) => other.class === "FailedCreate");
  return isReportedBelow || whole.some((other) => other.object.uid === object.uid && other.container === container);
}

describe("what a part shows of failures, its whole shows at the same moment: nothing follows from what was cut away", () => {
  it.each(titled)("%s", async (_, path, i) => {
    const whole = await openRecording(createReadStream(path), { name: path });
    for (const cut of await cutsOf(whole, i)) {
      // Nothing may be left of an object after some time.
      const part = await cutSession(whole, cut).catch(() => undefined);
      if (part === undefined) continue;
      const { toMs = 0 } = part.summary.header.part ?? {};
      const then = await readDiagnosis(whole, { at: await whole.lastSequenceBy(toMs), nowMs: toMs });
      const { findings, coverage } = await readDiagnosis(part);
      expect(findings.filter((finding) => !isAlso(then.findings, finding))).toEqual([]);
      const unrecorded = new Set(then.coverage.unrecorded.map(({ ref }) => ref.uid));
      expect(coverage.unrecorded.filter(({ ref }) => !unrecorded.has(ref.uid))).toEqual([]);
      await part.close();
    }
    await whole.close();
  });
});
