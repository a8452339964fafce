import fc from "fast-check";
import type { Actor } from "../../src/model/actor.js";
import type { BorrowedFrame, Frame, GapFrame, NewFrame } from "../../src/model/frame.js";
import type { ObjectRef, Uid } from "../../src/model/kube-object.js";
import { Revision } from "../../src/model/revision.js";
import type { FrameRange, Marker, SessionHeader, SessionReader, SessionSummary } from "../../src/model/session.js";
import { InMemorySessionReader } from "./in-memory-session-reader.js";

/** Any session as a recorder could write it, whatever the server sent. */
export interface History {
  readonly header: SessionHeader;
  readonly frames: readonly Frame[];
  readonly markers: readonly Marker[];
}

const startedAt = "2026-11-22T10:57:17.945Z";

/** A field of JSON as it may come over the wire: not all of it survives `JSON.parse` and `JSON.stringify`. */
const member = fc.oneof(
  fc.string({ unit: "grapheme", maxLength: 40 }).map((text) => `"text":${JSON.stringify(text)}`),
  fc.bigInt({ min: 2n ** 53n, max: 2n ** 70n }).map((number) => `"big":${number}`),
  fc.constantFrom(
    '"a":1,"a":2',
    '"__proto__":{"x":1}',
    '"object":{"object":{}}',
    '"escaped":"\\u0000\\ud800\\/"',
    '"nested":[[[{"]":"}"}]]]',
  ),
  fc.integer({ min: 0, max: 3 }).map((n) => `"managedFields":[${'{"f:metadata":{"f:labels":{}}},'.repeat(n)}{}]`),
);

interface Step {
  readonly object: number;
  readonly members: readonly string[];
  readonly waitMs: number;
  readonly form: "plain" | "spaced" | "invalid-utf8";
  readonly flag: "initial" | "inferred" | "repaired" | "typeUnknown" | "derived" | "none";
  readonly actor: Actor | undefined;
  readonly type: "ADDED" | "MODIFIED" | "DELETED";
  readonly extra: boolean;
  readonly gap: boolean;
  readonly clockJumpMs: number;
}

const step: fc.Arbitrary<Step> = fc.record({
  object: fc.integer({ min: 0, max: 3 }),
  members: fc.array(member, { maxLength: 5 }),
  waitMs: fc.double({ min: 0, max: 5000, noNaN: true }),
  form: fc.oneof({ weight: 8, arbitrary: fc.constant("plain" as const) }, fc.constantFrom("spaced" as const, "invalid-utf8" as const)),
  flag: fc.constantFrom("none", "none", "none", "initial", "inferred", "repaired", "typeUnknown", "derived"),
  actor: fc.constantFrom(
    undefined,
    undefined,
    { user: "alice\u001b", verb: "patch" },
    {
      ...{ user: "system:node:n1", as: "bob", verb: "update", subresource: "status", userAgent: "kubelet/v1 (linux)" },
      sources: ["10.0.0.1", "fe80::1"],
    },
  ),
  type: fc.constantFrom("ADDED", "MODIFIED", "DELETED"),
  extra: fc.boolean(),
  gap: fc.integer({ min: 0, max: 9 }).map((n) => n === 0),
  clockJumpMs: fc.constantFrom(0, 0, 0, 1, -86_400_000),
});

export const anyHistory: fc.Arbitrary<History> = fc.array(step, { maxLength: 60 }).map((steps) => ({
  header: anyHeader,
  frames: framesOf(steps),
  markers: [{ offsetMs: 1.5, text: "here\nit\u001b began", madeAt: startedAt }],
}));

const anyHeader: SessionHeader = {
  name: "any-session",
  title: "ünïcode “title”",
  startedAt,
  targets: ["deploy/web"],
  command: ["kubectl", "apply"],
  streams: [
    {
      id: "/api/v1/pods",
      group: "",
      version: "v1",
      resource: "pods",
      kind: "Pod",
      namespaced: true,
      resourceVersion: "18446744073709551616",
    },
  ],
  omissions: ["events: forbidden"],
  secretValues: "digests",
  recorder: "kubespy 9.9.9",
  extra: { future: { deep: [1, "two"] } },
};

