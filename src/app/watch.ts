import { type Target, targetWords } from "../model/target.js";
import { isTarget } from "../record/membership.js";
import { DiscardingStore } from "./record/discarding-store.js";
import { type Recorded, type RecordOptions, record } from "./record.js";
import type { ViewTarget } from "./view.js";

export interface WatchOptions extends Omit<RecordOptions, "store"> {
  /** Records a session as well. Default: nothing is stored. */
  readonly store?: RecordOptions["store"] | undefined;
}

/** Watches objects of a cluster: as `record`, but keeps a session only where a store is given. */
export async function watch(targets: readonly string[], options: WatchOptions): Promise<Recorded> {
  const { store } = options;
  // What is not kept need not be complete.
  return await record(targets, store === undefined ? { ...options, store: new DiscardingStore(), verify: false } : { ...options, store });
}

/** The targets of a recording that is being made. */
export function clusterTargets(targets: readonly Target[]): readonly ViewTarget[] {
  return targets.map((target) => ({
    words: targetWords(target),
    named: target.name !== undefined,
    matches: (ref) => isTarget(target, ref, true),
  }));
}
