// `npm run fuzz -- [TARGET...] [--minutes N] [--seed N]`: hostile input for each parser of bytes that nobody vouches for (test/fuzz/targets), for ten minutes
// each. Keeps inputs that reach new code and changes them further. Each run is in a process of its own: one that hangs, crashes or takes too much
// memory is ended, and its input is kept. What fails is made as small as possible and written to test/fuzz/corpus, which `npm test` reads.
//
// `npm run fuzz -- TARGET --read FILE` reads one input again.
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { gzipSync } from "node:zlib";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const allTargets = ["recording", "block", "delta", "watch", "kubeconfig", "foreign", "archive", "audit", "database", "share"];
/** No input may keep the processor for so long. Wall clock: a busy machine must not look like a hang. */
const hangMs = 60_000;
const maxMinimisingMs = 60_000;
/** A small heap, so that garbage is not mistaken for need. */
const nodeOptions = ["--enable-source-maps", "--max-old-space-size=200", "--max-semi-space-size=8"];
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { minutes: { type: "string", default: "10" }, seed: { type: "string", default: "1" }, read: { type: "string" } },
});
const minutes = Number(values.minutes);
const seed = Number(values.seed);
const unknown = positionals.find((name) => !allTargets.includes(name));
if (unknown !== undefined) usage(`no target "${unknown}": use ${allTargets.join(", ")}`);
if (!(minutes > 0 && minutes <= 24 * 60)) usage("invalid --minutes: use a number above 0 and at most 1440");
if (!Number.isSafeInteger(seed)) usage("invalid --seed: use a whole number");

// Beside node_modules, so that the bundle finds the packages that stay outside of it.
const cache = join(root, "node_modules", ".cache");
mkdirSync(cache, { recursive: true });
const bundleFolder = mkdtempSync(join(cache, "kubespy-fuzz-"));
const program = join(bundleFolder, "fuzz-child.mjs");
/** What a child that is killed leaves behind is removed with the rest. */
const env = { ...process.env, KUBESPY_ROOT: root, TMPDIR: bundleFolder };
process.on("exit", () => rmSync(bundleFolder, { recursive: true, force: true }));
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => process.exit(130));

createRequire(import.meta.url)("esbuild").buildSync({
  absWorkingDir: root,
  entryPoints: ["test/fuzz/fuzz-child.ts"],
  outfile: program,
  bundle: true,
  format: "esm",
  platform: "node",
  target: "node20",
  packages: "external",
  sourcemap: "inline",
  logLevel: "warning",
});

if (values.read !== undefined) {
  const { signature, message } = readAlone(positionals[0] ?? usage("--read needs a target"), values.read);
  console.log(signature === undefined ? "accepted or refused: all rules hold" : message);
  process.exit(signature === undefined ? 0 : 1);
}
let failures = 0;
for (const target of positionals.length > 0 ? positionals : allTargets) failures += await runTarget(target);
process.exit(failures === 0 ? 0 : 1);

async function runTarget(target) {
  const folder = mkdtempSync(join(bundleFolder, `${target}-`));
  const end = Date.now() + minutes * 60_000;
  const total = { iterations: 0, accepted: 0, refused: 0, slowestMs: 0, peakMb: 0, blocks: 0, kept: 0 };
  const found = new Map();
  for (let run = 0; Date.now() < end; run++) {
    const ended = await runChild(target, seed + run, end - Date.now(), folder, (line) => take(target, line, total, found));
    if (ended.hung || ended.crashed) take(target, { file: keep(folder, run), failure: confirmed(target, folder, ended) }, total, found);
    total.iterations += ended.last.iterations ?? 0;
    total.accepted += ended.last.accepted ?? 0;
    total.refused += ended.last.refused ?? 0;
  }
  console.log(`${target}: seed ${seed}, ${minutes} minutes: ${summary(total)}; ${found.size} failures`);
  rmSync(folder, { recursive: true, force: true });
  return found.size;
}

function summary({ iterations, accepted, refused, slowestMs, peakMb, blocks, kept }) {
  return `${iterations} inputs, ${accepted} accepted, ${refused} refused, ${kept} kept for ${blocks} blocks of code; the slowest took ${slowestMs} ms; at most ${peakMb} MB`;
}

