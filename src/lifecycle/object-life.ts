import type { StrippedFrame } from "../model/frame.js";
import type { ObjectRef, Uid } from "../model/kube-object.js";
import { type Owner, ownersOf } from "../model/owners.js";
import { isKubeEvent } from "./fields/kube-event.js";
import { rulesFor } from "./kinds/kinds.js";
import type { Milestone } from "./milestones/milestone.js";
import { Milestones } from "./milestones/milestones.js";
import { deletedStage, type Stage } from "./stage.js";

/** A stage from where it begins to the next. */
export interface LifeInterval {
  readonly fromMs: number;
  readonly stage: Stage;
}

/** The life of one incarnation as its stages tell it. */
export interface ObjectLife {
  readonly ref: ObjectRef;
  /** As its last revision names them. */
  readonly owners: readonly Owner[];
  /** In the order in which they were shown; each once. */
  readonly milestones: readonly Milestone[];
  /** All stages in their order; one that is left and reached again stands there twice. */
  readonly stretches: readonly LifeInterval[];
  /** The stage at the end of what was read. */
  readonly stage: Stage;
}

/** An object can go to and fro for days. */
const maxStretches = 1024;

type Growing = { ref: ObjectRef; owners: readonly Owner[]; stretches: LifeInterval[]; stage: Stage };

/** Gathers lives from the frames of a session, fed in sequence. Kubernetes Events have none, but tell of those of others: feed them too. */
export class ObjectLives {
  readonly #lives = new Map<Uid, Growing>();
  readonly #milestones: Milestones;

  /** `clockOffsetMs`: the server's clock minus the recorder's, from the session's header. */
  constructor(options: { readonly clockOffsetMs?: number | undefined } = {}) {
    this.#milestones = new Milestones(options);
  }

  note(frame: StrippedFrame): void {
    const { object } = frame.revision;
    this.#milestones.note(frame);
    if (isKubeEvent(object)) return;
    const stage = frame.type === "DELETED" ? deletedStage : rulesFor(object).stage(object);
    const life: Growing = this.#lives.get(frame.ref.uid) ?? { ref: frame.ref, owners: [], stretches: [], stage };
    this.#lives.set(frame.ref.uid, life);
    life.owners = ownersOf(object);
    life.stage = stage;
    stretch(life, frame.offsetMs);
  }

  /** In the order in which the objects appeared. */
  all(): readonly ObjectLife[] {
    return [...this.#lives.values()].map((life) => ({ ...life, milestones: this.#milestones.of(life.ref.uid) }));
  }
}

function stretch({ stage, stretches }: Growing, fromMs: number): void {
  const last = stretches.at(-1)?.stage;
  if (last?.name === stage.name && last.tone === stage.tone) return;
  if (stretches.length < maxStretches) stretches.push({ fromMs, stage });
}
