import { expect, it } from "vitest";
import { compare, compareSessionGroups, compareWithFirst } from "../../src/app/compare.js";
import { diagnoseSession } from "../../src/app/diagnose.js";
import { framesUntil, playFrames, sessionTargets } from "../../src/app/view.js";
import { collect } from "../support/histories.js";
import { bundled } from "./support.js";

const never = new AbortController().signal;

it("a session does not diverge from itself, and does from one that failed", async () => {
  const [good, bad] = [await bundled("pod-nginx"), await bundled("pod-bad-image-tag")];
  expect((await compare(good, good)).divergence).toBeUndefined();
  const comparisons = await collect(compareWithFirst(good, [good, bad]));
  expect(comparisons.map(({ divergence }) => divergence !== undefined)).toEqual([false, true]);
});

it("a session of a group that diverges is named", async () => {
  const [good, bad] = [await bundled("pod-nginx"), await bundled("pod-bad-image-tag")];
  const { diverged } = await compareSessionGroups([good, good], [good, bad]);
  expect(diverged.map(({ group, run }) => [group, run])).toEqual([["candidate", "pod-bad-image-tag"]]);
});

it("the reading of sessions to compare stops with the reason of its signal", async () => {
  const good = await bundled("pod-nginx");
  await expect(compare(good, good, { signal: AbortSignal.abort(new Error("stop")) })).rejects.toThrow("stop");
});

it("a diagnosis at a moment knows only what had happened by then", async () => {
  const bad = await bundled("pod-bad-image-tag");
  expect(await diagnoseSession(bad, { at: "0%" })).toEqual([]);
  const classes = (await diagnoseSession(bad)).map(({ class: name }) => name);
  expect(classes).toContain("ImagePullBackOff");
  await expect(diagnoseSession(bad, { at: "noon" })).rejects.toThrow("noon");
});

it("a view of a session is about its targets, or about the objects that are named", async () => {
  const session = await bundled("deployment-rollout");
  const [target] = await sessionTargets(session, undefined);
  const [pods] = await sessionTargets(session, ["pods"]);
  const refs = (await session.lastFramesAt(session.summary.frames)).flatMap((frame) => (frame.kind === "object" ? [frame.ref] : []));
  expect(refs.filter((ref) => target?.matches(ref)).map(({ kind }) => kind)).toEqual(["Deployment"]);
  expect(new Set(refs.filter((ref) => pods?.matches(ref)).map(({ kind }) => kind))).toEqual(new Set(["Pod"]));
  await expect(sessionTargets(session, ["no-such"])).rejects.toThrow("no-such");
});

it("frames are played at their recorded offsets, and read up to a moment", async () => {
  const session = await bundled("pod-nginx");
  let nowMs = 0;
  const sleep = async (ms: number) => {
    nowMs += ms;
  };
  const clock = { monotonicMs: () => nowMs, wallMs: () => nowMs, sleep };
  const frames = await collect(playFrames(session, { speed: 2, clock, signal: never }));
  expect(frames).toHaveLength(session.summary.frames);
  expect(nowMs).toBeCloseTo(((frames.at(-1)?.offsetMs ?? 0) - (frames[0]?.offsetMs ?? 0)) / 2, 3);
  expect((await collect(framesUntil(session, "#5", never))).map(({ sequence }) => sequence)).toEqual([1, 2, 3, 4, 5]);
  expect(await collect(framesUntil(session, "0", never))).toEqual([]);
});
