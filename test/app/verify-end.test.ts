import { writeFileSync } from "node:fs";
import { createServer, connect as openSocket, type Server, type Socket } from "node:net";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it, onTestFinished } from "vitest";
import { type RecordOptions, record } from "../../src/app/record.js";
import type { Frame } from "../../src/model/frame.js";
import { kubeconfigFor, startCluster } from "../support/cluster.js";
import { type FaultServer, statusBody, type TestObject } from "../support/fault-server.js";
import { collect } from "../support/histories.js";
import { temporaryFolder } from "../support/program.js";
import { emptyStore, servedCluster } from "./support.js";

const pods = "/api/v1/pods";
const events = "/api/v1/events";
const never = new AbortController().signal;

const pod = (name: string, more: object = {}): TestObject => ({
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name, namespace: "shop", ...more },
});

interface Scene {
  readonly targets?: readonly string[];
  readonly options?: Partial<RecordOptions>;
  readonly before?: (server: FaultServer) => void;
  /** Once everything is watched. The recording ends when it has resolved. */
  readonly during?: (server: FaultServer) => Promise<void> | void;
}

/** Records a cluster of the test's own until `during` has happened. */
async function recorded({ targets = ["pods"], options = {}, before, during }: Scene) {
  const folder = temporaryFolder();
  const server = await startCluster(folder.path);
  onTestFinished(async () => {
    await server.close();
    folder[Symbol.dispose]();
  });
  before?.(server);
  const { store } = await emptyStore();
  const stop = new AbortController();
  let endedMs = 0;
  const result = await record(targets, {
    kubeconfig: server.kubeconfig,
    env: {},
    store,
    session: "s",
    only: true,
    signal: stop.signal,
    onWatching: async () => {
      await server.until(({ openStreams }) => openStreams > 0);
      await during?.(server);
      endedMs = performance.now();
      stop.abort();
    },
    ...options,
  });
  const tookMs = performance.now() - endedMs;
  if (result.discarded) return { ...result, frames: [], tookMs, server };
  const session = await store.open("s");
  const frames = await collect(session.frames());
  expect(session.summary.end).toEqual(result.end);
  await session.close();
  return { ...result, frames, tookMs, server };
}

const short = (frames: readonly Frame[]) =>
  frames.map((frame) => (frame.kind === "gap" ? `GAP${frame.possibleLoss ? " possible loss" : ""}` : `${frame.type} ${frame.ref.name}`));
/** Lets what was sent arrive. */
const soon = () => new Promise((resolve) => setTimeout(resolve, 60));

/** More than a second's limit takes on any machine that runs the tests, and less than requests that are not given up would. */
const busyMachineMs = 8000;

const verified = { verified: true, possibleLosses: 0 };
const halfOpen =
  (path: string, afterEvents = 0) =>
  (server: FaultServer) =>
    server.fault({ on: "watch", path, afterEvents, act: { do: "silence" } });

