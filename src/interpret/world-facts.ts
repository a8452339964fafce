import { containersOf, lastingContainers } from "../lifecycle/kinds/pod/containers.js";
import { type Stage, stageOf } from "../lifecycle/stage.js";
import type { ObjectFrame } from "../model/frame.js";
import { type Owner, ownersOf } from "../model/owners.js";

/** What a world says of one object. */
export interface WorldFacts {
  readonly stage: Stage;
  /** "1/2", of Pods only. */
  readonly ready: string;
  readonly restarts: string;
  /** By the server's clock, ms since the epoch; NaN where it does not say. */
  readonly createdMs: number;
  readonly owners: readonly Owner[];
}

/** From the object's last frame by a moment. */
export function worldFactsOf({ ref, revision }: ObjectFrame): WorldFacts {
  const { object } = revision;
  const isPod = ref.kind === "Pod";
  const lasting = isPod ? lastingContainers(object) : [];
  return {
    stage: stageOf(object),
    ready: isPod ? `${lasting.filter((container) => container.ready).length}/${lasting.length}` : "",
    restarts: isPod ? String(containersOf(object).reduce((sum, container) => sum + container.restarts, 0)) : "",
    createdMs: Date.parse(object.metadata.creationTimestamp ?? ""),
    owners: ownersOf(object),
  };
}
