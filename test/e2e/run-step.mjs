// One step of a lifecycle on a cluster: a plain watch beside, `kubespy record ... -- kubectl ...`, and the judgement. Needs kubectl and the API.
import { spawn } from "node:child_process";
import { once } from "node:events";
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
  const { namespace, db } = place;
  const watches = await startWatches(place);
  const command = step.run.length === 0 ? ["true"] : [...place.kubectl, "-n", namespace, ...step.run];
  const args = ["record", ...step.targets, "-n", namespace, "--quiet", "--session", session, "--db", db, ...step.end];
  const recorded = await run([...place.program, ...args, "--", ...command], place);
  // What was under way when the recorder ended may still come to the watches; more is not compared.
  await new Promise((resolve) => setTimeout(resolve, 2000));
  const seen = await stopWatches(watches);
  if (recorded.code !== 0) return [`record ended with status ${recorded.code}: ${recorded.stderr.trim()}`];
  const replayed = await lines(["replay", session, "--full", "-o", "json", "--db", db], place);
  const exported = await lines(["export", session, "--as", "watch", "--db", db], place);
  return [...judgeSession(replayed, step), ...seen.flatMap(({ kind, events }) => compareWithWatch(exported, events, kind))];
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
