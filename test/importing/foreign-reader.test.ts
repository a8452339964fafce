import { describe, expect, it } from "vitest";
import { DerivedTimes } from "../../src/importing/derived-times.js";
import { ForeignHistory } from "../../src/importing/foreign-history.js";
import { ForeignReader } from "../../src/importing/foreign-reader.js";
import type { NewFrame, ObjectFrame } from "../../src/model/frame.js";
import type { KubeObject } from "../../src/model/kube-object.js";
import { bundled, objectFrames } from "../serve/bundled.js";

const now = Date.parse("2026-12-01T00:00:00Z");

async function read(text: string): Promise<{ frames: readonly NewFrame[]; end: ReturnType<ForeignReader["end"]>; startedAt: string }> {
  const reader = new ForeignReader();
  const times = new DerivedTimes(now);
  const history = new ForeignHistory(times);
  const taken: NewFrame[] = [];
  for await (const change of reader.push(Buffer.from(text))) taken.push(...history.take(change));
  for await (const change of reader.finish()) taken.push(...history.take(change));
  taken.push(...history.end());
  return { frames: taken, end: reader.end(), startedAt: times.startedAt };
}

/** What was recorded of the Pods, as kubectl would have written it then. */
async function podFrames(recording: string): Promise<readonly ObjectFrame[]> {
  return (await objectFrames(await bundled(recording))).filter((frame) => frame.ref.kind === "Pod");
}

function pod(uid: string, version: string, more: Partial<KubeObject> = {}, created = "2026-11-22T11:00:00Z"): KubeObject {
  return {
    kind: "Pod",
    apiVersion: "v1",
    metadata: { name: uid, namespace: "default", uid, resourceVersion: version, creationTimestamp: created },
    ...more,
  };
}

const ready = (time: string) => ({ status: { conditions: [{ type: "Ready", status: "True", lastTransitionTime: time }] } });
const type = (frame: NewFrame) => (frame.kind === "gap" ? "GAP" : frame.type);

describe("the output of kubectl", () => {
  it.each([
    ["pretty-printed", 4],
    ["one a line", 0],
  ])("with --output-watch-events keeps every type and object: %s", async (_, indent) => {
    const recorded = await podFrames("pod-nginx");
    const text = recorded.map(({ type, revision: { object } }) => `${JSON.stringify({ type, object }, undefined, indent)}\n`).join("");
    const { frames, end } = await read(text);
    expect(end).toEqual({ warnings: [], omissions: [] });
    expect(frames.map(type)).toEqual(recorded.map((frame) => frame.type));
    expect(frames.map((frame) => frame.kind === "object" && frame.revision.object)).toEqual(recorded.map((frame) => frame.revision.object));
    expect(frames.some((frame) => frame.kind === "object" && frame.typeUnknown)).toBe(false);
  });

  it("without it marks every type as unknown; the second of two final states is the deletion", async () => {
    const recorded = await podFrames("pod-nginx");
    const { frames } = await read(recorded.map(({ revision }) => revision.text).join("\n"));
    expect(frames.map(type)).toEqual(recorded.map((frame) => frame.type));
    expect(frames.at(-1)).toMatchObject({ type: "DELETED" });
    expect(frames.every((frame) => frame.kind === "object" && frame.typeUnknown)).toBe(true);
    expect(frames[0]).toMatchObject({ initial: true });
  });

  it("keeps the bytes of an object, with numbers beyond 2^53 and repeated keys", async () => {
    const object =
      '{"kind":"Widget","apiVersion":"x.io/v1","metadata":{"name":"w","uid":"1","resourceVersion":"7"},"n":12345678901234567890,"n":1.0}';
    const [frame] = (await read(`{ "type" : "ADDED", "object" : ${object} }`)).frames;
    expect(frame?.kind === "object" && frame.revision.text).toBe(object);
  });

  it("as a List is initial; items without a kind get that of their list", async () => {
    const { kind: _, apiVersion: __, ...bare } = pod("a", "1");
    const list = { kind: "PodList", apiVersion: "v1", metadata: { resourceVersion: "9" }, items: [bare] };
    const [frame] = (await read(JSON.stringify(list, undefined, 2))).frames;
    expect(frame).toMatchObject({ type: "ADDED", initial: true, ref: { kind: "Pod", name: "a" } });
    expect(frame).not.toHaveProperty("typeUnknown");
  });

  it("may mix kinds and hold other events: bookmarks are left out, errors become warnings", async () => {
    const lines = [
      { type: "ADDED", object: pod("a", "1") },
      { type: "BOOKMARK", object: { kind: "Pod", apiVersion: "v1", metadata: { resourceVersion: "5" } } },
      { type: "ADDED", object: { kind: "ConfigMap", apiVersion: "v1", metadata: { name: "c", uid: "c", resourceVersion: "2" } } },
      { type: "ERROR", object: { kind: "Status", apiVersion: "v1", code: 410, reason: "Expired", message: "too old" } },
    ];
    const { frames, end } = await read(lines.map((line) => JSON.stringify(line)).join("\n"));
    expect(frames.map((frame) => frame.kind === "object" && frame.ref.kind)).toEqual(["Pod", "ConfigMap"]);
    expect(end).toEqual({ warnings: ["line 4: the server reported Expired: too old"], omissions: [] });
  });

  it("that lists objects again becomes one gap, without repeated frames", async () => {
    const events = [
      { type: "ADDED", object: pod("a", "1") },
      { type: "ADDED", object: pod("b", "2") },
      { type: "MODIFIED", object: pod("a", "3") },
      { type: "ADDED", object: pod("a", "9") },
      { type: "ADDED", object: pod("b", "2") },
      { type: "MODIFIED", object: pod("b", "11") },
    ];
    const { frames } = await read(events.map((event) => JSON.stringify(event)).join(""));
    expect(frames.map((frame) => `${type(frame)} ${frame.kind === "object" ? frame.resourceVersion : ""}`)).toEqual([
      "ADDED 1",
      "ADDED 2",
      "MODIFIED 3",
      "GAP ",
      "ADDED 9",
      "MODIFIED 11",
    ]);
    expect(frames[3]).toMatchObject({ possibleLoss: true });
  });
});

