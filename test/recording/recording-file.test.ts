import { gunzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { SessionEnd } from "../../src/model/session.js";
import { openRecording } from "../../src/recording/node/open-recording.js";
import { encodeRecording } from "../../src/recording/write/encode-recording.js";
import { gzip } from "../../src/recording/write/gzip.js";
import { anyHistory, collect, comparable, type History, readerOf } from "../support/histories.js";

const end: SessionEnd = { endedAt: "2026-11-22T11:57:17.945Z", offsetMs: 300_000, outcome: "until", reason: "web is Ready" };

async function* chunks(bytes: Uint8Array, size = 777): AsyncIterable<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function encode(history: History, summary = {}): Promise<Buffer> {
  return Buffer.concat(await collect(encodeRecording(readerOf(history, { end, ...summary }))));
}

async function open(bytes: Uint8Array) {
  return openRecording(chunks(bytes), { name: "x.kubespy" });
}

describe("a recording file", () => {
  it("preserves every session, byte for byte", async () => {
    await fc.assert(
      fc.asyncProperty(anyHistory, fc.boolean(), async (history, compressed) => {
        const plain = encodeRecording(readerOf(history, { end }));
        const recording = await open(Buffer.concat(await collect(compressed ? gzip(plain) : plain)));
        expect(recording.warnings).toEqual([]);
        expect(recording.summary).toMatchObject({ header: history.header, end, state: "ended", frames: history.frames.length });
        expect(await recording.markers()).toEqual(history.markers);
        expect((await collect(recording.frames())).map(comparable)).toEqual(history.frames.map(comparable));
        await recording.close();
      }),
      { numRuns: 150 },
    );
  });

  it("keeps how its end was verified, also what a newer version adds to that", async () => {
    const history: History = fc.sample(anyHistory, 1)[0] as History;
    const verifications = [
      { verified: true, possibleLosses: 2, tookMs: 12 },
      { verified: false, possibleLosses: 0, reason: "skipped" },
    ] as const;
    for (const verification of verifications) {
      const recording = await open(await encode(history, { end: { ...end, verification } }));
      expect([recording.warnings, recording.summary.end]).toEqual([[], { ...end, verification }]);
      await recording.close();
    }
  });

  it("keeps what is in the place of an actor and is none, as a field that it does not know", async () => {
    const history: History = { ...(fc.sample(anyHistory, 1)[0] as History), frames: [] };
    const [header = "", last = ""] = (await encode(history)).toString().split("\n");
    const object = { kind: "Pod", apiVersion: "v1", metadata: { name: "a", uid: "a", resourceVersion: "1" } };
    const line = (actor: unknown) => JSON.stringify({ type: "ADDED", t: 0, actor, object });
    for (const [actor, isKnown] of [
      [{ user: "alice", verb: "patch", rack: 7 }, true],
      [{ user: 7 }, false],
      ["alice", false],
    ] as const) {
      const recording = await open(Buffer.from(`${header}\n${line(actor)}\n${last.replace('"frames":0', '"frames":1')}\n`));
      const [frame] = await collect(recording.frames());
      expect(frame).toMatchObject(isKnown ? { actor } : { extra: { actor } });
      const again = Buffer.concat(await collect(encodeRecording(recording))).toString();
      expect(again).toContain(`"actor":${JSON.stringify(actor)}`);
      await recording.close();
    }
  });

  it("is read from any sequence as from the beginning", async () => {
    await fc.assert(
      fc.asyncProperty(anyHistory, fc.nat(60), fc.nat(60), async (history, a, b) => {
        const recording = await open(await encode(history));
        const range = { fromSequence: Math.min(a, b), toSequence: Math.max(a, b) };
        const expected = history.frames.filter(({ sequence }) => sequence >= range.fromSequence && sequence <= range.toSequence);
        expect((await collect(recording.frames(range))).map(comparable)).toEqual(expected.map(comparable));
        const last = await readerOf(history).lastFramesAt(a);
        expect((await recording.lastFramesAt(a)).map(comparable)).toEqual(last.map(comparable));
      }),
      { numRuns: 100 },
    );
  });

  it("that is cut anywhere opens as far as it goes, with a warning", async () => {
    await fc.assert(
      fc.asyncProperty(anyHistory, fc.double({ min: 0, max: 0.999, noNaN: true }), fc.boolean(), async (history, share, compressed) => {
        const plain = await encode(history);
        const whole = compressed ? Buffer.concat(await collect(gzip(chunks(plain)))) : plain;
        const header = plain.indexOf("\n") + 1;
        const cut = whole.subarray(
          0,
          compressed ? Math.max(600, share * (whole.length - 80)) : header + Math.floor(share * (whole.length - header - 1)),
        );
        if (whole.length - cut.length < 40 && compressed) return;
        const recording = await open(cut);
        expect(recording.summary.state).toBe("interrupted");
        expect(recording.warnings.join()).toMatch(/x\.kubespy: it is cut short; \d+ frames? (is|are) readable/);
        const frames = await collect(recording.frames());
        expect(frames.map(comparable)).toEqual(history.frames.slice(0, frames.length).map(comparable));
      }),
      { numRuns: 100 },
    );
  });

  it("is read alike whatever its pieces are", async () => {
    const [history] = fc.sample(anyHistory, { seed: 1, numRuns: 1 });
    const bytes = await encode(history as History);
    expect(gunzipSync(Buffer.concat(await collect(gzip(chunks(bytes, 13))))).equals(bytes)).toBe(true);
  });
});
