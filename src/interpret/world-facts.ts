import { readyCountOf } from "../lifecycle/fields/ready-count.js";
import { containersOf } from "../lifecycle/kinds/pod/containers.js";
import { type Stage, stageOf } from "../lifecycle/stage.js";
import type { ObjectFrame } from "../model/frame.js";
import { type Owner, ownersOf } from "../model/owners.js";

/** What a world says of one object. */
export interface WorldFacts {
  readonly stage: Stage;
  /** "1/2": containers of a Pod, Pods of a workload, completions of a Job. Empty where an object counts nothing. */
  readonly ready: string;
  /** Of Pods only. */
  readonly restarts: string;
  /** By the server's clock, ms since the epoch; NaN where it does not say. */
  readonly createdMs: number;
  readonly owners: readonly Owner[];
}

/** From the object's last frame by a moment. */
export function worldFactsOf({ ref, revision }: ObjectFrame): WorldFacts {
  const { object } = revision;
  const count = readyCountOf(object);
  return {
    stage: stageOf(object),
    ready: count === undefined ? "" : `${count.ready}/${count.wanted}`,
    restarts: ref.kind === "Pod" ? String(containersOf(object).reduce((sum, container) => sum + container.restarts, 0)) : "",
    createdMs: Date.parse(object.metadata.creationTimestamp ?? ""),
    owners: ownersOf(object),
  };
}
