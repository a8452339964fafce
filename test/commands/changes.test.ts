import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { runProgram, serve, temporaryFolder } from "../support/program.js";

describe("kubespy status and changes of a session", () => {
  it.each([
    ["status", "pod-bad-image-tag"],
    ["changes", "pod-bad-image-tag"],
    ["status", "deployment-rollout"],
  ])("%s %s", async (view, name) => {
    const { stdout, code } = await runProgram([view, name]);
    expect(code).toBe(0);
    await expect(stdout).toMatchFileSnapshot(`__snapshots__/${view}.${name}.txt`);
  });

  it("status shows only changes of .status, changes shows all", async () => {
    const [status, changes] = await Promise.all([
      runProgram(["status", "pod-bad-image-tag"]),
      runProgram(["changes", "pod-bad-image-tag"]),
    ]);
    expect(changes.stdout).toContain("spec.containers[nginx].image");
    expect(status.stdout).not.toMatch(/^ +[+~-] (?!status\.)\w+\./m);
  });

  it("noise is shown with --noise", async () => {
    expect((await runProgram(["changes", "pod-nginx"])).stdout).not.toContain("managedFields");
    expect((await runProgram(["changes", "pod-nginx", "--noise"])).stdout).toContain("managedFields");
  });

  it("as JSON each line is a frame, as in replay", async () => {
    const { stdout } = await runProgram(["status", "pod-nginx", "-o", "json"]);
    const lines = stdout.trimEnd().split("\n");
    const [first] = lines.map((line) => JSON.parse(line));
    expect(first).toMatchObject({
      schemaVersion: 1,
      sequence: 1,
      type: "ADDED",
      stage: { name: "Created" },
      object: { kind: "Pod", name: "nginx" },
    });
    expect(lines.every((line) => JSON.parse(line).changes.every(({ path }: { path: string }) => path.startsWith("status")))).toBe(true);
  });

  it("--by shows the changes that a program made, of changes and not of status", async () => {
    const { stdout } = await runProgram(["changes", "deployment-bad-rollout", "--object", "deploy/web", "--by", "kubectl-p,kubectl-set"]);
    expect(stdout).toContain("spec.progressDeadlineSeconds changed from 600 to 20 (by kubectl-patch)");
    expect(stdout).toContain("nginx:1.27 → nginx:nonsense (by kubectl-set)");
    expect(stdout.match(/^ +#\d+/gm)).toHaveLength(2);
    const none = await runProgram(["changes", "deployment-bad-rollout", "--object", "deploy/web", "--by", "helm", "-o", "json"]);
    expect(none).toMatchObject({ code: 0, stdout: "" });
    expect(none.stderr).toMatch(/^kubespy: no change by "helm"; the changes here are by kube-controller-manager \(\d+\), kubectl-create/);
    expect(await runProgram(["status", "pod-nginx", "--by", "helm"])).toMatchObject({ code: 2, stderr: expect.stringContaining("--by") });
  });

  it("--at prints the last change before that moment", async () => {
    const { stdout } = await runProgram(["status", "pod-nginx", "--at", "3s"]);
    expect(stdout).toMatch(/^ +#\d+ +\+2\.097s +Pod\/nginx .*Ready/);
    expect(stdout.match(/Pod\/nginx/g)).toHaveLength(1);
  });
});

describe("kubespy status and changes of a cluster", () => {
  it("accept targets in the forms of kubectl and of the older tool, and begin with the current state", async () => {
    await using cluster = await serve("service-clusterip", ["--at", "50%"]);
    const env = { KUBECONFIG: cluster.kubeconfig };
    const forms = [
      "status v1 Pod web-1",
      "status v1 Pod default/web-1",
      "status po web-1",
      "status po/web-1 -n default",
      "changes pod default/web-1",
    ];
    const runs = await Promise.all(forms.map((form) => runProgram([...form.split(" "), "--until", "ready"], { env })));
    for (const { code, stdout, stderr } of runs) {
      expect(code, stderr).toBe(0);
      expect(stdout).toMatch(/Pod\/web-1 {2}Ready \[existed before\]/);
      expect(stdout).toMatch(/\+ status\.phase +Running/);
    }
  });

  it("wait for a target that does not exist yet, and print each change as it arrives", async () => {
    await using cluster = await serve("pod-nginx", ["--speed", "4"]);
    const { code, stdout, stderr } = await runProgram(["status", "pod", "nginx", "--until", "deleted", "--timeout", "30s"], {
      env: { KUBECONFIG: cluster.kubeconfig },
    });
    expect(code, stderr).toBe(0);
    expect(stderr).toContain("waiting for pod/nginx");
    const stages = [...stdout.matchAll(/Pod\/nginx {2}(?:.* → )?(\w+)/g)].map(([, stage]) => stage);
    expect([...new Set(stages)]).toEqual(["Created", "Scheduled", "Creating", "Ready", "Terminating", "Deleted"]);
  });

  it("with --session, all that belongs to the object is recorded, and only the object is printed", async () => {
    await using cluster = await serve("pod-nginx", ["--speed", "4"]);
    using folder = temporaryFolder();
    const env = { KUBECONFIG: cluster.kubeconfig, KUBESPY_DB: join(folder.path, "k.db") };
    const { stdout } = await runProgram(["status", "pod/nginx", "--until", "ready", "--session", "s"], { env });
    expect(stdout).not.toContain("Event");
    expect((await runProgram(["replay", "s"], { env })).stdout).toContain("Event on Pod/nginx");
  });
});
