import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { KubespyError } from "../../src/errors.js";
import type { Uid } from "../../src/model/kube-object.js";
import { openRecording } from "../../src/recording/node/open-recording.js";
import { collect } from "../support/histories.js";

const header = { kubespy: "recording", version: 1, name: "x", startedAt: "2026-11-22T10:57:17.945Z", targets: ["pod/x"], streams: [] };
const pod = '{"kind":"Pod","apiVersion":"v1","metadata":{"name":"x","uid":"u","resourceVersion":"1"}}';
const whole = `{"type":"ADDED","t":1,"object":${pod}}`;
const delta = (base: number, steps: string) => `{"type":"MODIFIED","t":2,"base":${base},"delta":${steps}}`;

async function* once(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  yield bytes;
}

const openBytes = (bytes: Uint8Array) => openRecording(once(bytes), { name: "x.kubespy" });
const open = (...lines: readonly string[]) => openBytes(Buffer.from(lines.join("\n")));
const openFrames = (...lines: readonly string[]) => open(JSON.stringify(header), ...lines, "");

describe("a file that is not a recording", () => {
  it.each([
    ["", "it is empty"],
    ["SQLite format 3\0 and so on", "it looks like a SQLite database"],
    ['{"type":"ADDED","object":{"kind":"Pod"}}', 'it looks like the output of "kubectl get --output-watch-events -o json"'],
    ['{\n  "kind": "Pod",\n  "apiVersion": "v1"\n}', "it looks like Kubernetes objects in JSON"],
    ["apiVersion: v1\nkind: Pod", "it looks like Kubernetes objects in YAML"],
    ["<!DOCTYPE html>", "it looks like a web page"],
    [gzipSync("\u0000\u0001\u0002"), "is not a kubespy recording"],
  ])("%j is refused: %s", async (content, message) => {
    await expect(openBytes(Buffer.from(content))).rejects.toThrow(message);
    await expect(openBytes(Buffer.from(content))).rejects.toBeInstanceOf(KubespyError);
  });

  it("a recording of a newer format is refused with its name and a hint", async () => {
    const opening = open(JSON.stringify({ ...header, version: 7, shape: "new" }));
    await expect(opening).rejects.toThrow(
      "x.kubespy was created by a newer kubespy: its recording format is 7, this kubespy reads up to 1",
    );
    await expect(opening).rejects.toMatchObject({ hint: expect.stringContaining("npm install") });
  });

  it.each([
    [{ ...header, name: "../../etc/passwd" }, "line 1: name is not a valid session name"],
    [{ ...header, startedAt: "yesterday" }, "line 1: startedAt is not a time"],
    [{ ...header, targets: "pod/x" }, "line 1: targets is not a list"],
    [{ ...header, streams: [{ id: "/api/v1/pods" }] }, "line 1: group is missing"],
    [{ ...header, version: "1" }, 'line 1: unknown version "1"'],
  ])("an error in the header names its line: %j", async (wrong, message) => {
    await expect(open(JSON.stringify(wrong))).rejects.toThrow(`x.kubespy: ${message}`);
  });
});

it("a key written with escapes is the same key", async () => {
  const recording = await openFrames(whole, `{"type":"ADDED","t":1,"\\u006fbject":${pod}}`);
  expect(await collect(recording.frames())).toHaveLength(2);
});

