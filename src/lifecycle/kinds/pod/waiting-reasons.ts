import type { ContainerFacts } from "./containers.js";
import { hasFailed } from "./exit-code.js";

/**
 * Reasons for which the kubelet keeps a container waiting although something is wrong (pkg/kubelet/images/types.go,
 * pkg/kubelet/kuberuntime). `ContainerCreating` and `PodInitializing` are ordinary and not listed; a reason unknown to this list
 * counts as trouble when it reads like an error.
 */
const troubleReasons = new Set([
  "ErrImagePull",
  "ImagePullBackOff",
  "InvalidImageName",
  "ErrImageNeverPull",
  "ImageInspectError",
  "RegistryUnavailable",
  "SignatureValidationFailed",
  "CreateContainerConfigError",
  "CreateContainerError",
  "RunContainerError",
  "PreStartHookError",
  "PostStartHookError",
  "CrashLoopBackOff",
  "RunInitContainerError",
  "CreatePodSandboxError",
  "ConfigPodSandboxError",
  "KillPodSandboxError",
]);

/** True when this container waits because something is wrong, or ended with a failure. Ephemeral containers are never trouble. */
export function isTrouble(container: ContainerFacts): boolean {
  const { state } = container;
  if (container.role === "ephemeral") return false;
  if (state.kind === "terminated") return hasFailed(state);
  if (state.kind !== "waiting" || state.reason === undefined) return false;
  return troubleReasons.has(state.reason) || /(Err|Error|BackOff|Failed|Invalid)/.test(state.reason);
}

/** True when the kubelet tried, failed, and is backing off before it retries (or can never succeed with this spec). */
export function isStuck(container: ContainerFacts): boolean {
  const { state } = container;
  if (container.role === "ephemeral" || state.kind !== "waiting" || state.reason === undefined) return false;
  return /BackOff$/.test(state.reason) || stuckReasons.has(state.reason);
}

const stuckReasons = new Set([
  "InvalidImageName",
  "ErrImageNeverPull",
  "CreateContainerConfigError",
  "CreateContainerError",
  "RunContainerError",
  "SignatureValidationFailed",
]);

/** What a waiting reason means, for those who see it for the first time; undefined for reasons unknown here. */
export function waitingWhy(reason: string): string | undefined {
  return whys.get(reason);
}

const whys: ReadonlyMap<string, string> = new Map([
  ["ErrImagePull", "the image could not be pulled; the kubelet retries with increasing back-off (at most 5m)"],
  ["ImagePullBackOff", "the kubelet is backing off before it retries the pull (at most 5m)"],
  ["InvalidImageName", "the image name is invalid; nothing changes until the spec is corrected"],
  ["ErrImageNeverPull", "the image is not on the node, and imagePullPolicy Never forbids pulling it"],
  ["CreateContainerConfigError", "something that the container refers to is missing, often a ConfigMap, a Secret or a key in one"],
  ["CreateContainerError", "the container runtime could not create the container"],
  ["RunContainerError", "the container runtime created the container but could not start it, often because its command does not exist"],
  [
    "CrashLoopBackOff",
    "the container keeps exiting; the kubelet is backing off before it restarts it (twice as long each time, at most 5m)",
  ],
  ["PostStartHookError", "its postStart hook failed, so the kubelet killed the container"],
]);
