// This build beside that of another commit, in turns, group by group and round by round: what differs between two runs of one build is noise.
import { execFile } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { figuresOf } from "../figures.mjs";
import { machine } from "../machine.mjs";
import { median, root } from "../processes.mjs";
import { temporaryFolder } from "../workspace.mjs";
import { buildCommit, commitOf, removeCheckout } from "./other-build.mjs";

/** Figures of the program alone, in little time; the first records what the others read. */
const comparable = ["ingestion", "reading", "start-up", "state", "files", "latency"];

export async function measureAgainst(revision, { only, rounds, say }) {
  const commit = commitOf(revision);
  const names = comparable.filter((name) => only.includes(name));
  if (names.length === 0) throw new Error(`nothing to compare with another commit: use --only with ${comparable.join(", ")}`);
  const folder = temporaryFolder(removeCheckout);
  say(`building ${commit}`);
  const builds = { here: join(root, "dist"), there: await buildCommit(commit, folder) };
  for (const build of Object.keys(builds)) mkdirSync(join(folder, build));
  const runs = [];
  for (let round = 1; round <= rounds; round++) {
    // Who begins has the warmer or the colder machine: each in turn.
    const order = round % 2 === 1 ? ["here", "there"] : ["there", "here"];
    const results = { here: {}, there: {} };
    for (const name of names)
      for (const build of order) {
        say(`round ${round} of ${rounds}: ${name}, ${build === "here" ? "this build" : commit}`);
        results[build][name] = await measuredBy(builds[build], name, join(folder, build));
      }
    runs.push({ here: figuresOf(results.here), there: figuresOf(results.there) });
  }
  return { machine: machine(), against: commit, rounds, figures: ratios(runs) };
}

/** In a process of its own, which measures the build that it is given. */
async function measuredBy(dist, name, folder) {
  const env = { ...process.env, KUBESPY_BENCH_DIST: dist };
  const { stdout } = await promisify(execFile)(process.execPath, [join(import.meta.dirname, "one-group.mjs"), name, folder], {
    env,
    maxBuffer: 2 ** 26,
  });
  return JSON.parse(stdout);
}

/** What is a ratio already, or a share, says nothing more when it is divided again. */
function ratios(runs) {
  return runs[0].here
    .filter(({ value, unit }) => value !== null && value > 0 && unit !== "x" && unit !== "%")
    .map(({ group, what, unit }) => {
      const valueIn = (figures) => figures.find((figure) => figure.group === group && figure.what === what).value;
      const each = runs.map(({ here, there }) => valueIn(here) / valueIn(there));
      return {
        group,
        what,
        unit,
        here: median(runs.map(({ here }) => valueIn(here))),
        there: median(runs.map(({ there }) => valueIn(there))),
        ratio: median(each),
        lowest: Math.min(...each),
        highest: Math.max(...each),
        isBetterHigh: unit === "events/s",
      };
    });
}
