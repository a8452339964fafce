import type { ChildProcess } from "node:child_process";
import { readFileSync } from "node:fs";
import { createServer } from "node:net";
import { expect, it, vi } from "vitest";
import { systemClock } from "../../src/io/clock.js";
import type { FaultServer, TestObject } from "../support/fault-server.js";
import { type Comparison, sumOf } from "./compare.js";
import { isFull } from "./effort.js";
import { ProgramRig } from "./program-rig.js";
import { note, reportRestart } from "./report.js";
import type { Scope } from "./scopes.js";
import { randomFrom } from "./seeded.js";

/**
 * An API server that is killed while two writers change ConfigMaps, as measured on a real one: sockets are reset; what was written last reached
 * etcd, but no client; for some seconds connections are refused, then the new process answers that it is not ready; then writes come from the
 * first moment. Its watch memory begins empty, so a watch from an older version is answered with 410 once anything was written; etcd keeps the history.
 */
vi.setConfig({ testTimeout: 600_000 });

const maps = "/api/v1/configmaps";
const writesPerSecond = 100;
const servedBeforeMs = isFull ? 30_000 : 4000;
const seed = Number(process.env["KUBESPY_RESTART_SEED"] ?? Date.now() % 1_000_000);
const random = randomFrom(seed);
/** A restarted server has bars, which one run of three kills can only show by luck. */
const rounds = isFull ? 4 : 1;

const map = (name: string, n: number): TestObject => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name, namespace: "shop", labels: { belongs: "yes" } },
  data: { n: String(n), text: "über 🚢" },
});

const scope: Scope = {
  name: "two writers",
  targets: ["configmaps"],
  collections: [maps, "/api/v1/events"],
  begin: (server) => void server.apply(maps, map("steady", 0)),
  live: () => {},
  fence: (server, round) => {
    const last = server.apply(maps, map("steady", round));
    const { namespace, name, uid } = last.metadata;
    const involvedObject = { apiVersion: "v1", kind: "ConfigMap", namespace, name, uid };
    const metadata = { name: "steady.fence", namespace: "shop", labels: { belongs: "yes" } };
    return [last, server.apply("/api/v1/events", { apiVersion: "v1", kind: "Event", metadata, involvedObject, reason: "R", message: "m" })];
  },
};

/** Two writers who change ConfigMaps of their own for as long as the server takes writes, and continue at the moment that it does so again. */
class Writers {
  readonly #server: FaultServer;
  readonly #alive = new Set<string>();
  #timer: NodeJS.Timeout | undefined;
  #made = 0;

  constructor(server: FaultServer) {
    this.#server = server;
  }

  begin(): void {
    const beganMs = systemClock.monotonicMs();
    let due = 0;
    const write = () => {
      for (const until = ((systemClock.monotonicMs() - beganMs) / 1000) * writesPerSecond; due <= until; due++) this.#write();
    };
    write();
    this.#timer = setInterval(write, 2);
  }

  pause(): void {
    clearInterval(this.#timer);
  }

  /** Mostly a change; sometimes a creation, a deletion, and what is created only to be deleted by the next write. */
  #write(): void {
    const n = ++this.#made;
    const name = `writer-${n % 2}-${random.below(8)}`;
    if (this.#alive.has(name) && random.below(7) === 0) {
      this.#alive.delete(name);
      this.#server.remove(maps, name, "shop");
    } else if (this.#alive.has("brief")) {
      this.#alive.delete("brief");
      this.#server.remove(maps, "brief", "shop");
    } else {
      const chosen = random.below(20) === 0 ? "brief" : name;
      this.#alive.add(chosen);
      this.#server.apply(maps, map(chosen, n));
    }
  }
}

async function underWrites(strike: (server: FaultServer, writers: Writers) => Promise<void>): Promise<Comparison> {
  await using rig = await ProgramRig.start(scope, undefined, { port: await freePort(), listMs: 3, endsWatches: true });
  const { child, result } = await rig.record("s", ["--quiet"]);
  const writers = new Writers(rig.server);
  writers.begin();
  // Long enough that a stream without changes falls far behind the versions of the others, unless it does something about that.
  await systemClock.sleep(servedBeforeMs);
  await strike(rig.server, writers);
  await systemClock.sleep(4000);
  writers.pause();
  await rig.isStored();
  child.kill("SIGINT");
  expect((await result).code).toBe(0);
  return await rig.compare();
}

