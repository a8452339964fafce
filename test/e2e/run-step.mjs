// One step of a lifecycle on a cluster: a recording around a kubectl command, a plain watch beside it, and the judgement. Needs kubectl and the API.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { exportSession, openStore, record } from "kubespy";
import { compareWithWatch, judgeSession } from "./judge.mjs";

/** The collections whose changes are compared with a plain watch: kind, and where it is. */
const collections = [
  ["Pod", "api/v1", "pods"],
  ["Event", "api/v1", "events"],
  ["Service", "api/v1", "services"],
  ["Deployment", "apis/apps/v1", "deployments"],
  ["ReplicaSet", "apis/apps/v1", "replicasets"],
  ["Job", "apis/batch/v1", "jobs"],
  ["EndpointSlice", "apis/discovery.k8s.io/v1", "endpointslices"],
];

/**
 * `place`: { program: [file, ...args], kubectl: [file, ...args], namespace, db, cwd, env }. `step.run` are kubectl's arguments.
 * Resolves with the problems found, in words.
 */
export async function runStep(step, session, place) {
  const watches = await startWatches(place);
  const failure = await recordStep(step, session, place).catch((error) => `record failed: ${error.message}`);
  // What was under way when the recorder ended may still come to the watches; more is not compared.
  await new Promise((resolve) => setTimeout(resolve, 2000));
  const seen = await stopWatches(watches);
  if (failure !== undefined) return [failure];
  const replayed = await lines(["replay", session, "--full", "-o", "json", "--db", place.db], place);
  const exported = await exportedLines(session, place);
  return [...judgeSession(replayed, step), ...seen.flatMap(({ kind, events }) => compareWithWatch(exported, events, kind))];
}

/** Resolves with what went wrong, in words. */
async function recordStep({ run: args, targets, end }, session, { kubectl, namespace, db, cwd, env }) {
  const words = args.length === 0 ? ["true"] : [...kubectl, "-n", namespace, ...args];
  const command = { words, run: async () => ({ exitCode: (await run(words, { cwd, env })).code }) };
  const store = await openStore(db);
  try {
    const recorded = await record(targets, { store, session, namespace, env, command, signal: new AbortController().signal, ...end });
    const { outcome, reason, commandExitCode } = recorded.end;
    if (commandExitCode !== 0) return `"${words.join(" ")}" ended with status ${commandExitCode}`;
    return outcome === "until" || outcome === "duration" ? undefined : `record ended early: ${reason}`;
  } finally {
    await store.close();
  }
}

async function exportedLines(session, { db }) {
  const store = await openStore(db);
  const reader = await store.open(session);
  const chunks = [];
  for await (const chunk of exportSession(reader, "watch")) chunks.push(chunk);
  await reader.close();
  await store.close();
  return parsed(Buffer.concat(chunks).toString());
}

/** Only where the server offers it, and we may. */
async function startWatches(place) {
  const started = await Promise.all(
    collections.map(async ([kind, root, resource]) => {
      const path = `/${root}/namespaces/${place.namespace}/${resource}`;
      const list = await run([...place.kubectl, "get", "--raw", `${path}?limit=1`], place);
      if (list.code !== 0) return [];
      const { resourceVersion } = JSON.parse(list.stdout).metadata;
      const child = start([...place.kubectl, "get", "--raw", `${path}?watch=true&resourceVersion=${resourceVersion}`], place);
      return [{ kind, child, output: collected(child) }];
    }),
  );
  return started.flat();
}

async function stopWatches(watches) {
  return await Promise.all(
    watches.map(async ({ kind, child, output }) => {
      child.kill("SIGTERM");
      const { stdout } = await output;
      // The last line may have been cut off by the signal.
      const whole = stdout.slice(0, stdout.lastIndexOf("\n") + 1);
      return { kind, events: parsed(whole) };
    }),
  );
}

async function lines(args, place) {
  const { code, stdout, stderr } = await run([...place.program, ...args], place);
  if (code !== 0) throw new Error(`kubespy ${args.join(" ")}: ${stderr}`);
  return parsed(stdout);
}

function parsed(text) {
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line));
}

function start([file, ...args], { cwd, env }) {
  return spawn(file, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
}

export async function run(command, place) {
  return await collected(start(command, place));
}

async function collected(child) {
  const chunks = { stdout: [], stderr: [] };
  for (const name of ["stdout", "stderr"]) child[name].on("data", (chunk) => chunks[name].push(chunk));
  const [code] = await Promise.race([once(child, "close"), once(child, "error").then(([error]) => Promise.reject(error))]);
  return { code, stdout: Buffer.concat(chunks.stdout).toString(), stderr: Buffer.concat(chunks.stderr).toString() };
}
