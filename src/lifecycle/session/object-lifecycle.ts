import type { StrippedFrame } from "../../model/frame.js";
import type { ObjectRef, Uid } from "../../model/kube-object.js";
import { type Owner, ownersOf } from "../../model/owners.js";
import { isKubeEvent } from "../fields/kube-event.js";
import { rulesFor } from "../kinds/kinds.js";
import type { Milestone } from "../milestones/milestone.js";
import { Milestones } from "../milestones/milestones.js";
import { deletedStage, type Stage } from "../stage.js";

/** A stage from this offset until the next interval starts. */
export interface StageInterval {
  readonly fromMs: number;
  readonly stage: Stage;
}

/** The lifecycle of one incarnation. */
export interface ObjectLifecycle {
  readonly ref: ObjectRef;
  /** From its last revision. */
  readonly owners: readonly Owner[];
  /** In the order in which the frames show them; each once. */
  readonly milestones: readonly Milestone[];
  /** In order; a stage that is left and reached again has an interval for each time. */
  readonly stageIntervals: readonly StageInterval[];
  /** The stage at the end of what was read. */
  readonly stage: Stage;
}

/** An object can change between two stages for days. */
const maxIntervals = 1024;

type GrowingLifecycle = { readonly index: number; ref: ObjectRef; owners: readonly Owner[]; stageIntervals: StageInterval[]; stage: Stage };

/** Collects the lifecycles of a session's objects. Pass it all object frames in sequence, Kubernetes Events too: they show milestones of others. */
export class ObjectLifecycles {
  readonly #lifecycles = new Map<Uid, GrowingLifecycle>();
  readonly #milestones: Milestones;
  readonly #changed = new Set<Uid>();

  /** `clockOffsetMs`: the server's clock minus the recorder's, from the session's header. */
  constructor(options: { readonly clockOffsetMs?: number | undefined } = {}) {
    this.#milestones = new Milestones({ ...options, onReached: (uid) => this.#changed.add(uid) });
  }

  observe(frame: StrippedFrame): void {
    const { object } = frame.revision;
    this.#milestones.observe(frame);
    if (isKubeEvent(object)) return;
    const stage = frame.type === "DELETED" ? deletedStage : rulesFor(object).stage(object);
    const lifecycle = this.#lifecycles.get(frame.ref.uid) ?? {
      index: this.#lifecycles.size,
      ref: frame.ref,
      owners: [],
      stageIntervals: [],
      stage,
    };
    this.#lifecycles.set(frame.ref.uid, lifecycle);
    this.#changed.add(frame.ref.uid);
    lifecycle.owners = ownersOf(object);
    lifecycle.stage = stage;
    addInterval(lifecycle.stageIntervals, { fromMs: frame.offsetMs, stage });
  }

  /** In the order in which the objects appeared. */
  all(): readonly ObjectLifecycle[] {
    return [...this.#lifecycles.values()].map((lifecycle) => this.#whole(lifecycle));
  }

  /** The same, without what they went through. */
  refs(): readonly ObjectRef[] {
    return [...this.#lifecycles.values()].map(({ ref }) => ref);
  }

  has(uid: Uid): boolean {
    return this.#lifecycles.has(uid);
  }

  /** Those that may differ from what they were when this was called before, with their places in `all`. `also`: further ones. */
  takeChanged(also: Iterable<Uid> = []): readonly { readonly index: number; readonly lifecycle: ObjectLifecycle }[] {
    const uids = new Set([...this.#changed, ...also]);
    this.#changed.clear();
    const changed = [...uids].flatMap((uid) => this.#lifecycles.get(uid) ?? []);
    return changed.sort((a, b) => a.index - b.index).map((each) => ({ index: each.index, lifecycle: this.#whole(each) }));
  }

  /** With lists of its own: these grow. */
  #whole({ ref, owners, stageIntervals, stage }: GrowingLifecycle): ObjectLifecycle {
    return { ref, owners, stageIntervals: [...stageIntervals], stage, milestones: this.#milestones.of(ref.uid) };
  }
}

function addInterval(intervals: StageInterval[], interval: StageInterval): void {
  const last = intervals.at(-1)?.stage;
  if (last?.name === interval.stage.name && last.tone === interval.stage.tone) return;
  if (intervals.length < maxIntervals) intervals.push(interval);
}