async function killThreeTimes(server: FaultServer, writers: Writers): Promise<void> {
  for (const { servedMs, watchesAfterMs } of [{ servedMs: 4000 }, { servedMs: 1500, watchesAfterMs: 400 }, { servedMs: 0 }]) {
    server.stallStreams();
    await systemClock.sleep(30);
    writers.pause();
    await server.kill();
    await systemClock.sleep(2000 + random.below(1500));
    await server.start();
    await systemClock.sleep(500 + random.below(1000));
    // Its own leases, and what its controllers write before it is ready.
    server.writeElsewhere(7);
    server.becomeReady(watchesAfterMs === undefined ? {} : { watchesAfterMs });
    writers.begin();
    await systemClock.sleep(servedMs);
  }
}

async function cutForSeconds(server: FaultServer): Promise<void> {
  await server.kill();
  await systemClock.sleep(5000);
  await server.start({ keepWatches: true });
}

it(`an API server killed three times under ${writesPerSecond} writes/s: 99.9 % is recorded, every loss is marked, one warning in ten gaps is needless at most`, async () => {
  const runs: Comparison[] = [];
  for (let round = 0; round < rounds; round++) runs.push(await underWrites(killThreeTimes));
  const total = sumOf(runs);
  reportRestart(`killed three times, ${rounds} times over`, total);
  expect({ lost: total.lost, wrong: total.wrong, inexactEnds: total.inexactEnds, seed }).toEqual({
    lost: [],
    wrong: [],
    inexactEnds: 0,
    seed,
  });
  expect(total.recorded / total.changes).toBeGreaterThanOrEqual(0.999);
  expect(total.needless.length * 10, total.needless.join("\n")).toBeLessThanOrEqual(total.gaps);
});

it(`connections cut for 5 s under ${writesPerSecond} writes/s while the server stays: everything is recorded`, async () => {
  const total = await underWrites(cutForSeconds);
  reportRestart("connections cut for 5 s, the server stays", total);
  expect({ lost: total.lost, wrong: total.wrong, named: total.named, gaps: total.gaps, seed }).toEqual({
    lost: [],
    wrong: [],
    named: [],
    gaps: 0,
    seed,
  });
});

it.each([
  ["refuses connections", false],
  ["accepts connections and closes them at once", true],
])(
  "a server that %s is asked four times a second, for all streams together, and costs the recorder next to nothing",
  async (how, accepting) => {
    await using rig = await ProgramRig.start(scope, undefined, { port: await freePort() });
    const { child, result } = await rig.record();
    const idleMs = await cpuMsPerSecond(child, isFull ? 5 : 1);
    await rig.server.kill({ accepting });
    await systemClock.sleep(1000);
    const before = rig.server.connections;
    const awayMs = await cpuMsPerSecond(child, 5);
    const asked = rig.server.connections - before;
    expect(asked).toBeLessThanOrEqual(5 * 4 + 2);
    if (accepting) expect(asked).toBeGreaterThan(0);
    await rig.server.start();
    rig.server.becomeReady();
    await rig.isStored();
    child.kill("SIGINT");
    expect((await result).code).toBe(0);
    const figures = `${awayMs} ms of CPU a second (${idleMs} ms while it watches)`;
    if (awayMs !== undefined) note("away", `an API server that ${how}: ${accepting ? `${asked / 5} connections and ` : ""}${figures}`);
  },
);

/** Undefined where the system does not say. */
async function cpuMsPerSecond({ pid }: ChildProcess, seconds: number): Promise<number | undefined> {
  const read = () => {
    if (process.platform !== "linux") return undefined;
    const [, fields = ""] = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ");
    const [user = 0, system = 0] = fields.split(" ").slice(11, 13).map(Number);
    // In ticks of 10 ms.
    return (user + system) * 10;
  };
  const before = read();
  await systemClock.sleep(seconds * 1000);
  const after = read();
  return before === undefined || after === undefined ? undefined : Math.round((after - before) / seconds);
}

/** Below the ports of outgoing connections: one of these, refused again and again, could otherwise connect to itself. */
async function freePort(): Promise<number> {
  for (;;) {
    const port = 20_000 + Math.floor(Math.random() * 10_000);
    const probe = createServer();
    const isFree = await new Promise<boolean>((resolve) => {
      probe.once("error", () => resolve(false));
      probe.listen(port, "127.0.0.1", () => resolve(true));
    });
    await new Promise((resolve) => probe.close(resolve));
    if (isFree) return port;
  }
}
