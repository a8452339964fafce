import { countAt, timeAt } from "../../model/fields.js";
import type { KubeObject } from "../../model/kube-object.js";
import type { MilestoneStep } from "../kinds/kind-rules.js";

/**
 * The milestones of every object:
 *
 *   Created       metadata.creationTimestamp
 *   Terminating   when deletion was requested
 */
export function createdAndTerminating(object: KubeObject): {
  readonly created: readonly MilestoneStep[];
  readonly terminating: readonly MilestoneStep[];
} {
  return {
    created: [milestoneStep("Created", timeAt(object, "metadata", "creationTimestamp"))],
    terminating: object.metadata.deletionTimestamp === undefined ? [] : [milestoneStep("Terminating", deletionRequestedMs(object))],
  };
}

/** `deletionTimestamp` is the end of the grace period; the request came that much earlier. ms since the epoch, one-second grain. */
export function deletionRequestedMs(object: KubeObject): number | undefined {
  const graceEndMs = timeAt(object, "metadata", "deletionTimestamp");
  return graceEndMs === undefined ? undefined : graceEndMs - countAt(object, "metadata", "deletionGracePeriodSeconds") * 1000;
}

/** Every step has every field: detectors make them for every revision, and objects of one shape are faster to read. */
export function milestoneStep(
  name: string,
  serverMs?: number,
  { container, tone, passed }: Omit<MilestoneStep, "name" | "serverMs"> = {},
): MilestoneStep {
  return { name, serverMs, container, tone, passed };
}
