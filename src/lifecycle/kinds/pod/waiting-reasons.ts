/** Why the kubelet lets a container wait, for people who meet the word for the first time; undefined for words unknown here. */
export function waitingWhy(reason: string): string | undefined {
  return whys.get(reason);
}

const whys: ReadonlyMap<string, string> = new Map([
  ["ErrImagePull", "the image cannot be had under this name; the kubelet will try again, resting longer each time"],
  ["ImagePullBackOff", "the kubelet rests between two tries to pull the image, at most five minutes"],
  ["InvalidImageName", "this is no name of an image; nothing will change until the spec does"],
  ["ErrImageNeverPull", "the image is not on the node and imagePullPolicy Never forbids pulling it"],
  ["CreateContainerConfigError", "something that the container refers to is missing, often a ConfigMap, a Secret or a key in one"],
  ["CreateContainerError", "the runtime could not make the container"],
  ["RunContainerError", "the runtime made the container but could not start it, often because its command does not exist"],
  ["CrashLoopBackOff", "it ended again and again; the kubelet waits before the next start, twice as long each time, at most five minutes"],
  ["PostStartHookError", "its postStart hook failed, so the kubelet killed it"],
]);
