import { at } from "../../model/fields.js";
import type { StrippedFrame } from "../../model/frame.js";
import type { ObjectRef, Uid } from "../../model/kube-object.js";
import { type Owner, ownersOf } from "../../model/owners.js";
import { isKubeEvent } from "../fields/kube-event.js";
import type { Milestone } from "../milestones/milestone.js";
import { Milestones } from "../milestones/milestones.js";
import { deletedStage, isSameInterval, type Stage, stageOf } from "../stage.js";

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

interface GrowingLifecycle {
  readonly index: number;
  readonly ref: ObjectRef;
  readonly stageIntervals: StageInterval[];
  stage: Stage;
  owners: readonly Owner[];
  /** What the owners were read from. */
  references: unknown;
}

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
    const stage = frame.type === "DELETED" ? deletedStage : stageOf(object);
    const lifecycle = this.#lifecycleOf(frame.ref, stage);
    this.#changed.add(frame.ref.uid);
    const references = at(object, "metadata", "ownerReferences");
    // Owners stay, and revisions read by `StrippedFrames` share them.
    if (references === undefined || references !== lifecycle.references) lifecycle.owners = ownersOf(object);
    lifecycle.references = references;
    lifecycle.stage = stage;
    addInterval(lifecycle.stageIntervals, frame.offsetMs, stage);
  }

  #lifecycleOf(ref: ObjectRef, stage: Stage): GrowingLifecycle {
    let lifecycle = this.#lifecycles.get(ref.uid);
    if (lifecycle === undefined) {
      lifecycle = { index: this.#lifecycles.size, ref, stageIntervals: [], stage, owners: [], references: undefined };
      this.#lifecycles.set(ref.uid, lifecycle);
    }
    return lifecycle;
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

function addInterval(intervals: StageInterval[], fromMs: number, stage: Stage): void {
  if (isSameInterval(intervals.at(-1)?.stage, stage)) return;
  if (intervals.length < maxIntervals) intervals.push({ fromMs, stage });
}
