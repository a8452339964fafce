import { createReadStream, readdirSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { queryTables } from "../../src/app/query/query-tables.js";
import { findingsOf, overviewOf } from "../../src/app/sessions/derived/derived-session.js";
import { FrameNarrator } from "../../src/interpret/interpret-at.js";
import { stageLabel } from "../../src/lifecycle/stage.js";
import type { SessionReader } from "../../src/model/session.js";
import { openRecording } from "../../src/recording/node/open-recording.js";
import { anyHistory, collect, readerOf } from "../support/histories.js";
import { projectRoot } from "../support/program.js";
import { type AnswerRow, answer, sessionsOf } from "./query-support.js";

const bundled = readdirSync(join(projectRoot, "recordings")).filter((name) => name.endsWith(".kubespy.gz"));
const everything = [...bundled.map((name) => join("recordings", name)), join("test", "recording", "fixtures", "full-v1.kubespy.gz")];

async function opened(path: string): Promise<SessionReader> {
  return await openRecording(createReadStream(join(projectRoot, path)), { name: path });
}

describe.each(everything)("the tables of %s are what a reader of the session gives", (path) => {
  it("frames, with the object, the one before it, and the words of replay", { timeout: 120_000 }, async () => {
    const reader = await opened(path);
    const rows = await answer("SELECT * FROM frames ORDER BY sequence", sessionsOf({ a: reader }));
    const narrator = new FrameNarrator(reader);
    const expected: AnswerRow[] = [];
    for (const frame of await collect(reader.frames())) {
      const { sequence, offsetMs, observedAt } = frame;
      const narrated = await narrator.narrate(frame);
      if (frame.kind === "gap" || narrated.kind === "gap") {
        expected.push({ sequence, offsetMs, observedAt, type: "GAP", object: null, previous: null, uid: null });
        continue;
      }
      const before = await reader.lastFrameOf(frame.ref.uid, sequence - 1);
      expected.push({
        sequence,
        offsetMs,
        observedAt,
        type: frame.type,
        kind: frame.ref.kind,
        apiVersion: frame.ref.apiVersion,
        namespace: frame.ref.namespace ?? null,
        name: frame.ref.name,
        uid: frame.ref.uid,
        initial: frame.initial ? 1 : 0,
        inferred: frame.inferred ? 1 : 0,
        repaired: frame.repaired ? 1 : 0,
        resourceVersion: frame.resourceVersion,
        object: frame.revision.text,
        previous: before === undefined || before.type === "DELETED" ? null : before.revision.text,
        stage: stageLabel(narrated.narration.stage),
        sentence: narrated.narration.sentence,
        changes: JSON.stringify(narrated.changes.map(({ segments: _, ...change }) => change)),
        changedBy: [...new Set(narrated.by.map(({ manager }) => manager))].join(", ") || null,
      });
    }
    expect(rows).toEqual(expected.map((row) => expect.objectContaining(row)));
    await reader.close();
  });

  it("objects, findings, milestones, gaps and markers", { timeout: 120_000 }, async () => {
    const reader = await opened(path);
    const sessions = sessionsOf({ a: reader });
    const spans = await reader.objectSpans();
    expect(await answer("SELECT uid, frames, firstSequence, lastSequence FROM objects", sessions)).toEqual(
      spans.map(({ ref, ...span }) => ({ uid: ref.uid, ...span })),
    );
    const { findings } = await findingsOf(reader);
    expect(await answer("SELECT id, class, message, sinceMs, durationMs, resolved, evidence FROM findings ORDER BY id", sessions)).toEqual(
      findings.map(({ class: name, message, sinceMs, durationMs, resolved, evidence }, id) => ({
        id,
        class: name,
        message,
        sinceMs,
        durationMs,
        resolved: resolved ? 1 : 0,
        evidence: JSON.stringify(evidence),
      })),
    );
    const { analysis } = await overviewOf(reader);
    const milestones = analysis.objects.flatMap((object) => object.milestones);
    expect(await answer("SELECT milestone, uid, container, atMs, sequence FROM milestones", sessions)).toEqual(
      milestones.map(({ name, ref, container = null, atMs, sequence }) => ({ milestone: name, uid: ref.uid, container, atMs, sequence })),
    );
    const gaps = await reader.gaps();
    expect(await answer("SELECT sequence, reason, possibleLoss FROM gaps", sessions)).toEqual(
      gaps.map(({ sequence, reason, possibleLoss }) => ({ sequence, reason, possibleLoss: possibleLoss ? 1 : 0 })),
    );
    const markers = await reader.markers();
    expect(await answer("SELECT offsetMs, text FROM markers", sessions)).toEqual(markers.map(({ offsetMs, text }) => ({ offsetMs, text })));
    await reader.close();
  });
});

it("an Event is one row, as it was before its deletion", async () => {
  const reader = await opened("recordings/pod-crashloop.kubespy.gz");
  const rows = await answer("SELECT reason, count, involvedKind, involvedName, container, source FROM events", sessionsOf({ a: reader }));
  expect(rows).toContainEqual({
    reason: "BackOff",
    count: 6,
    involvedKind: "Pod",
    involvedName: "crasher",
    container: "crasher",
    source: "kubelet",
  });
  const events = (await reader.objectSpans()).filter(({ ref }) => ref.kind === "Event");
  expect(rows).toHaveLength(events.length);
  await reader.close();
});

it("whatever was recorded, every table can be read, and counts what the session counts", { timeout: 120_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(anyHistory, async (history) => {
      const reader = readerOf(history);
      const sessions = sessionsOf({ a: reader });
      for (const { name } of queryTables) await answer(`SELECT * FROM ${name}`, sessions);
      const [counts] = await answer(
        "SELECT (SELECT count(*) FROM frames) AS frames, (SELECT count(*) FROM objects) AS objects, (SELECT count(*) FROM gaps) AS gaps",
        sessions,
      );
      const { frames, objects, gaps } = reader.summary;
      expect(counts).toEqual({ frames, objects, gaps });
    }),
    { numRuns: 3 },
  );
});

it("integers are integers, and offsets are not", async () => {
  const reader = await opened("recordings/pod-nginx.kubespy.gz");
  const [types] = await answer(
    "SELECT typeof(sequence) AS s, typeof(offsetMs) AS o, typeof(initial) AS i FROM frames LIMIT 1",
    sessionsOf({ a: reader }),
  );
  expect(types).toEqual({ s: "integer", o: "real", i: "integer" });
  await reader.close();
});