describe("the end of a recording", () => {
  it("is verified where everything arrived, at once", async () => {
    const { end, frames, tookMs } = await recorded({
      during: async (server) => {
        server.apply(pods, pod("a"));
        server.apply(pods, pod("b"));
        server.remove(pods, "a", "shop");
        await soon();
      },
    });
    expect(end.verification).toEqual(verified);
    expect(short(frames)).toEqual(["ADDED a", "ADDED b", "DELETED a"]);
    expect(tookMs).toBeLessThan(busyMachineMs);
  });

  it("is verified for changes that were on their way", async () => {
    const { end, frames } = await recorded({
      during: (server) => {
        server.hold("/pods");
        server.apply(pods, pod("a"));
        setTimeout(() => server.release(), 150);
      },
    });
    expect(end.verification).toEqual(verified);
    expect(short(frames)).toEqual(["ADDED a"]);
  });

  it.each([
    ["an object that was created", (server: FaultServer) => void server.apply(pods, pod("b")), ["ADDED b"]],
    ["an object that changed", (server: FaultServer) => void server.apply(pods, pod("a")), ["MODIFIED a"]],
    ["an object that was deleted", (server: FaultServer) => server.remove(pods, "a", "shop"), ["DELETED a"]],
    [
      "an object that came and went before another change",
      (server: FaultServer) => {
        server.apply(pods, pod("b"));
        server.remove(pods, "b", "shop");
        server.apply(pods, pod("a"));
      },
      ["ADDED b", "DELETED b", "MODIFIED a"],
    ],
    [
      "one that was replaced under its name",
      (server: FaultServer) => {
        server.remove(pods, "a", "shop");
        server.apply(pods, pod("a"));
      },
      ["DELETED a", "ADDED a"],
    ],
  ])("brings what a half-open connection kept back: %s", async (_, change, expected) => {
    const { end, frames } = await recorded({
      before: (server) => {
        server.apply(pods, pod("a"));
        halfOpen("/pods")(server);
      },
      during: change,
    });
    expect(short(frames)).toEqual(["ADDED a", ...expected]);
    expect(end.verification).toEqual(verified);
  });

  it("brings what came and went behind a half-open connection, which no list shows", async () => {
    const { frames, end } = await recorded({
      before: (server) => {
        server.apply(pods, pod("a"));
        halfOpen("/pods", 1)(server);
      },
      during: async (server) => {
        server.apply(pods, pod("b"));
        await soon();
        server.apply(pods, pod("c"));
        server.remove(pods, "c", "shop");
      },
    });
    expect(short(frames)).toEqual(["ADDED a", "ADDED b", "ADDED c", "DELETED c"]);
    expect(end.verification).toEqual(verified);
  });

  it("takes no state from a server that sends old ones again", async () => {
    const { frames } = await recorded({
      during: async (server) => {
        const gone = server.apply(pods, pod("a"));
        server.remove(pods, "a", "shop");
        await soon();
        server.fault({ on: "watch", act: { do: "write", bytes: `${JSON.stringify({ type: "ADDED", object: gone })}\n` } });
      },
    });
    expect(short(frames)).toEqual(["ADDED a", "DELETED a"]);
  });

  it("reads history back where the watch memory is gone, and is a gap where history is gone too", async () => {
    const lose = (compact: boolean) =>
      recorded({
        before: (server) => {
          server.apply(pods, pod("a"));
          halfOpen("/pods")(server);
        },
        during: (server) => {
          server.apply(pods, pod("a", { labels: { step: "1" } }));
          server.apply(pods, pod("a", { labels: { step: "2" } }));
          if (compact) server.compact();
          else server.forgetWatches();
        },
      });
    const kept = await lose(false);
    expect(short(kept.frames)).toEqual(["ADDED a", "GAP", "MODIFIED a", "MODIFIED a"]);
    expect(kept.end.verification).toEqual(verified);
    const gone = await lose(true);
    expect(short(gone.frames)).toEqual(["ADDED a", "GAP possible loss", "MODIFIED a"]);
    expect(gone.end.verification).toEqual({ verified: true, possibleLosses: 1 });
  });

  it("waits longer than for a silent stream while history is read back", async () => {
    const { frames, end } = await recorded({
      before: (server) => {
        server.apply(pods, pod("a"));
        halfOpen("/pods")(server);
      },
      during: (server) => {
        for (let step = 0; step < 2; step++) server.apply(pods, pod("a"));
        server.forgetWatches();
        server.fault({ on: "list", having: "resourceVersionMatch", times: 2, act: { do: "answer", status: 429, body: "busy" } });
      },
    });
    expect(short(frames)).toEqual(["ADDED a", "GAP", "MODIFIED a", "MODIFIED a"]);
    expect(end.verification).toEqual(verified);
  });

  it("ignores what a dead connection delivers after all, once it was replaced", async () => {
    const { frames, end } = await recorded({
      during: (server) => {
        server.hold("/pods");
        server.apply(pods, pod("a"));
        server.remove(pods, "a", "shop");
        server.apply(pods, pod("b"));
        void server.until(({ requests }) => requests.filter(({ kind }) => kind === "watch").length > 1).then(() => server.release());
      },
    });
    expect(short(frames)).toEqual(["ADDED a", "DELETED a", "ADDED b"]);
    expect(end.verification).toEqual(verified);
  });

  it("is a gap where history was lost and nothing was listed since", async () => {
    const expired = JSON.stringify({ type: "ERROR", object: statusBody(410, "Expired", "too old") });
    const { frames, end } = await recorded({
      before: (server) => server.fault({ on: "watch", afterEvents: 1, act: { do: "write", bytes: `${expired}\n` } }),
      during: async (server) => {
        server.fault({ on: "list", times: 99, act: { do: "silence" } });
        server.apply(pods, pod("a"));
        await server.until(({ requests }) => requests.filter(({ kind }) => kind === "list").length > 1);
      },
    });
    expect(short(frames)).toEqual(["ADDED a", "GAP possible loss"]);
    expect(end.verification).toMatchObject({ verified: false, possibleLosses: 1 });
  });

  it("is a gap where no new watch is accepted", async () => {
    const { frames, end } = await recorded({
      before: (server) => {
        server.apply(pods, pod("a"));
        halfOpen("/pods", 1)(server);
      },
      during: async (server) => {
        server.apply(pods, pod("b"));
        await soon();
        server.fault({ on: "watch", times: 99, act: { do: "answer", status: 503, body: "busy" } });
        server.apply(pods, pod("c"));
      },
    });
    expect(short(frames)).toEqual(["ADDED a", "ADDED b", "GAP possible loss"]);
    expect(end.verification).toEqual({ verified: true, possibleLosses: 1 });
  });

  it("has no gap where a stream that is waiting to try again can be continued", async () => {
    const { frames, end } = await recorded({
      options: { timing: { baseMs: 60_000, capMs: 60_000 } },
      during: async (server) => {
        server.cut();
        await soon();
        server.apply(pods, pod("a"));
      },
    });
    expect(short(frames)).toEqual(["ADDED a"]);
    expect(end.verification).toEqual(verified);
  });

  it("does not ask for objects that do not belong, and does for those whose owner was recorded", async () => {
    const web: TestObject = { apiVersion: "apps/v1", kind: "Deployment", metadata: { name: "web", namespace: "shop", uid: "web" } };
    const owner = { apiVersion: "apps/v1", kind: "Deployment", name: "web", uid: "web", controller: true };
    const { frames, end } = await recorded({
      targets: ["deploy/web"],
      options: { only: false },
      before: (server) => {
        server.apply("/apis/apps/v1/deployments", web);
        server.apply(pods, pod("neighbour"));
        halfOpen("/replicasets")(server);
        halfOpen("/events")(server);
      },
      during: (server) => {
        const set = { apiVersion: "apps/v1", kind: "ReplicaSet" };
        const mine = server.apply("/apis/apps/v1/replicasets", {
          ...set,
          metadata: { name: "web-1", namespace: "shop", ownerReferences: [owner] },
        });
        server.apply("/apis/apps/v1/replicasets", { ...set, metadata: { name: "other", namespace: "shop" } });
        const about = { kind: "ReplicaSet", apiVersion: "apps/v1", name: "web-1", namespace: "shop", uid: mine.metadata.uid };
        server.apply(events, { apiVersion: "v1", kind: "Event", metadata: { name: "web-1.a", namespace: "shop" }, involvedObject: about });
      },
    });
    expect(short(frames).sort()).toEqual(["ADDED web", "ADDED web-1", "ADDED web-1.a"]);
    expect(end.verification).toEqual(verified);
  });

  const refusals: readonly (readonly [string, number, object, string])[] = [
    ["a list is forbidden", 403, statusBody(403, "Forbidden", "pods is forbidden"), "pods could not be listed: 403: pods is forbidden"],
    ["the server is busy all the time", 429, statusBody(429, "TooManyRequests", "busy"), "pods could not be listed: 429: busy"],
    ["the list expires", 410, statusBody(410, "Expired", "too old"), "pods could not be listed: 410: too old"],
  ];

  it.each(refusals)("is not verified where %s", async (_, status, body, reason) => {
    const { end, tookMs } = await recorded({
      before: (server) => void server.apply(pods, pod("a")),
      during: (server) => server.fault({ on: "list", times: 99, act: { do: "answer", status, body } }),
    });
    expect(end.verification).toEqual({ verified: false, possibleLosses: 0, reason });
    expect(tookMs).toBeLessThan(busyMachineMs);
  });

  it("is verified where a busy server answers in time after all", async () => {
    const { end } = await recorded({
      before: (server) => void server.apply(pods, pod("a")),
      during: (server) => {
        server.fault({ on: "list", act: { do: "answer", status: 429, body: "busy" } });
        server.fault({ on: "list", act: { do: "answer", status: 410, body: statusBody(410, "Expired", "too old") } });
      },
    });
    expect(end.verification).toEqual(verified);
  });

  it("is not verified where the list takes longer than a second", async () => {
    const { end, tookMs } = await recorded({
      before: (server) => void server.apply(pods, pod("a")),
      during: (server) => server.fault({ on: "list", act: { do: "silence" } }),
    });
    expect(end.verification).toEqual({ verified: false, possibleLosses: 0, reason: "the cluster did not answer within 1s" });
    expect(tookMs).toBeLessThan(busyMachineMs);
  });

  it("names the collection that was late where others answered", async () => {
    const { end } = await recorded({
      targets: ["pods,configmaps"],
      before: (server) => void server.apply(pods, pod("a")),
      during: (server) => server.fault({ on: "list", path: "/configmaps", act: { do: "silence" } }),
    });
    expect(end.verification).toMatchObject({ reason: "configmaps could not be listed within 1s" });
  });

  it("comes at once where the cluster is gone, with a gap for each stream that knows it", async () => {
    const { end, frames, tookMs } = await recorded({
      before: (server) => void server.apply(pods, pod("a")),
      during: async (server) => {
        await server.close();
        await soon();
      },
    });
    expect(end.verification).toMatchObject({
      verified: false,
      possibleLosses: 1,
      reason: expect.stringContaining("the cluster did not answer: "),
    });
    expect(short(frames)).toEqual(["ADDED a", "GAP possible loss"]);
    expect(tookMs).toBeLessThan(busyMachineMs);
  });

  it("comes after a second where the network swallows everything", async () => {
    const proxy = await swallowingProxy();
    const { end, tookMs } = await recorded({
      options: { kubeconfig: proxy.kubeconfig },
      before: (server) => {
        proxy.to(server.url);
        server.apply(pods, pod("a"));
      },
      during: (server) => {
        proxy.swallow();
        server.apply(pods, pod("b"));
      },
    });
    expect(end.verification).toEqual({ verified: false, possibleLosses: 0, reason: "the cluster did not answer within 1s" });
    expect(tookMs).toBeGreaterThan(900);
    expect(tookMs).toBeLessThan(busyMachineMs);
  });

  it("is skipped by another signal: what was seen is kept", async () => {
    const skip = new AbortController();
    const { end, frames, tookMs } = await recorded({
      options: { skipVerification: skip.signal, onVerify: () => setTimeout(() => skip.abort(), 50) },
      before: (server) => void server.apply(pods, pod("a")),
      during: (server) => server.fault({ on: "list", act: { do: "silence" } }),
    });
    expect(end.verification).toEqual({ verified: false, possibleLosses: 0, reason: "skipped" });
    expect(short(frames)).toEqual(["ADDED a"]);
    expect(tookMs).toBeLessThan(busyMachineMs);
  });

  it("of any kind is verified, and not where the caller does not want it", async () => {
    const ready = pod("a");
    const exists = { ...ready, status: { phase: "Running", conditions: [{ type: "Ready", status: "True" }] } };
    const before = (server: FaultServer) => void server.apply(pods, exists);
    const ends: Partial<RecordOptions>[] = [
      { forMs: 200, signal: never },
      { until: "ready", signal: never },
      { until: "deleted", timeoutMs: 200, signal: never },
      { command: { words: ["x"], run: async () => ({ exitCode: 127, error: "cannot run" }) }, signal: never },
    ];
    for (const options of ends) expect((await recorded({ before, options })).end.verification).toEqual(verified);
    expect((await recorded({ before, options: { forMs: 200, signal: never, verify: false } })).end).not.toHaveProperty("verification");
  });

  it("asks for nothing but metadata", async () => {
    const { server } = await recorded({ before: (state) => void state.apply(pods, pod("a")) });
    const last = server.requests.filter(({ kind }) => kind === "list").at(-1);
    expect(last?.headers.accept).toMatch(/^application\/json;as=PartialObjectMetadataList;g=meta\.k8s\.io;v=v1,/);
    expect(last?.query.get("limit")).toBe("500");
  });

  it("is verified against a recording that is served", async () => {
    const { store } = await emptyStore();
    const { end } = await record(["deploy/web"], { ...(await servedCluster("deployment-rollout")), store, signal: never, forMs: 2000 });
    expect(end.verification).toEqual(verified);
  });
});

