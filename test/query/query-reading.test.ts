import { createReadStream } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import type { ReadOptions, SessionReader } from "../../src/model/session.js";
import { openRecording } from "../../src/recording/node/open-recording.js";
import { projectRoot } from "../support/program.js";
import { answer, sessionsOf } from "./query-support.js";

/** A session that counts what is read of it. */
async function counted(name: string): Promise<{ readonly reader: SessionReader; readonly work: Work }> {
  const reader = await openRecording(createReadStream(join(projectRoot, "recordings", `${name}.kubespy.gz`)), { name });
  const work: Work = { frames: 0, passes: 0, revisions: 0, visits: 0 };
  const counting = new Proxy(reader, {
    get(target, property) {
      const value: unknown = Reflect.get(target, property, target);
      if (property === "frames") return (range?: ReadOptions) => countedFrames(reader, work, range);
      if (property === "visitFrames") work.visits++;
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
  return { reader: counting, work };
}

interface Work {
  frames: number;
  /** How often reading began. */
  passes: number;
  /** Frames that were read with their revision. */
  revisions: number;
  /** Passes over all frames, as for an analysis. */
  visits: number;
}

async function* countedFrames(reader: SessionReader, work: Work, range?: ReadOptions): ReturnType<SessionReader["frames"]> {
  work.passes++;
  for await (const frame of reader.frames(range)) {
    work.frames++;
    if (range?.revisions !== "later") work.revisions++;
    yield frame;
  }
}

it("a condition on the session's name reads no other session", async () => {
  const [a, b] = [await counted("pod-nginx"), await counted("pod-crashloop")];
  const sessions = sessionsOf({ a: a.reader, b: b.reader });
  for (const table of ["frames", "objects", "events", "findings", "milestones", "gaps", "markers"])
    await answer(`SELECT * FROM ${table} WHERE session = 'a'`, sessions);
  await answer("SELECT sequence FROM frames JOIN findings USING (session) WHERE findings.session IN ('a')", sessions);
  expect(a.work.frames).toBeGreaterThan(0);
  expect(b.work).toEqual({ frames: 0, passes: 0, revisions: 0, visits: 0 });
});

it("counting and filtering frames reads no revision, and each frame once", async () => {
  const { reader, work } = await counted("deployment-rollout");
  const sql = "SELECT kind, count(*), max(offsetMs) FROM frames WHERE name LIKE 'web%' AND type <> 'DELETED' GROUP BY kind";
  await answer(sql, sessionsOf({ a: reader }));
  expect(work).toEqual({ frames: reader.summary.frames, passes: 1, revisions: 0, visits: 0 });
});

it("the object is read of the frames alone that the other conditions leave", async () => {
  const { reader, work } = await counted("deployment-rollout");
  const rows = await answer("SELECT object FROM frames WHERE sequence = 20", sessionsOf({ a: reader }));
  expect(rows).toHaveLength(1);
  expect(work.revisions).toBe(1);
});

it("objects of frame after frame are read in few passes", async () => {
  const { reader, work } = await counted("deployment-rollout");
  await answer("SELECT json_extract(object, '$.kind') FROM frames", sessionsOf({ a: reader }));
  expect(work.revisions).toBe(reader.summary.frames);
  expect(work.passes).toBeLessThan(2 + 2 * Math.log2(reader.summary.frames));
});

it("a limit ends the reading early", async () => {
  const { reader, work } = await counted("deployment-rollout");
  await answer("SELECT sequence FROM frames LIMIT 3", sessionsOf({ a: reader }));
  expect(work.frames).toBeLessThan(reader.summary.frames);
});

it("what a join reads again is not read from the session again", async () => {
  const { reader, work } = await counted("pod-nginx");
  const [{ n } = { n: 0 }] = await answer("SELECT count(*) AS n FROM frames a, frames b, frames c", sessionsOf({ a: reader }));
  expect(n).toBe(reader.summary.frames ** 3);
  expect(work.frames).toBeLessThanOrEqual(3 * reader.summary.frames);
});

it("findings and milestones are derived where they are used, once", async () => {
  const { reader, work } = await counted("pod-crashloop");
  const sessions = sessionsOf({ a: reader });
  await answer("SELECT count(*) FROM objects, gaps, markers", sessions);
  expect(work.visits).toBe(0);
  await answer("SELECT count(*) FROM findings a, findings b", sessions);
  expect(work.visits).toBe(1);
});
