// Time to the state of all objects at a random sequence of a stored session, in a process that has it open and does nothing else.
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { median, openStore, quantile, stateAt } from "./processes.mjs";

/** In a process of its own: the bench's has its own garbage to collect. */
export function statesInProcess(db) {
  return JSON.parse(execFileSync(process.execPath, [fileURLToPath(import.meta.url), db], { encoding: "utf8" }));
}

export async function measureState(workspace) {
  const db = await workspace.usual();
  const runs = Array.from({ length: workspace.rounds }, () => statesInProcess(db));
  return {
    samples: runs[0].samples,
    objects: runs[0].objects,
    medianMs: median(runs.map(({ medianMs }) => medianMs)),
    p99Ms: median(runs.map(({ p99Ms }) => p99Ms)),
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) process.stdout.write(JSON.stringify(await statesOf(process.argv[2])));

async function statesOf(db, { samples = 100, seed = 7 } = {}) {
  const store = await openStore(db, { readonly: true });
  const session = await store.open("bench");
  const { frames } = session.summary;
  const random = lcg(seed);
  const times = [];
  let objects = 0;
  for (let i = 0; i < samples; i++) {
    const sequence = 1 + Math.floor(random() * frames);
    const start = performance.now();
    const { living } = await stateAt(session, sequence);
    times.push(performance.now() - start);
    objects = Math.max(objects, living.length);
  }
  await session.close();
  await store.close();
  return { samples, objects, medianMs: median(times), p99Ms: quantile(times, 0.99) };
}

/** The same sequences every time: https://en.wikipedia.org/wiki/Linear_congruential_generator, the numbers of Numerical Recipes. */
function lcg(seed) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}