describe("whatever happens behind connections that die without a word", () => {
  const names = ["a", "b", "c"] as const;
  const collections = { [pods]: "Pod", "/api/v1/configmaps": "ConfigMap" } as const;
  const anyAct = fc.record({
    collection: fc.constantFrom(...(Object.keys(collections) as (keyof typeof collections)[])),
    name: fc.constantFrom(...names),
    act: fc.constantFrom("apply", "apply", "remove"),
  });

  it("a recording holds every change once it is verified, each once and in order", { timeout: 60_000 }, async () => {
    const runs = fc.sample(fc.tuple(fc.array(anyAct, { minLength: 1, maxLength: 25 }), fc.nat(8), fc.nat(8)), 12);
    for (const [acts, deadAfter, deadToo] of runs) {
      const { frames, end, server } = await recorded({
        targets: ["pods,configmaps"],
        before: (state) => {
          state.apply(pods, pod("a"));
          halfOpen("/pods", deadAfter)(state);
          halfOpen("/configmaps", deadToo)(state);
        },
        during: (state) => {
          for (const { collection, name, act } of acts) {
            const exists = state.history.findLast((change) => change.collection === collection && change.object.metadata.name === name);
            if (act === "apply") state.apply(collection, { ...pod(name), kind: collections[collection] });
            else if (exists !== undefined && exists.type !== "DELETED") state.remove(collection, name, "shop");
          }
        },
      });
      expect(end.verification).toEqual(verified);
      for (const [collection, kind] of Object.entries(collections)) {
        const happened = server.history.filter((change) => change.collection === collection);
        const seen = frames.filter((frame) => frame.kind === "object" && frame.ref.kind === kind);
        expect(seen.map((frame) => frame.kind === "object" && [frame.type, frame.resourceVersion])).toEqual(
          happened.map(({ type, object }) => [type, object.metadata.resourceVersion]),
        );
      }
    }
  });
});

