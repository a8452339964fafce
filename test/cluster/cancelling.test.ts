import { Agent } from "node:http";
import type { AddressInfo } from "node:net";
import { createServer, type Socket } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { ClusterReader } from "../../src/cluster/cluster-reader.js";
import { discover } from "../../src/cluster/discovery/discovery.js";
import { createHttpReader } from "../../src/cluster/transport/http-reader.js";
import { ReconnectSignal } from "../../src/cluster/transport/reconnect-signal.js";
import { makeAgent } from "../../src/cluster/transport/server-agent.js";
import { readServerState } from "../../src/cluster/transport/server-state.js";
import { Transport } from "../../src/cluster/transport/transport.js";
import { continueCollection } from "../../src/cluster/watch/continue-collection.js";
import { followCollection } from "../../src/cluster/watch/follow-collection.js";
import { systemClock } from "../../src/io/clock.js";
import { ExactHistory } from "../../src/record/repair/exact-history.js";
import { RequestLanes } from "../../src/record/repair/request-lanes.js";
import { type Fault, type FaultServer, startFaultServer, statusBody } from "../support/fault-server.js";
import { hostileActs } from "../support/hostile-acts.js";

/** Each wait of `cluster/`, and those of `record/` on a cluster: aborted while it hangs, it settles and leaves neither a timer nor a connection. */
const request = { type: { group: "", version: "v1", resource: "pods", kind: "Pod", namespaced: true }, namespace: "shop" };

let server: FaultServer;
let agent: Agent;

beforeEach(async () => {
  server = await startFaultServer({
    documents: { "/api": { kind: "APIVersions", versions: ["v1"] }, "/apis": { kind: "APIGroupList", groups: [] } },
  });
  agent = new Agent({ keepAlive: true });
});

afterEach(async () => {
  agent.destroy();
  await server.close();
});

const hangs = (act: string): Fault["act"] => {
  const found = hostileActs.find(({ name }) => name === act);
  if (found === undefined) throw new Error(`there is no act "${act}"`);
  return { do: "raw", take: found.take };
};
const silent = hangs("never answers");
const dripping = hangs("sends one byte a second");
const answering = (status: number): Fault["act"] => ({ do: "answer", status, body: statusBody(status, "Reason", "no") });
const firstList: Fault = { on: "list", act: { do: "answer", status: 200, body: pageWith("") } };
const always = Number.POSITIVE_INFINITY;

function transport(
  credentials: () => Promise<{ agent: Agent; headers: object }> = async () => ({ agent, headers: {} }),
  renew = false,
): Transport {
  const access = { server: server.url, credentials: credentials as never, renew: () => renew };
  return new Transport({ access, clock: systemClock, userAgent: "test" });
}

const reader = (): ClusterReader => createHttpReader({ transport: transport() });

async function drain(events: AsyncIterable<unknown>): Promise<void> {
  for await (const _event of events);
}

const follow = (signal: AbortSignal, timing = {}) =>
  drain(followCollection({ reader: reader(), request, clock: systemClock, signal, timing, reconnectSignal: probing() }));
const continued = (signal: AbortSignal) =>
  drain(continueCollection({ reader: reader(), request, resourceVersion: "1", clock: systemClock, signal }));
const probing = () => new ReconnectSignal({ probe: (signal) => readServerState(transport(), signal), clock: systemClock });

interface Wait {
  readonly name: string;
  readonly faults?: readonly Fault[];
  readonly begin: (signal: AbortSignal) => Promise<unknown>;
  /** It hangs when the server has seen so many requests. Default: 1. */
  readonly requests?: number;
}

const list = (name: string, faults: readonly Fault[], requests = 1): Wait => ({
  name,
  faults,
  requests,
  begin: (signal) => reader().list(request, signal),
});

