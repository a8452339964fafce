// Brings the images of fixtures/ onto every node that takes Pods, so that no lifecycle waits for a pull: a DaemonSet that does nothing else.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { run } from "./run-step.mjs";

const images = ["nginx:1.27", "nginx:1.28", "busybox:1.36"];
const name = "kubespy-e2e-images";

/** Resolves with what went wrong, in words: lifecycles may still pass then. `place` as in run-step.mjs. */
export async function pullImages(place, timeout = "5m") {
  const kubectl = [...place.kubectl, "-n", place.namespace];
  const applied = await runWithInput([...kubectl, "create", "-f", "-"], place, JSON.stringify(daemonSet()));
  if (applied !== 0) return "the DaemonSet that pulls the images was refused";
  const { code, stderr } = await run([...kubectl, "rollout", "status", `daemonset/${name}`, `--timeout=${timeout}`], place);
  await run([...kubectl, "delete", "daemonset", name, "--wait", "--cascade=foreground", "--timeout=2m"], place);
  return code === 0 ? undefined : `the images are not on every node: ${stderr.trim()}`;
}

function daemonSet() {
  const labels = { app: name };
  const containers = images.map((image, i) => ({ name: `image-${i}`, image, command: ["sleep", "3600"] }));
  return {
    apiVersion: "apps/v1",
    kind: "DaemonSet",
    metadata: { name },
    spec: { selector: { matchLabels: labels }, template: { metadata: { labels }, spec: { terminationGracePeriodSeconds: 0, containers } } },
  };
}

async function runWithInput([file, ...args], { cwd, env }, input) {
  const child = spawn(file, args, { cwd, env, stdio: ["pipe", "ignore", "inherit"] });
  child.stdin.end(input);
  const [code] = await once(child, "close");
  return code;
}
