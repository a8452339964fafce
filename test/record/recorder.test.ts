import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { type ClusterReader, type CollectionRequest, RequestFailure, type WatchBatch } from "../../src/cluster/cluster-reader.js";
import { followCollection } from "../../src/cluster/watch/follow-collection.js";
import { systemClock, toRfc3339 } from "../../src/io/clock.js";
import type { Frame } from "../../src/model/frame.js";
import type { KubeObject } from "../../src/model/kube-object.js";
import type { Target } from "../../src/model/target.js";
import type { WatchEvent } from "../../src/model/watch-event.js";
import { Membership } from "../../src/record/membership.js";
import { type FollowCollection, openStreams } from "../../src/record/open-streams.js";
import { Recorder } from "../../src/record/recorder.js";
import { defaultRepairBudget } from "../../src/record/repair/budget.js";
import { planScope, streamId } from "../../src/record/scope-plan.js";
import { openSqliteStore } from "../../src/store/sqlite/sqlite-store.js";
import { collect } from "../support/histories.js";
import { allTypes, eventAbout, object, revision, types } from "../support/objects.js";
import { temporaryFolder } from "../support/program.js";
import { settle, VirtualClock } from "../support/virtual-clock.js";

type Change = readonly ["ADDED" | "MODIFIED" | "DELETED", KubeObject];
/** What the server of a stream does next, at the earliest then. */
type Step = { readonly atMs: number } /** Answers the next list. */ & (
  | { readonly list: readonly KubeObject[]; readonly version: string }
  | { readonly changes: readonly Change[] }
  | { readonly malformed: string }
  /** The connection breaks. The next watch is accepted when there is something to deliver, or where `accepted` says so. */
  | { readonly lost: string }
  /** The server ends the stream in good order; the next watch as after `lost`. */
  | { readonly ended: true }
  | { readonly accepted: true }
  /** The history to go on from is gone, says a watch that is under way or the next one. */
  | { readonly expired: string }
);

interface Script {
  readonly steps: Step[];
  isDown: boolean;
}

/** A cluster whose answers are written down, by the id of their stream. A stream without a script is empty and silent. */
class ScriptedCluster implements ClusterReader {
  readonly #clock: VirtualClock;
  readonly #scripts: ReadonlyMap<string, Script>;
  readonly #history: ClusterReader["list"] | undefined;

  constructor(clock: VirtualClock, scripts: Readonly<Record<string, readonly Step[]>>, history: ClusterReader["list"] | undefined) {
    this.#clock = clock;
    this.#scripts = new Map(Object.entries(scripts).map(([id, steps]) => [id, { steps: [...steps], isDown: false }]));
    this.#history = history;
  }

  readonly list: ClusterReader["list"] = async (request, signal) => {
    if (request.resourceVersion !== undefined && this.#history !== undefined) return await this.#history(request, signal);
    const script = this.#scriptOf(request);
    const step = script.steps.shift();
    if (step === undefined) return { items: [], resourceVersion: "1" };
    if (!("list" in step)) throw new Error(`no list was expected at ${this.#clock.monotonicMs()} ms`);
    await this.#sleepUntil(step.atMs, signal);
    script.isDown = false;
    return { items: step.list.map(revision), resourceVersion: step.version };
  };

  async *watch(request: CollectionRequest, signal: AbortSignal): AsyncGenerator<WatchBatch> {
    const script = this.#scriptOf(request);
    if (!script.isDown) yield this.#batch([]);
    for (;;) {
      const step = script.steps[0];
      await this.#sleepUntil(step?.atMs ?? Number.MAX_SAFE_INTEGER, signal);
      if (signal.aborted || step === undefined) return;
      script.steps.shift();
      if ("expired" in step) throw new RequestFailure(step.expired, { status: 410 });
      if (script.isDown) yield this.#batch([]);
      script.isDown = "lost" in step || "ended" in step;
      if ("lost" in step) throw new RequestFailure(step.lost);
      if ("ended" in step) return;
      if ("list" in step) throw new Error(`no watch was expected at ${this.#clock.monotonicMs()} ms`);
      if ("changes" in step) yield this.#batch(step.changes.map(([type, of]) => ({ type, revision: revision(of) })));
      if ("malformed" in step) yield this.#batch([{ type: "MALFORMED", problem: step.malformed, line: new Uint8Array() }]);
    }
  }

  #scriptOf(request: CollectionRequest): Script {
    return this.#scripts.get(streamId(request)) ?? { steps: [], isDown: false };
  }

  async #sleepUntil(atMs: number, signal: AbortSignal | undefined): Promise<void> {
    const ms = atMs - this.#clock.monotonicMs();
    if (ms > 0) await this.#clock.sleep(ms, signal);
  }

  #batch(events: readonly WatchEvent[]): WatchBatch {
    return { events, monotonicMs: this.#clock.monotonicMs(), wallMs: this.#clock.wallMs() };
  }
}

