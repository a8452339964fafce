import { describe, expect, it } from "vitest";
import { analyse } from "../../src/interpret/analyse.js";
import type { ObjectFrame } from "../../src/model/frame.js";
import { type FrameSketch, gapFrame, objectFrame, sessionOf } from "../replay/sessions.js";

const pod = (phase: string, ready: boolean, restarts = 0, name = "web"): NonNullable<FrameSketch["object"]> => ({
  metadata: { name, uid: `uid-${name}` },
  spec: { nodeName: "node-1", containers: [{ name: "c" }] },
  status: {
    phase,
    conditions: [{ type: "Ready", status: ready ? "True" : "False" }],
    containerStatuses: [{ name: "c", ready, restartCount: restarts, state: phase === "Running" ? { running: {} } : { waiting: {} } }],
  },
});
const created: FrameSketch = { type: "ADDED", object: { spec: { containers: [{ name: "c" }] } } };

describe("status metrics", () => {
  const numbersOf = async (frames: readonly ObjectFrame[]) =>
    Object.fromEntries(
      (await analyse(sessionOf(frames), { findings: "none" })).metrics.map(({ name, points }) => [name, points.map(({ value }) => value)]),
    );

  it("are sums over all Pods; restarts of deleted Pods still count", async () => {
    const frames = [
      objectFrame(1, { name: "a", type: "ADDED", object: pod("Running", true, 0, "a") }),
      objectFrame(2, { name: "b", type: "ADDED", object: pod("Running", true, 2, "b") }),
      objectFrame(3, { name: "b", type: "DELETED", object: pod("Running", true, 2, "b") }),
      objectFrame(4, { name: "a", object: pod("Running", false, 1, "a") }),
    ];
    expect(await numbersOf(frames)).toEqual({ "containers ready": [1, 2, 1, 0], restarts: [0, 2, 3] });
  });

  it("do not change while the first list is read, and are left out if they never change", async () => {
    const there = ["a", "b", "c"].map((name, i) => ({
      ...objectFrame(i + 1, { name, type: "ADDED", object: pod("Running", true, 1, name) }),
      initial: true as const,
    }));
    expect(await numbersOf(there)).toEqual({});
    expect(await numbersOf([...there, objectFrame(4, { name: "a", type: "DELETED", object: pod("Running", true, 1, "a") })])).toEqual({
      "containers ready": [3, 2],
    });
  });

  it("stay bounded in a session of constant change, and end with the exact value", async () => {
    const frames = Array.from({ length: 20_001 }, (_, i) => objectFrame(i + 1, { object: pod("Running", i % 2 === 0) }));
    const [ready] = (await analyse(sessionOf(frames), { findings: "none" })).metrics;
    expect(ready?.points.length).toBeLessThanOrEqual(8193);
    expect(ready?.points.length).toBeGreaterThan(1000);
    expect(ready?.points.at(-1)?.value).toBe(1);
  });
});

it("gaps and Kubernetes Events do not count as objects", async () => {
  const event = objectFrame(2, { name: "e", object: { kind: "Event", metadata: { name: "e" } } });
  const analysis = await analyse(sessionOf([objectFrame(1, created), event, gapFrame(3)]));
  expect(analysis).toMatchObject({ kubeEvents: 1, gaps: [{ sequence: 3 }] });
  expect(analysis.objects.map(({ ref }) => ref.name)).toEqual(["web"]);
});

it("the times of a life do not pass to the next one of the same uid, whose own are unknown", async () => {
  const first = objectFrame(1, {
    ...created,
    object: { ...created.object, metadata: { name: "web", uid: "u", creationTimestamp: "2026-01-01T00:00:00Z" } },
  });
  const again = { ...objectFrame(3, { object: pod("Pending", false) }), ref: first.ref };
  const frames = [first, { ...again, sequence: 2, type: "DELETED" as const }, again];
  const [web] = (await analyse(sessionOf(frames))).objects;
  expect(web?.lives.map(({ fromSequence, createdMs }) => [fromSequence, createdMs !== undefined])).toEqual([
    [1, true],
    [3, false],
  ]);
});

describe("a session of very many objects", () => {
  const frames = ["a", "b", "c"].flatMap((name, i) => [
    objectFrame(2 * i + 1, { name, type: "ADDED", object: pod("Pending", false, 0, name) }),
    objectFrame(2 * i + 2, { name, object: pod("Running", true, 0, name) }),
  ]);

  it("is analysed with the first of them, and the others are counted", async () => {
    const visited: string[] = [];
    const visit = (frame: { readonly kind: string; readonly ref?: { readonly name: string } }) =>
      visited.push(frame.ref?.name ?? frame.kind);
    const analysis = await analyse(sessionOf(frames), { findings: "none", most: 2, visit: (frame) => void visit(frame) });
    expect(analysis.objects.map(({ ref }) => ref.name)).toEqual(["a", "b"]);
    expect(analysis.objectsLeftOut).toBe(1);
    expect(visited).toEqual(["a", "a", "b", "b"]);
  });

  it("is analysed whole where there are no more than that", async () => {
    expect(await analyse(sessionOf(frames), { findings: "none", most: 3 })).not.toHaveProperty("objectsLeftOut");
  });
});
