import { describe, expect, it } from "vitest";
import { Milestones } from "../../src/lifecycle/milestones/milestones.js";
import type { ObjectFrame } from "../../src/model/frame.js";
import { type FrameSketch, objectFrame } from "../replay/sessions.js";

const createdAt = "2026-01-01T00:00:01Z";
const pod = (phase: string, ready: boolean, more: object = {}): NonNullable<FrameSketch["object"]> => ({
  metadata: { name: "web", uid: "uid-web", creationTimestamp: createdAt },
  spec: { nodeName: "node-1", containers: [{ name: "c" }] },
  status: {
    phase,
    conditions: [{ type: "Ready", status: ready ? "True" : "False" }],
    containerStatuses: [{ name: "c", ready, restartCount: 0, state: phase === "Running" ? { running: {} } : { waiting: {} } }],
    ...more,
  },
});
const created: FrameSketch = { type: "ADDED", object: { ...pod("Pending", false), spec: { containers: [{ name: "c" }] } } };
const event = (sequence: number, reason: string, fields: object): ObjectFrame =>
  objectFrame(sequence, {
    name: `web.${reason}`,
    type: "ADDED",
    object: { kind: "Event", metadata: { name: `web.${reason}` }, reason, ...fields },
  });

function milestonesOf(frames: readonly ObjectFrame[], options: { readonly clockOffsetMs?: number } = {}) {
  const milestones = new Milestones(options);
  for (const frame of frames) milestones.observe(frame);
  return milestones.all();
}
const names = (frames: readonly ObjectFrame[]) =>
  milestonesOf(frames).map(
    ({ name, container, how, sequence }) => `${name}${container === undefined ? "" : ` ${container}`} ${how} #${sequence}`,
  );

describe("milestones", () => {
  it("are the first time of each step; a stage that no frame shows is passed by the frame that implies it", () => {
    const frames = [
      objectFrame(1, created),
      objectFrame(2, { object: pod("Running", true) }),
      objectFrame(3, { object: pod("Running", false) }),
      objectFrame(4, { object: pod("Running", true) }),
      objectFrame(5, { type: "DELETED", object: pod("Running", true) }),
    ];
    expect(names(frames)).toEqual([
      "Created reached #1",
      "Scheduled passed #2",
      "Creating passed #2",
      "Started c reached #2",
      "Running passed #2",
      "Container ready c reached #2",
      "Ready reached #2",
      "Ready lost reached #3",
      "Deleted reached #5",
    ]);
  });

  it("do not claim that an object reached what it had reached before recording started", () => {
    const found = [{ ...objectFrame(1, { type: "ADDED", object: pod("Running", true) }), initial: true as const }];
    expect(new Set(milestonesOf(found).map(({ how }) => how))).toEqual(new Set(["found"]));
    expect(milestonesOf([objectFrame(1, { type: "MODIFIED", object: pod("Running", true) })]).at(-1)).toMatchObject({
      name: "Ready",
      how: "found",
    });
  });

  it("show an inferred deletion as passed, not reached", () => {
    const frames = [
      objectFrame(1, created),
      { ...objectFrame(2, { type: "DELETED", object: created.object ?? {} }), inferred: true as const },
    ];
    expect(names(frames)).toEqual(["Created reached #1", "Deleted passed #2"]);
  });

  it("belong to an incarnation, not to a name", () => {
    const frames = [
      objectFrame(1, created),
      objectFrame(2, { ...created, type: "DELETED" }),
      objectFrame(3, { ...created, uid: "another" }),
    ];
    expect(names(frames)).toEqual(["Created reached #1", "Deleted reached #2", "Created reached #3"]);
  });

  it.each([
    [
      "v1",
      {
        involvedObject: { kind: "Pod", name: "web", uid: "uid-web", fieldPath: "spec.containers{c}" },
        firstTimestamp: createdAt,
        count: 3,
      },
    ],
    [
      "events.k8s.io/v1",
      {
        apiVersion: "events.k8s.io/v1",
        regarding: { kind: "Pod", name: "web", uid: "uid-web", fieldPath: "spec.containers{c}" },
        eventTime: "2026-01-01T00:00:01.500000Z",
        series: { count: 3 },
      },
    ],
  ])("come from Events (%s) if the object itself does not show them", (_form, fields) => {
    expect(names([objectFrame(1, created), event(2, "Pulling", fields)])).toEqual(["Created reached #1", "Pulling image c reached #2"]);
  });

  it("include Image present only if the image was not pulled before", () => {
    const about = { involvedObject: { kind: "Pod", name: "web", uid: "uid-web", fieldPath: "spec.containers{c}" } };
    const pulled = event(2, "Pulled", { ...about, message: 'Successfully pulled image "nginx" in 1s' });
    const present = event(3, "Pulled", { ...about, message: 'Container image "nginx" already present on machine' });
    expect(names([pulled, present])).toEqual(["Image pulled c reached #2"]);
    expect(names([present])).toEqual(["Image present c reached #3"]);
  });
});

describe("the time of a milestone", () => {
  const startedAt = (time: string) => ({
    containerStatuses: [{ name: "c", ready: true, restartCount: 0, state: { running: { startedAt: time } } }],
  });
  const started = (time: string, options = {}, frame: Partial<ObjectFrame> = {}) =>
    milestonesOf(
      [objectFrame(1, created), { ...objectFrame(9, { object: pod("Running", true, startedAt(time)) }), ...frame }],
      options,
    ).find(({ name }) => name === "Started");

  it("is that of receipt if the server's agrees, to the second", () => {
    expect(started("2026-01-01T00:00:08Z")).toMatchObject({ atMs: 9000, timeSource: "receipt", serverTime: "2026-01-01T00:00:08Z" });
  });

  it("is the server's if that shows that the frame came late, converted to our clock", () => {
    expect(started("2026-01-01T00:00:05Z")).toMatchObject({ atMs: 5000, offsetMs: 9000, timeSource: "server" });
    expect(started("2026-01-01T00:01:05Z", { clockOffsetMs: 60_000 })).toMatchObject({ atMs: 5000, timeSource: "server" });
  });

  it("is never after the frame that shows it, nor before the object was created", () => {
    expect(started("2026-01-01T00:00:30Z")).toMatchObject({ atMs: 9000, timeSource: "receipt" });
    expect(started("2026-01-01T00:00:00Z")).toMatchObject({ atMs: 1000, timeSource: "server" });
  });

  it("can be before recording started, for an object that existed then", () => {
    const [first] = milestonesOf([
      { ...objectFrame(1, { type: "ADDED", object: { metadata: { creationTimestamp: "2025-12-31T23:00:00Z" } } }) },
    ]);
    expect(first).toMatchObject({ name: "Created", atMs: -3_600_000, how: "found" });
  });

  it("is that of receipt if the server gives none, or a zero time", () => {
    expect(started("")).toMatchObject({ atMs: 9000, timeSource: "receipt" });
    expect(started("0001-01-01T00:00:00Z")).toMatchObject({ atMs: 9000, timeSource: "receipt" });
  });
});
