import type { ChildProcess } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { createServer, type Server, type Socket } from "node:net";
import { join } from "node:path";
import { afterAll, expect, it, vi } from "vitest";
import { systemClock } from "../../src/io/clock.js";
import { openSqliteStore } from "../../src/store/sqlite/sqlite-store.js";
import { kubeconfigFor, startCluster } from "../support/cluster.js";
import { collect } from "../support/histories.js";
import { type HostileAct, hostileActs } from "../support/hostile-acts.js";
import { ended, type ProgramResult, startProgram, temporaryFolder } from "../support/program.js";
import { isFull } from "./effort.js";
import { type HostilePhase, hostilePhases } from "./hostile-phases.js";
import { reportHostile } from "./report.js";

/** A loaded machine may take longer. */
vi.setConfig({ testTimeout: 240_000 });

const group = "Hostile servers";
const pods = "/api/v1/pods";
const pod = (n: number) => ({ apiVersion: "v1", kind: "Pod", metadata: { name: "web", namespace: "shop" }, spec: { n } });

/** What ends the program, and what its arguments say about it. */
const limitMs = isFull ? 3000 : 1000;
const ends = ["SIGINT", "SIGTERM", "--for", "--until"] as const;
type End = (typeof ends)[number];
const argsOf: Readonly<Record<End, readonly string[]>> = {
  SIGINT: [],
  SIGTERM: [],
  "--for": ["--for", `${limitMs}ms`],
  "--until": ["--until", "deleted", "--timeout", `${limitMs}ms`],
};

interface Run {
  readonly code: number | null;
  /** From the signal, or the end of the time limit, to the end of the program. */
  readonly ms: number;
  readonly rssMb: number;
  readonly stored: readonly string[];
  readonly stderr: string;
}

/** The built program under one fault, told to end in one way. */
async function run(act: HostileAct, phase: HostilePhase, end: End): Promise<Run> {
  using folder = temporaryFolder();
  await using server = await startCluster(folder.path);
  server.apply(pods, pod(0));
  const moment = momentOf();
  const strike = () =>
    phase.strike(server, (socket) => {
      moment.come();
      act.take(socket);
    });
  if (phase.when === "before") strike();
  const db = join(folder.path, "k.db");
  const where = ["--kubeconfig", server.kubeconfig, "--db", db, "--session", "s"];
  const child = startProgram(["record", "pod", "web", ...where, ...argsOf[end]]);
  let endMs = systemClock.monotonicMs() + limitMs;
  const result = ended(child);
  const isOver = result.then(() => {});
  // A time limit counts from the first lists.
  child.stderr?.on("data", (text) => {
    if (String(text).includes("recording pod/web")) endMs = systemClock.monotonicMs() + limitMs;
  });
  if (phase.when === "watching") {
    await Promise.race([server.until(() => server.openStreams === 2), isOver]);
    server.apply(pods, pod(1));
    await systemClock.sleep(300);
    strike();
  }
  if (phase.atEnd !== true) await Promise.race([moment.hasCome, isOver]);
  // Starting the program takes no part of it.
  if (phase.when === "before") endMs = Math.max(endMs, systemClock.monotonicMs() + limitMs);
  if (end === "SIGINT" || end === "SIGTERM") {
    await Promise.race([systemClock.sleep(200), isOver]);
    endMs = systemClock.monotonicMs();
    child.kill(end);
  }
  const peak = watchMemory(child);
  const { code, stderr } = await endedWithoutHanging(child, result);
  const ms = Math.max(0, systemClock.monotonicMs() - endMs);
  return { code, ms, rssMb: peak(), stderr, stored: await storedIn(db) };
}

/** Seconds are printed, not asserted: only a program that does not end fails. */
const hangMs = 10_000;

/** Call it when the program has been told to end, or is about to reach its limit. */
async function endedWithoutHanging(child: ChildProcess, result: Promise<ProgramResult>): Promise<ProgramResult> {
  const timer = setTimeout(() => child.kill("SIGKILL"), hangMs + limitMs);
  const one = await result;
  clearTimeout(timer);
  if (child.signalCode === "SIGKILL") throw new Error(`hangs: it did not end within ${hangMs} ms: ${one.stderr}`);
  return one;
}

function momentOf(): { readonly hasCome: Promise<void>; readonly come: () => void } {
  let come = () => {};
  const hasCome = new Promise<void>((resolve) => {
    come = resolve;
  });
  return { hasCome, come: () => come() };
}

/** The most resident memory of the process so far, in MB; 0 where the system does not say. */
function watchMemory({ pid }: ChildProcess): () => number {
  let peak = 0;
  const look = () => {
    try {
      peak = Math.max(peak, Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0) / 1000);
    } catch {
      // It has ended, or there is no such file.
    }
  };
  look();
  const timer = setInterval(look, 20);
  return () => {
    clearInterval(timer);
    return peak;
  };
}

async function storedIn(db: string): Promise<readonly string[]> {
  const store = await openSqliteStore(db, { clock: systemClock });
  try {
    if (!(await store.has("s"))) return [];
    const reader = await store.open("s");
    const frames = await collect(reader.frames());
    const words = frames.flatMap((frame) => (frame.kind === "object" ? [`${frame.type} ${frame.ref.name}`] : []));
    expect(reader.summary.state).toBe("ended");
    await reader.close();
    return words;
  } finally {
    await store.close();
  }
}

