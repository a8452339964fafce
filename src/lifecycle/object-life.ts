import type { ObjectFrame } from "../model/frame.js";
import type { ObjectRef, Uid } from "../model/kube-object.js";
import { type Owner, ownersOf } from "../model/owners.js";
import { rulesFor } from "./kinds.js";
import { passedBetween } from "./passed-stages.js";
import { deletedStage, type Stage } from "./stage.js";

/** The first time that one incarnation was seen to have reached a stage. */
export interface Milestone {
  readonly stage: Stage;
  readonly sequence: number;
  /** Of receipt, since session start. */
  readonly offsetMs: number;
  /** `reached`: by this frame. `passed`: no frame shows it, but this one could not be without it. `found`: it was so already when first seen. */
  readonly how: "reached" | "passed" | "found";
}

/** A stage from where it begins to the next. */
export interface Stretch {
  readonly fromMs: number;
  readonly stage: Stage;
}

/** The life of one incarnation as its stages tell it. */
export interface ObjectLife {
  readonly ref: ObjectRef;
  /** As its last revision names them. */
  readonly owners: readonly Owner[];
  /** In the order in which they were reached; each stage once. */
  readonly milestones: readonly Milestone[];
  /** All stages in their order; one that is left and reached again stands there twice. */
  readonly stretches: readonly Stretch[];
  /** The stage at the end of what was read. */
  readonly stage: Stage;
}

/** Kinds name few stages, but a custom resource can make one of any phase it says, and an object can go to and fro for days. */
const mostMilestones = 64;
const mostStretches = 1024;

type Growing = { ref: ObjectRef; owners: readonly Owner[]; milestones: Milestone[]; stretches: Stretch[]; stage: Stage };

/** Gathers lives from the frames of a session, fed in sequence. Kubernetes Events have none: leave them out. */
export class ObjectLives {
  readonly #lives = new Map<Uid, Growing>();

  note(frame: ObjectFrame): void {
    const object = frame.revision.object;
    const rules = rulesFor(object);
    const stage = frame.type === "DELETED" ? deletedStage : rules.stage(object);
    const life = this.#lives.get(frame.ref.uid);
    if (life === undefined) {
      this.#lives.set(frame.ref.uid, born(frame, stage));
      return;
    }
    life.owners = ownersOf(object);
    for (const name of passedBetween(life.stage, stage, rules.ladder)) reach(life, { name, tone: "progress" }, frame, "passed");
    reach(life, stage, frame, "reached");
    life.stage = stage;
  }

  /** In the order in which the objects appeared. */
  all(): readonly ObjectLife[] {
    return [...this.#lives.values()];
  }
}

function born(frame: ObjectFrame, stage: Stage): Growing {
  const { sequence, offsetMs, ref } = frame;
  const how = frame.type === "ADDED" && !frame.initial && !frame.typeUnknown ? "reached" : "found";
  return {
    ref,
    owners: ownersOf(frame.revision.object),
    milestones: [{ stage, sequence, offsetMs, how }],
    stretches: [{ fromMs: offsetMs, stage }],
    stage,
  };
}

function reach(life: Growing, stage: Stage, { sequence, offsetMs }: ObjectFrame, how: Milestone["how"]): void {
  if (!life.milestones.some((milestone) => milestone.stage.name === stage.name) && life.milestones.length < mostMilestones)
    life.milestones.push({ stage, sequence, offsetMs, how });
  const last = life.stretches.at(-1)?.stage;
  if (last?.name === stage.name && last.tone === stage.tone) return;
  if (life.stretches.length < mostStretches) life.stretches.push({ fromMs: offsetMs, stage });
}
