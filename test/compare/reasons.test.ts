import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Reason } from "../../src/compare/reasons/reason.js";
import { event, framesOf, type TimedObject, thing } from "../diagnosis/timed-objects.js";
import { exited, pod, running, waiting } from "../lifecycle/pods.js";
import { projectRoot } from "../support/program.js";
import { compareBundled, compareHistories, history, readHistory } from "./runs.js";

const reasonsOf = async (a: readonly TimedObject[], b: readonly TimedObject[]) =>
  brief((await compareHistories(history(framesOf(a)), history(framesOf(b)))).reasons);

/** "spec Deployment/web spec.containers[nginx].image", "b finding ErrImagePull"; "?" where it does not explain the divergence. */
function brief(reasons: readonly Reason[]): readonly string[] {
  return reasons.map((reason) => {
    const doubt = reason.explains ? "" : "? ";
    if (reason.kind === "spec") {
      const place = `${reason.role.title}${reason.inTemplate ? " template" : ""}`;
      return `${doubt}spec ${place}: ${reason.changes.map(({ path }) => path).join(", ")}`;
    }
    return `${doubt}${reason.side} ${reason.kind}${reason.kind === "finding" ? ` ${reason.finding.class}` : ""}`;
  });
}

const recorded: readonly (readonly [a: string, b: string, reasons: readonly string[]])[] = [
  ["pod-nginx", "pod-bad-image-tag", ["spec Pod/nginx: spec.containers[nginx].image", "b finding ErrImagePull"]],
  [
    "deployment-rollout",
    "deployment-bad-rollout",
    ["spec Deployment/web template: spec.containers[nginx].image", "b finding ErrImagePull"],
  ],
  ["pod-nginx", "pod-slow-readiness", ["spec Pod/nginx: spec.containers[nginx].readinessProbe", "b finding Unhealthy"]],
  ["pod-nginx", "pod-liveness-restart", ["spec Pod/nginx: spec.containers[nginx].livenessProbe", "b finding Unhealthy"]],
  ["pod-nginx", "pod-missing-configmap-volume", ["b finding ConfigMapNotFound", "spec Pod/nginx: spec.volumes[site]"]],
  ["pod-nginx", "pod-missing-pvc", ["b finding PersistentVolumeClaimNotFound", "spec Pod/nginx: spec.volumes[data]"]],
  [
    "service-clusterip",
    "service-loadbalancer-pending",
    [
      "b no-pods",
      "? b finding LoadBalancerPending",
      "? spec Service/web: spec.type, spec.ports[80/TCP].nodePort, spec.externalTrafficPolicy",
    ],
  ],
  ["pod-nginx", "pod-nginx-1.28", ["? spec Pod/nginx: spec.containers[nginx].image", "? b image"]],
  ["pod-nginx", "job-backoff", []],
  ["pod-nginx", "pod-nginx", []],
];

