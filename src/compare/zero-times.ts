import type { RunObject } from "./run.js";

/** What is known of an object before it is known what else happened in its run. */
export type Timeless = Omit<RunObject, "zeroMs">;

/**
 * Sets from when on the times of each object are told: its creation. An object that was at rest when recording began may have been created days
 * ago, and that says nothing of what it did now: its times are told from when the run's first thing happened, or from when it woke itself.
 */
export function withZeros(objects: readonly Timeless[]): readonly RunObject[] {
  const firstMs = firstHappening(objects);
  return objects.map((object) => ({ ...object, zeroMs: zeroOf(object, firstMs) }));
}

function zeroOf(object: Timeless, firstMs: number | undefined): number {
  const wasAtRest = object.found && object.stretches[0]?.stage.tone !== "progress";
  if (!wasAtRest || firstMs === undefined) return object.createdMs;
  return timeOriginOf(object)?.fromMs ?? firstMs;
}

/** The first moment at which something was made, asked for or told to go before our eyes; undefined when all only was as it was. */
export function firstHappening(objects: readonly Timeless[]): number | undefined {
  const happenings = objects.flatMap((object) => {
    const goes = object.stretches.find(({ key }) => isEnd(key));
    const own = [object.found ? undefined : object.createdMs, object.contents[1]?.offsetMs, goes?.fromMs];
    return own.filter((ms) => ms !== undefined);
  });
  return happenings.length === 0 ? undefined : happenings.reduce((least, ms) => Math.min(least, ms));
}

/** Where an object that was idle when recording began (a ReplicaSet of an earlier rollout) took its work up again. */
export function timeOriginOf({
  found,
  stretches: [first, second],
}: Pick<Timeless, "found" | "stretches">): RunObject["stretches"][number] | undefined {
  return found && first?.stage.tone === "neutral" && second !== undefined && !isEnd(second.key) ? second : undefined;
}

function isEnd(key: string): boolean {
  return key === "Terminating" || key === "Deleted";
}
