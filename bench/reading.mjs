// What reads whole sessions: `compare`, `diagnose` and `show` as whole processes, in processor time, beside the least that reading the same events
// takes. With the analyses that the database keeps, and the first time, without any.
import { join } from "node:path";
import { copyDatabase, removeDerived } from "./derived.mjs";
import { median, runKubespy, runNode } from "./processes.mjs";

const commands = {
  compare: { args: ["compare", "bench", "beside"], sessions: ["bench", "beside"] },
  diagnose: { args: ["diagnose", "bench"], sessions: ["bench"] },
  show: { args: ["show", "bench"], sessions: ["bench"] },
};

/** For each command: processor time `with` and `without` kept analyses, and of the process that parses the same events; peak memory. */
export async function measureReading(workspace) {
  const files = await linesOf(workspace);
  const { pristine, kept } = await databases(workspace);
  const runs = Object.fromEntries(Object.keys(commands).map((name) => [name, { with: [], without: [], parsing: [] }]));
  for (let round = 1; round <= workspace.rounds; round++) {
    workspace.say(`round ${round} of ${workspace.rounds}`);
    for (const [name, { args, sessions }] of Object.entries(commands)) {
      runs[name].parsing.push(await runNode([parser, ...sessions.map((session) => files[session])]));
      runs[name].without.push(await runKubespy(...args, "--db", copyDatabase(pristine, workspace.path("fresh.db"))));
      runs[name].with.push(await runKubespy(...args, "--db", kept));
    }
  }
  return Object.fromEntries(Object.entries(runs).map(([name, each]) => [name, figuresOf(each)]));
}

const parser = join(import.meta.dirname, "parse-lines.mjs");

function figuresOf({ with: kept, without, parsing }) {
  const cpuMs = (of) => median(of.map((run) => run.cpuMs));
  return {
    withCpuMs: cpuMs(kept),
    withoutCpuMs: cpuMs(without),
    parsingCpuMs: cpuMs(parsing),
    withMs: median(kept.map(({ ms }) => ms)),
    withoutMs: median(without.map(({ ms }) => ms)),
    peakMemoryBytes: Math.max(...[...kept, ...without].map(({ peakBytes }) => peakBytes)),
  };
}

async function linesOf(workspace) {
  const db = await workspace.pair();
  return { bench: await workspace.lines(db, "bench"), beside: await workspace.lines(db, "beside") };
}

/** Both hold the two sessions; `kept` also what is kept when a session is first read whole. */
async function databases(workspace) {
  const db = await workspace.pair();
  const pristine = copyDatabase(db, workspace.path("pristine.db"));
  removeDerived(pristine);
  const kept = copyDatabase(pristine, workspace.path("kept.db"));
  for (const { args } of Object.values(commands)) await runKubespy(...args, "--db", kept);
  return { pristine, kept };
}
