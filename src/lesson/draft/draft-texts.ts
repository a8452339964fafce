import { printable } from "../../io/printable.js";
import { notOneColumn } from "../check-texts.js";
import { maxStopColumns } from "../lesson-lines.js";

/** In the place of what the instructor has to write: the word that editors highlight, and that `lesson check` counts. */
export const todo = "TODO";

/** Recorded text as a lesson may have it: one line, printable, a column for each character, no longer than this. */
export function plainLine(text: string, maxLength: number): string {
  const spaced = text.replace(/\s+/g, " ").trim();
  const plain = printable(spaced, spaced.length).replaceAll("`", "'").replace(new RegExp(notOneColumn.source, "gu"), "?");
  return plain.length <= maxLength ? plain : `${plain.slice(0, maxLength - 1).trimEnd()}…`;
}

/** One paragraph of so many lines at most, broken as the screen breaks it. No line begins as an item of a list, or as code, would. */
export function plainParagraph(text: string, maxLines: number): string {
  const lines: string[] = [];
  let line = "";
  for (const word of plainLine(text, maxLines * maxStopColumns).split(" ")) {
    const short = word.length > maxStopColumns ? `${word.slice(0, maxStopColumns - 1)}…` : word;
    if (line !== "" && line.length + 1 + short.length > maxStopColumns && short !== "-") {
      lines.push(line);
      line = "";
    }
    line += line === "" ? short : ` ${short}`;
  }
  lines.push(line);
  if (lines.length <= maxLines) return lines.join("\n");
  const kept = lines.slice(0, maxLines);
  kept[maxLines - 1] = `${(kept[maxLines - 1] ?? "").slice(0, maxStopColumns - 2).trimEnd()} …`;
  return kept.join("\n");
}

export type PlausibleCause = readonly [name: string, meaning: string];

/**
 * What could plausibly happen to an object of a kind, and what it would mean: for the wrong choices of a task. By classes of findings; those that a
 * session has are no wrong choices of it.
 */
export const plausibleCauses: Readonly<Record<string, readonly PlausibleCause[]>> = {
  Pod: [
    ["Unschedulable", "No node fits the Pod, so the scheduler cannot assign it."],
    ["ErrImagePull", "The kubelet cannot pull the image of a container."],
    ["CrashLoopBackOff", "A container exits again and again, and the kubelet backs off."],
    ["FailedMount", "A volume of the Pod cannot be mounted."],
    ["OOMKilled", "A container used more memory than its limit and was killed."],
    ["Evicted", "The kubelet evicted the Pod, as its node ran short of a resource."],
    ["Unhealthy", "A probe of a container fails."],
    ["FailedCreatePodSandBox", "The network of the Pod cannot be set up."],
  ],
  Deployment: [
    ["ProgressDeadlineExceeded", "The rollout makes no progress within its deadline."],
    ["RolloutStuck", "The rollout is stuck: new Pods do not become available."],
    ["FailedCreate", "The controller may not create Pods, as a quota or a policy refuses them."],
    ["DeploymentPaused", "The Deployment is paused, so its changes are not rolled out."],
  ],
  Job: [
    ["BackoffLimitExceeded", "The Pods of the Job failed more often than its backoffLimit allows."],
    ["DeadlineExceeded", "The Job took longer than its activeDeadlineSeconds."],
    ["FailedCreate", "The controller may not create Pods, as a quota or a policy refuses them."],
  ],
  Service: [
    ["NoEndpoints", "No Pod matches the selector of the Service."],
    ["TargetPortNotFound", "The Service names a port that its Pods do not have."],
    ["LoadBalancerPending", "Nothing provides the load balancer that the Service needs."],
  ],
  PersistentVolumeClaim: [
    ["ClaimPending", "No volume is bound to the claim."],
    ["ClaimLost", "The volume of the claim is gone."],
  ],
  Node: [["NodeNotReady", "The node stopped reporting that it is ready."]],
};

/** Of a kind, then those of Pods: most kinds have Pods, or are about them. */
export function plausibleFor(kind: string): readonly PlausibleCause[] {
  const own = Object.hasOwn(plausibleCauses, kind) ? (plausibleCauses[kind] ?? []) : [];
  return kind === "Pod" ? own : [...own, ...(plausibleCauses["Pod"] ?? [])];
}
