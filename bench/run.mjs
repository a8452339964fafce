// npm run bench [-- --json] [-- --events N] [-- --objects N] [-- --rounds N] [-- --profile]
//
// Everything in one run, on this machine, now: figures of different runs, let alone of different machines, are not to be compared; their
// ratios are. The table goes to stdout; with --json, one JSON document instead. bench/README.md says what each figure means.
import { mkdtempSync, rmSync } from "node:fs";
import { availableParallelism, cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { barsOf } from "./bars.mjs";
import { measureCompare } from "./compare.mjs";
import { measureFiles } from "./files.mjs";
import { measureFirstScreen } from "./first-screen.mjs";
import { measureIdle } from "./idle.mjs";
import { measureIngestion } from "./ingestion.mjs";
import { measureLatency } from "./latency.mjs";
import { measureOpenLive } from "./open-live.mjs";
import { measurePage } from "./page.mjs";
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
/** What the bars for ingestion are about; a larger load is measured beside it, in the same run. */
const usual = { events: 40_000, objects: 500 };
const load = { events: Number(flags.events), objects: Number(flags.objects) };
const isLarge = load.events > usual.events;
const folder = mkdtempSync(join(tmpdir(), "kubespy-bench-"));
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));

const rounds = Number(flags.rounds);
const small = await step("ingestion", () => measureIngestion(isLarge ? usual : load, folder, { rounds, kubectl: true, say }));
const large = isLarge
  ? await step("ingestion, large", () => measureIngestion(load, folder, { rounds: 1, kubectl: false, say }))
  : undefined;
const { db } = large ?? small;
const frames = load.events + load.objects;

const results = {
  machine: { cpu: cpus()[0]?.model ?? "unknown", processors: availableParallelism(), node: process.version },
  ingestion: small.figures,
  ...(large === undefined ? {} : { large: large.figures }),
  state: await step("state at random sequences", () => measureState(db)),
  firstScreenMs: await step("first screen of the player", () => measureFirstScreen(db)),
  startUpMs: await step("start-up", () => measureStartUp(folder, db)),
  files: await step("export and import", () => measureFiles(db, frames, folder)),
  compare: await step("two sessions compared", () => measureCompare(small.db, folder)),
  latency: await step("latency", () => measureLatency(folder)),
  openLive: (await step("open while recording", () => measureOpenLive(folder))) ?? null,
  page: await step("page", () => measurePage(folder)),
  idleShare: (await step("idle", () => measureIdle(folder))) ?? null,
  ...(flags.profile ? { profile: await step("profile", () => profileIngestion(load, folder)) } : {}),
};
const bars = barsOf(results);
process.stdout.write(flags.json ? `${JSON.stringify({ ...results, bars }, undefined, 2)}\n` : table(results, bars));
// The database of the large load may still be open in a reader's thread.
process.exit();

function step(title, measure) {
  say(title);
  return measure();
}

function say(text) {
  process.stderr.write(`bench: ${text}\n`);
}
