// The contestants on one load, in turns, so that a busy moment of the machine hits all alike.
import { rmSync } from "node:fs";
import { hasKubectl, ingestCeiling, ingestWithKubectl, ingestWithKubespy } from "./ingest.mjs";
import { median } from "./processes.mjs";
import { largeLoad, usualLoad } from "./workspace.mjs";

export async function measureIngestion(workspace) {
  const runs = { kubespy: [], ceiling: [], kubectl: [] };
  for (let round = 1; round <= workspace.rounds; round++) {
    workspace.say(`round ${round} of ${workspace.rounds}`);
    runs.kubespy.push(await ingestWithKubespy(usualLoad, workspace.folder));
    runs.ceiling.push(await ingestCeiling(usualLoad));
    if (hasKubectl && workspace.withKubectl) runs.kubectl.push(await ingestWithKubectl(usualLoad, workspace.folder));
  }
  workspace.keep(runs.kubespy.at(-1).db, "usual.db");
  for (const { db } of runs.kubespy) rmSync(db);
  return {
    ...figuresOf(usualLoad, runs.kubespy),
    ceilingEventsPerSecond: rate(usualLoad, runs.ceiling),
    kubectlEventsPerSecond: rate(usualLoad, runs.kubectl),
  };
}

/** One round: it takes minutes. */
export async function measureLargeIngestion(workspace) {
  workspace.say("one round");
  return figuresOf(largeLoad, [await ingestWithKubespy(largeLoad, workspace.folder, { db: workspace.path("large.db") })]);
}

function figuresOf(load, runs) {
  const { wireBytes, framesBytes, storedBytes } = runs.at(-1);
  const known = runs.every(({ peakBytes }) => peakBytes !== undefined);
  return {
    ...load,
    rounds: runs.length,
    wireBytes,
    framesBytes,
    storedBytes,
    kubespyEventsPerSecond: rate(load, runs),
    peakMemoryBytes: known ? Math.max(...runs.map(({ peakBytes }) => peakBytes)) : null,
    cpuMicrosecondsPerEvent: known ? (median(runs.map(({ cpuMs }) => cpuMs)) * 1000) / load.events : null,
  };
}

function rate({ events }, runs) {
  return runs.length === 0 ? null : (events * 1000) / median(runs.map(({ ms }) => ms));
}
