// What is measured, group by group, in the order of a run. The names are those of `--only`; each `measure` returns what figures.mjs makes figures of.
import { measureDay } from "./day.mjs";
import { measureFiles } from "./files.mjs";
import { measureIdle } from "./idle.mjs";
import { measureIngestion, measureLargeIngestion } from "./ingestion.mjs";
import { measureLatency } from "./latency.mjs";
import { measureOpenLive } from "./open-live.mjs";
import { measurePage } from "./page.mjs";
import { measurePlayers } from "./players.mjs";
import { median } from "./processes.mjs";
import { measureReading } from "./reading.mjs";
import { measureStartUp } from "./start-up.mjs";
import { measureState } from "./state.mjs";
import { measureSteady } from "./steady.mjs";

export const groups = [
  { name: "ingestion", title: "ingestion", measure: measureIngestion },
  { name: "reading", title: "compare, diagnose and show", measure: measureReading },
  {
    name: "start-up",
    title: "start-up of short commands",
    measure: async (workspace) => await measureStartUp(workspace.folder, await workspace.usual()),
  },
  { name: "state", title: "state at random sequences", measure: measureState },
  { name: "files", title: "export and import", measure: measureFiles },
  { name: "latency", title: "from the wire to the terminal and to the commit", measure: latencies },
  { name: "steady", title: "20 changes/s beside kubectl and for a day; a quiet namespace", measure: steadyRates },
  { name: "open", title: "open while recording", measure: async ({ folder }) => (await measureOpenLive(folder)) ?? null },
  { name: "page", title: "the page", measure: async ({ folder }) => await measurePage(folder) },
  { name: "large", title: "ingestion of a large load", measure: measureLargeIngestion },
  { name: "player", title: "the player", measure: measurePlayers },
];

async function latencies(workspace) {
  const runs = await inRounds(workspace, measureLatency);
  const of = (take) => median(runs.map(take));
  return {
    perSecond: runs[0].perSecond,
    screen: { medianMs: of(({ screen }) => screen.medianMs), p99Ms: of(({ screen }) => screen.p99Ms) },
    commit: { medianMs: of(({ commit }) => commit.medianMs), p99Ms: of(({ commit }) => commit.p99Ms) },
    bare: { medianMs: of(({ bare }) => bare.medianMs), p99Ms: of(({ bare }) => bare.p99Ms) },
    beyondBareMs: of(({ screen, bare }) => screen.p99Ms - bare.p99Ms),
  };
}

/** At the same time: none of these keeps a processor busy. */
async function steadyRates(workspace) {
  const silent = workspace.silent();
  const [minutes, idleShares, day] = await Promise.all([
    inRounds(workspace, measureSteady),
    inRounds(silent, measureIdle),
    measureDay(workspace.newFolder()),
  ]);
  return { minute: minuteOf(minutes), idleShare: idleShares.includes(undefined) ? null : median(idleShares), day };
}

function minuteOf(runs) {
  const of = (take) => (runs.some((run) => take(run) === null) ? null : median(runs.map(take)));
  return {
    seconds: runs[0].seconds,
    perSecond: runs[0].perSecond,
    screenMs: of(({ screenMs }) => screenMs),
    fileMs: of(({ fileMs }) => fileMs),
    quietMs: of(({ quietMs }) => quietMs),
    kubectlMs: of(({ kubectlMs }) => kubectlMs),
    screenOfKubectl: of(({ screenMs, kubectlMs }) => kubectlMs && screenMs / kubectlMs),
    fileOfKubectl: of(({ fileMs, kubectlMs }) => kubectlMs && fileMs / kubectlMs),
    quietOfKubectl: of(({ quietMs, kubectlMs }) => kubectlMs && quietMs / kubectlMs),
  };
}

/** One after the other, each in a folder of its own: sessions are named alike. */
async function inRounds(workspace, measure) {
  const runs = [];
  for (let round = 1; round <= workspace.rounds; round++) {
    workspace.say(`round ${round} of ${workspace.rounds}`);
    runs.push(await measure(workspace.newFolder()));
  }
  return runs;
}
