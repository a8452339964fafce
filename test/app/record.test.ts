import { describe, expect, it } from "vitest";
import { diagnoseTarget } from "../../src/app/diagnose-target.js";
import { record } from "../../src/app/record.js";
import { recordInput } from "../../src/app/record-input.js";
import { watch } from "../../src/app/watch.js";
import type { Frame } from "../../src/model/frame.js";
import { collect } from "../support/histories.js";
import { emptyStore, pieces, servedCluster } from "./support.js";

const never = new AbortController().signal;

describe("record", () => {
  it("calls its listeners in the order of the recording, and stores the frames that they saw", async () => {
    const { store } = await emptyStore();
    const cluster = await servedCluster("pod-nginx");
    const calls: string[] = [];
    const frames: Frame[] = [];
    const recorded = await record(["pod", "nginx"], {
      ...cluster,
      store,
      signal: never,
      until: "deleted",
      onBegin: ({ session }) => void calls.push(`begin ${session}`),
      onWatching: () => void calls.push("watching"),
      onFrame: (frame) => {
        if (frames.length === 0) calls.push("first frame");
        frames.push(frame);
      },
    });
    expect(calls[0]).toBe("begin nginx-1");
    expect(calls.slice(1).sort()).toEqual(["first frame", "watching"]);
    expect(recorded).toMatchObject({ session: "nginx-1", frames: frames.length, discarded: false, end: { outcome: "until" } });
    const session = await store.open("nginx-1");
    expect((await collect(session.frames())).map(({ sequence }) => sequence)).toEqual(frames.map(({ sequence }) => sequence));
    expect(session.summary.end).toEqual(recorded.end);
    await session.close();
  });

  it("runs a command once everything is watched, and stores its exit code without the secrets of its words", async () => {
    const { store } = await emptyStore();
    const cluster = await servedCluster("pod-nginx");
    const calls: string[] = [];
    const run = async () => {
      calls.push("command");
      return { exitCode: 7 };
    };
    const command = { words: ["login", "--password", "hunter2"], run };
    const options = { ...cluster, store, session: "s", signal: never, forMs: 1500, command };
    const { end } = await record(["pod", "nginx"], { ...options, onWatching: () => void calls.push("watching") });
    expect(calls).toEqual(["watching", "command"]);
    expect(end).toMatchObject({ outcome: "duration", commandExitCode: 7 });
    const session = await store.open("s");
    expect(session.summary.header.command).toEqual(["login", "--password", "(hidden)"]);
    await session.close();
  });

  it("a command that the end of the recording stops gives no exit code", async () => {
    const { store } = await emptyStore();
    const cluster = await servedCluster("pod-nginx");
    const run = (stopped: AbortSignal) =>
      new Promise<{ exitCode: number }>((resolve) => stopped.addEventListener("abort", () => resolve({ exitCode: 143 })));
    const options = { ...cluster, store, session: "s", signal: never, forMs: 300, command: { words: ["sleep", "30"], run } };
    const { end } = await record(["pod", "nginx"], options);
    expect(end).toMatchObject({ outcome: "duration" });
    expect(end).not.toHaveProperty("commandExitCode");
  });

  it("ends with the words of the caller when its signal aborts, and keeps no session where nothing was seen", async () => {
    const { store } = await emptyStore();
    const cluster = await servedCluster("pod-nginx", { at: { percent: 100 } });
    const stop = new AbortController();
    const stopWords = (reason: unknown) => `stopped by ${reason}`;
    const options = { ...cluster, store, signal: stop.signal, stopWords, onWatching: () => stop.abort("a test") };
    const recorded = await record(["pod", "no-such-pod"], options);
    expect(recorded).toMatchObject({ discarded: true, frames: 0, end: { outcome: "signal", reason: "stopped by a test" } });
    expect(await store.list()).toEqual([]);
  });

  it("rejects a target that the server does not have, and one state that is none, before anything is stored", async () => {
    const { store } = await emptyStore();
    const cluster = await servedCluster("pod-nginx");
    const options = { ...cluster, store, signal: never };
    await expect(record(["pood", "nginx"], options)).rejects.toThrow("pood");
    await expect(record(["pod", "nginx"], { ...options, until: "redy" })).rejects.toThrow("redy");
    expect(await store.list()).toEqual([]);
  });
});

describe("watch", () => {
  it("numbers the frames of a cluster and stores nothing", async () => {
    const cluster = await servedCluster("pod-nginx");
    const frames: Frame[] = [];
    const options = { ...cluster, signal: never, until: "deleted", onFrame: (frame: Frame) => void frames.push(frame) };
    const { end } = await watch(["pod", "nginx"], options);
    expect(end.outcome).toBe("until");
    expect(frames.map(({ sequence }) => sequence)).toEqual(frames.map((_, i) => i + 1));
  });
});

describe("diagnoseTarget", () => {
  it("records an object, then gives the findings of its session, however the recording ended", async () => {
    const { store } = await emptyStore();
    const cluster = await servedCluster("pod-bad-image-tag");
    const { recorded, summary, findings } = await diagnoseTarget(["pod", "nginx"], { ...cluster, store, signal: never, forMs: 3000 });
    expect(recorded.end.outcome).toBe("duration");
    expect(summary?.header.name).toBe("nginx-1");
    expect(findings.map(({ class: name }) => name)).toContain("ImagePullBackOff");
  });
});

describe("recordInput", () => {
  const pod = (uid: string) => JSON.stringify({ apiVersion: "v1", kind: "Pod", metadata: { name: uid, uid, resourceVersion: "1" } });

  it("records each object that arrives, and ends with its input", async () => {
    const { store } = await emptyStore();
    const begun: string[] = [];
    const options = { store, signal: never, onBegin: (session: string) => void begun.push(session) };
    const recorded = await recordInput(pieces(`${pod("a")}\n${pod("b").slice(0, 20)}`, pod("b").slice(20)), options);
    expect(begun).toEqual(["stdin"]);
    expect(recorded).toMatchObject({ session: "stdin", frames: 2, end: { outcome: "imported", reason: "the input ended" } });
  });

  it("keeps what came before damage, and rejects an input that holds nothing else", async () => {
    const { store } = await emptyStore();
    const recorded = await recordInput(pieces(`${pod("a")}\n{"kind":"Pod",`), { store, signal: never });
    expect(recorded).toMatchObject({ frames: 1, end: { outcome: "error" } });
    await expect(recordInput(pieces("not JSON"), { store, signal: never, session: "none" })).rejects.toThrow(/^stdin: /);
    expect(await store.has("none")).toBe(false);
  });
});
