import { describe, expect, it } from "vitest";
import type { SessionShare } from "../../src/model/session-share.js";
import { openRecording } from "../../src/recording/node/open-recording.js";
import { headerLine, parseHeader } from "../../src/recording/session-lines.js";
import { encodeRecording } from "../../src/recording/write/encode-recording.js";

const startedAt = "2026-11-22T10:57:17.945Z";
const share: SessionShare = { level: "identities", by: "kubespy 0.1.0", rules: 1, removed: [{ what: "URL", values: 1, places: 2 }] };

function headerWith(shared: unknown): object {
  return { kubespy: "recording", version: 1, name: "n", startedAt, targets: [], streams: [], shared };
}

async function open(header: object) {
  return await openRecording(
    (async function* () {
      yield new TextEncoder().encode(`${JSON.stringify(header)}\n{"type":"END","frames":0,"t":1,"outcome":"until"}\n`);
    })(),
    { name: "x.kubespy" },
  );
}

describe("the manifest of a shared recording", () => {
  it("survives reading and writing, with what a later version adds to it", async () => {
    const shared = { ...share, pseudonyms: [], kept: ["Pod:spec"], batch: "5d0c1f7a9b3e4826", before: share, mood: { sky: "blue" } };
    const recording = await open(headerWith(shared));
    const again = await openRecording(encodeRecording(recording), { name: "again" });
    for (const { summary, warnings } of [recording, again]) {
      expect([summary.header.shared, summary.header.extra, warnings]).toEqual([shared, undefined, []]);
    }
    await Promise.all([recording.close(), again.close()]);
  });

  it("of a level that this version does not know is none: nothing is taken for removed, a warning says so, and the field is kept", async () => {
    const shared = { ...share, level: "everything" };
    const recording = await open(headerWith(shared));
    expect(recording.summary.header).toMatchObject({ extra: { shared } });
    expect(recording.summary.header.shared).toBeUndefined();
    expect(recording.warnings).toEqual(["x.kubespy: line 1: what was removed before sharing cannot be read"]);
    await recording.close();
  });

  it("is none where it holds anything else than a manifest does", () => {
    let deep: unknown = share;
    for (let i = 0; i < 40; i++) deep = { ...share, before: deep };
    const count = { what: "URL", values: 1, places: 1 };
    const others = [
      null,
      5,
      "secrets",
      [],
      [share],
      {},
      { level: "secrets" },
      { ...share, level: ["secrets"] },
      { ...share, level: "__proto__" },
    ];
    const fields = [
      { by: 5 },
      { by: "x".repeat(5000) },
      { rules: "1" },
      { batch: 5 },
      { removed: undefined },
      { removed: {} },
      { removed: [{ ...count, values: -1 }] },
      { removed: [{ ...count, places: 1e300 }] },
      { removed: [{ ...count, what: null }] },
      { removed: Array.from({ length: 10_001 }, () => count) },
      { pseudonyms: null },
      { kept: [5] },
      { kept: "all" },
      { removedOnRequest: ["x".repeat(5000)] },
      { before: null },
    ];
    for (const other of [...others, ...fields.map((field) => ({ ...share, ...field })), deep]) {
      const written = JSON.parse(JSON.stringify(headerWith(other)));
      const header = parseHeader(written);
      expect([header.shared, header.extra?.["shared"]]).toEqual([undefined, written.shared]);
      expect(JSON.parse(headerLine(header)).shared).toEqual(written.shared);
    }
  });
});
