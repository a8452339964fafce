// The cost of the same work over the number of events and of objects, written into scale.json. Costs are processor time of whole processes in ms, with
// start-up, unless they are too small for that.
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { removeDerived } from "../derived.mjs";
import { ingestWithKubespy } from "../ingest.mjs";
import { machine } from "../machine.mjs";
import { measurePlayer } from "../player.mjs";
import { median, root, runKubespy } from "../processes.mjs";
import { statesInProcess } from "../state.mjs";
import { axes, pointsOf } from "./curves.mjs";

export const scaleFile = join(root, "bench", "scale.json");

export async function measureScale(workspace) {
  const points = [];
  for (const { events, objects } of distinct(Object.values(axes).flatMap(pointsOf))) {
    workspace.say(`${events.toLocaleString("en")} events of ${objects.toLocaleString("en")} objects`);
    points.push({ events, objects, ...(await measurePoint({ events, objects }, workspace)) });
  }
  writeFileSync(scaleFile, `${JSON.stringify({ machine: machine(), points }, undefined, 2)}\n`);
}

/** Small loads repeatedly: there a busy moment weighs most. */
async function measurePoint(load, workspace) {
  const rounds = load.events <= 10_000 ? 3 : 1;
  const runs = [];
  for (let round = 0; round < rounds; round++) runs.push(await measureOnce(load, workspace));
  return Object.fromEntries(Object.keys(runs[0]).map((key) => [key, median(runs.map((run) => run[key]))]));
}

async function measureOnce(load, workspace) {
  const folder = workspace.newFolder();
  const db = join(folder, "scale.db");
  const { cpuMs } = await ingestWithKubespy(load, folder, { db });
  await ingestWithKubespy({ ...load, variant: 1 }, folder, { db, session: "beside" });
  const cpuMsOf = async (...args) => (await runKubespy(...args, "--db", db)).cpuMs;
  removeDerived(db);
  const compareFirstCpuMs = await cpuMsOf("compare", "bench", "beside");
  const compareKeptCpuMs = await cpuMsOf("compare", "bench", "beside");
  const diagnoseKeptCpuMs = await cpuMsOf("diagnose", "bench");
  const player = await measurePlayer(db, { rounds: 1, stepsPerPlace: 15 });
  const stateAtMs = statesInProcess(db).medianMs;
  removeDerived(db);
  const diagnoseFirstCpuMs = await cpuMsOf("diagnose", "bench");
  rmSync(folder, { recursive: true });
  return {
    ingestionCpuMs: cpuMs ?? null,
    openCpuMs: player.firstScreenCpuMs ?? null,
    stepMs: player.stepMedianMs,
    stateAtMs,
    diagnoseFirstCpuMs,
    diagnoseKeptCpuMs,
    compareFirstCpuMs,
    compareKeptCpuMs,
  };
}

function distinct(points) {
  return [...new Map(points.map((point) => [JSON.stringify(point), point])).values()];
}