/** 130 of what was interrupted before its time, 1 of what failed or was not reached, 0 of an open-ended recording. */
function codesOf(phase: HostilePhase, end: End): readonly number[] {
  if (!phase.saves) return end === "SIGINT" || end === "SIGTERM" ? [130, 1] : [1];
  return end === "--until" ? [1] : [0];
}

/** Every list shows a newer state of the Pod, which no watch delivers; the watches send bookmarks all the time. */
const phantoms: HostileAct = {
  name: "lists at the end what its watches never send",
  take: (socket) => {
    const items = [{ metadata: { name: "web", namespace: "shop", uid: "uid-1", resourceVersion: "900" } }];
    const body = JSON.stringify({ kind: "PartialObjectMetadataList", metadata: { resourceVersion: "901" }, items });
    socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n${body}`);
  },
};

it("a server that lists at the end what its watches never send: a signal ends the program, and what is missing is a gap", async () => {
  const phase: HostilePhase = {
    name: "the end",
    when: "watching",
    saves: true,
    atEnd: true,
    strike: (server, take) => {
      server.fault({ on: "list", path: "pods", times: Number.POSITIVE_INFINITY, act: { do: "raw", take } });
      const timer = setInterval(() => server.bookmark(String(902 + server.requests.length)), 50);
      void server.until(() => server.openStreams === 0).then(() => clearInterval(timer));
    },
  };
  const { code, ms, rssMb, stored, stderr } = await run(phantoms, phase, "SIGINT");
  expect(stored.slice(0, 2)).toEqual(["ADDED web", "MODIFIED web"]);
  expect(stderr).toMatch(/1 gap|possible loss|not verified/);
  expect(code).toBe(0);
  reportHostile({ group, fault: phantoms.name, outcome: "ended; the missing change is a gap", ms, rssMb });
});

const someActs = isFull ? hostileActs : hostileActs.slice(0, 1);
const somePhases = isFull
  ? hostilePhases
  : hostilePhases.filter(({ name }) => name === "the watch" || name === "the verification of the end");

it.each(someActs)(
  "a server that $name, at each point of a recording: signals and limits end the program, and all it saw is saved",
  async (act) => {
    const runs: (Run & { readonly point: string })[] = [];
    for (const [n, phase] of somePhases.entries()) {
      // Each way to end at each point costs minutes; in turns, every one of both is covered by some fault.
      const end = ends[(n + hostileActs.indexOf(act)) % ends.length] ?? "SIGINT";
      const one = await run(act, phase, end);
      const told = `${phase.name}, ${end}: ${one.stderr}`;
      const saved = phase.when === "watching" ? ["ADDED web", "MODIFIED web"] : phase.saves ? ["ADDED web"] : [];
      expect(one.stored.slice(0, saved.length), told).toEqual(saved);
      expect(codesOf(phase, end), told).toContain(one.code);
      runs.push({ ...one, point: `${phase.name}, ${end}` });
    }
    const ms = Math.max(...runs.map((one) => one.ms));
    const slowest = runs.find((one) => one.ms === ms)?.point;
    reportHostile({
      group,
      fault: act.name,
      outcome: `ended in ${runs.length} of ${runs.length} points; all it saw is saved; slowest: ${slowest}`,
      ms,
      rssMb: Math.max(...runs.map(({ rssMb }) => rssMb)),
    });
  },
);

it.each([
  ["record", "pod/web", "deploy/web", "svc/web"],
  ["trace", "pod", "web"],
  ["status", "pod", "web"],
  ["changes", "pod", "web"],
  ["diagnose", "pod", "web"],
])("kubespy %s %s ends by a signal while a watch gets no answer that is one", async (command, ...target) => {
  using folder = temporaryFolder();
  await using server = await startCluster(folder.path);
  server.apply(pods, pod(0));
  const moment = momentOf();
  const take = (socket: Socket) => {
    moment.come();
    hostileActs[0]?.take(socket);
  };
  server.fault({ on: "watch", times: Number.POSITIVE_INFINITY, act: { do: "raw", take } });
  const db = command === "record" || command === "diagnose" ? ["--db", join(folder.path, "k.db")] : [];
  const child = startProgram([command, ...target, "--kubeconfig", server.kubeconfig, ...db]);
  const result = ended(child);
  await moment.hasCome;
  await systemClock.sleep(100);
  child.kill("SIGINT");
  expect((await endedWithoutHanging(child, result)).code).toBe(0);
});

const servers: Server[] = [];
afterAll(() => {
  for (const server of servers) server.close();
});

it.each(["https", "http"])(
  "a server that takes %s connections and is silent, also in the TLS handshake: a signal ends the program",
  async (scheme) => {
    using folder = temporaryFolder();
    const moment = momentOf();
    const server = createServer((socket) => {
      socket.on("error", () => {});
      moment.come();
    });
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    const kubeconfig = join(folder.path, "kubeconfig");
    writeFileSync(kubeconfig, kubeconfigFor(`${scheme}://127.0.0.1:${typeof address === "object" ? address?.port : ""}`));
    const child = startProgram(["record", "pod", "web", "--kubeconfig", kubeconfig, "--db", join(folder.path, "k.db")]);
    const result = ended(child);
    await moment.hasCome;
    const fromMs = systemClock.monotonicMs();
    const peak = watchMemory(child);
    child.kill("SIGTERM");
    const { code } = await endedWithoutHanging(child, result);
    expect(code).toBe(130);
    const fault = scheme === "https" ? "never finishes the TLS handshake" : "accepts connections and says nothing";
    reportHostile({ group, fault, outcome: "ended; nothing was recorded yet", ms: systemClock.monotonicMs() - fromMs, rssMb: peak() });
  },
);
