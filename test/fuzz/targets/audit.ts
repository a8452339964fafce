import { AuditHistory } from "../../../src/importing/audit/audit-history.js";
import { AuditReader } from "../../../src/importing/audit/audit-reader.js";
import type { Frame, NewFrame } from "../../../src/model/frame.js";
import { redactSecret } from "../../../src/sharing/redact.js";
import { SortingSpool } from "../../../src/store/sqlite/sorting-spool.js";
import { auditOfFrames } from "../../importing/audit/audit-of-recording.js";
import { InMemorySessionReader } from "../../support/in-memory-session-reader.js";
import { ensure, type FuzzTarget, pieces } from "../fuzz-target.js";
import { byteMutations, textMutations } from "../mutations.js";
import { framesOf, realRecordings } from "../real-inputs.js";
import { ensureReadsBack } from "./recording.js";

/** The audit log of an API server. Reading never throws, whatever the pieces; what was read becomes a recording that reads back whole. */
export const audit: FuzzTarget = {
  name: "audit",
  maxBytes: 256 * 1024,
  mutations: [...byteMutations, ...textMutations, ...textMutations],
  async seeds() {
    const seeds: string[] = [];
    for (const name of realRecordings) {
      const frames = (await framesOf(name)).flatMap((frame) => (frame.kind === "object" ? [frame] : []));
      const lines = auditOfFrames(frames).map(({ text }) => text);
      seeds.push(lines.slice(0, 12).join("\n"));
      seeds.push(lines.slice(-12).join("\n"));
      seeds.push(`{"kind":"EventList","apiVersion":"audit.k8s.io/v1","metadata":{},"items":[${lines.slice(0, 6).join()}]}`);
      seeds.push(JSON.stringify(JSON.parse(lines[3] ?? "{}"), undefined, 2));
    }
    return seeds.map((text) => Buffer.from(text));
  },
  async read(input) {
    const once = history([input]);
    const inPieces = history(pieces(input));
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
    await ensureReadsBack(new InMemorySessionReader(frames, { header: { name: "audit", startedAt: once.startedAt } }), frames);
    return "accepted";
  },
};

interface History {
  readonly frames: readonly NewFrame[];
  readonly startedAt: string;
  readonly said: readonly string[];
}

function history(parts: Iterable<Uint8Array>): History {
  const spool = new SortingSpool();
  try {
    const filter = { wantsTime: () => true, wantsTarget: () => true, wantsObject: () => true };
    const reader = new AuditReader({ spool, filter, redact: (revision) => redactSecret(revision, new Uint8Array(32)) });
    const log = reader.log();
    for (const part of parts) log.push(part);
    const warnings = log.end();
    const past = new AuditHistory(spool);
    const frames = [...past.frames()];
    return { frames, startedAt: past.startedAt, said: [...warnings, ...past.omissions()] };
  } finally {
    spool.close();
  }
}

function describe({ frames, startedAt, said }: History): unknown {
  return [
    startedAt,
    said,
    frames.map((frame) => (frame.kind === "gap" ? frame : { ...frame, revision: frame.revision.text, change: undefined })),
  ];
}
