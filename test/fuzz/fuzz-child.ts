// Reads inputs in a process of its own, so that a hang or a crash is one of it alone. Started by scripts/fuzz.mjs, which bundles it:
//   fuzz TARGET SEED MILLISECONDS FOLDER   makes inputs; before each is read, FOLDER/current holds it
//   read TARGET FILE                       reads one
import { closeSync, ftruncateSync, mkdirSync, openSync, readdirSync, readFileSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { Coverage } from "./coverage.js";
import type { FuzzTarget } from "./fuzz-target.js";
import { InputStream } from "./fuzzer.js";
import { readCorpusFile } from "./real-inputs.js";
import { targets } from "./targets/targets.js";

const maxMb = 300;
const maxCpuMs = 2000;
const statusEveryMs = 5000;

interface Failure {
  /** Failures with the same signature are one. */
  readonly signature: string;
  readonly message: string;
}

const [, , mode, targetName, ...rest] = process.argv;
const target = targets.find(({ name }) => name === targetName);
if (target === undefined) throw new Error(`no target ${targetName}`);
if (mode === "read") await readOne(target, rest[0] ?? "");
else await fuzz(target, Number(rest[0]), Number(rest[1]), rest[2] ?? "");

async function readOne(target: FuzzTarget, file: string): Promise<void> {
  const input = readCorpusFile(file);
  // What the first input takes, code that is compiled above all, is not counted.
  await target.read((await target.seeds())[0] ?? new Uint8Array());
  const failure = await failureOf(target, input);
  console.log(JSON.stringify(failure ?? {}));
}

async function fuzz(target: FuzzTarget, seed: number, ms: number, folder: string): Promise<void> {
  mkdirSync(join(folder, "kept"), { recursive: true });
  const stream = new InputStream(target, await target.seeds(), seed);
  for (const name of readdirSync(join(folder, "kept"))) stream.keep(readFileSync(join(folder, "kept", name)));
  const coverage = new Coverage();
  const current = openSync(join(folder, "current"), "w");
  const known = new Set<string>();
  const counts = { iterations: 0, accepted: 0, refused: 0, slowestMs: 0 };
  const end = Date.now() + ms;
  let statusAt = 0;
  for (const input of [...(await target.seeds())]) await target.read(input);
  coverage.hasNew();
  while (Date.now() < end) {
    const input = stream.next();
    ftruncateSync(current);
    writeSync(current, input, 0, input.length, 0);
    const before = process.cpuUsage();
    const failure = await failureOf(target, input, counts);
    const { user, system } = process.cpuUsage(before);
    counts.iterations++;
    counts.slowestMs = Math.max(counts.slowestMs, Math.round((user + system) / 1000));
    if (coverage.hasNew()) {
      stream.keep(input);
      writeFileSync(join(folder, "kept", `${seed}-${counts.iterations}`), input);
    }
    if (failure !== undefined && !known.has(failure.signature)) {
      known.add(failure.signature);
      report({ failure, file: save(folder, `${seed}-${counts.iterations}`, input) });
      // Its memory tells nothing about the next input any more.
      if (failure.signature === "memory") break;
    }
    if (Date.now() < statusAt) continue;
    statusAt = Date.now() + statusEveryMs;
    report({ ...counts, kept: stream.kept, blocks: coverage.blocks, peakMb: peakMb() });
  }
  report({ ...counts, kept: stream.kept, blocks: coverage.blocks, peakMb: peakMb() });
  closeSync(current);
}

async function failureOf(target: FuzzTarget, input: Uint8Array, counts = { accepted: 0, refused: 0 }): Promise<Failure | undefined> {
  const before = process.cpuUsage();
  try {
    counts[await target.read(input)]++;
  } catch (error) {
    const { message, stack = "" } = error instanceof Error ? error : new Error(String(error));
    const place = stack.split("\n").find((line) => line.includes("/src/")) ?? "";
    return { signature: `${message.replace(/\d+/g, "N").slice(0, 80)} ${place.trim()}`, message: stack };
  }
  const { user, system } = process.cpuUsage(before);
  const ms = (user + system) / 1000;
  if (({} as { polluted?: unknown }).polluted !== undefined)
    return { signature: "prototype", message: "changed the prototype of all objects" };
  if (ms > maxCpuMs) return { signature: "time", message: `took ${Math.round(ms)} ms of CPU; at most ${maxCpuMs} are allowed` };
  if (peakMb() > maxMb) return { signature: "memory", message: `took ${peakMb()} MB; at most ${maxMb} are allowed` };
  return undefined;
}

function peakMb(): number {
  return Math.round(process.resourceUsage().maxRSS / 1024);
}

function save(folder: string, name: string, input: Uint8Array): string {
  const file = join(folder, `failure-${name}`);
  writeFileSync(file, input);
  return file;
}

function report(line: object): void {
  console.log(JSON.stringify(line));
}
