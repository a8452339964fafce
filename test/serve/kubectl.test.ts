import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { systemClock } from "../../src/io/clock.js";
import type { ObjectFrame } from "../../src/model/frame.js";
import { type ServedApi, startServer } from "../../src/serve/start-server.js";
import { lacks } from "../support/needs.js";
import { projectRoot } from "../support/program.js";
import { bundled, objectFrames } from "./bundled.js";

const run = promisify(execFile);

describe.skipIf(lacks("kubectl", "kubectl against a served recording"))("kubectl works on a past that it never saw", () => {
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

  /** kubectl against a served API, without the configuration and caches of the user. */
  async function kubectl(api: ServedApi, ...args: string[]): Promise<string> {
    const kubeconfig = join(folder, `kubeconfig-${api.port}`);
    writeFileSync(kubeconfig, api.kubeconfig(), { mode: 0o600 });
    const { stdout } = await run("kubectl", ["--kubeconfig", kubeconfig, "--cache-dir", join(folder, "cache"), ...args], {
      env: { PATH: process.env["PATH"], HOME: folder },
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

  it("get -o wide shows the columns of the real server, with ages of the recorded time", async () => {
    const rows = await kubectl(still, "get", "deploy,rs,po", "-o", "wide", "-l", "app=web");
    const [deployments = "", replicaSets = "", pods = ""] = rows.split("\n\n");
    expect(deployments).toMatch(/^NAME +READY +UP-TO-DATE +AVAILABLE +AGE +CONTAINERS +IMAGES +SELECTOR\n/);
    expect(deployments).toMatch(/\ndeployment.apps\/web +3\/3 +3 +3 +2s +nginx +nginx:1.27 +app=web$/);
    expect(replicaSets).toMatch(/replicaset.apps\/web-\w+ +3 +3 +3 +2s +nginx/);
    expect(pods.match(/\npod\/web-\S+ +1\/1 +Running +0 +2s +10\.\d+\.\d+\.\d+ +node-1 +<none> +<none>/g)).toHaveLength(3);
  });

  it("get all knows the categories", async () => {
    const all = await kubectl(still, "get", "all", "-o", "name");
    for (const name of ["pod/web-", "service/kubernetes", "deployment.apps/web", "replicaset.apps/web-"]) expect(all).toContain(name);
  });

  it("describe finds the Events of a Pod", async () => {
    const [pod = ""] = (await kubectl(still, "get", "pods", "-o", "name")).split("\n");
    const description = await kubectl(still, "describe", pod);
    expect(description).toMatch(/^Status: +Running$/m);
    expect(description).toMatch(/Normal +Scheduled .* Successfully assigned default\/web-/);
    expect(description).toMatch(/Normal +Started .* kubelet +Container started/);
  });

  it("get events, and their watch, return them in the order of the recording", async () => {
    const api = await startServer(await bundled("pod-nginx"), { clock: systemClock, speed: 20 });
    open.push(api);
    const watched = await kubectl(api, "get", "events", "--watch", "--request-timeout=3s").catch(
      (error: { stdout: string }) => error.stdout,
    );
    const reasons = watched.split("\n").map((line) => line.split(/ {2,}/)[2]?.trim());
    expect(reasons[0]).toBe("REASON");
    const order = ["Scheduled", "Pulled", "Created", "Started", "Killing"].filter((reason) => reasons.includes(reason));
    expect(order.slice(0, 4)).toEqual(["Scheduled", "Pulled", "Created", "Started"]);
    expect(order.map((reason) => reasons.indexOf(reason))).toEqual(
      [...order.map((reason) => reasons.indexOf(reason))].sort((a, b) => a - b),
    );
  });

  it("get -w ends when time is moved back, and a new one shows the earlier state", async () => {
    const api = await startServer(await bundled("deployment-rollout"), { clock: systemClock, at: { percent: 100 } });
    open.push(api);
    const watching = kubectl(api, "get", "pods", "-w", "-o", "name");
    while (api.openWatches === 0) await systemClock.sleep(20);
    api.control.command("seek 4s");
    const output = await watching.then(
      (stdout) => stdout,
      (error: { stdout: string; stderr: string }) => error.stdout + error.stderr,
    );
    expect(output).toMatch(/pod\/web-/);
    const images = ["-o", "jsonpath={.items[*].spec.template.spec.containers[0].image}"];
    expect(await kubectl(api, "get", "deploy", ...images)).toBe("nginx:1.27");
    api.control.command("seek 100%");
    expect(await kubectl(api, "get", "deploy", ...images)).toBe("nginx:1.28");
  });

  it("missing objects and unsupported operations get the usual messages", async () => {
    await expect(kubectl(still, "get", "pod", "nope")).rejects.toThrow('Error from server (NotFound): pods "nope" not found');
    const manifest = join(projectRoot, "fixtures", "deployment-rollout.yaml");
    for (const verb of ["apply", "create", "replace", "delete"])
      await expect(kubectl(still, verb, "-f", manifest)).rejects.toThrow("this is a recording: read-only");
    await expect(kubectl(still, "logs", "deploy/web")).rejects.toThrow("logs are not part of a recording");
    await expect(kubectl(still, "top", "pods")).rejects.toThrow("metrics are not part of a recording");
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
