import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { loadAll } from "js-yaml";
import { describe, expect, it, onTestFinished } from "vitest";
import { serve as serveSession } from "../../src/index.js";
import { systemClock } from "../../src/io/clock.js";
import { bundled } from "../serve/bundled.js";
import { lacks } from "../support/needs.js";
import { programPath, projectRoot, runProgram, serve, temporaryFolder } from "../support/program.js";
import { findCluster } from "./find-cluster.mjs";
import { compareWithWatch, judgeSession } from "./judge.mjs";
import { lifecycles } from "./lifecycles.mjs";
import { runStep } from "./run-step.mjs";

const fixtures = join(projectRoot, "fixtures");
const manifests = readdirSync(fixtures).filter((file) => file.endsWith(".yaml"));

type Line = Readonly<Record<string, unknown>>;
const known = new Map<string, Promise<readonly Line[]>>();

/** What the program writes with these arguments, line by line. It is asked once: it starts anew for each question, and recordings do not change. */
function lines(args: readonly string[]): Promise<readonly Line[]> {
  const key = args.join(" ");
  const asked = known.get(key) ?? run(args);
  known.set(key, asked);
  return asked;
}

async function run(args: readonly string[]): Promise<readonly Line[]> {
  const { stdout, stderr, code } = await runProgram(args);
  expect(code, stderr).toBe(0);
  return stdout
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Line);
}

describe("the manifests of fixtures/", () => {
  it("are one for each bundled recording, all listed, all with a lifecycle to be run", () => {
    const recordings = readdirSync(join(projectRoot, "recordings")).filter((file) => file.endsWith(".gz"));
    expect(lifecycles.map(({ recording }) => `${recording}.kubespy.gz`).sort()).toEqual(recordings.sort());
    expect(lifecycles.map(({ file }) => file).sort()).toEqual(manifests.sort());
    const readme = readFileSync(join(fixtures, "README.md"), "utf8");
    for (const file of manifests) expect(readme).toContain(`| \`${file}\` |`);
  });

  it.each(manifests)("%s says what to expect, and holds what kubectl can apply in any namespace", (file) => {
    const text = readFileSync(join(fixtures, file), "utf8");
    expect(text).toMatch(/^# /);
    expect(text).toContain("# Expect: ");
    for (const object of loadAll(text)) {
      expect(object).toMatchObject({ apiVersion: expect.any(String), kind: expect.any(String), metadata: { name: expect.any(String) } });
      expect(object).not.toHaveProperty("metadata.namespace");
      const images = JSON.stringify(object).matchAll(/"image":"([^"]+)"/g);
      for (const [, image] of images) expect(image).toMatch(/^(nginx:(1\.27|1\.28|nonsense)|busybox:1\.36)$/);
    }
  });

  it.skipIf(lacks("kubectl", "the manifests of fixtures/ in kubectl"))(
    "are what kubectl takes, each by itself",
    { timeout: 60_000 },
    async () => {
      using folder = temporaryFolder();
      await using served = await serve("service-clusterip", ["--at", "100%"]);
      const pods = manifests.filter((file) => !/deployment|job/.test(file));
      for (const file of pods) {
        const args = [
          "--kubeconfig",
          served.kubeconfig,
          "--cache-dir",
          folder.path,
          "create",
          "--dry-run=client",
          "--validate=false",
          "-o",
          "name",
        ];
        const { status, stderr, stdout } = spawnSync("kubectl", [...args, "-f", join(fixtures, file)], {
          encoding: "utf8",
          env: { PATH: process.env["PATH"] },
        });
        expect(status, stderr).toBe(0);
        expect(stdout.trimEnd().split("\n")).toHaveLength(loadAll(readFileSync(join(fixtures, file), "utf8")).length);
      }
    },
  );
});