const folder = temporaryFolder();
const store = openSqliteStore(join(folder.path, "recorder.db"), { clock: systemClock });
let sessions = 0;
afterAll(async () => {
  await (await store).close();
  folder[Symbol.dispose]();
});

/** Records a scripted cluster into SQLite until `untilMs` of a virtual clock, and reads back what was recorded. */
async function record(
  targets: readonly Target[],
  scripts: Readonly<Record<string, readonly Step[]>>,
  untilMs = 60_000,
  history?: ClusterReader["list"],
  onWaiting: (frames: number) => void = () => {},
): Promise<readonly Frame[]> {
  const clock = new VirtualClock();
  const stop = new AbortController();
  const reader = new ScriptedCluster(clock, scripts, history);
  const follow: FollowCollection = (request, signal) => followCollection({ reader, request, clock, signal, random: () => 0 });
  const plan = planScope(targets, allTypes);
  const { streams } = await openStreams(plan, follow, stop.signal);
  const name = `session-${++sessions}`;
  const writer = await (await store).create({
    name,
    startedAt: toRfc3339(clock.wallMs()),
    targets: targets.map(({ typed }) => typed),
    streams: streams.map(({ info }) => info),
    omissions: [],
    secretValues: "digests",
    recorder: "test",
  });
  const recorder = new Recorder({
    streams,
    membership: new Membership(targets, plan.streams),
    writer,
    clock,
    startMs: 0,
    redact: (same) => same,
    listener: { frame: ({ sequence }) => onWaiting(sequence - writer.committed), streams: () => {} },
    ...(history === undefined ? {} : { repair: { list: reader.list, budget: defaultRepairBudget } }),
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
  await writer.end({ endedAt: toRfc3339(clock.wallMs()), offsetMs: clock.monotonicMs(), outcome: "duration" });
  const session = await (await store).open(name);
  const frames = await collect(session.frames());
  await session.close();
  return frames;
}

function summaryOf(frames: readonly Frame[]): readonly string[] {
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

  it("a first list larger than what may wait for the store is taken as the store takes it, all of it", async () => {
    // 48 MiB, three times what may wait.
    const padding = "x".repeat(64 * 1024);
    const list = Array.from({ length: 768 }, (_, n) => object(types.pods, { name: `p${n}`, fields: { padding } }));
    const all: Target = { type: types.pods, namespace: "default", typed: "pods" };
    const scripts = { "/api/v1/namespaces/default/pods": [{ atMs: 0, list, version: "5" }] };
    let maxWaiting = 0;
    const frames = await record([all], scripts, undefined, undefined, (waiting) => {
      maxWaiting = Math.max(maxWaiting, waiting);
    });
    expect(frames.map((frame) => frame.kind === "object" && frame.ref.name)).toEqual(list.map((pod) => pod.metadata.name));
    // 16 MiB in line, and as much on its way into the database.
    expect(maxWaiting).toBeLessThan(600);
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
        { atMs: 500, expired: "410 Gone" },
        { atMs: 700, list: [nginx("9", "u2")], version: "9" },
      ],
    });
    expect(summaryOf(frames)).toEqual([
      "0 ADDED nginx@5 initial",
      "GAP connection reset, then 410 Gone 0-700 possible loss",
      "700 DELETED nginx@5 inferred",
      "700 ADDED nginx@9",
    ]);
  });

  it("a new uid under the name of an object whose deletion was not delivered ends it, as an inferred deletion", async () => {
    const frames = await record([target(types.pods, "nginx")], {
      [nginxStream]: [
        { atMs: 0, list: [nginx("5")], version: "5" },
        { atMs: 10, malformed: "not JSON" },
        { atMs: 20, changes: [["ADDED", nginx("9", "u2")]] },
        { atMs: 30, changes: [["DELETED", nginx("10", "u2")]] },
        { atMs: 40, changes: [["ADDED", nginx("11", "u3")]] },
      ],
    });
    expect(summaryOf(frames)).toEqual([
      "0 ADDED nginx@5 initial",
      "GAP malformed watch event: not JSON 10-10 possible loss",
      "20 DELETED nginx@5 inferred",
      "20 ADDED nginx@9",
      "30 DELETED nginx@10",
      "40 ADDED nginx@11",
    ]);
  });

  it("a stream that is behind another may still deliver the deletion of an object whose name is used again", async () => {
    const byLabel = (labelSelector: string): Target => ({ type: types.pods, namespace: "default", labelSelector, typed: "pods" });
    const stream = (app: string) => `/api/v1/namespaces/default/pods?labelSelector=app%3D${app}`;
    const frames = await record([byLabel("app=a"), byLabel("app=b")], {
      [stream("a")]: [
        { atMs: 0, list: [nginx("5")], version: "5" },
        { atMs: 30, changes: [["DELETED", nginx("8")]] },
      ],
      [stream("b")]: [
        { atMs: 0, list: [], version: "5" },
        { atMs: 20, changes: [["ADDED", nginx("9", "u2")]] },
      ],
    });
    expect(summaryOf(frames)).toEqual(["0 ADDED nginx@5 initial", "20 ADDED nginx@9", "30 DELETED nginx@8"]);
  });

  it("a single object that is unchanged after a gap proves that nothing was missed", async () => {
    const frames = await record([target(types.pods, "nginx")], {
      [nginxStream]: [
        { atMs: 0, list: [nginx("5")], version: "5" },
        { atMs: 500, expired: "410 Gone" },
        { atMs: 510, list: [nginx("5")], version: "9" },
      ],
    });
    expect(summaryOf(frames)).toEqual(["0 ADDED nginx@5 initial", "GAP 410 Gone 0-510"]);
    expect(frames[1]).toMatchObject({ unchanged: ["u1"], from: { resourceVersion: "5" }, to: { resourceVersion: "9" } });
  });

  it("versions that go backwards over a relist are reported, and the state of the relist is recorded", async () => {
    const frames = await record([target(types.pods, "nginx")], {
      [nginxStream]: [
        { atMs: 0, list: [nginx("50")], version: "50" },
        { atMs: 500, expired: "410 Gone" },
        { atMs: 510, list: [nginx("7")], version: "9" },
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
      { atMs: 59_990, ended: true },
    ];
    const resumed: readonly Step[] = [...steps, { atMs: 60_040, accepted: true }, { atMs: 60_040, changes: [["MODIFIED", nginx("6")]] }];
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
          { atMs: 90_000, accepted: true },
          { atMs: 96_000, expired: "410 Expired" },
          { atMs: 96_100, list: [nginx("9")], version: "9" },
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
      { atMs: 500, expired: "410 Gone" },
      { atMs: 510, list: [nginx("9")], version: "9" },
      { atMs: 600, changes: [["MODIFIED", nginx("10")]] },
      { atMs: 700, changes: [["MODIFIED", nginx("11")]] },
    ] as const;
    const named = [target(types.pods, "nginx")];

    it("writes repaired frames before live events of the meantime, which keep their time", async () => {
      const list: ClusterReader["list"] = async ({ resourceVersion = "" }) => {
        await settle();
        return { resourceVersion, items: [revision(nginx(Number(resourceVersion) >= 7 ? "7" : "5"))] };
      };
      const frames = await record(named, { [nginxStream]: gap }, 1000, list);
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

    it("and ends soon after waits a moment for the repair", async () => {
      const list: ClusterReader["list"] = async ({ resourceVersion = "" }) => {
        for (let turns = 0; turns < 50; turns++) await settle();
        return { resourceVersion, items: [revision(nginx(Number(resourceVersion) >= 7 ? "7" : "5"))] };
      };
      const frames = await record(named, { [nginxStream]: gap.slice(0, 3) }, 520, list);
      expect(summaryOf(frames)).toEqual(["0 ADDED nginx@5 initial", "GAP 410 Gone 0-510", "510 MODIFIED nginx@7", "510 MODIFIED nginx@9"]);
    });

    it("writes a deletion with the version at which the object was gone, and what a watch would have sent", async () => {
      const list: ClusterReader["list"] = async ({ resourceVersion = "" }) => {
        await settle();
        return { resourceVersion, items: Number(resourceVersion) >= 8 ? [] : [revision(nginx(Number(resourceVersion) >= 7 ? "7" : "5"))] };
      };
      const deleted = gap.map((step) => ("list" in step && step.version === "9" ? { ...step, list: [] } : step)).slice(0, 3);
      const frames = await record(named, { [nginxStream]: deleted }, 1000, list);
      expect(summaryOf(frames)).toEqual([
        "0 ADDED nginx@5 initial",
        "GAP 410 Gone 0-510",
        "510 MODIFIED nginx@7",
        "510 DELETED nginx@8 inferred",
      ]);
      expect(frames.at(-1)).toMatchObject({ repaired: true });
    });

    it("and ends before the repair is done, writes all live events and marks the gap as incomplete", async () => {
      const never: ClusterReader["list"] = (_request, signal) =>
        new Promise((_, reject) => signal?.addEventListener("abort", () => reject(new Error("stopped"))));
      const frames = await record(named, { [nginxStream]: gap }, 1000, never);
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
      expect(summaryOf(frames)).toEqual(["0 ADDED web@1 initial", "10 ADDED p@2", "20 MODIFIED p@3"]);
    });

    it.each([
      ["the wider stream first", 20, 21],
      ["the selection first", 21, 20],
    ])("a deletion that both streams deliver is recorded once: %s", async (_, wholeMs, selectedMs) => {
      const deleted = (atMs: number): Step => ({ atMs, changes: [["DELETED", plain("3")]] });
      const added = (atMs: number): Step => ({ atMs, changes: [["ADDED", plain("2")]] });
      const frames = await both([added(10 + wholeMs - 20), deleted(wholeMs)], [added(10 + selectedMs - 20), deleted(selectedMs)]);
      expect(summaryOf(frames)).toEqual(["0 ADDED web@1 initial", "10 ADDED p@2", "20 DELETED p@3"]);
    });
  });
});
