import { describe, expect, it } from "vitest";
import { runProgram } from "../../src/commands/program.js";
import { systemClock } from "../../src/io/clock.js";
import type { OutputStream } from "../../src/io/streams.js";
import { widthOf } from "../../src/report/terminal/width.js";
import { projectRoot, runProgram as runBuilt, serve, temporaryFolder } from "../support/program.js";

interface Look {
  readonly columns?: number;
  readonly colour?: boolean;
}

/** Runs `kubespy diagnose ARGS` in this process: a pipe unless columns are given. */
async function diagnose(args: readonly string[], look: Look = {}): Promise<{ readonly text: string; readonly code: number }> {
  using folder = temporaryFolder();
  let text = "";
  const stream: OutputStream = {
    write: (piece) => {
      text += piece;
      return true;
    },
    drained: () => Promise.resolve(),
    isTty: look.columns !== undefined,
    columns: () => look.columns ?? 80,
    rows: () => 24,
    colour: look.colour === true,
  };
  const code = await runProgram(["diagnose", ...args], {
    streams: { stdin: process.stdin, stdout: stream, stderr: stream },
    clock: systemClock,
    env: { XDG_DATA_HOME: folder.path, HOME: folder.path },
    cwd: projectRoot,
    interrupt: new AbortController().signal,
    packageRoot: projectRoot,
    version: "0.0.0",
    programName: "kubespy",
    self: [],
  });
  return { text, code };
}

const escapes = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, "g");

describe("kubespy diagnose", () => {
  it.each(["deployment-bad-rollout", "pod-missing-configmap-volume", "job-backoff", "pod-nginx"])(
    "prints all findings of %s in a pipe",
    async (name) => {
      await expect((await diagnose([name])).text).toMatchFileSnapshot(`__snapshots__/diagnose-${name}.pipe.txt`);
    },
  );

  it.each([80, 200])("fits a terminal of %i columns, and prints the same text with and without colour", async (columns) => {
    const plain = (await diagnose(["deployment-bad-rollout"], { columns })).text;
    const coloured = (await diagnose(["deployment-bad-rollout"], { columns, colour: true })).text;
    await expect(plain).toMatchFileSnapshot(`__snapshots__/diagnose-deployment-bad-rollout.${columns}.txt`);
    expect(coloured).not.toBe(plain);
    expect(coloured.replace(escapes, "")).toBe(plain);
    for (const line of plain.split("\n")) expect(widthOf(line), line).toBeLessThanOrEqual(columns);
  });

  it("prints exactly the JSON of the contract", async () => {
    const { findings, schemaVersion } = JSON.parse((await diagnose(["pod-missing-configmap-volume", "-o", "json"])).text) as {
      schemaVersion: number;
      findings: readonly Record<string, unknown>[];
    };
    expect(schemaVersion).toBe(1);
    expect(findings[1]).toEqual({
      class: "FailedMount",
      severity: "critical",
      object: { kind: "Pod", namespace: "default", name: "nginx", uid: expect.any(String) },
      message: 'Volume site cannot be mounted: configmap "site" not found.',
      firstSequence: 5,
      lastSequence: 10,
      sinceMs: expect.any(Number),
      durationMs: expect.any(Number),
      resolved: true,
      resolution: 'ConfigMap "site" exists now, and the volume was mounted.',
      evidence: [5, 6, 7, 8, 9, 10],
      events: [{ reason: "FailedMount", count: 6 }],
      fromEventsAlone: false,
      causes: [0],
      advice: expect.any(Array),
    });
  });

  it("--fail-on exits with 3 by severity", async () => {
    expect((await diagnose(["pod-slow-readiness"])).code).toBe(0);
    expect((await diagnose(["pod-slow-readiness", "--fail-on", "warning"])).code).toBe(3);
    expect((await diagnose(["pod-slow-readiness", "--fail-on", "critical"])).code).toBe(0);
    expect((await diagnose(["pod-nginx", "--fail-on", "warning"])).code).toBe(0);
  });

  it("--at prints what was known at that moment", async () => {
    expect((await diagnose(["pod-crashloop", "--at", "3s"])).text).toBe("No findings.\n");
    expect((await diagnose(["pod-crashloop", "--at", "10s"])).text).toMatch(/^1 finding, open\./);
  });

  it("flags that do not fit together are usage errors", async () => {
    expect(await diagnose(["deploy/web", "--at", "3s"])).toMatchObject({ code: 2 });
    expect(await diagnose(["pod", "nginx", "--for", "3s", "--until", "ready"])).toMatchObject({ code: 2 });
    expect(await diagnose(["pod-nginx", "--timeout", "3s"])).toMatchObject({ code: 2, text: expect.stringContaining("--timeout") });
  });
});

