import { expect, it } from "vitest";
import { systemClock } from "../../src/io/clock.js";
import { type Fault, type FaultAct, type FaultServer, statusBody, type TestObject } from "../support/fault-server.js";
import { ProgramRig } from "./program-rig.js";
import type { Scope } from "./scopes.js";
import { randomFrom } from "./seeded.js";

/** In minutes; set by `npm run soak`, not by `npm test`. */
const minutes = Number(process.env["KUBESPY_SOAK_MINUTES"] ?? 0);
const seed = Number(process.env["KUBESPY_SOAK_SEED"] ?? Date.now() % 1_000_000);
const eventsPerSecond = 500;
const random = randomFrom(seed);

const collections = ["/api/v1/pods", "/api/v1/configmaps", "/api/v1/events"] as const;
const kinds = { "/api/v1/pods": "Pod", "/api/v1/configmaps": "ConfigMap", "/api/v1/events": "Event" } as const;

function makeOf(collection: (typeof collections)[number], name: string): TestObject {
  const about = {
    involvedObject: { apiVersion: "v1", kind: "Pod", namespace: "shop", name: "steady", uid: "uid-1" },
    reason: "R",
    message: "m",
  };
  const fields = kinds[collection] === "Event" ? about : { data: { n: String(random.below(1e9)), text: "über 🚢" } };
  return { apiVersion: "v1", kind: kinds[collection], metadata: { name, namespace: "shop", labels: { belongs: "yes" } }, ...fields };
}

/** One change: mostly an update, sometimes a creation, a deletion, or a recreation under the same name. */
function change(server: FaultServer, alive: Set<string>): void {
  const collection = random.pick(collections);
  const name = `${kinds[collection].toLowerCase()}-${random.below(120)}`;
  const key = `${collection} ${name}`;
  if (alive.has(key) && random.below(12) === 0) {
    alive.delete(key);
    server.remove(collection, name, "shop");
  } else {
    alive.add(key);
    server.apply(collection, makeOf(collection, name));
  }
  if (random.below(5) === 0) server.writeElsewhere(1);
}

const scope: Scope = {
  name: "soak",
  targets: ["pods,configmaps"],
  collections,
  begin: (server) => server.apply("/api/v1/pods", makeOf("/api/v1/pods", "steady")),
  live: () => {},
  fence: (server) => collections.map((collection) => server.apply(collection, makeOf(collection, "fence"))),
};

const status = (code: number, reason: string): FaultAct => ({ do: "answer", status: code, body: statusBody(code, reason, reason) });
const onStream =
  (act: FaultAct, more: Partial<Fault> = {}) =>
  (server: FaultServer) => {
    const path = `/${random.pick(collections).split("/").at(-1)}`;
    server.fault({ on: "watch", path, afterEvents: act.do === "answer" ? 0 : random.below(50), act, ...more });
    server.cut();
  };

const faults: Readonly<Record<string, (server: FaultServer) => void>> = {
  "all connections cut": (server) => server.cut(),
  "stream ends cleanly": onStream({ do: "close" }),
  "stream is reset": onStream({ do: "reset" }),
  "cut in the middle of a line": onStream({ do: "cutLine", atByte: 70 }),
  "cut in the middle of a character": onStream({ do: "cutLine", atByte: "in a character" }),
  "cut in the middle of a chunk": onStream({ do: "cutChunk" }),
  "delivered twice": onStream({ do: "repeat", times: 2 }),
  "410 on the watch": onStream(status(410, "Expired")),
  "API server restarts, watch memory lost": (server) => server.restart({ keepWatches: false }),
  "429": onStream(status(429, "TooManyRequests"), { times: 2 }),
  "500": onStream(status(500, "InternalError"), { times: 2 }),
  "503": onStream(status(503, "ServiceUnavailable"), { times: 2 }),
  "a proxy's HTML page": onStream({ do: "answer", status: 502, body: "<html>", headers: { "Content-Type": "text/html" } }),
  bookmark: (server) => server.bookmark(),
};

it.skipIf(minutes === 0)(
  `${minutes} minutes of faults at ${eventsPerSecond} events/s end in a recording that equals what the server held`,
  async () => {
    say(`seed ${seed}, ${minutes} minutes, ${eventsPerSecond} events/s`);
    await using rig = await ProgramRig.start(scope);
    const { child, result } = await rig.record("s", ["--quiet", "--repair", "20000/2m"]);
    const struck = await live(rig);
    // The repair of a gap with thousands of versions may still be running.
    await rig.isStored(["s"], 300_000);
    child.kill("SIGINT");
    expect((await result).code).toBe(0);
    const comparison = await rig.compare();
    const reconnects = rig.server.requests.filter(({ kind }) => kind === "watch").length - collections.length;
    const { changes, recorded, repaired, gaps, named, lost, wrong } = comparison;
    say(`${changes} changes, ${recorded} recorded, ${repaired} of these read back from history; ${reconnects} reconnects, ${gaps} gaps`);
    say(`faults: ${[...struck].map(([name, times]) => `${name} ${times}`).join(", ")}`);
    say(`named in gaps: ${named.length}; lost: ${lost.length}; wrong: ${wrong.length}`);
    expect({ lost: lost.slice(0, 20), wrong: wrong.slice(0, 20) }).toEqual({ lost: [], wrong: [] });
  },
  (minutes + 10) * 60_000,
);

/** Steady changes, and a fault every few seconds. Resolves with the count of each fault. */
async function live({ server }: ProgramRig): Promise<ReadonlyMap<string, number>> {
  const struck = new Map<string, number>();
  const alive = new Set<string>();
  const beginMs = systemClock.monotonicMs();
  const endMs = beginMs + minutes * 60_000;
  let [nextFaultMs, made, saidMs] = [beginMs + 2000, 0, beginMs];
  for (let now = beginMs; now < endMs; now = systemClock.monotonicMs()) {
    for (; made < ((now - beginMs) / 1000) * eventsPerSecond; made++) change(server, alive);
    if (now > nextFaultMs) {
      const [name, strike] = random.pick(Object.entries(faults));
      strike(server);
      struck.set(name, (struck.get(name) ?? 0) + 1);
      nextFaultMs = now + 1000 + random.below(5000);
    }
    if (now > saidMs + 60_000) {
      saidMs = now;
      say(`${Math.round((now - beginMs) / 60_000)} min: ${made} changes, ${[...struck.values()].reduce((a, b) => a + b, 0)} faults`);
    }
    await systemClock.sleep(10);
  }
  return struck;
}

function say(text: string): void {
  process.stdout.write(`soak: ${text}\n`);
}
