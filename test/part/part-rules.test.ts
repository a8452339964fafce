import { expect, it } from "vitest";
import type { Frame, GapFrame, ObjectFrame } from "../../src/model/frame.js";
import type { KubeObject } from "../../src/model/kube-object.js";
import { Revision } from "../../src/model/revision.js";
import type { SessionEnd, StreamInfo } from "../../src/model/session.js";
import { partIn } from "../../src/model/session-part.js";
import type { Cut } from "../../src/part/cut.js";
import { partOf } from "../../src/part/part-of.js";
import { headerLine, parseHeader } from "../../src/recording/session-lines.js";
import { partSentence } from "../../src/report/overview/part-text.js";
import { collect } from "../support/histories.js";
import { InMemorySessionReader } from "../support/in-memory-session-reader.js";

const startedAt = "2026-01-01T00:00:00.000Z";
const wall = (ms: number) => new Date(Date.parse(startedAt) + ms).toISOString();

type Step = readonly [type: ObjectFrame["type"], offsetMs: number, kind: string, name: string, more?: object];

/** Of the core group, except for workloads; the uid is the name. */
function objectFrame([type, offsetMs, kind, name, more]: Step, i: number): ObjectFrame {
  const apiVersion = ["Deployment", "ReplicaSet"].includes(kind) ? "apps/v1" : "v1";
  const { metadata, ...rest } = { metadata: {}, ...more };
  const object = { kind, apiVersion, metadata: { name, namespace: "default", uid: name, resourceVersion: `${i}`, ...metadata }, ...rest };
  const revision = Revision.ofObject(object as KubeObject);
  return { kind: "object", sequence: i + 1, offsetMs, observedAt: wall(offsetMs), type, ...revision.head, revision };
}

function gapFrame(sequence: number, fromMs: number, toMs: number, stream: string, more: Partial<GapFrame> = {}): GapFrame {
  const bound = (offsetMs: number) => ({ offsetMs, observedAt: wall(offsetMs) });
  const base = { kind: "gap", sequence, offsetMs: toMs, observedAt: wall(toMs), stream, reason: "410 Gone" } as const;
  return { ...base, from: bound(fromMs), to: bound(toMs), possibleLoss: false, ...more };
}

const ownedBy = (uid: string) => ({ metadata: { ownerReferences: [{ uid, controller: true }] } });
const about = (uid: string) => ({ involvedObject: { kind: "Pod", namespace: "default", name: uid, uid } });

const stream = (kind: string, resource: string, group = ""): StreamInfo => {
  const version = "v1";
  const id = `${group === "" ? "/api" : `/apis/${group}`}/${version}/namespaces/default/${resource}`;
  return { id, group, version, resource, kind, namespaced: true, namespace: "default", resourceVersion: "1" };
};
const streams = [
  stream("Pod", "pods"),
  stream("Deployment", "deployments", "apps"),
  stream("Event", "events"),
  stream("Service", "services"),
];

const end: SessionEnd = { endedAt: wall(1000), offsetMs: 1000, outcome: "until", verification: { verified: true, possibleLosses: 1 } };

function session(frames: readonly Frame[], targets: readonly string[] = ["pods", "deploy/web"]): InMemorySessionReader {
  const markers = [
    { offsetMs: 100, text: "early" },
    { offsetMs: 500, text: "here" },
  ];
  return new InMemorySessionReader(frames, { header: { startedAt, streams, targets }, summary: { end, durationMs: 1000 }, markers });
}

const namesIn = (frames: readonly Frame[]) => frames.map((frame) => (frame.kind === "gap" ? frame.stream : frame.ref.name));
const cutNames = async (whole: InMemorySessionReader, cut: Cut) => namesIn(await collect((await partOf(whole, cut)).frames()));

const rollout = session(
  (
    [
      ["ADDED", 100, "Deployment", "web"],
      ["ADDED", 110, "ReplicaSet", "web-1", ownedBy("web")],
      ["ADDED", 120, "Pod", "web-1-a", { metadata: { ...ownedBy("web-1").metadata, labels: { app: "web" } } }],
      ["ADDED", 130, "Event", "e1", about("web-1-a")],
      ["ADDED", 140, "Pod", "other"],
      ["ADDED", 150, "Event", "e2", about("other")],
      ["ADDED", 160, "Service", "front", { spec: { selector: { app: "web" } } }],
      ["ADDED", 170, "Endpoints", "front", { metadata: { uid: "endpoints" } }],
      ["DELETED", 400, "Pod", "other"],
      ["ADDED", 500, "Event", "e3", about("other")],
      ["ADDED", 600, "Event", "e4", about("never-recorded")],
    ] satisfies Step[]
  ).map(objectFrame),
);

it("with an object come what it owns, what a Service selects, and the Kubernetes Events about these", async () => {
  expect(await cutNames(rollout, { objects: ["deploy/web"] })).toEqual(["web", "web-1", "web-1-a", "e1"]);
  expect(await cutNames(rollout, { objects: ["svc/front"] })).toEqual(["web-1-a", "e1", "front", "front"]);
  expect(await cutNames(rollout, { objects: ["po/web-1-a"] })).toEqual(["web-1-a", "e1"]);
});

it("kinds narrow the objects, and Kubernetes Events about what is left come along", async () => {
  expect(await cutNames(rollout, { objects: ["deploy/web"], kinds: ["po"] })).toEqual(["web-1-a", "e1"]);
  expect(await cutNames(rollout, { kinds: ["rs", "svc"] })).toEqual(["web-1", "front"]);
  expect(await cutNames(rollout, { kinds: ["ev"] })).toEqual(["e1", "e2", "e3", "e4"]);
});