function framesOf(steps: readonly Step[]): readonly Frame[] {
  let offsetMs = 0;
  return steps.map((step, i) => {
    offsetMs += step.waitMs;
    return { ...newFrame(step, offsetMs, i), sequence: i + 1 } as Frame;
  });
}

function newFrame(step: Step, offsetMs: number, i: number): NewFrame {
  const observedAt = new Date(Date.parse(startedAt) + offsetMs + step.clockJumpMs).toISOString();
  const base = { offsetMs, observedAt, ...(step.extra ? { extra: { "from-the-future": [i, null] } } : {}) };
  if (step.gap) {
    const bound = { offsetMs, observedAt, resourceVersion: "7" };
    return {
      kind: "gap",
      ...base,
      stream: "/api/v1/pods",
      reason: "410 Gone",
      from: bound,
      to: bound,
      possibleLoss: true,
      unchanged: ["u" as Uid],
    };
  }
  const ref: ObjectRef = {
    uid: `uid-${step.object}` as Uid,
    apiVersion: "v1",
    // One of the four; the name of another looks like one.
    kind: step.object === 3 ? "Event" : "Pod",
    namespace: "default",
    name: step.object === 2 ? 'web-2","kind":"Event' : `web-${step.object}`,
  };
  const by = step.actor === undefined ? {} : { actor: step.actor };
  const flag = step.flag === "none" ? {} : { [step.flag]: true as const };
  return {
    kind: "object",
    ...base,
    type: step.type,
    ref,
    resourceVersion: `${100 + i}`,
    revision: revisionOf(ref, step, i),
    ...flag,
    ...by,
  };
}

function revisionOf(ref: ObjectRef, step: Step, i: number): Revision {
  const metadata = `"metadata":{"name":${JSON.stringify(ref.name)},"namespace":"default","uid":"${ref.uid}","resourceVersion":"${100 + i}"}`;
  const text = `{"kind":"${ref.kind}","apiVersion":"v1",${metadata}${step.members.map((text) => `,${text}`).join("")}}`;
  if (step.form === "spaced") return new Revision(Buffer.from(` ${text.replace(/:/, " :\r\n")}\n`));
  if (step.form === "plain") return new Revision(Buffer.from(text));
  const bytes = Buffer.from(`{"bad":"????",${text.slice(1)}`);
  bytes.set([0xff, 0xc0, 0x80, 0xfe], 8);
  return new Revision(bytes);
}

/** A history as a session in memory. */
export function readerOf({ frames, markers, header }: History, summary: Partial<SessionSummary> = {}): SessionReader {
  return new InMemorySessionReader(frames, { header, markers, summary });
}

/** A frame in a form that compares by what it says, revisions by their bytes. */
export function comparable(frame: Frame): unknown {
  if (frame.kind === "gap") return frame;
  const { revision, ...rest } = frame;
  return { ...rest, bytes: Buffer.from(revision.bytes).toString("latin1") };
}

/** The frames that a reader lends to a visitor, copied during the visit. */
export async function visited(reader: SessionReader, range: FrameRange = {}): Promise<readonly unknown[]> {
  const frames: unknown[] = [];
  await reader.visitFrames((frame) => void frames.push(withText(frame)), range);
  return frames;
}

/** A frame with the text of its revision, for comparison with what `visited` gives. */
export function withText(frame: BorrowedFrame | GapFrame): unknown {
  return frame.kind === "gap" ? frame : { ...frame, revision: frame.revision.text };
}

export async function collect<T>(source: AsyncIterable<T>): Promise<T[]> {
  const items: T[] = [];
  for await (const item of source) items.push(item);
  return items;
}

/** A history with nothing said of it. */
export function plainHistory(frames: readonly Frame[]): History {
  return { header: new InMemorySessionReader([]).summary.header, frames, markers: [] };
}
