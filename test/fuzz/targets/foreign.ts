import { DerivedTimes } from "../../../src/importing/derived-times.js";
import { ForeignHistory } from "../../../src/importing/foreign-history.js";
import { ForeignReader } from "../../../src/importing/foreign-reader.js";
import type { Frame, NewFrame } from "../../../src/model/frame.js";
import { InMemorySessionReader } from "../../support/in-memory-session-reader.js";
import { ensure, type FuzzTarget, pieces } from "../fuzz-target.js";
import { byteMutations, type Mutation, textMutations } from "../mutations.js";
import { framesOf, realRecordings } from "../real-inputs.js";
import { ensureReadsBack } from "./recording.js";

const noise = "E0301 10:00:00.123456   12345 memcache.go:287] couldn't get {group: metrics}\n";
const nowMs = Date.parse("2026-12-01T00:00:00Z");

const utf16: Mutation = (input) => Buffer.concat([Buffer.of(0xff, 0xfe), Buffer.from(input.toString("utf8"), "utf16le")]);

/** What kubectl and the older kubespy write. Reading never throws; what was read becomes a recording that reads back whole. */
export const foreign: FuzzTarget = {
  name: "foreign",
  maxBytes: 256 * 1024,
  mutations: [...byteMutations, ...textMutations, ...textMutations, utf16],
  async seeds() {
    const seeds: string[] = [];
    for (const name of realRecordings) {
      const frames = (await framesOf(name)).flatMap((frame) => (frame.kind === "object" ? [frame] : [])).slice(0, 12);
      const objects = frames.map(({ revision }) => revision.text);
      seeds.push(frames.map(({ type, revision }) => `{"type":"${type}","object":${revision.text}}\n`).join(""));
      seeds.push(
        objects
          .slice(0, 4)
          .map((text) => JSON.stringify(JSON.parse(text), undefined, 4))
          .join("\n"),
      );
      seeds.push(`[${objects.slice(0, 4).join()}]`);
      const list = (items: readonly string[]) => `{"kind":"List","apiVersion":"v1","metadata":{},"items":[${items.join()}]}\n`;
      seeds.push(list(objects.slice(0, 4)) + list(objects.slice(2, 6)));
      seeds.push(`{"kind":"PodList","apiVersion":"v1","metadata":{"continue":"a"},"items":[${objects.slice(0, 2).map(bare).join()}]}`);
    }
    seeds.push(
      `${noise}${seeds[0]}---\nerror: x {}\n${noise}${seeds[1]}`,
      `[2026-03-01 10:00:00] ${seeds[1]?.replaceAll("\n", "\n[2026-03-01 10:00:01] ")}`,
      "apiVersion: v1\nkind: Pod\nmetadata: &m\n  name: \"a\"\n  uid: u\n  resourceVersion: '1'\nspec: {n: 12345678901234567890, m: *m}\n---\nobject:\n  kind: Pod\n  apiVersion: v1\n  metadata:\n    name: b\ntype: ADDED\n",
    );
    seeds.push('{"type":"ERROR","object":{"kind":"Status","apiVersion":"v1","message":"too old","reason":"Expired","code":410}}');
    return seeds.map((text) => Buffer.from(text));
  },
  async read(input) {
    const once = await history([input]);
    const inPieces = await history(pieces(input));
    ensure(
      JSON.stringify(describe(once)) === JSON.stringify(describe(inPieces)),
      "what is read does not depend on the pieces that it comes in",
    );
    const frames = once.frames.map((frame, i): Frame => ({ ...frame, sequence: i + 1 }));
    ensure(
      frames.every(({ offsetMs }, i) => Number.isFinite(offsetMs) && offsetMs >= (frames[i - 1]?.offsetMs ?? 0)),
      "times do not decrease",
    );
    if (frames.length === 0) return "refused";
    await ensureReadsBack(new InMemorySessionReader(frames, { header: { name: "foreign", startedAt: once.startedAt } }), frames);
    return "accepted";
  },
};

interface History {
  readonly frames: readonly NewFrame[];
  readonly startedAt: string;
  readonly end: ReturnType<ForeignReader["end"]>;
}

async function history(parts: Iterable<Uint8Array>): Promise<History> {
  const reader = new ForeignReader();
  const times = new DerivedTimes(nowMs);
  const past = new ForeignHistory(times);
  const frames: NewFrame[] = [];
  for (const part of parts) for await (const change of reader.push(part)) for (const frame of past.take(change)) frames.push(frame);
  for await (const change of reader.finish()) for (const frame of past.take(change)) frames.push(frame);
  for (const frame of past.end()) frames.push(frame);
  return { frames, startedAt: times.startedAt, end: reader.end() };
}

function describe({ frames, startedAt, end }: History): unknown {
  return [
    startedAt,
    end,
    frames.map((frame) => (frame.kind === "gap" ? frame : { ...frame, revision: frame.revision.text, change: undefined })),
  ];
}

/** As an API server sends an item of a list. */
function bare(text: string): string {
  const { kind: _, apiVersion: __, ...rest } = JSON.parse(text) as Record<string, unknown>;
  return JSON.stringify(rest);
}