describe("the array of the older kubespy", () => {
  const written = (objects: readonly KubeObject[]) => `[\n  ${objects.map((object) => JSON.stringify(object, undefined, 2)).join(",\n  ")}`;

  it.each([
    ["closed on Ctrl-C", "\n]\n", []],
    ["closed twice, as it does after an object came twice", "\n]\n\n]\n", []],
    ["never closed, because it was killed", "", ["its array is not closed; it may be cut short"]],
  ])("is read when it was %s", async (_, ending, warnings) => {
    const { frames, end } = await read(written([pod("a", "1"), pod("a", "2")]) + ending);
    expect(frames.map(type)).toEqual(["ADDED", "MODIFIED"]);
    expect(end).toEqual({ warnings, omissions: [] });
  });
});

describe("times of an input without times of receipt", () => {
  it("come from the objects, never decrease, and begin with the first", async () => {
    const { frames, startedAt } = await read(
      [
        pod("a", "1"),
        pod("a", "2", ready("2026-11-22T11:00:07Z")),
        pod("b", "3", {}, "2026-11-22T11:00:03Z"),
        pod("b", "4", ready("2026-11-22T11:00:09Z")),
      ]
        .map((object) => JSON.stringify(object))
        .join("\n"),
    );
    expect(startedAt).toBe("2026-11-22T11:00:00.000Z");
    expect(frames.map((frame) => frame.offsetMs)).toEqual([0, 7000, 7000, 9000]);
  });

  it("differ from the times of receipt of a real Pod by at most a second", async () => {
    const recorded = await podFrames("pod-crashloop");
    const { frames } = await read(recorded.map(({ type, revision: { object } }) => JSON.stringify({ type, object })).join("\n"));
    for (const [i, frame] of frames.entries()) {
      const received = (recorded[i]?.offsetMs ?? 0) - (recorded[0]?.offsetMs ?? 0);
      expect(frame.offsetMs).toBeLessThan(received + 1000);
    }
    expect(frames.at(-1)?.offsetMs).toBeGreaterThan(30_000);
  });

  it("are not taken from planned times, the far future, or text that is not a time", async () => {
    const odd = {
      ...pod("a", "1"),
      metadata: { ...pod("a", "1").metadata, deletionTimestamp: "2026-11-22T11:00:35Z", deletionGracePeriodSeconds: 30 },
      status: { conditions: [{ lastTransitionTime: "9999-01-01T00:00:00Z" }], startTime: "soon" },
    };
    const { frames } = await read(
      JSON.stringify(pod("a", "0")) + JSON.stringify({ ...odd, status: { startTime: "soon" } }) + JSON.stringify(odd),
    );
    expect(frames.map((frame) => frame.offsetMs)).toEqual([0, 5000]);
  });

  it("distinguish an object that existed before from one that was created", async () => {
    const events = [
      { type: "ADDED", object: pod("old", "1", ready("2026-11-22T11:00:05Z")) },
      { type: "ADDED", object: pod("new", "2") },
    ];
    const { frames } = await read(events.map((event) => JSON.stringify(event)).join("\n"));
    expect(frames.map((frame) => frame.kind === "object" && frame.initial)).toEqual([true, undefined]);
  });
});

