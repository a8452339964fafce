// Lessons of the course on a cluster: `kubespy learn LESSON --live`, to its end and interrupted in the middle. Each returns the problems found, in words.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { run } from "./run-step.mjs";

/** Their live runs end within two minutes, and look the same on every cluster. */
export const liveLessons = ["four-pictures", "bad-image-tag", "stuck-rollout"];

const labels = "app.kubernetes.io/managed-by=kubespy,kubespy.dev/lesson";

/** `place` as in run-step.mjs. Resolves with the problems. */
export async function learnLive(lesson, place) {
  const { code, stdout, stderr } = await learn(lesson, place).result;
  if (code !== 0) return [`it ended with status ${code}: ${stderr.trim().split("\n").slice(-3).join("; ")}`];
  return [...judgeLesson(JSON.parse(stdout)), ...(await remainingNamespaces(lesson, place))];
}

/** What `learn --live -o json` says of a lesson that is whole: every stop and task is in the recording, and right answers lead to the end. */
export function judgeLesson({ isComplete, stops, comparison }) {
  const problems = stops.flatMap(({ title, missing }, i) => (missing === undefined ? [] : [`stop ${i + 1} (${title}): ${missing}`]));
  if (!isComplete && problems.length === 0) problems.push("right answers do not lead to its end");
  if (!comparison.headline) problems.push("it was not compared with the lesson's recording");
  return problems;
}

/** Ctrl-C, once the fixture was applied. */
export async function interruptLive(lesson, place) {
  const { child, result, said } = learn(lesson, place);
  await Promise.race([said("waiting for: "), result]);
  child.kill("SIGINT");
  const { code, stderr } = await result;
  const problems = await remainingNamespaces(lesson, place);
  if (code !== 130) problems.push(`interrupted, it ended with status ${code}`);
  if (!stderr.includes("is being deleted")) problems.push(`it does not say that the namespace is being deleted: ${stderr}`);
  return problems;
}

function learn(lesson, { program: [file, ...args], db, cwd, env }) {
  const all = [...args, "learn", lesson, "--live", "--yes", "-o", "json", "--db", db];
  const child = spawn(file, all, { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
  const written = { stdout: "", stderr: "" };
  let heard = () => {};
  for (const name of ["stdout", "stderr"])
    child[name].on("data", (chunk) => {
      written[name] += chunk;
      heard();
    });
  const result = once(child, "close").then(([code]) => ({ code, ...written }));
  const said = (words) =>
    new Promise((resolve) => {
      heard = () => written.stderr.includes(words) && resolve();
      heard();
    });
  return { child, result, said };
}

/** When the program has ended, the deletion of its namespace was requested; within two minutes it is gone. */
async function remainingNamespaces(lesson, place) {
  for (let tries = 0; ; tries++) {
    const { stdout } = await run([...place.kubectl, "get", "namespaces", "-l", `${labels}=${lesson}`, "-o", "json"], place);
    const { items } = JSON.parse(stdout);
    const kept = items.filter(({ metadata }) => metadata.deletionTimestamp === undefined);
    if (kept.length > 0) return kept.map(({ metadata }) => `the namespace ${metadata.name} was not removed`);
    if (items.length === 0) return [];
    if (tries === 120) return items.map(({ metadata }) => `the namespace ${metadata.name} is still being deleted after two minutes`);
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
}
