import type { RunObject } from "./run.js";
import type { StepInterval } from "./step-intervals.js";

/** An object before the rest of its run is known. */
export type UntimedObject = Omit<RunObject, "timeOriginMs">;

/**
 * Sets the moment from which the times of each object count: its creation. An object that was at rest when recording began may have been
 * created days ago, which means nothing for what it did in this run: its times count from the first change of the run, or from when it became
 * active again.
 */
export function withTimeOrigins(objects: readonly UntimedObject[]): readonly RunObject[] {
  const changeMs = firstChangeOf(objects);
  return objects.map((object) => ({ ...object, timeOriginMs: timeOriginOf(object, changeMs) }));
}

function timeOriginOf(object: UntimedObject, changeMs: number | undefined): number {
  const wasAtRest = object.preexisting && object.stepIntervals[0]?.stage.tone !== "progress";
  if (!wasAtRest || changeMs === undefined) return object.createdMs;
  return resumedAt(object)?.fromMs ?? changeMs;
}

/** The first creation, change of a desired state or deletion that the run shows, ms since session start; undefined when it shows none. */
export function firstChangeOf(objects: readonly UntimedObject[]): number | undefined {
  const changes = objects.flatMap((object) => {
    const ends = object.stepIntervals.find(({ key }) => isEnd(key));
    return [object.preexisting ? undefined : object.createdMs, object.desiredStates[1]?.offsetMs, ends?.fromMs].filter(
      (ms) => ms !== undefined,
    );
  });
  return changes.length === 0 ? undefined : changes.reduce((first, ms) => Math.min(first, ms));
}

/** Where an object that was idle when recording began (a ReplicaSet of an earlier rollout) became active again. */
export function resumedAt(object: Pick<UntimedObject, "preexisting" | "stepIntervals">): StepInterval | undefined {
  const [first, second] = object.stepIntervals;
  return object.preexisting && first?.stage.tone === "neutral" && second !== undefined && !isEnd(second.key) ? second : undefined;
}

function isEnd(key: string): boolean {
  return key === "Terminating" || key === "Deleted";
}
