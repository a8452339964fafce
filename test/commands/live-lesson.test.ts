import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { describe, expect, it } from "vitest";
import type { OpenLesson } from "../../src/app/lesson/open-lesson.js";
import { runLiveLesson } from "../../src/commands/learn/live-lesson.js";
import type { LiveLessonFlags } from "../../src/commands/learn/live-options.js";
import { errorMessage, KubespyError } from "../../src/errors.js";
import { systemClock } from "../../src/io/clock.js";
import type { OutputStream } from "../../src/io/streams.js";
import { startLiveCluster, type TestCluster } from "../support/live-cluster.js";
import { projectRoot } from "../support/program.js";

const badImageTag = `
lesson: 1
title: A bad image tag
summary: Tell why an image is not pulled.
minutes: 5
recording: pod-bad-image-tag
live:
  fixture: bad-image-tag.yaml
  targets: [pod, nginx]
  until: { object: Pod/nginx, stage: ImagePullBackOff }
  timeoutSeconds: 60
stops:
  - title: Created
    at: { object: Pod/nginx, change: added }
    text: It exists.
    task:
      predict: What comes next?
      choices:
        - { answer: It is scheduled, if: { object: Pod/nginx, reaches: Scheduled }, expectedFrames: [2] }
        - { answer: It is refused, hint: "No." }
      hints: [Think.]
      debrief: The scheduler acts.
  - title: The pull fails
    at: { object: Pod/nginx, opens: ErrImagePull }
    text: It fails.
  - title: The image was fixed
    at: { object: Pod/nginx, reaches: Ready }
    text: It runs.
`;

interface Run {
  readonly lesson?: string;
  readonly flags?: LiveLessonFlags;
  readonly interrupt?: AbortController;
  readonly second?: AbortController;
  readonly clock?: typeof systemClock;
  /** What is typed where the program asks. Absent: there is no terminal. */
  readonly typed?: string;
  readonly files?: Readonly<Record<string, string>>;
  readonly played?: OpenLesson[];
}

/** `kubespy learn FOLDER --live`, in this process. */
async function learnLive(cluster: TestCluster, run: Run = {}) {
  const { lesson = badImageTag, flags = { yes: true }, interrupt = new AbortController(), second = new AbortController(), typed } = run;
  const path = join(cluster.folder, "lesson");
  mkdirSync(path, { recursive: true });
  for (const [name, text] of Object.entries({ "lesson.yaml": lesson, ...run.files })) writeFileSync(join(path, name), text);
  const written = { stdout: "", stderr: "" };
  const output = (name: keyof typeof written): OutputStream => ({
    write: (text) => {
      written[name] += String(text);
      return true;
    },
    drained: () => Promise.resolve(),
    isTty: typed !== undefined && name === "stderr",
    columns: () => 80,
    rows: () => 24,
    colour: false,
  });
  const stdin = Object.assign(Readable.from(typed === undefined ? [] : [typed]), typed === undefined ? {} : { isTTY: true });
  const context = {
    streams: { stdin, stdout: output("stdout"), stderr: output("stderr") },
    clock: run.clock ?? systemClock,
    env: cluster.env,
    cwd: cluster.folder,
    interrupt: interrupt.signal,
    secondInterrupt: () => second.signal,
    packageRoot: projectRoot,
    version: "0.0.0",
    programName: "kubespy",
    self: [],
  };
  const code = await runLiveLesson({ name: "bad-image-tag", path }, flags, context).catch((error: unknown) => {
    if (!(error instanceof KubespyError)) throw error;
    written.stderr += `error: ${errorMessage(error)}\nhint: ${error.hint}\n`;
    return error.exitCode;
  });
  return { code, ...written };
}

/** The actions of kubectl in their order, each once. */
function actions(cluster: TestCluster): readonly string[] {
  return [...new Set(cluster.calls().map(({ action }) => action))];
}

async function playOnceApplied(cluster: TestCluster, upTo?: number): Promise<void> {
  const { namespace = "" } = await cluster.called("apply");
  await cluster.play("pod-bad-image-tag", namespace, upTo);
}

const isBeingDeleted = expect.objectContaining({ metadata: expect.objectContaining({ deletionTimestamp: expect.any(String) }) });