const waits: readonly Wait[] = [
  {
    name: "credentials (a plugin that does not end)",
    requests: 0,
    begin: (signal) => transport(() => new Promise(() => {})).read({ path: "/version", signal }),
  },
  { name: "the TLS handshake", requests: 0, begin: (signal) => silently(signal, () => makeAgent("https://a", {}, undefined), "https") },
  {
    name: "the connection through a proxy",
    requests: 0,
    begin: (signal) => silently(signal, (port) => makeAgent("https://a", {}, `http://127.0.0.1:${port}`), "https"),
  },
  { name: "credentials again after a 401", faults: [{ act: answering(401) }], begin: (signal) => twice(signal) },
  ...hostileActs.map(({ name }) => list(`the answer of a server that ${name}`, [{ times: always, act: hangs(name) }])),
  list("the next page", [{ act: { do: "answer", status: 200, body: pageWith("e30") } }, { act: silent }], 2),
  list("the body of an error", [
    { act: { do: "raw", take: (socket) => socket.write("HTTP/1.1 500 No\r\nContent-Length: 100\r\n\r\nno") } },
  ]),
  { name: "latestVersion", faults: [{ act: silent }], begin: async (signal) => reader().latestVersion?.(request, signal) },
  {
    name: "listMetadata",
    faults: [{ act: dripping }],
    begin: async (signal) => reader().listMetadata?.(request, { maxObjects: 10, signal }),
  },
  {
    name: "watch, until it is accepted",
    faults: [{ act: silent }],
    begin: (signal) => drain(reader().watch({ ...request, resourceVersion: "1" }, signal)),
  },
  { name: "watch, for events", begin: (signal) => drain(reader().watch({ ...request, resourceVersion: "100" }, signal)) },
  { name: "discovery, /api and /apis", faults: [{ times: 2, act: silent }], requests: 2, begin: (signal) => discover(transport(), signal) },
  {
    name: "discovery, the groups",
    faults: [{ path: "/api/v1", times: always, act: dripping }],
    requests: 3,
    begin: (signal) => discover(transport(), signal),
  },
  { name: "the state of the server", faults: [{ path: "/readyz", act: silent }], begin: (signal) => readServerState(transport(), signal) },
  { name: "the probe", faults: [{ path: "/readyz", times: always, act: silent }], begin: (signal) => probing().untilBack(signal) },
  {
    name: "the pause between probes",
    requests: 0,
    begin: (signal) => new ReconnectSignal({ probe: async () => "away", clock: systemClock }).untilBack(signal),
  },
  {
    name: "the list of a server that is starting",
    requests: 0,
    begin: (signal) =>
      new ReconnectSignal({ probe: async () => "starting", clock: systemClock }).untilBack(signal, () => new Promise(() => {})),
  },
  { name: "followCollection: the first list", faults: [{ on: "list", act: silent }], begin: (signal) => follow(signal) },
  {
    name: "followCollection: the pause before the first list is tried again",
    faults: [{ on: "list", act: answering(503) }],
    begin: (signal) => follow(signal, { baseMs: 60_000, capMs: 60_000 }),
  },
  { name: "followCollection: the watch", begin: (signal) => follow(signal), requests: 2 },
  {
    name: "followCollection: the pause after a refused watch",
    faults: [{ on: "watch", times: always, act: answering(403) }],
    requests: 2,
    begin: (signal) => follow(signal),
  },
  {
    name: "followCollection: the pause after a clean end",
    faults: [{ on: "watch", times: always, act: { do: "close" } }],
    requests: 2,
    begin: (signal) => follow(signal, { betweenStreamsMs: 60_000, baseMs: 60_000, capMs: 60_000 }),
  },
  {
    name: "followCollection: the probe while the server is away",
    faults: [
      { on: "watch", times: always, act: answering(500) },
      { path: "/readyz", times: always, act: silent },
    ],
    requests: 3,
    begin: (signal) => follow(signal),
  },
  {
    name: "followCollection: the version of the collection before a watch",
    faults: [{ on: "watch", act: { do: "close" } }, firstList, { on: "list", act: silent }],
    requests: 3,
    begin: (signal) => follow(signal, { baseMs: 1 }),
  },
  {
    name: "followCollection: the relist",
    faults: [{ on: "watch", act: answering(410) }, firstList, { on: "list", act: silent }],
    requests: 3,
    begin: (signal) => follow(signal),
  },
  { name: "continueCollection: the watch", faults: [{ on: "watch", act: silent }], begin: continued },
  {
    name: "continueCollection: the list after a 410",
    faults: [
      { on: "watch", act: answering(410) },
      { on: "list", act: silent },
    ],
    requests: 2,
    begin: continued,
  },
  { name: "a list at an exact version", faults: [{ on: "list", act: silent }], begin: (signal) => exactly(signal) },
  {
    name: "a place among the requests of other repairs",
    faults: [{ on: "list", times: always, act: silent }],
    requests: 8,
    begin: waitsForAPlace,
  },
];

