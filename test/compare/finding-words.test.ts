import { expect, it } from "vitest";
import { comparisonText } from "../../src/report/comparison/comparison-text.js";
import { condition, framesOf, type TimedObject, thing } from "../diagnosis/timed-objects.js";
import { exited, pod, running, waiting } from "../lifecycle/pods.js";
import { compareHistories, history } from "./runs.js";

const refused = (message: string): readonly TimedObject[] => {
  const conditions = [condition("ReplicaFailure", "True", "FailedCreate", `pods "web-x" is forbidden: ${message}`)];
  return [[0, thing("apps/v1", "ReplicaSet", "web", { spec: { replicas: 3 }, status: { replicas: 0, conditions } })]];
};

async function findingsIn(a: readonly TimedObject[], b: readonly TimedObject[]): Promise<string> {
  const text = comparisonText(await compareHistories(history(framesOf(a)), history(framesOf(b))), { colour: false });
  return /^Findings\n(.*?)\n\n/ms.exec(text)?.[1] ?? "";
}

it("a failure of one class for two different reasons is told with both", async () => {
  const text = await findingsIn(
    refused("exceeded quota: small, requested: cpu=1"),
    refused('violates PodSecurity "baseline:latest": host ports'),
  );
  expect(text).toContain("both    FailedCreate (critical)  ReplicaSet/web\n");
  expect(text).toMatch(/^ {10}A {2}.*quota exceeded/m);
  expect(text).toMatch(/^ {10}B {2}.*Pod Security "baseline:latest"/m);
});

it("runs that take the same steps for different reasons are not called the same without a word", async () => {
  const quota = (cpu: number) => history(framesOf(refused(`exceeded quota: small, requested: cpu=${cpu}`)));
  const policy = history(framesOf(refused('violates PodSecurity "baseline:latest": host ports')));
  expect((await compareHistories(quota(1), policy)).headline).toBe(
    "The same from start to end: 1 object, 1 step. But FailedCreate has another reason in each." +
      " A: The ReplicaSet cannot create its Pods: quota exceeded: small, requested: cpu=1." +
      ' B: The ReplicaSet cannot create its Pods: they violate Pod Security "baseline:latest": host ports.',
  );
  expect((await compareHistories(quota(1), quota(4))).headline).toBe("The same from start to end: 1 object, 1 step.");
});

it("what tells the two apart is not cut off by a narrow terminal", async () => {
  const [a, b] = [refused("exceeded quota: small, requested: cpu=1"), refused('violates PodSecurity "baseline:latest": host ports')];
  const comparison = await compareHistories(history(framesOf(a)), history(framesOf(b)));
  const text = comparisonText(comparison, { colour: false, columns: 60 });
  expect(text).toContain(`          A  The ReplicaSet cannot create its Pods: quota
             exceeded: small, requested: cpu=1.
`);
});

it("one for the same reason, counted otherwise, is told once", async () => {
  const text = await findingsIn(refused("exceeded quota: small, requested: cpu=1"), refused("exceeded quota: small, requested: cpu=4"));
  expect(text).toContain("both    FailedCreate (critical)  ReplicaSet/web");
  expect(text).not.toMatch(/^ {10}[AB] {2}/m);
});

it("a container that is met in its back-off has ended more than once", async () => {
  const looping = (exitCode: number) => {
    const { state } = exited(exitCode) as { readonly state: object };
    return pod({
      node: "node-1",
      phase: "Running",
      statuses: [waiting("CrashLoopBackOff", "nginx", { restartCount: 2, lastState: state })],
    });
  };
  const bound: TimedObject = [0, pod({ node: "node-1" })];
  const fine = pod({ node: "node-1", phase: "Running", conditions: { Ready: "True" }, statuses: [running()] });
  const { headline } = await compareHistories(
    history(framesOf([bound, [5, fine], [60, fine]])),
    history(framesOf([bound, [20, looping(3)], [60, looping(3)]])),
  );
  expect(headline).toContain("end again and again (exit code 3)");
});

it("where one run is further on before the other has come as far, both times are told", async () => {
  const up = { node: "node-1", phase: "Running" };
  const bound: TimedObject = [0, pod({ node: "node-1" })];
  const unready = pod({ ...up, conditions: { Ready: "False" }, statuses: [running("nginx", { ready: false })] });
  const ready = pod({ ...up, conditions: { Ready: "True" }, statuses: [running()] });
  const { headline } = await compareHistories(
    history(framesOf([bound, [1, unready], [2, ready]])),
    history(framesOf([bound, [5, unready], [60, unready]])),
  );
  expect(headline).toMatch(/^The same until Running \(A at \+1\.000s, B at \+5\.000s\); then A became Ready at \+2\.000s, and B stayed/);
});
