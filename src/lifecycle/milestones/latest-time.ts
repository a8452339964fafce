import type { KubeObject } from "../../model/kube-object.js";
import { conditionsOf } from "../fields/conditions.js";
import { timeAt } from "../fields/fields.js";
import { containersOf } from "../kinds/pod/containers.js";

/**
 * The latest time that an object tells of itself: its creation, a condition that changed, a container that started or ended. Of an object that
 * was there before we looked it is the best guess at when it last came to be as it is. ms since the epoch, by the server's clock, one-second grain.
 */
export function latestTimeIn(object: KubeObject): number | undefined {
  const times = [
    timeAt(object, "metadata", "creationTimestamp"),
    deletionAskedMs(object),
    timeAt(object, "status", "startTime"),
    timeAt(object, "status", "completionTime"),
    ...conditionsOf(object).map((condition) => condition.lastTransitionMs),
    ...containersOf(object).map(({ state }) =>
      state.kind === "running" ? state.startedMs : state.kind === "terminated" ? state.finishedMs : undefined,
    ),
  ].filter((time) => time !== undefined);
  return times.length === 0 ? undefined : Math.max(...times);
}

/** The deletion timestamp lies the grace period after the moment of asking. */
function deletionAskedMs(object: KubeObject): number | undefined {
  const atMs = timeAt(object, "metadata", "deletionTimestamp");
  const graceSeconds = object.metadata.deletionGracePeriodSeconds;
  return atMs === undefined ? undefined : atMs - (typeof graceSeconds === "number" ? graceSeconds * 1000 : 0);
}
