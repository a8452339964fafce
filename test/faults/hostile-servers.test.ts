import { join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import { openStore } from "../../src/app/open-store.js";
import { record } from "../../src/app/record.js";
import { Interrupted, KubespyError } from "../../src/errors.js";
import { systemClock } from "../../src/io/clock.js";
import type { Frame } from "../../src/model/frame.js";
import { startCluster } from "../support/cluster.js";
import { collect } from "../support/histories.js";
import { type HostileAct, hostileActs } from "../support/hostile-acts.js";
import { temporaryFolder } from "../support/program.js";
import { type HostilePhase, hostilePhases } from "./hostile-phases.js";

vi.setConfig({ testTimeout: 60_000 });

const pods = "/api/v1/pods";
const pod = (n: number) => ({ apiVersion: "v1", kind: "Pod", metadata: { name: "web", namespace: "shop" }, spec: { n } });

interface Ended {
  readonly outcome: string;
  /** The frames of its session, as another program reads them. */
  readonly stored: readonly Frame[];
}

/** A recording in this process, stopped as Ctrl-C stops it once the server has turned hostile. */
async function stopped(act: HostileAct, phase: HostilePhase): Promise<Ended> {
  using folder = temporaryFolder();
  await using server = await startCluster(folder.path);
  server.apply(pods, pod(0));
  const stop = new AbortController();
  const store = await openStore(join(folder.path, "k.db"));
  let reached = () => {};
  const isReached = new Promise<void>((resolve) => {
    reached = resolve;
  });
  const strike = () =>
    phase.strike(server, (socket) => {
      reached();
      act.take(socket);
    });
  if (phase.when === "before") strike();
  const seen: Frame[] = [];
  const recording = record(["pod", "web"], {
    store,
    session: "s",
    signal: stop.signal,
    stopWords: () => "stopped",
    verify: phase.atEnd === true,
    env: {},
    kubeconfig: server.kubeconfig,
    onFrame: (frame) => seen.push(frame),
  });
  const ending = recording.then(
    ({ end }) => end.outcome,
    (error: unknown) => (error instanceof Interrupted ? "interrupted" : error instanceof KubespyError ? "refused" : String(error)),
  );
  if (phase.when === "watching") {
    await until(() => server.openStreams === 2);
    server.apply(pods, pod(1));
    await until(() => seen.length === 2);
    strike();
  }
  if (phase.atEnd !== true) await Promise.race([isReached, ending]);
  // In the middle of it, not at its beginning.
  await systemClock.sleep(20);
  stop.abort();
  const outcome = await ending;
  const stored = (await store.has("s")) ? await storedFrames(store) : [];
  await store.close();
  return { outcome, stored };
}

async function storedFrames(store: Awaited<ReturnType<typeof openStore>>): Promise<readonly Frame[]> {
  const reader = await store.open("s");
  const frames = await collect(reader.frames());
  await reader.close();
  return frames;
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await systemClock.sleep(5);
}

function objectsIn(frames: readonly Frame[]): readonly string[] {
  return frames.flatMap((frame) => (frame.kind === "object" ? [`${frame.type} ${frame.ref.name}`] : []));
}

describe.concurrent("a recording ends when it is stopped, with everything seen saved, whatever the server does", () => {
  it.each(hostileActs)("a server that $name", async (act) => {
    const ends = await Promise.all(hostilePhases.map(async (phase) => ({ phase, ...(await stopped(act, phase)) })));
    for (const { phase, outcome, stored } of ends) {
      const changes = phase.when === "watching" ? ["ADDED web", "MODIFIED web"] : phase.saves ? ["ADDED web"] : [];
      expect(`${phase.name}: ${objectsIn(stored).slice(0, changes.length)}`).toBe(`${phase.name}: ${changes}`);
      expect(outcome, phase.name).toMatch(phase.saves ? /^signal$/ : /^(interrupted|refused)$/);
    }
  });
});
