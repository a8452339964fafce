import { expect, it } from "vitest";
import { worldFactsOf } from "../../src/interpret/world-facts.js";
import type { KubeObject } from "../../src/model/kube-object.js";
import { worldText } from "../../src/report/replay/world-text.js";
import { objectFrame } from "../replay/sessions.js";

const readyOf = (object: Partial<KubeObject>) => worldFactsOf(objectFrame(1, { object })).ready;

it.each<[string, string, string, object, object]>([
  ["2/3", "apps/v1", "Deployment", { replicas: 3 }, { replicas: 3, readyReplicas: 2, availableReplicas: 1 }],
  ["0/1", "apps/v1", "Deployment", {}, {}],
  ["1/2", "apps/v1", "ReplicaSet", { replicas: 2 }, { replicas: 2, readyReplicas: 1 }],
  ["0/3", "apps/v1", "StatefulSet", { replicas: 3 }, { replicas: 1 }],
  ["4/5", "apps/v1", "DaemonSet", {}, { desiredNumberScheduled: 5, numberReady: 4, numberAvailable: 3 }],
  ["1/1", "batch/v1", "Job", { completions: 1 }, { succeeded: 1 }],
  ["2/5", "batch/v1", "Job", { completions: 5 }, { succeeded: 2 }],
  ["0/1", "batch/v1", "Job", {}, { active: 1 }],
  ["1/3", "argoproj.io/v1alpha1", "Rollout", { replicas: 3 }, { replicas: 2, readyReplicas: 1, updatedReplicas: 1 }],
  ["0/3", "argoproj.io/v1alpha1", "Rollout", { replicas: 3 }, { replicas: 3, updatedReplicas: 3 }],
  ["2/3", "example.com/v1", "Cluster", {}, { readyNodes: 2, desiredNodes: 3 }],
  ["2/3", "example.com/v1", "Database", {}, { ready: "2/3" }],
  ["1/2", "example.com/v1", "Database", {}, { availableReplicas: 1, replicas: 2 }],
  ["", "example.com/v1", "Database", { replicas: 2 }, { replicas: 2, phase: "Ready", ready: true }],
  ["", "v1", "Service", {}, { loadBalancer: {} }],
  ["", "v1", "ConfigMap", {}, {}],
])("says that %s is ready of %s %s", (expected, apiVersion, kind, spec, status) => {
  expect(readyOf({ apiVersion, kind, spec, status })).toBe(expected);
});

it("counts the containers of a Pod, as before", () => {
  const status = {
    containerStatuses: [
      { name: "a", ready: true },
      { name: "b", ready: false },
    ],
  };
  expect(readyOf({ spec: { containers: [{ name: "a" }, { name: "b" }] }, status })).toBe("1/2");
});

it("says the same in the text of a moment", () => {
  const deployment = {
    apiVersion: "apps/v1",
    kind: "Deployment",
    spec: { replicas: 2 },
    status: { observedGeneration: 1, readyReplicas: 1 },
  };
  const frames = [objectFrame(1, { name: "web", object: deployment }), objectFrame(2, { name: "settings", object: { kind: "ConfigMap" } })];
  const lines = worldText(frames, { colour: false, more: 0, kubeEvents: 0 }).split("\n");
  expect(lines[2]).toMatch(/^ {2}Deployment\/web .* {2}1\/2 ready {2}as of #1 /);
  expect(lines[1]?.indexOf("as of")).toBe(lines[2]?.indexOf("as of"));
});
