import { missingObject } from "./missing-object.js";
import { schedulerSentence } from "./scheduler-sentence.js";
import type { SkeletonNames } from "./skeleton-names.js";

/** What of a message stays: which sentence of Kubernetes it is, in fixed words; of names only stand-ins. Undefined: nothing of it stays. */
export function fixedSentence(message: string, names: SkeletonNames): string | undefined {
  const start = message.slice(0, maxStart);
  return schedulerSentence(start, names) ?? missingObject(start, names) ?? sentences.find(([pattern]) => pattern.test(start))?.[1];
}

/** Of a condition that says that Pods cannot be created: that there is a message is known even where it says nothing. */
export const creationError = "Error creating: other";

/** Their words come early, behind the names of an object, a container and an image at most. */
const maxStart = 2000;

/**
 * The sentences that stages, milestones and findings tell apart although the reason is the same: an image that was there ("Pulled"), a stop for a restart
 * ("Killing"), which probe failed ("Unhealthy"), what the kubelet backs off from ("BackOff"), what failed ("Failed"), what rejects a Pod ("FailedCreate").
 */
const sentences: readonly (readonly [RegExp, string])[] = [
  [/^Container image .*already present/i, "Container image already present on machine"],
  [/^Container .*failed liveness probe.*will be (restarted|killed)/i, "Container failed liveness probe, will be restarted"],
  [/^Container .*failed startup probe.*will be (restarted|killed)/i, "Container failed startup probe, will be restarted"],
  [/will be (restarted|killed)/i, "Container definition changed, will be restarted"],
  [/^Stopping container/i, "Stopping container"],
  [/^Readiness probe error/i, "Readiness probe errored"],
  [/^Readiness probe failed/i, "Readiness probe failed"],
  [/^Liveness probe error/i, "Liveness probe errored"],
  [/^Liveness probe failed/i, "Liveness probe failed"],
  [/^Startup probe error/i, "Startup probe errored"],
  [/^Startup probe failed/i, "Startup probe failed"],
  [/^Back-off pulling image/i, "Back-off pulling image"],
  [/^Back-off .*restarting failed/i, "Back-off restarting failed container"],
  [/^Failed to pull image/i, "Failed to pull image"],
  [/^Error: ErrImagePull/, "Error: ErrImagePull"],
  [/^Error: ImagePullBackOff/, "Error: ImagePullBackOff"],
  [/^Error: ErrImageNeverPull/, "Error: ErrImageNeverPull"],
  [/^Error: InvalidImageName/, "Error: InvalidImageName"],
  [/^skip schedule deleting pod/i, "skip schedule deleting pod"],
  [/^Cancelling deletion/i, "Cancelling deletion of Pod"],
  [/exceeded quota: /, "Error creating: exceeded quota"],
  [/violates PodSecurity /, "Error creating: violates PodSecurity"],
  [/failed calling webhook /, "Error creating: failed calling webhook"],
  [/^(Error creating: )?admission webhook .* denied the request/, "Error creating: admission webhook denied the request"],
  [/ValidatingAdmissionPolicy /, "Error creating: ValidatingAdmissionPolicy denied request"],
  [/^Error creating: /, creationError],
];

/** All of them, for tests. */
export const fixedSentences: readonly string[] = [...sentences.map(([, sentence]) => sentence), "failed"];

/** In place of any message of a custom resource that reports an error. */
export const failure = "failed";

/** By the words in which errors are reported, at both ends of a long message: Go wraps errors with the cause last. */
export function saysFailure(message: string): boolean {
  const text = message.length > maxStart ? `${message.slice(0, maxStart / 2)} ${message.slice(-maxStart / 2)}` : message;
  return !/^\W*(still |is )?(waiting|awaiting)\b/i.test(text) && errorWords.test(text);
}

const errorWords = new RegExp(
  [
    String.raw`^\W*(errors?|failed|failure|cannot|could not|unable|invalid|fatal|denied|forbidden|unauthorized|timed out|exceeded)\b`,
    String.raw`\b(failed (to|with|in|on|because|due)|(failed|errors?|failure|denied|forbidden|rejected)\s?:|errors? (occurred|when|while|from))`,
    String.raw`\b(cannot|can't|could not|couldn't|unable to|not found|does not exist|no such|access ?denied|permission denied|not authorized)\b`,
    String.raw`\b(not permitted|not allowed|timed out|deadline exceeded|connection refused|x509|quota exceeded|limit exceeded|rpc error|i/o timeout)\b`,
  ].join("|"),
  "i",
);
