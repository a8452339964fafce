import { describe, expect, it } from "vitest";
import type { ClusterReader } from "../../src/cluster/cluster-reader.js";
import type { ListWatchEvent } from "../../src/cluster/watch/list-watch-events.js";
import type { NewFrame } from "../../src/model/frame.js";
import type { KubeObject } from "../../src/model/kube-object.js";
import type { Target } from "../../src/model/target.js";
import type { WatchEvent } from "../../src/model/watch-event.js";
import { Membership } from "../../src/record/membership.js";
import { type FollowCollection, openStreams } from "../../src/record/open-streams.js";
import { Recorder } from "../../src/record/recorder.js";
import { defaultRepairBudget } from "../../src/record/repair/budget.js";
import { planScope, streamId } from "../../src/record/scope-plan.js";
import { allTypes, eventAbout, object, revision, types } from "../support/objects.js";
import { settle, VirtualClock } from "../support/virtual-clock.js";

type Change = readonly ["ADDED" | "MODIFIED" | "DELETED", KubeObject];
type Step = { readonly atMs: number } & (
  | { readonly list: readonly KubeObject[]; readonly version: string; readonly relist?: true }
  | { readonly changes: readonly Change[] }
  | { readonly malformed: string }
  | { readonly lost: string }
  | { readonly ended: string }
  | { readonly resumed: string }
  | { readonly expired: string; readonly after: string }
);

/** Records scripted streams on a virtual clock until `untilMs`. A stream without a script is empty and sends nothing. */
async function record(
  targets: readonly Target[],
  scripts: Readonly<Record<string, readonly Step[]>>,
  untilMs = 60_000,
  store: { take(): void; backpressure(): Promise<void> | undefined } = { take: () => {}, backpressure: () => undefined },
  list?: ClusterReader["list"],
): Promise<readonly NewFrame[]> {
  const clock = new VirtualClock();
  const stop = new AbortController();
  const follow: FollowCollection = async function* (request, signal) {
    const steps = scripts[streamId(request)] ?? [{ atMs: 0, list: [], version: "1" }];
    for (const step of steps) {
      if (step.atMs > clock.monotonicMs()) await clock.sleep(step.atMs - clock.monotonicMs(), signal);
      if (signal.aborted) return;
      yield* wire(step, clock);
    }
    await clock.sleep(Number.MAX_SAFE_INTEGER, signal);
  };
  const plan = planScope(targets, allTypes);
  const { streams } = await openStreams(plan, follow, stop.signal);
  const frames: NewFrame[] = [];
  const recorder = new Recorder({
    streams,
    membership: new Membership(targets, plan.streams),
    writer: {
      append: (frame) => {
        store.take();
        return frames.push(frame);
      },
      backpressure: store.backpressure,
    },
    clock,
    startMs: 0,
    redact: (same) => same,
    listener: { frame: () => {}, streams: () => {} },
    ...(list === undefined ? {} : { repair: { list, budget: defaultRepairBudget } }),
  });
  const running = recorder.run(stop.signal);
  await clock.advance(untilMs);
  let isOver = false;
  void recorder.resumed().then(() => {
    isOver = true;
  });
  for (await settle(); !isOver; ) await clock.advance(10);
  stop.abort();
  await running;
  return frames;
}

function* wire(step: Step, clock: VirtualClock): Iterable<ListWatchEvent> {
  const now = { monotonicMs: clock.monotonicMs(), wallMs: clock.wallMs() };
  if ("list" in step) {
    yield { kind: "listed", items: step.list.map(revision), resourceVersion: step.version, relist: step.relist === true, ...now };
    yield { kind: "connected", resourceVersion: step.version, ...now };
  } else if ("changes" in step) {
    const events = step.changes.map(([type, of]): WatchEvent => ({ type, revision: revision(of) }));
    yield { kind: "batch", batch: { events, ...now } };
  } else if ("malformed" in step) {
    yield { kind: "batch", batch: { events: [{ type: "MALFORMED", problem: step.malformed, line: new Uint8Array() }], ...now } };
  } else if ("lost" in step) yield { kind: "disconnected", reason: step.lost, clean: false, retryInMs: 100, ...now };
  else if ("ended" in step) yield { kind: "disconnected", reason: step.ended, clean: true, retryInMs: 0, ...now };
  else if ("resumed" in step) yield { kind: "connected", resourceVersion: step.resumed, ...now };
  else yield { kind: "expired", reason: step.expired, resourceVersion: step.after, ...now };
}