const silentSockets = new Set<Socket>();

/** Requests that a silent server beside ours takes: as an HTTPS server, and as a proxy. */
async function silently(signal: AbortSignal, agentFor: (port: number) => Promise<Agent>, scheme: string): Promise<unknown> {
  const beside = createServer((socket) => {
    silentSockets.add(socket.resume());
    socket.on("error", () => {});
    socket.on("close", () => silentSockets.delete(socket));
  });
  await new Promise<void>((resolve) => beside.listen(0, "127.0.0.1", resolve));
  const { port } = beside.address() as AddressInfo;
  const own = await agentFor(port);
  const access = { server: `${scheme}://127.0.0.1:${port}`, credentials: async () => ({ agent: own, headers: {} }), renew: () => false };
  try {
    return await new Transport({ access, clock: systemClock, userAgent: "test" }).read({ path: "/version", signal });
  } finally {
    own.destroy();
    beside.close();
  }
}

function pageWith(token: string): object {
  return { kind: "PodList", apiVersion: "v1", metadata: { resourceVersion: "100", continue: token }, items: [] };
}

/** The second credentials never come. */
function twice(signal: AbortSignal): Promise<unknown> {
  let asked = 0;
  const credentials = () => (asked++ === 0 ? Promise.resolve({ agent, headers: {} }) : new Promise<never>(() => {}));
  return transport(credentials, true).read({ path: "/version", signal });
}

function historyWith(lanes: RequestLanes): ExactHistory {
  return new ExactHistory({
    list: reader().list,
    request,
    budget: { requests: 100, ms: 600_000 },
    clock: systemClock,
    lanes,
    untilBack: async () => false,
  });
}

async function exactly(signal: AbortSignal, lanes = new RequestLanes(systemClock)): Promise<unknown> {
  const history = historyWith(lanes);
  signal.addEventListener("abort", () => history.close("the recording ended"));
  return await history.at(1n);
}

/** The requests of another repair, which goes on, take all places. */
async function waitsForAPlace(signal: AbortSignal): Promise<unknown> {
  const lanes = new RequestLanes(systemClock);
  const other = historyWith(lanes);
  const others = Array.from({ length: 8 }, (_, n) => other.at(BigInt(n + 1)).catch(() => {}));
  const mine = exactly(signal, lanes).catch(() => {});
  await mine;
  other.close("done");
  return await Promise.all(others);
}

const timers = () => process.getActiveResourcesInfo().filter((name) => name === "Timeout").length;

/** Connections that serve a request; one that is idle may serve the next. */
const busy = () => Object.values(agent.sockets).flat().length + silentSockets.size;

/** By turns of the event loop: a timer would count itself. */
async function until(condition: () => boolean, what: () => string): Promise<void> {
  for (let turns = 0; !condition(); turns++) {
    if (turns > 200_000) throw new Error(`in vain: ${what()}`);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

describe("a wait that is aborted settles at once, and leaves neither a timer nor a connection", () => {
  it.each(waits)("$name", async ({ faults = [], begin, requests = 1 }) => {
    const before = timers();
    for (const fault of faults) server.fault(fault);
    const stop = new AbortController();
    const settled = begin(stop.signal).then(
      () => "resolved",
      () => "rejected",
    );
    await until(
      () => server.requests.length >= requests,
      () => `${server.requests.length} requests`,
    );
    await systemClock.sleep(10);
    if (requests === 0) await systemClock.sleep(40);
    stop.abort();
    await settled;
    await until(
      () => timers() <= before && busy() === 0,
      () => `${timers() - before} timers, ${busy()} connections`,
    );
  });

  it("covers every method of a connection and of its reader", () => {
    const covered: readonly (keyof ClusterReader)[] = ["list", "watch", "listMetadata", "latestVersion"];
    expect(Object.keys(reader()).sort()).toEqual([...covered].sort());
  });
});