/** Until its time is over, or it hangs, crashes, or has taken too much memory. */
function runChild(target, childSeed, ms, folder, onLine) {
  const child = startChild(["fuzz", target, String(childSeed), String(ms), folder]);
  const ended = { hung: false, crashed: false, stderr: "", last: {} };
  child.stderr.setEncoding("utf8").on("data", (text) => (ended.stderr = (ended.stderr + text).slice(-4000)));
  createInterface({ input: child.stdout }).on("line", (text) => {
    const line = JSON.parse(text);
    if (line.iterations !== undefined) ended.last = line;
    onLine(line);
  });
  const watchdog = setInterval(() => {
    const current = statSync(join(folder, "current"), { throwIfNoEntry: false });
    if (current === undefined || Date.now() - current.mtimeMs < hangMs) return;
    ended.hung = true;
    child.kill("SIGKILL");
  }, 1000);
  return new Promise((resolve) =>
    child.on("close", (code) => {
      clearInterval(watchdog);
      ended.crashed = !ended.hung && code !== 0;
      resolve(ended);
    }),
  );
}

function startChild(args) {
  return spawn(process.execPath, [...nodeOptions, program, ...args], { env });
}

/** In a process that reads nothing else: `signature` and `message` of the failure, or neither. */
function readAlone(target, file) {
  const options = { env, encoding: "utf8", timeout: hangMs };
  const { status, signal, stdout, stderr } = spawnSync(process.execPath, [...nodeOptions, program, "read", target, file], options);
  if (signal === "SIGTERM") return { signature: "hang", message: `took more than ${hangMs / 1000} s` };
  if (status !== 0)
    return { signature: "crash", message: `ended with ${signal ?? status}: ${/^FATAL ERROR.*/m.exec(stderr)?.[0] ?? stderr.slice(-1000)}` };
  return JSON.parse(stdout);
}

function confirmed(target, folder, { hung, stderr }) {
  const alone = readAlone(target, join(folder, "current"));
  if (alone.signature !== undefined) return alone;
  return { signature: hung ? "hang of a run" : "crash of a run", message: `not repeated by its last input alone: ${stderr}` };
}

function keep(folder, run) {
  const file = join(folder, `failure-run-${run}`);
  if (existsSync(join(folder, "current"))) copyFileSync(join(folder, "current"), file);
  return file;
}

function take(target, line, total, found) {
  for (const name of ["slowestMs", "peakMb", "blocks", "kept"]) if (line[name] > total[name]) total[name] = line[name];
  const { failure, file } = line;
  if (failure === undefined || found.has(failure.signature)) return;
  // Time and memory are those of a process that read a thousand inputs before: only what one alone takes counts.
  const alone = readAlone(target, file);
  if (["time", "memory"].includes(failure.signature) && alone.signature === undefined) return;
  found.set(failure.signature, failure);
  const isDatabase = target === "database";
  // A database without a piece is another damaged database.
  const input = alone.signature === undefined || isDatabase ? readFileSync(file) : minimised(target, readFileSync(file), alone.signature);
  const folder = join(root, "test", "fuzz", "corpus", target);
  mkdirSync(folder, { recursive: true });
  const kept = join(folder, `${createHash("sha256").update(input).digest("hex").slice(0, 12)}${isDatabase ? ".gz" : ""}`);
  writeFileSync(kept, isDatabase ? gzipSync(input, { level: 9 }) : input);
  console.log(`${target}: ${failure.message}\n  input: ${kept}\n  again: npm run fuzz -- ${target} --read ${kept}`);
}

/** Removes pieces, large ones first, as long as the failure stays. Each attempt is a process. */
function minimised(target, input, signature) {
  const file = join(bundleFolder, "smaller");
  let smallest = input;
  const end = Date.now() + maxMinimisingMs;
  for (let size = Math.ceil(input.length / 2); size >= 1 && Date.now() < end; size = Math.floor(size / 2)) {
    for (let at = 0; at < smallest.length && Date.now() < end; ) {
      const smaller = Buffer.concat([smallest.subarray(0, at), smallest.subarray(at + size)]);
      writeFileSync(file, smaller);
      if (readAlone(target, file).signature === signature) smallest = smaller;
      else at += size;
    }
  }
  return smallest;
}

function usage(problem) {
  console.error(`fuzz: ${problem}`);
  process.exit(2);
}
