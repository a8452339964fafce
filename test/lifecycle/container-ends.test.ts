import { expect, it } from "vitest";
import { ContainerEnds } from "../../src/lifecycle/session/container-ends.js";
import type { KubeObject } from "../../src/model/kube-object.js";
import { exited, frameOf, pod, running } from "./pods.js";

function endsOf(...pods: readonly KubeObject[]): readonly (readonly [container: string, exitCode: number | undefined])[] {
  const ends = new ContainerEnds();
  for (const each of pods) ends.observe(frameOf(each));
  return ends.all().map(({ container, end }) => [container, end.exitCode]);
}

const restarted = running("nginx", { restartCount: 1, lastState: { terminated: { exitCode: 1, finishedAt: "2026-01-01T00:00:05Z" } } });

it("a container that failed and then completed has completed", () => {
  const statuses = [exited(0, "nginx", { state: { terminated: { exitCode: 0, finishedAt: "2026-01-01T00:00:09Z" } } })];
  expect(endsOf(pod({ statuses: [exited(1)] }), pod({ statuses: [restarted] }), pod({ statuses }))).toEqual([["nginx", 0]]);
});

it("one that only completed is not listed", () => {
  expect(endsOf(pod({ statuses: [exited(0)] }))).toEqual([]);
});

it("being stopped with its Pod is no end that counts", () => {
  const deleting = pod({ metadata: { deletionTimestamp: "2026-01-01T00:00:30Z" }, statuses: [exited(143)] });
  expect(endsOf(pod({ statuses: [exited(1)] }), deleting)).toEqual([["nginx", 1]]);
});
