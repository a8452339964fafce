import { describe, expect, it } from "vitest";
import { diagnose } from "../../src/diagnosis/engine/diagnose.js";
import { bundled } from "../serve/bundled.js";
import { inBrief } from "./timed-objects.js";

/** What went wrong in each recording of a real cluster, written down by hand. "~": resolved at the end; "← 0": caused by the first. */
const expected: Readonly<Record<string, readonly string[]>> = {
  "pod-nginx": ["~info ExceededGracePeriod Pod/nginx[nginx]"],
  "pod-nginx-1.28": ["~info ExceededGracePeriod Pod/nginx[nginx]"],
  "deployment-rollout": [],
  "service-clusterip": ["~info ExceededGracePeriod Pod/web-1[web]", "~info ExceededGracePeriod Pod/web-2[web]"],
  "service-loadbalancer-pending": ["~info LoadBalancerPending Service/web"],
  "pod-bad-image-tag": [
    "~critical ErrImagePull Pod/nginx[nginx]",
    "~critical ImagePullBackOff Pod/nginx[nginx] ← 0",
    "~info ExceededGracePeriod Pod/nginx[nginx]",
  ],
  "pod-missing-configmap-volume": [
    "~critical ConfigMapNotFound ConfigMap/site",
    "~critical FailedMount Pod/nginx ← 0",
    "~info ExceededGracePeriod Pod/nginx[nginx]",
  ],
  "pod-missing-pvc": ["~critical PersistentVolumeClaimNotFound PersistentVolumeClaim/data", "~critical Unschedulable Pod/nginx ← 0"],
  "pod-scheduling": [
    "~critical Unschedulable Pod/needs-ssd",
    "critical Unschedulable Pod/batch-only",
    "critical PersistentVolumeClaimNotFound PersistentVolumeClaim/data",
    "critical Unschedulable Pod/needs-claim ← 2",
    "warning Unschedulable Pod/too-big",
  ],
  "pod-crashloop": ["~critical CrashLoopBackOff Pod/crasher[crasher]"],
  "pod-two-containers-one-crashes": ["~critical CrashLoopBackOff Pod/pair[flaky]", "~info ExceededGracePeriod Pod/pair[web]"],
  "pod-restart-policies": [
    "~critical Error Pod/exit-1-never[exit-1-never]",
    "~critical CrashLoopBackOff Pod/exit-1-always[exit-1-always]",
    "~critical CrashLoopBackOff Pod/exit-0-always[exit-0-always]",
    "~critical CrashLoopBackOff Pod/exit-1-onfailure[exit-1-onfailure]",
  ],
  "pod-restarts": [
    "critical Error Pod/exit-1-never[main]",
    "critical Error Pod/restart-rules[worker]",
    "~critical CrashLoopBackOff Pod/restart-rules[worker] ← 1",
    "critical CrashLoopBackOff Pod/exit-1-always[main]",
    "critical CrashLoopBackOff Pod/exit-0-always[main]",
    "critical CrashLoopBackOff Pod/exit-1-onfailure[main]",
    "~warning Error Pod/restart-rules[importer]",
    "~warning Error Pod/sidecar[proxy]",
  ],
  "pod-probes": [
    "critical Unhealthy Pod/no-startup[main]",
    "critical CrashLoopBackOff Pod/no-startup[main] ← 0",
    "critical Unhealthy Pod/liveness[main]",
    "critical CrashLoopBackOff Pod/liveness[main] ← 2",
    "~warning Unhealthy Pod/readiness[main]",
  ],
  "pod-liveness-restart": ["~critical Unhealthy Pod/nginx[nginx]", "~critical CrashLoopBackOff Pod/nginx[nginx] ← 0"],
  "pod-slow-readiness": ["~warning Unhealthy Pod/nginx[nginx]", "~info ExceededGracePeriod Pod/nginx[nginx]"],
  "deployment-bad-rollout": [
    "~critical ErrImagePull Pod/web-5d8bd76dd7-jrnsr[nginx]",
    "~critical ImagePullBackOff Pod/web-5d8bd76dd7-jrnsr[nginx] ← 0",
    "~critical RolloutStuck Deployment/web ← 1",
    "~critical ProgressDeadlineExceeded Deployment/web ← 2",
  ],
  "job-backoff": [
    "warning Error Pod/fails-86trs[fails]",
    "warning Error Pod/fails-pc8nd[fails]",
    "warning Error Pod/fails-jqz2w[fails]",
    "critical BackoffLimitExceeded Job/fails ← 0,1,2",
  ],
};

describe("the findings of a recording are the ones written down", () => {
  it.each(Object.keys(expected))("%s", async (name) => {
    expect(inBrief(await diagnose(await bundled(name)))).toEqual(expected[name]);
  });
});

describe("a resolved finding says what resolved it", () => {
  it.each([
    ["pod-bad-image-tag", "ErrImagePull", "The image was changed to nginx:1.27."],
    ["pod-missing-configmap-volume", "FailedMount", 'ConfigMap "site" exists now, and the volume was mounted.'],
    ["deployment-bad-rollout", "ProgressDeadlineExceeded", "The image was changed to nginx:1.27."],
    ["service-loadbalancer-pending", "LoadBalancerPending", "The Service got address 203.0.113.7."],
    ["pod-missing-pvc", "Unschedulable", "The Pod was deleted."],
  ])("%s: %s", async (name, found, resolution) => {
    const finding = (await diagnose(await bundled(name))).find((each) => each.class === found);
    expect(finding).toMatchObject({ resolved: true, resolution });
  });
});

it("a finding counts its Events as the Events themselves do", async () => {
  const findings = await diagnose(await bundled("pod-missing-configmap-volume"));
  expect(findings.find((each) => each.class === "FailedMount")?.events).toEqual([{ reason: "FailedMount", count: 6, sequence: 10 }]);
});

it("at an earlier frame there are only the findings known by then", async () => {
  expect(inBrief(await diagnose(await bundled("deployment-bad-rollout"), { at: 54 }))).toEqual([
    "critical ErrImagePull Pod/web-5d8bd76dd7-jrnsr[nginx]",
    "critical RolloutStuck Deployment/web ← 0",
  ]);
});