describe("the encodings of shells", () => {
  const events = ["a", "b"]
    .map((uid) => JSON.stringify({ type: "ADDED", object: { ...pod(uid, "1"), note: "日本 ünïcode" } }, null, 2))
    .join("\r\n");
  const utf16 = Buffer.from(`\uFEFF${events}`, "utf16le");

  it.each([
    ["UTF-8 with a mark", Buffer.from(`\uFEFF${events}`)],
    ["UTF-16, as PowerShell does", utf16],
    ["UTF-16 of the other byte order", Buffer.from(utf16).swap16()],
  ])("are read whatever the pieces are: %s", async (_, bytes) => {
    for (const size of [1, 2, 3, 7, bytes.length]) {
      const reader = new ForeignReader();
      const notes: unknown[] = [];
      for (let at = 0; at < bytes.length; at += size)
        for await (const change of reader.push(bytes.subarray(at, at + size)))
          if (change.kind === "change") notes.push(change.revision.object["note"]);
      for await (const change of reader.finish()) expect(change).toBeUndefined();
      expect(reader.end()).toEqual({ warnings: [], omissions: [] });
      expect(notes).toEqual(["日本 ünïcode", "日本 ünïcode"]);
    }
  });
});

describe("a document that is no change", () => {
  const first = JSON.stringify({
    kind: "Pod",
    apiVersion: "v1",
    metadata: { name: "a", uid: "u", resourceVersion: "1", labels: { padding: "xxx" } },
  });

  it.each([
    ["{}", "1 document is no Kubernetes object and was skipped, in line 2 (it has no kind and apiVersion)"],
    ['{"type":"MOVED","object":{}}', '1 document is no Kubernetes object and was skipped, in line 2 (unknown type "MOVED")'],
    [
      '{"type":"ADDED","object":{"kind":"Pod","apiVersion":"v1"}}',
      "1 document is no Kubernetes object and was skipped, in line 2 (a Pod has no name)",
    ],
    [
      '{"kind":"Event","apiVersion":"v1","metadata":{}}',
      "1 document is no Kubernetes object and was skipped, in line 2 (an Event has no name)",
    ],
    ['{"kind":"Pod", oops}', "line 2 (byte 120): it is not JSON; this line is lost"],
    ["error: the server is gone", "1 line is no JSON and was skipped, in line 2"],
    [
      '{"sequence":1,"offsetMs":0,"type":"GAP"}',
      '1 document is no Kubernetes object and was skipped, in line 2 (it comes from "kubespy export --as watch"; import the output of "kubespy export" without --as watch)',
    ],
  ])("is named with its line, and what precedes and follows it is read: %s", async (text, warning) => {
    const { frames, end } = await read(`${first.padEnd(119)}\n${text}\n${first.replaceAll('"1"', '"2"')}`);
    expect(frames).toHaveLength(2);
    expect(end.warnings).toEqual([warning]);
    expect(end.damage).toBeUndefined();
  });
});
