// npm run bench -- [--only NAME[,NAME]] [--rounds N] [--json] [--profile]; or --scale, --against REV, --draw: see `usage` and README.md.
//
// Everything in one run, on this machine, now: figures of different runs, let alone of different machines, are not to be compared; their
// ratios are. The result goes to stdout, what is being done to stderr.
import { parseArgs } from "node:util";
import { measureAgainst } from "./against/against.mjs";
import { againstTable } from "./against/against-table.mjs";
import { drawReadme } from "./draw.mjs";
import { figuresOf } from "./figures.mjs";
import { groups } from "./groups.mjs";
import { machine } from "./machine.mjs";
import { profileIngestion } from "./profile.mjs";
import { measureScale } from "./scale/scale.mjs";
import { table } from "./table.mjs";
import { temporaryFolder, usualLoad, Workspace } from "./workspace.mjs";

const usage = `Usage: npm run bench -- [options]

  --only NAME[,NAME]  only these groups: ${groups.map(({ name }) => name).join(", ")}
  --rounds N          rounds of each contestant (default: 3)
  --json              one JSON document instead of a table
  --profile           also a CPU profile of the ingestion, by thread
  --against REV       build another commit and compare with it, in turns
  --scale             measure growth with events and objects, into bench/scale.json and bench/README.md
  --draw              draw bench/README.md anew from bench/results.json and bench/scale.json
  -h, --help          this text
`;

/** Which other flags a mode takes. */
const applies = { scale: [], against: ["only", "rounds", "json"], draw: [] };

class WrongUsage extends Error {}

try {
  const flags = flagsOf(process.argv.slice(2));
  process.stdout.write(await resultOf(flags));
  // The database of the large load may still be open in a reader's thread.
  process.exit();
} catch (error) {
  say(`error: ${error instanceof WrongUsage || process.env.KUBESPY_BENCH_DEBUG === undefined ? error.message : error.stack}`);
  process.exit(error instanceof WrongUsage ? 2 : 1);
}

function flagsOf(args) {
  const flags = parsed(args);
  const modes = ["scale", "against", "draw"].filter((mode) => flags[mode] !== undefined);
  if (modes.length > 1) throw new WrongUsage(`--${modes.join(" and --")} cannot be combined`);
  const known = groups.map(({ name }) => name);
  const only = flags.only?.split(",") ?? known;
  for (const name of only) if (!known.includes(name)) throw new WrongUsage(`unknown group "${name}" in --only: use ${known.join(", ")}`);
  const rounds = Number(flags.rounds ?? 3);
  if (!Number.isInteger(rounds) || rounds < 1) throw new WrongUsage(`invalid --rounds "${flags.rounds}": use a whole number from 1`);
  for (const flag of ["only", "rounds", "json", "profile"].filter((name) => flags[name] !== undefined))
    if (modes.length > 0 && !applies[modes[0]].includes(flag)) throw new WrongUsage(`--${flag} and --${modes[0]} cannot be combined`);
  return { ...flags, only, rounds };
}

function parsed(args) {
  const flag = { type: "boolean" };
  const text = { type: "string" };
  const options = {
    only: text,
    rounds: text,
    against: text,
    json: flag,
    profile: flag,
    scale: flag,
    draw: flag,
    help: { ...flag, short: "h" },
  };
  try {
    return parseArgs({ args, options }).values;
  } catch (error) {
    throw new WrongUsage(`${error.message.split(". ")[0]}\n\n${usage}`);
  }
}

async function resultOf(flags) {
  if (flags.help) return usage;
  if (flags.draw) return drawReadme();
  if (flags.scale) return await scaled();
  if (flags.against !== undefined) return await against(flags);
  return await measured(flags);
}

async function measured({ only, rounds, json, profile }) {
  const workspace = new Workspace(temporaryFolder(), { rounds, say });
  const started = performance.now();
  const results = {};
  for (const { name, title, measure } of groups.filter((group) => only.includes(group.name))) {
    say(`${name}: ${title}`);
    results[name] = await measure(workspace);
  }
  const run = {
    machine: machine(),
    rounds,
    seconds: Math.round((performance.now() - started) / 1000),
    figures: figuresOf(results),
    ...(profile ? { profile: await profileIngestion(usualLoad, workspace.folder) } : {}),
  };
  say(`took ${run.seconds} s`);
  return json ? document({ ...run, results }) : table(run, Object.fromEntries(groups.map(({ name, title }) => [name, title])));
}

async function against({ against: revision, only, rounds, json }) {
  const comparison = await measureAgainst(revision, { only, rounds, say });
  return json ? document(comparison) : againstTable(comparison);
}

async function scaled() {
  const started = performance.now();
  await measureScale(new Workspace(temporaryFolder(), { rounds: 1, say }));
  say(`took ${Math.round((performance.now() - started) / 1000)} s`);
  return drawReadme();
}

function document(value) {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}

function say(text) {
  process.stderr.write(`bench: ${text}\n`);
}