it("an object of the cluster is recorded first, then diagnosed; the session is kept", async () => {
  using folder = temporaryFolder();
  const options = { cwd: folder.path, env: { XDG_DATA_HOME: folder.path } };
  await using cluster = await serve("pod-bad-image-tag", ["--at", "30s"], options);
  const { stdout, stderr, code } = await runBuilt(
    ["diagnose", "pod", "nginx", "--for", "1s", "--kubeconfig", cluster.kubeconfig, "--fail-on", "critical"],
    options,
  );
  expect(stderr).toContain("as session nginx-1");
  expect(stdout).toContain("ErrImagePull  Pod/nginx, container nginx");
  expect(stdout).toContain("kubespy replay nginx-1 --at");
  expect(code, stderr).toBe(3);
});

it("a session that was recorded long ago and is served has the findings of its moment, whatever our clock says", async () => {
  using folder = temporaryFolder();
  const options = { cwd: folder.path, env: { XDG_DATA_HOME: folder.path } };
  await using cluster = await serve("pod-missing-configmap-volume", ["--at", "12s"], options);
  const { stdout } = await runBuilt(["diagnose", "pod/nginx", "--for", "1s", "--kubeconfig", cluster.kubeconfig], options);
  expect(stdout).toContain("ConfigMapNotFound");
});

describe("diagnose TARGET --until that is not reached exits with 1 and names what is missing, whatever --fail-on says", () => {
  async function diagnoseServed(recording: string, at: string, args: readonly string[]) {
    using folder = temporaryFolder();
    const options = { cwd: folder.path, env: { XDG_DATA_HOME: folder.path } };
    await using cluster = await serve(recording, ["--at", at], options);
    return await runBuilt(["diagnose", ...args, "--timeout", "1s", "--kubeconfig", cluster.kubeconfig], options);
  }

  it("a target that was never created", async () => {
    const until = await diagnoseServed("pod-nginx", "50%", ["pod", "ngnix", "--until", "ready", "--fail-on", "critical"]);
    expect(until).toMatchObject({
      code: 1,
      stdout: "",
      stderr: expect.stringContaining("error: not ready within 1.00s: pod/ngnix was never created"),
    });
    expect((await diagnoseServed("pod-nginx", "50%", ["pod", "ngnix"])).code, "also where nothing is waited for").toBe(1);
  });

  it("a target that is not ready, beside its findings; in JSON as well", async () => {
    const args = ["pod", "nginx", "--until", "condition=Ready", "--fail-on", "critical"];
    const text = await diagnoseServed("pod-bad-image-tag", "30s", args);
    expect(text).toMatchObject({ code: 1, stdout: expect.stringContaining("ErrImagePull") });
    expect(text.stderr).toContain("error: no condition Ready=True within 1.00s: Pod/nginx has condition Ready=False");
    const json = await diagnoseServed("pod-bad-image-tag", "30s", [...args, "-o", "json"]);
    expect(JSON.parse(json.stdout)).toMatchObject({ unmet: "no condition Ready=True within 1.00s: Pod/nginx has condition Ready=False" });
  });

  it("a target beside one that was never created, with its findings", async () => {
    const seen = await diagnoseServed("pod-nginx", "3s", ["pod/nginx", "pod/ngnix"]);
    expect(seen).toMatchObject({ code: 1, stdout: expect.stringContaining("No findings."), stderr: expect.stringContaining("pod/ngnix") });
  });

  it("a target that is ready exits by its findings", async () => {
    expect((await diagnoseServed("pod-nginx", "3s", ["pod", "nginx", "--until", "ready", "--fail-on", "critical"])).code).toBe(0);
  });
});