describe("the judge of e2e", () => {
  it.each(lifecycles)(
    "finds $recording to be the lifecycle of $file, and no other one to be",
    { timeout: 30_000 },
    async ({ recording, steps, recordingDiffers = [] }) => {
      const replayed = await lines(["replay", recording, "--full", "-o", "json"]);
      const problems = steps.flatMap((step) => judgeSession(replayed, step));
      expect(problems).toEqual(recordingDiffers.map((problem) => expect.stringContaining(problem)));
      const other = await lines(["replay", recording === "pod-crashloop" ? "pod-nginx" : "pod-crashloop", "--full", "-o", "json"]);
      expect(steps.flatMap((step) => judgeSession(other, step))).not.toEqual([]);
    },
  );

  it("finds a change that was lost, doubled, swapped or altered, and lets pass what came after the recording", async () => {
    const recorded = await lines(["export", "pod-nginx", "--as", "watch"]);
    const watched = recorded.map(({ type, object }) => ({ type, object }));
    const pods = watched.flatMap(({ object }, i) => ((object as { kind: string }).kind === "Pod" ? [i] : []));
    const [first = 0, second = 0] = pods;
    expect(compareWithWatch(recorded, watched, "Pod")).toEqual([]);
    expect(compareWithWatch(recorded.slice(0, -6), watched, "Pod")).toEqual([]);
    expect(compareWithWatch(recorded.toSpliced(second, 1), watched, "Pod")).not.toEqual([]);
    expect(compareWithWatch(recorded.toSpliced(second, 0, recorded[second] ?? {}), watched, "Pod")).not.toEqual([]);
    expect(compareWithWatch(recorded.with(first, recorded[second] ?? {}).with(second, recorded[first] ?? {}), watched, "Pod")).not.toEqual(
      [],
    );
    const altered = { ...recorded[first], object: { ...(recorded[first]?.["object"] as object), spec: {} } };
    expect(compareWithWatch(recorded.with(first, altered), watched, "Pod")).not.toEqual([]);
  });
});

describe("a step of e2e", () => {
  it.skipIf(lacks("kubectl", "a step of e2e"))(
    "records around a command, beside a plain watch, and finds nothing amiss",
    { timeout: 60_000 },
    async () => {
      using folder = temporaryFolder();
      const kubeconfig = join(folder.path, "kubeconfig");
      // "kubectl get --raw" ignores a path in the server's address.
      const api = await serveSession(await bundled("pod-nginx"), { at: { offsetMs: 0 }, key: false });
      onTestFinished(() => api.close());
      writeFileSync(kubeconfig, api.kubeconfig());
      const [lifecycle] = lifecycles;
      const step = { ...lifecycle?.steps[0], run: [], end: { forMs: 7_000 }, targets: ["pod", "nginx"] };
      const env = { PATH: process.env["PATH"], HOME: folder.path, KUBECONFIG: kubeconfig };
      const place = {
        program: [process.execPath, programPath],
        kubectl: ["kubectl"],
        namespace: "default",
        db: join(folder.path, "e2e.db"),
        cwd: folder.path,
        env,
      };
      const problems = runStep(step, "nginx-1", place);
      // The plain watch, and those of the Pod and of Events: nothing happens before all are there.
      while (api.openWatches < 3) await systemClock.sleep(20);
      api.control.command("speed 3");
      api.control.command("play");
      expect(await problems).toEqual([]);
      expect(await runStep({ ...step, targets: ["widgets"] }, "nginx-2", place)).toEqual([
        expect.stringMatching(/^record failed: .*"widgets"/),
      ]);
    },
  );
});

describe("without a cluster e2e says what is missing and ends well", () => {
  const has =
    (...programs: readonly string[]) =>
    (file: string) =>
      programs.includes(file);
  it.each([
    [{}, has(), "kubectl is not here", undefined],
    [{}, has("kubectl"), "install kind", undefined],
    [{}, has("kubectl", "kind"), "start Docker", undefined],
    [
      { KUBESPY_E2E: "1" },
      (file: string, args: readonly string[]) => file === "kubectl" && !args.includes("--raw"),
      "does not answer",
      true,
    ],
  ])("%#", (env, answers, words, failed) => {
    const cluster = findCluster(env, answers);
    expect(cluster.missing).toContain(words);
    expect(cluster.failed).toBe(failed);
  });
});
