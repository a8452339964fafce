import type { ContainerFacts } from "./containers.js";

/**
 * Reasons with which the kubelet lets a container wait although something is wrong (pkg/kubelet/images/types.go,
 * pkg/kubelet/kuberuntime). `ContainerCreating` and `PodInitializing` are the ordinary ones and are not here; a reason that
 * nobody knew when this was written counts as trouble when it reads like one.
 */
const waitingTrouble = new Set([
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

/** True when this container waits because something is wrong, or has ended with a failure. An ephemeral one may end as it likes. */
export function isTrouble(container: ContainerFacts): boolean {
  const { state } = container;
  if (container.role === "ephemeral") return false;
  if (state.kind === "terminated") return state.exitCode !== 0;
  if (state.kind !== "waiting" || state.reason === undefined) return false;
  return waitingTrouble.has(state.reason) || /(Err|Error|BackOff|Failed|Invalid)/.test(state.reason);
}

/** True when the kubelet has tried, failed, and rests before it tries again (or will never succeed with this spec). */
export function isStuck(container: ContainerFacts): boolean {
  const { state } = container;
  if (container.role === "ephemeral" || state.kind !== "waiting" || state.reason === undefined) return false;
  return /BackOff$/.test(state.reason) || restingReasons.has(state.reason);
}

const restingReasons = new Set([
  "InvalidImageName",
  "ErrImageNeverPull",
  "CreateContainerConfigError",
  "CreateContainerError",
  "RunContainerError",
  "SignatureValidationFailed",
]);
