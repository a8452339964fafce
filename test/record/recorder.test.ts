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

/** Records what scripted streams say, on a virtual clock, until `untilMs`. A stream without a script is empty and silent. */
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

function told(frames: readonly NewFrame[]): readonly string[] {
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
  it("writes every change once, in order, with what was there at the start marked initial", async () => {
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
    expect(told(frames)).toEqual(["0 ADDED nginx@5 initial", "10 MODIFIED nginx@6", "10 MODIFIED nginx@7", "20 DELETED nginx@8"]);
  });

  it("a first list larger than what may wait for the store is taken as the store takes it, all of it", async () => {
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

  it("a stream that resumes has missed nothing: no gap", async () => {
    const frames = await record([target(types.pods, "nginx")], {
      [nginxStream]: [
        { atMs: 0, list: [nginx("5")], version: "5" },
        { atMs: 10, lost: "connection reset" },
        { atMs: 500, changes: [["MODIFIED", nginx("6")]] },
      ],
    });
    expect(told(frames)).toEqual(["0 ADDED nginx@5 initial", "500 MODIFIED nginx@6"]);
  });

  it("relist infers the deletion of objects missing from the list, and what came in their place is a new incarnation", async () => {
    const frames = await record([target(types.pods, "nginx")], {
      [nginxStream]: [
        { atMs: 0, list: [nginx("5")], version: "5" },
        { atMs: 10, lost: "connection reset" },
        { atMs: 500, expired: "410 Gone", after: "5" },
        { atMs: 510, list: [nginx("9", "u2")], version: "9", relist: true },
      ],
    });
    expect(told(frames)).toEqual([
      "0 ADDED nginx@5 initial",
      "GAP connection reset, then 410 Gone 0-510 possible loss",
      "510 DELETED nginx@5 inferred",
      "510 ADDED nginx@9",
    ]);
  });

  it("an object of one name that comes back unchanged is proven to have missed nothing", async () => {
    const frames = await record([target(types.pods, "nginx")], {
      [nginxStream]: [
        { atMs: 0, list: [nginx("5")], version: "5" },
        { atMs: 500, expired: "410 Gone", after: "5" },
        { atMs: 510, list: [nginx("5")], version: "9", relist: true },
      ],
    });
    expect(told(frames)).toEqual(["0 ADDED nginx@5 initial", "GAP 410 Gone 0-510"]);
    expect(frames[1]).toMatchObject({ unchanged: ["u1"], from: { resourceVersion: "5" }, to: { resourceVersion: "9" } });
  });

  it("versions that go backwards over a relist are said, and the state after it is taken", async () => {
    const frames = await record([target(types.pods, "nginx")], {
      [nginxStream]: [
        { atMs: 0, list: [nginx("50")], version: "50" },
        { atMs: 500, expired: "410 Gone", after: "50" },
        { atMs: 510, list: [nginx("7")], version: "9", relist: true },
      ],
    });
    expect(told(frames)[1]).toContain("resourceVersions went backwards (50 to 9)");
    expect(told(frames)[2]).toBe("510 MODIFIED nginx@7");
  });

  it("a recording that ends while a stream is blind ends with a gap", async () => {
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
    expect(told(frames)).toEqual(["0 ADDED nginx@5 initial", "GAP connection refused 0-1000 possible loss"]);
  });

  it("a recording does not end in the moment between a stream that the server ended and the next one", async () => {
    const steps: readonly Step[] = [
      { atMs: 0, list: [nginx("5")], version: "5" },
      { atMs: 59_990, ended: "the server ended the stream" },
    ];
    const resumed: readonly Step[] = [...steps, { atMs: 60_040, resumed: "5" }, { atMs: 60_040, changes: [["MODIFIED", nginx("6")]] }];
    expect(told(await record([target(types.pods, "nginx")], { [nginxStream]: resumed }))).toEqual([
      "0 ADDED nginx@5 initial",
      "60040 MODIFIED nginx@6",
    ]);
    expect(told(await record([target(types.pods, "nginx")], { [nginxStream]: steps }))).toEqual([
      "0 ADDED nginx@5 initial",
      "GAP the server ended the stream 0-61000 possible loss",
    ]);
  });

  it("a watch that is accepted and then says that the history is gone was blind since before", async () => {
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
    expect(told(frames)[2]).toBe("GAP the connection was cut, then 410 Expired 1000-96100 possible loss");
  });

  it("a line that is no watch event is a gap, not a crash and not silence", async () => {
    const frames = await record([target(types.pods, "nginx")], {
      [nginxStream]: [
        { atMs: 0, list: [], version: "5" },
        { atMs: 10, malformed: "not JSON" },
      ],
    });
    expect(told(frames)).toEqual(["GAP the server sent what is no watch event: not JSON 10-10 possible loss"]);
  });

  describe("that reads a gap back", () => {
    const gap = [
      { atMs: 0, list: [nginx("5")], version: "5" },
      { atMs: 500, expired: "410 Gone", after: "5" },
      { atMs: 510, list: [nginx("9")], version: "9", relist: true },
      { atMs: 600, changes: [["MODIFIED", nginx("10")]] },
      { atMs: 700, changes: [["MODIFIED", nginx("11")]] },
    ] as const;
    const named = [target(types.pods, "nginx")];

    it("writes what it read back before what came in live meanwhile, which keeps its time", async () => {
      const list: ClusterReader["list"] = async ({ resourceVersion = "" }) => {
        await settle();
        return { resourceVersion, items: [revision(nginx(Number(resourceVersion) >= 7 ? "7" : "5"))] };
      };
      const frames = await record(named, { [nginxStream]: gap }, 1000, undefined, list);
      expect(told(frames)).toEqual([
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

    it("and ends before that is done, holds all that came in meanwhile, and says that the account is not complete", async () => {
      const never: ClusterReader["list"] = (_request, signal) =>
        new Promise((_, reject) => signal?.addEventListener("abort", () => reject(new Error("stopped"))));
      const frames = await record(named, { [nginxStream]: gap }, 1000, undefined, never);
      expect(told(frames)).toEqual([
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

    it("a Pod and its Event that overtake their ReplicaSet keep their place in the order of arrival", async () => {
      const frames = await record([target(types.deployments, "web")], {
        [deployments]: [empty, { atMs: 10, changes: [["ADDED", web]] }],
        [pods]: [empty, { atMs: 20, changes: [["ADDED", pod]] }],
        [events]: [empty, { atMs: 21, changes: [["ADDED", eventAbout(pod, "Scheduled")]] }],
        [sets]: [empty, { atMs: 25, changes: [["ADDED", set]] }],
      });
      expect(told(frames)).toEqual(["10 ADDED web@1", "20 ADDED web-1-a@1", "21 ADDED web-1-a.Scheduled@1", "25 ADDED web-1@1"]);
    });

    it("an owner that comes much later still brings in what it owns, and offsets never go back", async () => {
      const frames = await record([target(types.deployments, "web")], {
        [deployments]: [
          empty,
          { atMs: 10, changes: [["ADDED", web]] },
          { atMs: 400, changes: [["MODIFIED", object(types.deployments, { name: "web", version: "2" })]] },
        ],
        [pods]: [empty, { atMs: 20, changes: [["ADDED", pod]] }],
        [sets]: [empty, { atMs: 500, changes: [["ADDED", set]] }],
      });
      expect(told(frames)).toEqual(["10 ADDED web@1", "400 MODIFIED web@2", "500 ADDED web-1@1", "500 ADDED web-1-a@1"]);
    });

    it("an Event that comes before its Pod, which comes before its owner, is not overtaken by its own next change", async () => {
      const seen = (version: string) => eventAbout(pod, "Pulled", version);
      const frames = await record([target(types.deployments, "web")], {
        [deployments]: [empty, { atMs: 10, changes: [["ADDED", web]] }],
        [events]: [empty, { atMs: 20, changes: [["ADDED", seen("1")]] }, { atMs: 600, changes: [["MODIFIED", seen("2")]] }],
        [pods]: [empty, { atMs: 200, changes: [["ADDED", pod]] }],
        [sets]: [empty, { atMs: 500, changes: [["ADDED", set]] }],
      });
      expect(told(frames).map((line) => line.split(" ").slice(1).join(" "))).toEqual([
        "ADDED web@1",
        "ADDED web-1@1",
        "ADDED web-1-a@1",
        "ADDED web-1-a.Pulled@1",
        "MODIFIED web-1-a.Pulled@2",
      ]);
    });

    it("a Pod that waits for its owner is not overtaken by its own next change, when a gap has made it step aside", async () => {
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
      expect(told(frames).filter((line) => line.includes("web-1-a"))).toEqual(["30 ADDED web-1-a@1", "40 MODIFIED web-1-a@2"]);
    });

    it("what belongs to somebody else in the namespace is not recorded", async () => {
      const frames = await record([target(types.deployments, "web")], {
        [pods]: [empty, { atMs: 20, changes: [["ADDED", object(types.pods, { name: "other" })]] }],
      });
      expect(frames).toEqual([]);
    });
  });

  describe("where a labelled Pod is shown by a stream of its own too", () => {
    const web = object(types.deployments, { name: "web" });
    const labelled: Target = { type: types.pods, namespace: "default", labelSelector: "app=x", typed: "pods -l app=x" };
    const plain = (version: string) => object(types.pods, { name: "p", owner: web, version });
    const both = (whole: readonly Step[], selected: readonly Step[]) =>
      record([target(types.deployments, "web"), labelled], {
        "/apis/apps/v1/namespaces/default/deployments?fieldSelector=metadata.name%3Dweb": [{ atMs: 0, list: [web], version: "1" }],
        "/api/v1/namespaces/default/pods": [{ atMs: 0, list: [], version: "1" }, ...whole],
        "/api/v1/namespaces/default/pods?labelSelector=app%3Dx": [{ atMs: 0, list: [], version: "1" }, ...selected],
      });

    it("an object that leaves a label selection is not recorded as deleted where a wider stream still shows it", async () => {
      const frames = await both(
        [
          { atMs: 10, changes: [["ADDED", plain("2")]] },
          { atMs: 20, changes: [["MODIFIED", plain("3")]] },
        ],
        [
          { atMs: 11, changes: [["ADDED", plain("2")]] },
          { atMs: 21, changes: [["DELETED", plain("3")]] },
        ],
      );
      expect(told(frames)).toEqual(["0 ADDED web@1 initial", "10 ADDED p@2", "20 MODIFIED p@3"]);
    });

    it.each([
      ["the wider stream first", 20, 21],
      ["the selection first", 21, 20],
    ])("a deletion that both streams deliver is recorded once: %s", async (_, wholeMs, selectedMs) => {
      const deleted = (atMs: number): Step => ({ atMs, changes: [["DELETED", plain("3")]] });
      const added = (atMs: number): Step => ({ atMs, changes: [["ADDED", plain("2")]] });
      const frames = await both([added(10 + wholeMs - 20), deleted(wholeMs)], [added(10 + selectedMs - 20), deleted(selectedMs)]);
      expect(told(frames)).toEqual(["0 ADDED web@1 initial", "10 ADDED p@2", "20 DELETED p@3"]);
    });
  });
});