describe("a bad line", () => {
  it.each([
    ["this is no JSON", "it is not JSON"],
    ["[1,2]", "it is not a JSON object"],
    ['{"type":"ADDED","t":1}', "object is not a JSON object"],
    [`{"type":"ADDED","t":-1e99,"object":${pod}}`, "t is not a number of milliseconds"],
    [`{"type":"ADDED","t":1e999,"object":${pod}}`, "t is not a number of milliseconds"],
    [`{"type":"ADDED","t":0.5,"object":${pod}}`, "t is less than that of the frame before"],
    [`{"type":"ADDED","t":1,"at":"soon","object":${pod}}`, "at is not a time"],
    [delta(2, "[1]"), "base 2 is not an earlier frame of an object"],
    [delta(0, "[1]"), "base 0 is not an earlier frame of an object"],
    [delta(1, "[999999]"), "delta reaches beyond its base"],
    [delta(1, "[0]"), "delta holds a step that is neither a count nor a text"],
    [delta(1, "[null]"), "delta holds a step that is neither a count nor a text"],
    ['{"type":"GAP","t":1,"stream":"s","reason":"r","possibleLoss":true}', "the bound of a gap is not a JSON object"],
    ['{"type":"END","frames":5}', "the end counts 5 frames, the file has 1"],
  ])("ends the reading with a warning that names the line: %s", async (line, problem) => {
    const recording = await openFrames(whole, line, whole);
    expect(recording.warnings).toEqual([`x.kubespy: line 3: ${problem}; 1 frame is readable`]);
    expect(recording.summary).toMatchObject({ state: "interrupted", frames: 1 });
    expect(await collect(recording.frames())).toHaveLength(1);
  });

  it("that never ends is never taken into memory", async () => {
    const piece = Buffer.alloc(16 * 1024 * 1024, 0x20);
    async function* endless(): AsyncIterable<Uint8Array> {
      yield Buffer.from(`${JSON.stringify(header)}\n${whole}\n`);
      for (;;) yield piece;
    }
    const recording = await openRecording(endless(), { name: "x.kubespy" });
    expect(recording.warnings).toEqual(["x.kubespy: line 3: it is longer than 48 MiB; 1 frame is readable"]);
    await recording.close();
  });

  it("whose delta does not build an object is named when it is read, after the frames before it", async () => {
    const recording = await openFrames(whole, delta(1, '["x"]'), '{"type":"END","frames":2}');
    const seen: number[] = [];
    const reading = (async () => {
      for await (const { sequence } of recording.frames()) seen.push(sequence);
    })();
    await expect(reading).rejects.toThrow("x.kubespy: line 3: the object is not JSON");
    expect(seen).toEqual([1]);
  });

  it("whose deltas nest an object too deeply, each a little, is named when it is read", async () => {
    const open8000 = "[".repeat(8000);
    const close8000 = "]".repeat(8000);
    const added = ',"deep":';
    const deep = JSON.stringify([pod.length - 1, `${added}${open8000}1${close8000}`]);
    const deeper = JSON.stringify([pod.length - 1 + added.length + 8000, open8000, 1, close8000]);
    const recording = await openFrames(whole, delta(1, deep), delta(2, deeper), '{"type":"END","frames":3}');
    expect(recording.warnings).toEqual([]);
    await expect(collect(recording.frames())).rejects.toThrow("line 4: the object is nested more than 12000 deep");
    expect(await collect(recording.frames({ toSequence: 2 }))).toHaveLength(2);
  });
});

describe("a frame beyond a limit is lost alone, and its place is a gap:", () => {
  const deep = `{"type":"ADDED","t":1,"object":${'{"a":'.repeat(13_000)}1${"}".repeat(13_000)}}`;
  const long = `{"type":"ADDED","t":1,"object":{"a":"${"x".repeat(48 * 1024 * 1024)}"}}`;
  const large = `{"type":"ADDED","t":1,"object":{"a":"${"x".repeat(32 * 1024 * 1024)}"}}`;
  const full = `{"type":"ADDED","t":1,"object":${pod},"more":[1${",1".repeat(500_000)}]}`;
  const field = `{"type":"ADDED","t":1,"object":${pod},"more":${"[".repeat(1001)}${"]".repeat(1001)}}`;

  it.each([
    ["it is nested more than 12000 deep", deep],
    ["it is longer than 48 MiB", long],
    ["its object is larger than 32 MiB", large],
    ["it holds more than 500,000 values", full],
    ["it is nested more than 1000 deep", field],
  ])("%s", async (problem, line) => {
    const next = whole.replaceAll('"u"', '"v"');
    const recording = await openFrames(whole, line, delta(2, '[1,"x"]'), next, '{"type":"END","frames":4}');
    expect(recording.warnings).toEqual([
      `x.kubespy: line 3: ${problem}; frame 2 is lost`,
      "x.kubespy: line 4: it builds on frame 2, which is lost; frame 3 is lost",
    ]);
    const frames = await collect(recording.frames());
    expect(frames.map((frame) => (frame.kind === "gap" ? [frame.stream, frame.reason, frame.possibleLoss] : frame.ref.uid))).toEqual([
      "u",
      ["the recording file", `line 3 cannot be read: ${problem}`, true],
      ["the recording file", "line 4 cannot be read: it builds on frame 2, which is lost", true],
      "v",
    ]);
    expect(recording.summary).toMatchObject({ state: "interrupted", frames: 4, gaps: 2, objects: 2 });
    expect((await recording.gaps()).map(({ sequence }) => sequence)).toEqual([2, 3]);
    await recording.close();
  });
});

