// npm run e2e [-- FIXTURE... | learn-LESSON...]: records each manifest of fixtures/ on a real cluster and checks the result, then plays lessons live. Needs
// only kubectl and the API.
//
// With KUBESPY_E2E=1 it uses the cluster of the current kubeconfig, else it creates a kind cluster for this run; if neither is possible it says
// what is missing and exits with 0. It works in a namespace of its own, which it always deletes.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { findCluster } from "../test/e2e/find-cluster.mjs";
import { lifecycles } from "../test/e2e/lifecycles.mjs";
import { interruptLive, learnLive, liveLessons } from "../test/e2e/live-lessons.mjs";
import { run, runStep } from "../test/e2e/run-step.mjs";
import { pullImages } from "../test/e2e/warm-up.mjs";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const wanted = process.argv.slice(2);
const isWanted = (thing) => wanted.length === 0 || wanted.some((name) => thing.startsWith(name));
const cluster = findCluster(process.env);
if (cluster.missing !== undefined) {
  console.log(`e2e: skipped: ${cluster.missing}`);
  process.exit(cluster.failed ? 1 : 0);
}

const folder = mkdtempSync(join(tmpdir(), "kubespy-e2e-"));
const namespace = `kubespy-e2e-${Date.now().toString(36)}`;
const place = {
  program: [process.execPath, join(root, "dist", "cli.js")],
  kubectl: ["kubectl"],
  namespace,
  db: join(folder, "e2e.db"),
  cwd: root,
  env: cluster.env,
};
let passed = 0;
let failed = 0;
let interrupted = false;
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"])
  process.on(signal, () => {
    interrupted = true;
  });

try {
  await kubectl("create", "namespace", namespace);
  await serviceAccount();
  console.log(`e2e: ${cluster.name}, namespace ${namespace}; bringing the images onto the nodes`);
  const problem = await pullImages(place);
  if (problem !== undefined) console.log(`e2e: ${problem}`);
  for (const lifecycle of lifecycles.filter(({ file }) => isWanted(file))) {
    if (interrupted) break;
    await runLifecycle(lifecycle);
  }
  for (const lesson of liveLessons.filter((name) => isWanted(`learn-${name}`))) {
    if (interrupted) break;
    report(`kubespy learn ${lesson} --live`, await learnLive(lesson, place));
    if (!interrupted) report(`kubespy learn ${lesson} --live, interrupted`, await interruptLive(lesson, place));
  }
} catch (error) {
  failed++;
  console.log(`e2e: ${error.message}`);
} finally {
  await run([...place.kubectl, "delete", "namespace", namespace, "--wait=false", "--ignore-not-found"], place);
  cluster.remove();
  rmSync(folder, { recursive: true, force: true });
}
console.log(`\n${passed} passed, ${failed} failed`);
process.exitCode = interrupted ? 130 : failed === 0 ? 0 : 1;

async function runLifecycle({ file, steps }) {
  for (const [i, step] of steps.entries()) {
    const session = `${file.replace(/\.yaml$/, "")}-${i + 1}`;
    const problems = interrupted ? ["interrupted"] : await runStep(step, session, place);
    report(`${file}: kubectl ${step.run.join(" ")}`, problems);
    if (problems.length > 0) break;
  }
  await kubectl("-n", namespace, "delete", "-f", `fixtures/${file}`, "--wait", "--cascade=foreground", "--ignore-not-found");
  // The next lifecycle shall see nothing of this one.
  await kubectl("-n", namespace, "delete", "pods", "--all", "--wait");
  await kubectl("-n", namespace, "delete", "configmap", "app-config", "--ignore-not-found");
}

function report(what, problems) {
  if (problems.length === 0) passed++;
  else failed++;
  console.log(`${problems.length === 0 ? "ok  " : "FAIL"} ${what}`);
  for (const problem of problems) console.log(`       ${problem}`);
}

/** A Pod is refused until the namespace has its default service account, which takes a moment. */
async function serviceAccount() {
  for (let tries = 0; tries < 60; tries++) {
    const { code } = await run([...place.kubectl, "-n", namespace, "get", "serviceaccount", "default"], place);
    if (code === 0) return;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  throw new Error(`namespace ${namespace} got no default service account within 30 s`);
}

async function kubectl(...args) {
  const { code, stderr } = await run([...place.kubectl, ...args], place);
  if (code !== 0) throw new Error(`kubectl ${args.join(" ")}: ${stderr.trim()}`);
}