it("what was deleted before a part begins is not in it, and neither are Events about it", async () => {
  expect(await cutNames(rollout, { from: "450ms" })).toEqual(["web", "web-1", "web-1-a", "e1", "front", "front", "e4"]);
});

it("a whole kind stays a target only where all objects of it are in the part", async () => {
  const targetsOf = async (cut: Cut) => (await partOf(rollout, cut)).summary.header.targets;
  expect(await targetsOf({ from: "450ms" })).toEqual(["pods", "deploy/web"]);
  expect(await targetsOf({ kinds: ["po"] })).toEqual(["pods"]);
  expect(await targetsOf({ objects: ["po/web-1-a"] })).toEqual([]);
  expect(await targetsOf({ objects: ["deploy/web"] })).toEqual(["deploy/web"]);
});

it("what matches nothing, or leaves nothing, is an error that says what there is", async () => {
  await expect(partOf(rollout, { objects: ["po/none"] })).rejects.toThrow('no object "po/none"');
  await expect(partOf(rollout, { kinds: ["po", "cm"] })).rejects.toThrow('no objects of kind "cm" in this session');
  await expect(partOf(rollout, { to: "50ms" })).rejects.toThrow("nothing was recorded in this time");
  await expect(partOf(rollout, { from: "2s" })).rejects.toThrow('invalid --from "2s": the session ends at');
  await expect(partOf(rollout, { from: "600ms", to: "200ms" })).rejects.toThrow("--from 600ms is after --to 200ms");
  await expect(partOf(rollout, { from: "yesterday" })).rejects.toThrow('invalid --from "yesterday"');
});

const [pods, deployments] = streams.map(({ id }) => id) as [string, string];
const broken = session([
  objectFrame(["ADDED", 100, "Pod", "a"], 0),
  gapFrame(2, 50, 400, pods, { possibleLoss: true, unchanged: ["a", "b"] as never }),
  gapFrame(3, 350, 450, deployments),
  objectFrame(["MODIFIED", 500, "Pod", "a"], 3),
  gapFrame(5, 550, 900, pods, { repairedRevisions: 2, to: { offsetMs: 900, observedAt: wall(900), resourceVersion: "9" } }),
]);

it("a gap over an edge is cut to the part: what was read back after it is missing there", async () => {
  const part = await partOf(broken, { from: "300ms", to: "700ms" });
  const gaps = (await collect(part.frames())).flatMap((frame) => (frame.kind === "gap" ? [frame] : []));
  const spans = gaps.map(({ sequence, from, to, possibleLoss, repairedRevisions, unchanged }) => ({
    sequence,
    span: [from.offsetMs, to.offsetMs, from.observedAt, to.observedAt],
    ...{ possibleLoss, repairedRevisions, unchanged, version: to.resourceVersion },
  }));
  expect(spans).toEqual([
    { sequence: 2, span: [0, 100, wall(300), wall(400)], possibleLoss: true, unchanged: ["a"] },
    { sequence: 3, span: [50, 150, wall(350), wall(450)], possibleLoss: false },
    { sequence: 5, span: [250, 400, wall(550), wall(700)], possibleLoss: true },
  ]);
  expect(part.summary).toMatchObject({ frames: 5, objects: 1, gaps: 3, durationMs: 400, state: "ended" });
  expect(part.summary.end?.verification).toMatchObject({ verified: false, possibleLosses: 2 });
});

it("gaps of streams that a part does not hold are not in it, and an end that it reaches is that of the whole", async () => {
  const part = await partOf(broken, { objects: ["a"], from: "10%" });
  expect(namesIn(await collect(part.frames()))).toEqual(["a", pods, "a", pods]);
  expect(part.summary.end).toMatchObject({ outcome: "until", offsetMs: 900, endedAt: end.endedAt });
  expect(part.summary.end?.verification).toEqual({ verified: true, possibleLosses: 1 });
  expect(await part.markers()).toEqual([
    { offsetMs: 0, text: "early" },
    { offsetMs: 400, text: "here" },
  ]);
});

it("wall times stay true where the clock was set during the recording", async () => {
  const late = { ...objectFrame(["MODIFIED", 500, "Pod", "a"], 1), observedAt: wall(3_600_500) };
  const part = await partOf(session([objectFrame(["ADDED", 100, "Pod", "a"], 0), late]), { from: "600ms" });
  expect(part.summary.header.startedAt).toBe(wall(3_600_600));
});

it("what is no part stays an unknown field, whatever a file holds there; words of a part are bounded", () => {
  const of = { name: "w\u202e\n".repeat(100_000), startedAt, frames: 1, objects: 1, durationMs: 5 };
  const part = { of, fromMs: 1, toMs: 2, objects: Array.from({ length: 10_000 }, () => "x".repeat(1000)), new: true };
  const sentence = partSentence(partIn(part) ?? (undefined as never));
  expect([sentence.length < 2000, /[\n\u202e]/.test(sentence)]).toEqual([true, false]);
  let deep: unknown;
  for (let i = 0; i < 500; i++) deep = { of: { ...of, name: "w", part: deep }, fromMs: 1, toMs: 2 };
  const others = [null, 5, "part", [], {}, { of }, { of, fromMs: 2, toMs: 1 }, { of, fromMs: "1", toMs: 2 }, { ...part, kinds: [1] }, deep];
  for (const other of others) {
    expect(partIn(other)).toBeUndefined();
    const header = parseHeader({ kubespy: "recording", version: 1, name: "n", startedAt, targets: [], streams: [], part: other });
    expect([header.part, header.extra?.["part"]]).toEqual([undefined, other]);
    expect(JSON.parse(headerLine(header)).part).toEqual(other);
  }
});