describe("a live lesson", { timeout: 60_000 }, () => {
  it("applies its fixture in a labelled namespace of its own, records, ends at its predicate, and removes the namespace", async () => {
    await using cluster = await startLiveCluster();
    const run = learnLive(cluster);
    await playOnceApplied(cluster, 13);
    const { code, stdout, stderr } = await run;
    expect(stderr).toContain("reached: Pod/nginx is ImagePullBackOff; session learn-bad-image-tag holds");
    expect(code).toBe(0);
    expect(actions(cluster)).toEqual([
      "get namespaces",
      "create namespace",
      "get serviceaccount",
      "dry run",
      "apply",
      "get namespace",
      "delete namespace",
    ]);
    const [namespace, ...others] = cluster.namespaces();
    expect(others).toEqual([]);
    expect(namespace?.metadata).toMatchObject({
      name: expect.stringMatching(/^kubespy-learn-bad-image-tag-[a-z0-9]{5}$/),
      labels: { "app.kubernetes.io/managed-by": "kubespy", "kubespy.dev/lesson": "bad-image-tag" },
      deletionTimestamp: expect.any(String),
    });
    expect(cluster.calls().every(({ context }) => context === "test")).toBe(true);
    expect(cluster.calls().find(({ action }) => action === "apply")?.namespace).toBe(namespace?.metadata.name);
    expect(stdout.replace(/Compared with pod-bad-image-tag: .*/, "Compared with pod-bad-image-tag: ...")).toMatchInlineSnapshot(`
      "A bad image tag, on your recording learn-bad-image-tag
      2 of 3 stops are in it:
        stop 1 (Created): step #1
        stop 2 (The pull fails): step #11
        stop 3 (The image was fixed): this recording does not show this step

      Compared with pod-bad-image-tag: ...
      All differences: kubespy compare pod-bad-image-tag learn-bad-image-tag
      Step by step: kubespy replay learn-bad-image-tag
      "
    `);
  });

  it("opens a second time under another session's name, and as JSON says what the recording shows", async () => {
    await using cluster = await startLiveCluster();
    for (const session of ["learn-bad-image-tag", "learn-bad-image-tag-2"]) {
      const before = cluster.calls().length;
      const run = learnLive(cluster, { flags: { yes: true, output: "json" } });
      while (
        !cluster
          .calls()
          .slice(before)
          .some(({ action }) => action === "apply")
      )
        await systemClock.sleep(20);
      const { namespace = "" } = cluster.calls().findLast(({ action }) => action === "apply") ?? {};
      await cluster.play("pod-bad-image-tag", namespace, 30);
      const { stdout } = await run;
      expect(JSON.parse(stdout)).toMatchObject({
        schemaVersion: 1,
        lesson: "bad-image-tag",
        session,
        stops: [{ title: "Created", task: "predict", sequence: 1 }, { title: "The pull fails" }, { title: "The image was fixed" }],
        comparison: { reference: "pod-bad-image-tag", headline: expect.any(String) },
      });
    }
  });

  it("runs each step once its predicate is met, and ends only with a frame after the last of them", async () => {
    await using cluster = await startLiveCluster();
    const lesson = badImageTag.replace(
      "  until: { object: Pod/nginx, stage: ImagePullBackOff }",
      `  steps:
    - after: { opens: ErrImagePull }
      kubectl: [set, image, pod/nginx, "nginx=nginx:1.27"]
  until: { object: Pod/nginx }`,
    );
    const run = learnLive(cluster, { lesson });
    await playOnceApplied(cluster, 10);
    expect(actions(cluster)).not.toContain("set image");
    const { namespace = "" } = await cluster.called("apply");
    await cluster.play("pod-bad-image-tag", namespace, 11);
    const step = await cluster.called("set image");
    expect(step).toMatchObject({ namespace, args: ["set", "image", "pod/nginx", "nginx=nginx:1.27"] });
    expect(cluster.namespaces()).toEqual([]);
    await cluster.play("pod-bad-image-tag", namespace, 30);
    const { code, stderr } = await run;
    expect(stderr).toContain("waiting for: the finding ErrImagePull opens");
    expect(stderr).toContain("running: kubectl set image pod/nginx nginx=nginx:1.27");
    expect(code).toBe(0);
  });

  it("ends after its time limit, says what it waited for, and shows what was recorded", async () => {
    await using cluster = await startLiveCluster();
    const run = learnLive(cluster, { lesson: badImageTag.replace("timeoutSeconds: 60", "timeoutSeconds: 2") });
    await playOnceApplied(cluster, 3);
    const { code, stdout, stderr } = await run;
    expect(stderr).toContain("not reached within 2.00s: Pod/nginx is ImagePullBackOff; session learn-bad-image-tag holds 3 frames");
    expect(stdout).toContain("stop 2 (The pull fails): this recording does not show this step");
    expect(code).toBe(1);
    expect(cluster.namespaces()).toEqual([isBeingDeleted]);
  });

  it("says after its time limit which step was not reached, and waits for nothing after it", async () => {
    await using cluster = await startLiveCluster();
    const lesson = badImageTag.replace("timeoutSeconds: 60", "timeoutSeconds: 2").replace(
      "  until: { object: Pod/nginx, stage: ImagePullBackOff }",
      `  steps:
    - after: { opens: ErrImagePull }
      kubectl: [set, image, pod/nginx, "nginx=nginx:1.27"]
  until: { object: Pod/nginx, stage: ImagePullBackOff }`,
    );
    const run = learnLive(cluster, { lesson });
    await playOnceApplied(cluster, 3);
    const { stderr } = await run;
    expect(stderr).toContain("not reached within 2.00s: the finding ErrImagePull opens; session learn-bad-image-tag holds 3 frames");
    expect(stderr).not.toContain("waiting for: Pod/nginx is ImagePullBackOff");
    expect(actions(cluster)).not.toContain("set image");
  });

  it("removes its namespace when it is interrupted, and keeps what was recorded", async () => {
    await using cluster = await startLiveCluster();
    const interrupt = new AbortController();
    const run = learnLive(cluster, { interrupt });
    await playOnceApplied(cluster, 5);
    interrupt.abort("SIGINT");
    const { code, stderr } = await run;
    expect(code).toBe(130);
    expect(cluster.namespaces()).toEqual([isBeingDeleted]);
    expect(stderr).toContain("stopping; the namespace is removed first");
    expect(stderr).toMatch(/stopped by Ctrl-C; session learn-bad-image-tag holds \d frames/);
  });

  it("removes its namespace when it is interrupted before anything is recorded", async () => {
    await using cluster = await startLiveCluster();
    cluster.behave({ "get serviceaccount": "hang" });
    const interrupt = new AbortController();
    const run = learnLive(cluster, { interrupt });
    await cluster.called("get serviceaccount");
    interrupt.abort("SIGTERM");
    expect((await run).code).toBe(130);
    expect(cluster.namespaces()).toEqual([isBeingDeleted]);
  });

  it("removes its namespace when kubectl hangs while it applies, and is interrupted", async () => {
    await using cluster = await startLiveCluster();
    cluster.behave({ apply: "hang" });
    const interrupt = new AbortController();
    const run = learnLive(cluster, { interrupt });
    await cluster.called("apply");
    interrupt.abort("SIGHUP");
    expect((await run).code).toBe(130);
    expect(cluster.namespaces()).toEqual([isBeingDeleted]);
  });

  it("names the command that removes the namespace when the removal hangs and is interrupted again", async () => {
    await using cluster = await startLiveCluster();
    cluster.behave({ "delete namespace": "hang" });
    const [interrupt, second] = [new AbortController(), new AbortController()];
    const run = learnLive(cluster, { interrupt, second });
    await playOnceApplied(cluster, 3);
    interrupt.abort("SIGINT");
    await cluster.called("delete namespace");
    second.abort("SIGINT");
    const { code, stderr } = await run;
    expect(code).toBe(130);
    expect(stderr).toMatch(/may still be there .*; remove it: kubectl delete namespace kubespy-learn-bad-image-tag-\w{5} --context test/);
  });

  it("removes its namespace when a step or the fixture is refused, and says what kubectl said", async () => {
    await using cluster = await startLiveCluster();
    cluster.behave({ apply: { code: 1, stderr: 'Error from server (Forbidden): pods "nginx" is forbidden: exceeded quota\n' } });
    const { code, stderr } = await learnLive(cluster);
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /error: "kubectl apply -f \S+bad-image-tag.yaml" failed: Error from server \(Forbidden\): pods "nginx" is forbidden/,
    );
    expect(cluster.namespaces()).toEqual([isBeingDeleted]);
  });

  it("tries a removal that fails again, and then names the command", async () => {
    await using cluster = await startLiveCluster();
    cluster.behave({
      apply: { code: 1, stderr: "error: no\n" },
      "delete namespace": { code: 1, stderr: "Error from server (Forbidden): you may not\n" },
    });
    const { code, stderr } = await learnLive(cluster);
    expect(code).toBe(1);
    expect(cluster.calls().filter(({ action }) => action === "delete namespace")).toHaveLength(3);
    expect(stderr).toMatch(/\(Error from server \(Forbidden\): you may not\); remove it: kubectl delete namespace/);
  });

  it("never deletes a namespace without its labels", async () => {
    await using cluster = await startLiveCluster();
    const run = learnLive(cluster);
    const { namespace = "" } = await cluster.called("apply");
    cluster.keepNamespace({ apiVersion: "v1", kind: "Namespace", metadata: { name: namespace, labels: { "kubespy.dev/lesson": "x" } } });
    await cluster.play("pod-bad-image-tag", namespace, 13);
    const { code, stderr } = await run;
    expect(actions(cluster)).not.toContain("delete namespace");
    expect(stderr).toContain("it is not labelled as a namespace of a lesson");
    expect(code).toBe(1);
  });

  it("makes nothing where the namespace is refused, and there is nothing to remove then", async () => {
    await using cluster = await startLiveCluster();
    cluster.behave({
      "create namespace": { code: 1, stderr: 'Error from server (Forbidden): namespaces is forbidden: User "ann" cannot create\n' },
    });
    const { code, stderr } = await learnLive(cluster);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^error: kubectl cannot create the namespace \S+: Error from server \(Forbidden\): namespaces is forbidden/m);
    expect(stderr).toContain("kubectl auth can-i create namespaces");
    expect(actions(cluster)).toEqual(["get namespaces", "create namespace"]);
  });

  it("refuses a fixture that holds an object in no namespace, or in another one: it would stay", async () => {
    await using cluster = await startLiveCluster();
    const manifests = {
      "ClusterRole/all": "{ apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRole, metadata: { name: all } }",
      "ConfigMap/x": "{ apiVersion: v1, kind: ConfigMap, metadata: { name: x, namespace: kube-system } }",
    };
    for (const [object, manifest] of Object.entries(manifests)) {
      const { code, stderr } = await learnLive(cluster, { files: { "bad-image-tag.yaml": manifest } });
      expect(code).toBe(1);
      expect(stderr).toContain(`the manifest of the lesson holds ${object}, which would not be in the namespace`);
    }
    expect(actions(cluster)).not.toContain("apply");
    expect(cluster.namespaces()).toEqual([isBeingDeleted, isBeingDeleted]);
  });

  it("names the namespaces that killed runs left, and how to remove them, but not those of others", async () => {
    await using cluster = await startLiveCluster();
    const namespace = (name: string, labels: object, more: object = {}) => {
      const metadata = { name, labels, creationTimestamp: new Date().toISOString(), ...more };
      cluster.keepNamespace({ apiVersion: "v1", kind: "Namespace", metadata });
    };
    const labels = { "app.kubernetes.io/managed-by": "kubespy", "kubespy.dev/lesson": "probes" };
    namespace("kubespy-learn-probes-left", labels);
    namespace("kubespy-learn-probes-gone", labels, { deletionTimestamp: "2026-01-01T00:00:00Z" });
    namespace("shop", { "app.kubernetes.io/managed-by": "helm" });
    const { code, stderr } = await learnLive(cluster, { flags: {}, typed: "n\n" });
    expect(code).toBe(1);
    expect(stderr).toContain("remove it: kubectl delete namespace kubespy-learn-probes-left --context test");
    expect(stderr).not.toMatch(/gone|shop/);
    expect(actions(cluster)).toEqual(["get namespaces"]);
  });

  it("asks before it changes anything: names the cluster, the namespace and each command", async () => {
    await using cluster = await startLiveCluster();
    const { code, stderr } = await learnLive(cluster, { flags: {}, typed: "n\n" });
    expect(code).toBe(1);
    const asked = stderr
      .replaceAll(cluster.server.url, "SERVER")
      .replaceAll(projectRoot, "ROOT")
      .replace(/tag-\w{5}/, "tag-RANDOM");
    expect(asked).toMatchInlineSnapshot(`
      "This lesson makes changes on a cluster, with your kubectl:
        context test, server SERVER, Kubernetes v1.36.2
        - create the namespace kubespy-learn-bad-image-tag-RANDOM
        - in it: kubectl apply -f ROOT/fixtures/bad-image-tag.yaml
        - at the end, after 1m00s at most: delete the namespace with all in it
      go on? [y/N] kubespy: nothing was changed
      "
    `);
    const yes = learnLive(cluster, { flags: {}, typed: "y\n" });
    await playOnceApplied(cluster, 13);
    expect((await yes).code).toBe(0);
  });
});
