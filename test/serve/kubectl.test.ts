import { execFile, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { systemClock } from "../../src/io/clock.js";
import type { ObjectFrame } from "../../src/model/frame.js";
import { type ServedApi, startServer } from "../../src/serve/start-server.js";
import { bundled, objectFrames } from "./bundled.js";

const hasKubectl = spawnSync("kubectl", ["version", "--client"]).status === 0;
const run = promisify(execFile);

describe.skipIf(!hasKubectl)("kubectl works on a past that it never saw", () => {
  const folder = mkdtempSync(join(tmpdir(), "kubespy-kubectl-"));
  const open: ServedApi[] = [];
  let still: ServedApi;
  let frames: readonly ObjectFrame[];

  beforeAll(async () => {
    const reader = await bundled("deployment-rollout");
    frames = await objectFrames(reader);
    still = await startServer(reader, { clock: systemClock, at: { offsetMs: 4000 } });
    open.push(still);
  });
  afterAll(async () => {
    for (const api of open) await api.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** kubectl on a served API, with nothing of the user's own configuration or caches. */
  async function kubectl(api: ServedApi, ...args: string[]): Promise<string> {
    const kubeconfig = join(folder, `kubeconfig-${api.port}`);
    writeFileSync(kubeconfig, api.kubeconfig(), { mode: 0o600 });
    const { stdout } = await run("kubectl", ["--kubeconfig", kubeconfig, "--cache-dir", join(folder, "cache"), ...args], {
      env: { PATH: process.env["PATH"] },
    });
    return stdout;
  }

  it("api-resources lists what was recorded, with short names", async () => {
    const resources = await kubectl(still, "api-resources", "--no-headers");
    expect(resources.split("\n").map((line) => line.split(/\s+/).slice(0, 2).join(" "))).toEqual(
      expect.arrayContaining(["pods po", "deployments deploy", "replicasets rs", "services svc", "events ev"]),
    );
  });

  it("get by short name shows the state at that moment", async () => {
    const names = await kubectl(still, "get", "po,deploy,svc", "-l", "app=web", "-o", "name");
    expect(names).toMatch(/^pod\/web-/m);
    expect(names).toContain("deployment.apps/web");
    expect(names).not.toContain("service/kubernetes");
    const deployment = JSON.parse(await kubectl(still, "get", "deploy/web", "-o", "json", "--show-managed-fields")) as object;
    const last = frames.filter((frame) => frame.ref.kind === "Deployment" && frame.offsetMs <= 4000).at(-1);
    expect(deployment).toEqual(last?.revision.object);
  });

  it("what does not exist, and what cannot be done, is said in its usual words", async () => {
    await expect(kubectl(still, "get", "pod", "nope")).rejects.toThrow('Error from server (NotFound): pods "nope" not found');
    await expect(kubectl(still, "delete", "deploy", "web")).rejects.toThrow("Error from server (MethodNotAllowed)");
    await expect(kubectl(still, "get", "widgets")).rejects.toThrow("the server doesn't have a resource type");
  });

  it("get -w follows a Pod through all its revisions", async () => {
    const reader = await bundled("pod-nginx");
    const expected = (await objectFrames(reader)).filter((frame) => frame.ref.kind === "Pod");
    const api = await startServer(reader, { clock: systemClock, speed: 20 });
    open.push(api);
    const seconds = Math.ceil(reader.summary.durationMs / 20_000) + 2;
    const watched = await kubectl(api, "get", "pods", "-w", "-o", "json", "--output-watch-events", `--request-timeout=${seconds}s`);
    const events = watched
      .trim()
      .split(/\n(?=\{)/)
      .map((text) => JSON.parse(text) as { type: string; object: object });
    expect(events).toEqual(expected.map((frame) => ({ type: frame.type, object: frame.revision.object })));
  });

  it("wait returns when the condition comes true in recorded time", async () => {
    const api = await startServer(await bundled("deployment-rollout"), { clock: systemClock, speed: 5, leadInMs: 0 });
    open.push(api);
    await kubectl(api, "get", "deploy");
    await systemClock.sleep(500);
    expect(await kubectl(api, "wait", "deploy/web", "--for=condition=Available", "--timeout=10s")).toContain("condition met");
  });
});
