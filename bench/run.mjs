// npm run bench [-- --json] [-- --events N] [-- --objects N] [-- --rounds N] [-- --profile]
//
// Everything in one run, on this machine, now: figures of different runs, let alone of different machines, are not to be compared; their
// ratios are. The table goes to stdout; with --json, one JSON document instead.
import { mkdtempSync, rmSync } from "node:fs";
import { availableParallelism, cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { hasKubectl, ingestCeiling, ingestWithKubectl, ingestWithKubespy } from "./ingest.mjs";
import { median } from "./processes.mjs";
import { profileIngestion } from "./profile.mjs";
import { measureStartUp } from "./start-up.mjs";
import { measureState } from "./state.mjs";
import { table } from "./table.mjs";

const { values: flags } = parseArgs({
  options: {
    json: { type: "boolean" },
    profile: { type: "boolean" },
    events: { type: "string", default: "40000" },
    objects: { type: "string", default: "500" },
    rounds: { type: "string", default: "3" },
  },
});
const load = { objects: Number(flags.objects), events: Number(flags.events) };
const rounds = Number(flags.rounds);
const folder = mkdtempSync(join(tmpdir(), "kubespy-bench-"));
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));

const kubespy = [];
const ceiling = [];
const kubectl = [];
for (let round = 1; round <= rounds; round++) {
  say(`ingestion, round ${round} of ${rounds}`);
  kubespy.push(await ingestWithKubespy(load, folder));
  ceiling.push(await ingestCeiling(load));
  // It takes long, and once is enough: it is not what is measured here.
  if (hasKubectl && round === 1) kubectl.push(await ingestWithKubectl(load, folder));
}
const { db, wireBytes, storedBytes } = kubespy[0];
say("state at random sequences");
const state = await measureState(db);
say("start-up");
const startUpMs = await measureStartUp(folder, db);
if (flags.profile) say("profile");

const results = {
  machine: { cpu: cpus()[0]?.model ?? "unknown", processors: availableParallelism(), node: process.version },
  load: { ...load, wireBytesPerEvent: wireBytes / load.events, rounds },
  ingestion: {
    kubespyEventsPerSecond: rate(kubespy),
    ceilingEventsPerSecond: rate(ceiling),
    kubectlEventsPerSecond: kubectl.length === 0 ? null : rate(kubectl),
    storedBytesPerEvent: storedBytes / (load.events + load.objects),
    kubectlBytesPerEvent: kubectl.length === 0 ? null : kubectl[0].storedBytes / (load.events + load.objects),
    peakMemoryBytes: kubespy[0].peakBytes === undefined ? null : Math.max(...kubespy.map((run) => run.peakBytes)),
    cpuMicrosecondsPerEvent: kubespy[0].cpuMs === undefined ? null : (median(kubespy.map((run) => run.cpuMs)) * 1000) / load.events,
  },
  state,
  startUpMs,
  ...(flags.profile ? { profile: await profileIngestion(load, folder) } : {}),
};
process.stdout.write(flags.json ? `${JSON.stringify(results, undefined, 2)}\n` : table(results));

function rate(runs) {
  return (load.events * 1000) / median(runs.map((run) => run.ms));
}

function say(text) {
  process.stderr.write(`bench: ${text}\n`);
}