describe("a recording of nothing", () => {
  it("keeps no session, however it ended", async () => {
    for (const options of [{ forMs: 100, signal: never }, { until: "ready", timeoutMs: 100, signal: never }, {}])
      expect(await recorded({ targets: ["pod/none"], options })).toMatchObject({ discarded: true });
  });

  it("is kept where something was refused", async () => {
    const forbidden = statusBody(403, "Forbidden", "events is forbidden");
    const result = await recorded({
      targets: ["pod/none"],
      options: { only: false, forMs: 100, signal: never },
      before: (server) => server.fault({ path: "/events", times: 99, act: { do: "answer", status: 403, body: forbidden } }),
    });
    expect(result).toMatchObject({ discarded: false, frames: [], end: { verification: verified } });
  });
});

/** A TCP proxy that can stop forwarding without closing anything, and then accepts connections all the same. */
async function swallowingProxy() {
  const folder = temporaryFolder();
  const sockets = new Set<Socket>();
  let upstream = { port: 0 };
  let isSwallowing = false;
  const forward = (from: Socket, to: Socket) => {
    sockets.add(from);
    from.on("error", () => {});
    from.on("data", (piece) => {
      if (!isSwallowing) to.write(piece);
    });
    from.on("close", () => {
      if (!isSwallowing) to.destroy();
    });
  };
  const server: Server = createServer((client) => {
    const target = openSocket(upstream.port, "127.0.0.1");
    forward(client, target);
    forward(target, client);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  const kubeconfig = join(folder.path, "kubeconfig");
  writeFileSync(kubeconfig, kubeconfigFor(`http://127.0.0.1:${port}`));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
    folder[Symbol.dispose]();
  });
  return {
    kubeconfig,
    to: (url: string) => {
      upstream = { port: Number(new URL(url).port) };
    },
    swallow: () => {
      isSwallowing = true;
    },
  };
}