describe("a recording of another writer", () => {
  it("keeps unknown fields", async () => {
    const recording = await open(
      JSON.stringify({ ...header, weather: { sky: "blue" } }),
      `{"type":"ADDED","t":1,"mood":"good","__proto__":{"polluted":true},"object":${pod}}`,
      '{"type":"END","frames":1}',
      "",
    );
    expect(recording.warnings).toEqual([]);
    expect(recording.summary.header.extra).toEqual({ weather: { sky: "blue" } });
    const [frame] = await collect(recording.frames());
    expect(Object.entries(frame?.extra ?? {})).toEqual([
      ["mood", "good"],
      ["__proto__", { polluted: true }],
    ]);
    expect(({} as { polluted?: true }).polluted).toBeUndefined();
  });

  it("may hold lines of an unknown type: they are skipped with a warning", async () => {
    const recording = await openFrames(whole, '{"type":"SCREENSHOT","png":"..."}', whole, '{"type":"END","frames":2}');
    expect(recording.warnings).toEqual(["x.kubespy: line 3 was skipped: unknown type"]);
    expect(recording.summary.frames).toBe(2);
  });

  it("may end its lines as Windows does, and write members in any order", async () => {
    const text = [JSON.stringify(header), `{ "object" : ${pod} , "t" : 1 , "type" : "ADDED" }`, '{"type":"END","frames":1}', ""].join(
      "\r\n",
    );
    const recording = await openBytes(Buffer.from(text));
    expect(recording.warnings).toEqual([]);
    const [frame] = await collect(recording.frames());
    expect(frame).toMatchObject({ kind: "object", resourceVersion: "1", ref: { uid: "u", kind: "Pod", name: "x" } });
    expect(frame?.kind === "object" && frame.revision.text).toBe(pod);
  });
});

describe("a compressed recording", () => {
  it("is read whole however far it expands, as what was recorded of large, uniform objects does", async () => {
    const large = pod.replace("{", `{"text":"${"x".repeat(1536 * 1024)}",`);
    const lines = Array.from({ length: 64 }, () => `{"type":"ADDED","t":1,"object":${large}}`);
    const recording = await openBytes(gzipSync([JSON.stringify(header), ...lines, ""].join("\n"), { level: 9 }));
    expect(recording.summary.frames).toBe(64);
  });

  it("with a flipped bit keeps what precedes the damage", async () => {
    const lines = Array.from({ length: 3000 }, (_, i) => `{"type":"ADDED","t":${i + Math.sin(i) ** 2},"object":${pod}}`);
    const bytes = gzipSync([JSON.stringify(header), ...lines, ""].join("\n"));
    bytes[bytes.length - 500] = (bytes.at(-500) ?? 0) ^ 0xff;
    const recording = await openBytes(bytes);
    expect(recording.summary.frames).toBeGreaterThan(1000);
    expect(recording.warnings).toHaveLength(1);
    expect(await collect(recording.frames())).toHaveLength(recording.summary.frames);
  });
});

it("deltas that build on earlier frames in turns are read in time that grows with the file", async () => {
  const lines = [whole, whole];
  const at = pod.indexOf('"resourceVersion":"1"') + '"resourceVersion":"'.length;
  for (let n = 3; n <= 20_000; n++) lines.push(`{"type":"MODIFIED","t":2,"base":${n - 2},"delta":[${at},"${n % 10}",-1]}`);
  const recording = await openFrames(...lines);
  let last = "";
  for await (const frame of recording.frames()) if (frame.kind === "object") last = frame.resourceVersion;
  expect(last).toBe("0");
  expect(await recording.lastFrameOf("u" as Uid, 19_999)).toMatchObject({ resourceVersion: "9" });
});