describe("the reasons of a divergence", () => {
  it.each(recorded)("are named, the strongest first: %s and %s", async (a, b, reasons) => {
    expect(brief((await compareBundled(a, b)).reasons)).toEqual(reasons);
  });

  const bound = (containers: readonly object[], spec: object = {}) => pod({ node: "node-1", containers, spec });
  const web = (more: object = {}) => [{ name: "nginx", image: "nginx:1.27", ...more }];
  const ready = (containers: readonly object[], spec: object = {}) =>
    pod({ node: "node-1", phase: "Running", conditions: { Ready: "True" }, statuses: [running()], containers, spec });
  const fine = (containers = web()): readonly TimedObject[] => [
    [0, bound(containers)],
    [1, ready(containers)],
    [60, ready(containers)],
  ];
  const crashes = (containers: readonly object[], more: object = {}): readonly TimedObject[] => {
    const ended = pod({ node: "node-1", phase: "Running", statuses: [exited(1, "nginx", more)], containers });
    return [
      [0, bound(containers)],
      [1, ended],
      [60, ended],
    ];
  };

  it("are a field that what failed reads: the command of a container that ended", async () => {
    expect((await reasonsOf(fine(), crashes(web({ command: ["false"] }))))[0]).toBe("spec Pod/web: spec.containers[nginx].command");
  });

  it("do not include a field that it does not read: that only differs", async () => {
    const labelled = web({ terminationMessagePath: "/tmp/log" });
    expect(await reasonsOf(fine(), crashes(labelled))).toContain("? spec Pod/web: spec.containers[nginx].terminationMessagePath");
  });

  it("are the memory limit of a container that was out of memory, before all else that it reads", async () => {
    const killed = { state: { terminated: { exitCode: 137, reason: "OOMKilled" } } };
    const small = web({ args: ["-v"], resources: { limits: { memory: "8Mi" } } });
    expect((await reasonsOf(fine(), crashes(small, killed)))[0]).toMatch(/^spec Pod\/web: spec\.containers\[nginx\]\.resources/);
  });

  it("are none of another container than the one that failed", async () => {
    const sidecar = (image: string) => [...web(), { name: "proxy", image }];
    expect(await reasonsOf(fine(sidecar("proxy:1")), crashes(sidecar("proxy:2")))).toContain(
      "? spec Pod/web: spec.containers[proxy].image",
    );
  });

  it("are what keeps a Pod from a node: its node selector", async () => {
    const pending = pod({ conditions: { PodScheduled: ["False", "Unschedulable"] }, spec: { nodeSelector: { disk: "ssd" } } });
    const stuck: readonly TimedObject[] = [
      [0, pending],
      [60, pending],
    ];
    expect(await reasonsOf(fine(), stuck)).toContain("spec Pod/web: spec.nodeSelector");
  });

  it("are not what was over before the runs diverged", async () => {
    const failing = pod({ node: "node-1", statuses: [waiting("ErrImagePull")], containers: web() });
    const late: readonly TimedObject[] = [
      [0, bound(web())],
      [1, failing],
      [30, ready(web())],
      [40, ready(web()), "gone"],
    ];
    const early: readonly TimedObject[] = [
      [0, bound(web())],
      [1, failing],
      [3, ready(web())],
      [90, ready(web())],
    ];
    expect(await reasonsOf(early, late)).not.toContain("b finding ErrImagePull");
  });

  it("are a pull only where it took a large part of the delay", async () => {
    const of = pod({ containers: web() });
    const present = event(of, "Pulled", 'Container image "nginx:1.27" already present on machine', { type: "Normal", container: "nginx" });
    const pulling = event(of, "Pulling", 'Pulling image "nginx:1.27"', { type: "Normal", container: "nginx" });
    const pulled = event(of, "Pulled", 'Successfully pulled image "nginx:1.27"', { type: "Normal", container: "nginx" });
    const quick: readonly TimedObject[] = [
      [0, of],
      [1, bound(web())],
      [2, present],
      [3, ready(web())],
      [60, ready(web())],
    ];
    const slow: readonly TimedObject[] = [
      [0, of],
      [1, bound(web())],
      [2, pulling],
      [9, pulled],
      [10, ready(web())],
      [60, ready(web())],
    ];
    const early: readonly TimedObject[] = [
      [0, of],
      [1, bound(web())],
      [8, pulling],
      [9, pulled],
      [10, ready(web())],
      [60, ready(web())],
    ];
    expect(await reasonsOf(quick, slow)).toEqual(["b image"]);
    expect(await reasonsOf(quick, early)).toEqual(["? b image"]);
  });

  it("are not what is wrong with an owner of a Pod that exists", async () => {
    const real = (name: string) => readHistory(join(projectRoot, "test", "diagnosis", "real", `${name}.kubespy.gz`));
    expect(brief((await compareHistories(await real("quota"), await real("progress-deadline"))).reasons)).toEqual([
      "spec Deployment/web template: spec.nodeSelector",
      "b finding Unschedulable",
      "? a finding FailedCreate",
    ]);
  });

  it("are the quota that one namespace has", async () => {
    const set = (conditions: readonly object[], ready: number) =>
      thing("apps/v1", "ReplicaSet", "web", {
        spec: { replicas: 1 },
        status: { observedGeneration: 1, replicas: ready, readyReplicas: ready, availableReplicas: ready, conditions },
      });
    const refused = [
      { type: "ReplicaFailure", status: "True", reason: "FailedCreate", message: 'pods "web-x" is forbidden: exceeded quota: small' },
    ];
    const a: readonly TimedObject[] = [
      [0, set([], 0)],
      [1, set([], 1)],
      [60, set([], 1)],
    ];
    const b: readonly TimedObject[] = [
      [0, set([], 0)],
      [1, set(refused, 0)],
      [60, set(refused, 0)],
    ];
    expect((await reasonsOf(a, b))[0]).toBe("b finding FailedCreate");
  });
});