function summaryOf(frames: readonly NewFrame[]): readonly string[] {
  return frames.map((frame) => {
    if (frame.kind === "gap")
      return `GAP ${frame.reason} ${frame.from.offsetMs}-${frame.to.offsetMs}${frame.possibleLoss ? " possible loss" : ""}`;
    const flags = [frame.initial ? " initial" : "", frame.inferred ? " inferred" : ""].join("");
    return `${frame.offsetMs} ${frame.type} ${frame.ref.name}@${frame.resourceVersion}${flags}`;
  });
}

const target = (type: Target["type"], name: string): Target => ({ type, namespace: "default", name, typed: name });
const nginxStream = "/api/v1/namespaces/default/pods?fieldSelector=metadata.name%3Dnginx";
const nginx = (version: string, uid = "u1") => object(types.pods, { name: "nginx", uid, version });

describe("the recorder", () => {
  it("writes every change once, in order, with objects of the first list marked initial", async () => {
    const frames = await record([target(types.pods, "nginx")], {
      [nginxStream]: [
        { atMs: 0, list: [nginx("5")], version: "5" },
        {
          atMs: 10,
          changes: [
            ["MODIFIED", nginx("6")],
            ["MODIFIED", nginx("6")],
            ["MODIFIED", nginx("7")],
          ],
        },
        {
          atMs: 20,
          changes: [
            ["MODIFIED", nginx("6")],
            ["DELETED", nginx("8")],
            ["DELETED", nginx("8")],
          ],
        },
      ],
    });
    expect(summaryOf(frames)).toEqual(["0 ADDED nginx@5 initial", "10 MODIFIED nginx@6", "10 MODIFIED nginx@7", "20 DELETED nginx@8"]);
  });

  it("a first list larger than the queue of the store is recorded completely, at the speed of the store", async () => {
    const most = 10;
    let waiting = 0;
    let maxWaited = 0;
    const store = {
      take: () => {
        maxWaited = Math.max(maxWaited, ++waiting);
      },
      backpressure: () => {
        if (waiting < most) return undefined;
        return Promise.resolve().then(() => {
          waiting = 0;
        });
      },
    };
    const list = Array.from({ length: 1000 }, (_, n) => object(types.pods, { name: `p${n}` }));
    const all: Target = { type: types.pods, namespace: "default", typed: "pods" };
    const frames = await record([all], { "/api/v1/namespaces/default/pods": [{ atMs: 0, list, version: "5" }] }, 60_000, store);
    expect(frames.map((frame) => frame.kind === "object" && frame.ref.name)).toEqual(list.map((pod) => pod.metadata.name));
    expect(maxWaited).toBe(most);
  });

  it("a resumed stream has missed nothing: no gap", async () => {
    const frames = await record([target(types.pods, "nginx")], {
      [nginxStream]: [
        { atMs: 0, list: [nginx("5")], version: "5" },
        { atMs: 10, lost: "connection reset" },
        { atMs: 500, changes: [["MODIFIED", nginx("6")]] },
      ],
    });
    expect(summaryOf(frames)).toEqual(["0 ADDED nginx@5 initial", "500 MODIFIED nginx@6"]);
  });

  it("a relist infers the deletion of objects missing from the list, and a recreated object is a new incarnation", async () => {
    const frames = await record([target(types.pods, "nginx")], {
      [nginxStream]: [
        { atMs: 0, list: [nginx("5")], version: "5" },
        { atMs: 10, lost: "connection reset" },
        { atMs: 500, expired: "410 Gone", after: "5" },
        { atMs: 510, list: [nginx("9", "u2")], version: "9", relist: true },
      ],
    });
    expect(summaryOf(frames)).toEqual([
      "0 ADDED nginx@5 initial",
      "GAP connection reset, then 410 Gone 0-510 possible loss",
      "510 DELETED nginx@5 inferred",
      "510 ADDED nginx@9",
    ]);
  });

  it("a single object that is unchanged after a gap proves that nothing was missed", async () => {
    const frames = await record([target(types.pods, "nginx")], {
      [nginxStream]: [
        { atMs: 0, list: [nginx("5")], version: "5" },
        { atMs: 500, expired: "410 Gone", after: "5" },
        { atMs: 510, list: [nginx("5")], version: "9", relist: true },
      ],
    });
    expect(summaryOf(frames)).toEqual(["0 ADDED nginx@5 initial", "GAP 410 Gone 0-510"]);
    expect(frames[1]).toMatchObject({ unchanged: ["u1"], from: { resourceVersion: "5" }, to: { resourceVersion: "9" } });
  });

  it("versions that go backwards over a relist are reported, and the state of the relist is recorded", async () => {
    const frames = await record([target(types.pods, "nginx")], {
      [nginxStream]: [
        { atMs: 0, list: [nginx("50")], version: "50" },
        { atMs: 500, expired: "410 Gone", after: "50" },
        { atMs: 510, list: [nginx("7")], version: "9", relist: true },
      ],
    });
    expect(summaryOf(frames)[1]).toContain("resourceVersions went backwards (50 to 9)");
    expect(summaryOf(frames)[2]).toBe("510 MODIFIED nginx@7");
  });

  it("a recording that ends while a stream is disconnected ends with a gap", async () => {
    const frames = await record(
      [target(types.pods, "nginx")],
      {
        [nginxStream]: [
          { atMs: 0, list: [nginx("5")], version: "5" },
          { atMs: 10, lost: "connection refused" },
        ],
      },
      1000,
    );
    expect(summaryOf(frames)).toEqual(["0 ADDED nginx@5 initial", "GAP connection refused 0-1000 possible loss"]);
  });

  it("a recording does not end between a clean end of a stream and its resume", async () => {
    const steps: readonly Step[] = [
      { atMs: 0, list: [nginx("5")], version: "5" },
      { atMs: 59_990, ended: "the server ended the stream" },
    ];
    const resumed: readonly Step[] = [...steps, { atMs: 60_040, resumed: "5" }, { atMs: 60_040, changes: [["MODIFIED", nginx("6")]] }];
    expect(summaryOf(await record([target(types.pods, "nginx")], { [nginxStream]: resumed }))).toEqual([
      "0 ADDED nginx@5 initial",
      "60040 MODIFIED nginx@6",
    ]);
    expect(summaryOf(await record([target(types.pods, "nginx")], { [nginxStream]: steps }))).toEqual([
      "0 ADDED nginx@5 initial",
      "GAP the server ended the stream 0-61000 possible loss",
    ]);
  });

  it("a watch that is accepted and then expires was disconnected since before", async () => {
    const frames = await record(
      [target(types.pods, "nginx")],
      {
        [nginxStream]: [
          { atMs: 0, list: [nginx("5")], version: "5" },
          { atMs: 1000, changes: [["MODIFIED", nginx("6")]] },
          { atMs: 2000, lost: "the connection was cut" },
          { atMs: 90_000, resumed: "6" },
          { atMs: 96_000, expired: "410 Expired", after: "6" },
          { atMs: 96_100, list: [nginx("9")], version: "9", relist: true },
        ],
      },
      120_000,
    );
    expect(summaryOf(frames)[2]).toBe("GAP the connection was cut, then 410 Expired 1000-96100 possible loss");
  });

  it("a malformed line is recorded as a gap", async () => {
    const frames = await record([target(types.pods, "nginx")], {
      [nginxStream]: [
        { atMs: 0, list: [], version: "5" },
        { atMs: 10, malformed: "not JSON" },
      ],
    });
    expect(summaryOf(frames)).toEqual(["GAP malformed watch event: not JSON 10-10 possible loss"]);
  });

  describe("that repairs a gap", () => {
    const gap = [
      { atMs: 0, list: [nginx("5")], version: "5" },
      { atMs: 500, expired: "410 Gone", after: "5" },
      { atMs: 510, list: [nginx("9")], version: "9", relist: true },
      { atMs: 600, changes: [["MODIFIED", nginx("10")]] },
      { atMs: 700, changes: [["MODIFIED", nginx("11")]] },
    ] as const;
    const named = [target(types.pods, "nginx")];

    it("writes repaired frames before live events of the meantime, which keep their time", async () => {
      const list: ClusterReader["list"] = async ({ resourceVersion = "" }) => {
        await settle();
        return { resourceVersion, items: [revision(nginx(Number(resourceVersion) >= 7 ? "7" : "5"))] };
      };
      const frames = await record(named, { [nginxStream]: gap }, 1000, undefined, list);
      expect(summaryOf(frames)).toEqual([
        "0 ADDED nginx@5 initial",
        "GAP 410 Gone 0-510",
        "510 MODIFIED nginx@7",
        "510 MODIFIED nginx@9",
        "600 MODIFIED nginx@10",
        "700 MODIFIED nginx@11",
      ]);
      expect(frames[1]).toMatchObject({ repairedRevisions: 1, possibleLoss: false });
      expect(frames.map((frame) => frame.kind === "object" && frame.repaired)).toEqual([
        undefined,
        false,
        true,
        undefined,
        undefined,
        undefined,
      ]);
    });

    it("and ends before the repair is done, writes all live events and marks the gap as incomplete", async () => {
      const never: ClusterReader["list"] = (_request, signal) =>
        new Promise((_, reject) => signal?.addEventListener("abort", () => reject(new Error("stopped"))));
      const frames = await record(named, { [nginxStream]: gap }, 1000, undefined, never);
      expect(summaryOf(frames)).toEqual([
        "0 ADDED nginx@5 initial",
        "GAP 410 Gone 0-510 possible loss",
        "510 MODIFIED nginx@9",
        "600 MODIFIED nginx@10",
        "700 MODIFIED nginx@11",
      ]);
      expect(frames[1]).toMatchObject({ unrepaired: expect.stringContaining("the recording ended") });
    });
  });

  describe("over several streams", () => {
    const web = object(types.deployments, { name: "web" });
    const set = object(types.replicaSets, { name: "web-1", owner: web });
    const pod = object(types.pods, { name: "web-1-a", owner: set });
    const deployments = "/apis/apps/v1/namespaces/default/deployments?fieldSelector=metadata.name%3Dweb";
    const sets = "/apis/apps/v1/namespaces/default/replicasets";
    const pods = "/api/v1/namespaces/default/pods";
    const events = "/api/v1/namespaces/default/events";
    const empty = { atMs: 0, list: [], version: "1" } as const;

    it("a Pod and its Event that arrive before their ReplicaSet keep their place in the order of arrival", async () => {
      const frames = await record([target(types.deployments, "web")], {
        [deployments]: [empty, { atMs: 10, changes: [["ADDED", web]] }],
        [pods]: [empty, { atMs: 20, changes: [["ADDED", pod]] }],
        [events]: [empty, { atMs: 21, changes: [["ADDED", eventAbout(pod, "Scheduled")]] }],
        [sets]: [empty, { atMs: 25, changes: [["ADDED", set]] }],
      });
      expect(summaryOf(frames)).toEqual(["10 ADDED web@1", "20 ADDED web-1-a@1", "21 ADDED web-1-a.Scheduled@1", "25 ADDED web-1@1"]);
    });

    it("an owner that arrives much later still brings in what it owns, and offsets never decrease", async () => {
      const frames = await record([target(types.deployments, "web")], {
        [deployments]: [
          empty,
          { atMs: 10, changes: [["ADDED", web]] },
          { atMs: 400, changes: [["MODIFIED", object(types.deployments, { name: "web", version: "2" })]] },
        ],
        [pods]: [empty, { atMs: 20, changes: [["ADDED", pod]] }],
        [sets]: [empty, { atMs: 500, changes: [["ADDED", set]] }],
      });
      expect(summaryOf(frames)).toEqual(["10 ADDED web@1", "400 MODIFIED web@2", "500 ADDED web-1@1", "500 ADDED web-1-a@1"]);
    });

    it("an Event that comes before its Pod, which comes before its owner, is not overtaken by its own next change", async () => {
      const seen = (version: string) => eventAbout(pod, "Pulled", version);
      const frames = await record([target(types.deployments, "web")], {
        [deployments]: [empty, { atMs: 10, changes: [["ADDED", web]] }],
        [events]: [empty, { atMs: 20, changes: [["ADDED", seen("1")]] }, { atMs: 600, changes: [["MODIFIED", seen("2")]] }],
        [pods]: [empty, { atMs: 200, changes: [["ADDED", pod]] }],
        [sets]: [empty, { atMs: 500, changes: [["ADDED", set]] }],
      });
      expect(summaryOf(frames).map((line) => line.split(" ").slice(1).join(" "))).toEqual([
        "ADDED web@1",
        "ADDED web-1@1",
        "ADDED web-1-a@1",
        "ADDED web-1-a.Pulled@1",
        "MODIFIED web-1-a.Pulled@2",
      ]);
    });

    it("a Pod that waits for its owner is not overtaken by its own next change when a gap makes it late", async () => {
      const next = object(types.pods, { name: "web-1-a", owner: set, version: "2" });
      const frames = await record([target(types.deployments, "web")], {
        [deployments]: [empty, { atMs: 10, changes: [["ADDED", web]] }],
        [pods]: [
          empty,
          { atMs: 20, changes: [["ADDED", pod]] },
          { atMs: 30, malformed: "not JSON" },
          { atMs: 40, changes: [["MODIFIED", next]] },
        ],
        [sets]: [empty, { atMs: 50, changes: [["ADDED", set]] }],
      });
      expect(summaryOf(frames).filter((line) => line.includes("web-1-a"))).toEqual(["30 ADDED web-1-a@1", "40 MODIFIED web-1-a@2"]);
    });

    it("objects of other owners in the namespace are not recorded", async () => {
      const frames = await record([target(types.deployments, "web")], {
        [pods]: [empty, { atMs: 20, changes: [["ADDED", object(types.pods, { name: "other" })]] }],
      });
      expect(frames).toEqual([]);
    });
  });

  it("an object that leaves a label selection is not recorded as deleted if a wider stream still delivers it", async () => {
    const web = object(types.deployments, { name: "web" });
    const labelled: Target = { type: types.pods, namespace: "default", labelSelector: "app=x", typed: "pods -l app=x" };
    const plain = (version: string) => object(types.pods, { name: "p", owner: web, version });
    const frames = await record([target(types.deployments, "web"), labelled], {
      "/apis/apps/v1/namespaces/default/deployments?fieldSelector=metadata.name%3Dweb": [{ atMs: 0, list: [web], version: "1" }],
      "/api/v1/namespaces/default/pods": [
        { atMs: 0, list: [], version: "1" },
        { atMs: 10, changes: [["ADDED", plain("2")]] },
        { atMs: 20, changes: [["MODIFIED", plain("3")]] },
      ],
      "/api/v1/namespaces/default/pods?labelSelector=app%3Dx": [
        { atMs: 0, list: [], version: "1" },
        { atMs: 11, changes: [["ADDED", plain("2")]] },
        { atMs: 21, changes: [["DELETED", plain("3")]] },
      ],
    });
    expect(summaryOf(frames)).toEqual(["0 ADDED web@1 initial", "10 ADDED p@2", "20 MODIFIED p@3"]);
  });
});
