// The cluster to run on: the current one where KUBESPY_E2E=1 says so, else a kind cluster of our own, else none, and why.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Pinned, so that a failure is ours: of the release of kind v0.29.0. */
const nodeImage = "kindest/node:v1.33.1@sha256:050072256b9a903bd914c0b2866828150cb229cea0efe5892e2b644d5dd3b34f";

/** { env, name, remove() }, or { missing } in words. `answers(file, args)`: whether a program can be run so. */
export function findCluster(env, answers = succeeds) {
  if (!answers("kubectl", ["version", "--client"])) return { missing: "kubectl is not here" };
  if (env.KUBESPY_E2E === "1") {
    if (!answers("kubectl", ["get", "--raw", "/version"]))
      return { missing: "KUBESPY_E2E=1, but the cluster of the current kubeconfig does not answer", failed: true };
    return { env, name: "the current cluster", remove: () => {} };
  }
  if (!answers("kind", ["version"])) return { missing: "set KUBESPY_E2E=1 to use the cluster of the current kubeconfig, or install kind" };
  if (!answers("docker", ["info"]))
    return { missing: "set KUBESPY_E2E=1 to use the cluster of the current kubeconfig, or start Docker for kind" };
  return makeKindCluster(env);
}

function makeKindCluster(env) {
  const name = `kubespy-e2e-${process.pid}`;
  const folder = mkdtempSync(join(tmpdir(), "kubespy-e2e-kind-"));
  const kubeconfig = join(folder, "kubeconfig");
  const kind = (...args) => spawnSync("kind", args, { stdio: "inherit", env });
  const remove = () => {
    kind("delete", "cluster", "--name", name, "--kubeconfig", kubeconfig);
    rmSync(folder, { recursive: true, force: true });
  };
  const { status } = kind("create", "cluster", "--name", name, "--image", nodeImage, "--kubeconfig", kubeconfig, "--wait", "3m");
  if (status === 0) return { env: { ...env, KUBECONFIG: kubeconfig }, name: `kind cluster ${name}`, remove };
  remove();
  return { missing: "kind could not make a cluster", failed: true };
}

function succeeds(file, args) {
  return spawnSync(file, args, { stdio: "ignore", timeout: 30_000 }).status === 0;
}
