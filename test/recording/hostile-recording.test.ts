import { setImmediate as nextTurn } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { Interrupted } from "../../src/errors.js";
import { FileSpool } from "../../src/recording/node/file-spool.js";
import { gunzip } from "../../src/recording/node/gunzip.js";
import { type Recording, readRecording } from "../../src/recording/read/read-recording.js";
import { configMap, headerText, hostileFiles, tinyDelta, whole } from "../support/hostile-files.js";

/** Counts what reading does: how often it yields, and how many bytes its revisions have in all. */
async function opened(pieces: Iterable<Uint8Array>): Promise<{ recording: Recording; yields: () => number; bytes: number }> {
  let yields = 0;
  let bytes = 0;
  async function* source(): AsyncIterable<Uint8Array> {
    for (const piece of pieces) {
      bytes += piece.length;
      yield piece;
    }
  }
  const turn = async () => {
    yields++;
    await nextTurn();
  };
  const recording = await readRecording(source(), "x", { createSpool: () => new FileSpool(), gunzip, nextTurn: turn });
  return { recording, yields: () => yields, bytes };
}

/** What is answered for a part of each hostile file, so large that its limit shows. `frames`: how many are read, those that are lost among them. */
const outcomes: Readonly<Record<string, { size: number; frames: number; warnings: RegExp }>> = {
  "64 MB of blank lines": { size: 1, frames: 1, warnings: /^$/ },
  "64 MB of blank lines, in 64 kB of gzip": { size: 1, frames: 1, warnings: /^x: it is cut short; 1 frame is readable$/ },
  "64 MB of blank lines ended as on Windows": { size: 1, frames: 0, warnings: /^x: it is cut short/ },
  "64 MB of carriage returns without a newline": { size: 1, frames: 0, warnings: /^x: line 2: it is longer than 48 MiB/ },
  "100 MB without a newline": { size: 1, frames: 0, warnings: /^x: line 2: it is longer than 48 MiB/ },
  "a gigabyte of blanks in a megabyte of gzip": { size: 0.1, frames: 0, warnings: /^x: line 2: it is longer than 48 MiB/ },
  "a megabyte of gzip members, each empty": { size: 0.1, frames: 1, warnings: /^x: it is cut short; 1 frame is readable$/ },
  "3,000 tiny deltas on an object of 30 MB": {
    size: 0.3,
    frames: 3001,
    warnings: /line 3: it is a delta to an object of more than 8 MiB; frame 2 is lost.*2980 more lines were skipped or are lost/s,
  },
  "20,000 tiny deltas on an object of 1 MB": { size: 0.1, frames: 256, warnings: /line 258: more than 256 deltas in a row/ },
  "20,000 changes of an object of 1 MB, every 256th whole": { size: 0.05, frames: 1000, warnings: /^x: it is cut short; 1000 frames/ },
  "4,000 deltas on 1 MB, each on a frame far back": { size: 1, frames: 885, warnings: /line 887: its deltas build more than 256 times/ },
  "1.5 million small frames of one object": { size: 0.02, frames: 30_001, warnings: /^x: it is cut short; 30001 frames/ },
  "1.5 million small frames, each of another object": { size: 0.01, frames: 15_000, warnings: /^x: it is cut short; 15000 frames/ },
  "3 million lines of an unknown type": {
    size: 0.01,
    frames: 0,
    warnings: /^(x: line \d+ was skipped: unknown type\n){20}x: 29980 more lines/,
  },
  "a million markers": { size: 0.2, frames: 0, warnings: /markers were left out/ },
  "a frame with 600,000 keys": { size: 1, frames: 1, warnings: /line 2: it holds more than 500,000 values; frame 1 is lost/ },
  "an object with 600,000 keys": { size: 1, frames: 1, warnings: /^x: it is cut short; 1 frame is readable$/ },
  "an object with a list of a million numbers": { size: 1, frames: 1, warnings: /^x: it is cut short; 1 frame is readable$/ },
  "a delta of 10 million steps": { size: 0.1, frames: 2, warnings: /line 3: it holds more than 500,000 values; frame 2 is lost/ },
  "30 MB of nested lists": { size: 0.1, frames: 2, warnings: /line 2: it is nested more than 12000 deep; frame 1 is lost/ },
  "30 MB of empty lists": { size: 0.1, frames: 1, warnings: /^x: it is cut short; 1 frame is readable$/ },
  "a number of 20 million digits": { size: 0.1, frames: 1, warnings: /^x: it is cut short; 1 frame is readable$/ },
  "a header of 30 MB": { size: 0.3, frames: 0, warnings: /^x: it is cut short/ },
};

describe("a hostile recording is read in proportion to its size, or as far as that goes:", () => {
  it.each(Object.entries(outcomes))("%s", async (fault, { size, frames, warnings }) => {
    const file = hostileFiles.find((each) => each.fault === fault);
    const { recording, yields, bytes } = await opened(file?.pieces(size) ?? []);
    expect(recording.summary.frames).toBe(frames);
    expect(recording.warnings.join("\n")).toMatch(warnings);
    expect(yields()).toBeGreaterThanOrEqual(Math.floor(Math.min(bytes, 48 * 1024 * 1024) / 1024 / 1024 / 2));
    await recording.close();
  });

  it("every hostile file has its outcome here, or is refused", async () => {
    const refused = hostileFiles.filter(({ fault }) => !(fault in outcomes));
    expect(refused.map(({ fault }) => fault)).toEqual(["a header with a million streams"]);
    await expect(opened(refused[0]?.pieces(1) ?? [])).rejects.toThrow("x: line 1: it holds more than 500,000 values");
  });
});

it("a signal ends the reading of any file at the next turn", async () => {
  const stop = new AbortController();
  let turns = 0;
  const turn = async () => {
    await nextTurn();
    if (++turns === 3) stop.abort();
  };
  async function* endless(): AsyncIterable<Uint8Array> {
    yield Buffer.from(headerText);
    for (;;) yield Buffer.alloc(1024 * 1024, "\n");
  }
  const reading = readRecording(endless(), "x", { createSpool: () => new FileSpool(), gunzip, nextTurn: turn }, stop.signal);
  await expect(reading).rejects.toThrow(new Interrupted("stopped before all of x was read"));
  expect(turns).toBe(3);
});

it("reading yields with every megabyte that deltas build, however small they are", async () => {
  const large = whole(configMap(`{"a":"${"x".repeat(1024 * 1024)}"}`));
  const lines = Array.from({ length: 50 }, (_, n) => tinyDelta(n + 1, n)).join("");
  const { recording, yields } = await opened([Buffer.from(headerText + large + lines)]);
  const before = yields();
  let bytes = 0;
  await recording.visitFrames((frame) => {
    if (frame.kind === "object") bytes += frame.revision.byteLength;
  });
  expect(bytes).toBeGreaterThan(50 * 1024 * 1024);
  expect(yields() - before).toBe(51);
  await recording.close();
});

it("an object of millions of values is shown by its envelope, which says why", async () => {
  const { recording } = await opened(hostileFiles.find(({ fault }) => fault === "30 MB of empty lists")?.pieces(0.2) ?? []);
  for await (const frame of recording.frames())
    expect(frame.kind === "object" && frame.revision.object).toEqual({
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name: "x", namespace: "default", uid: "u", resourceVersion: "1" },
      "too large": "it holds more than 1,500,000 values: too many to show",
    });
  await recording.close();
});
