import type { Stage } from "../lifecycle/kinds/kind-rules.js";
import { rulesFor } from "../lifecycle/kinds/kinds.js";
import { deletedStage, passedBetween, stageOf } from "../lifecycle/stage.js";
import type { StrippedFrame } from "../model/frame.js";
import { stepKey } from "./step-key.js";

/** A stage from the frame that shows it first until the next one. */
export interface StageInterval {
  /** Equal keys are the same step of a life, however often its details change in between. */
  readonly key: string;
  /** What is said of it where it is bad: "could not pull nginx:nonsense". */
  readonly words?: string;
  readonly container?: string;
  readonly stage: Stage;
  /** Its place among the steps of which each implies those before it; -1 for all others. */
  readonly rung: number;
  readonly sequence: number;
  readonly fromMs: number;
  /** No frame shows it, but this one could not be without it. */
  readonly passed?: true;
}

/** An object can go to and fro for days; beyond this only the latest stretch is kept up to date. */
const maxStretches = 512;

/** Gathers the stretches of one incarnation, fed its frames in sequence. */
export class StageIntervals {
  readonly all: StageInterval[] = [];
  #last: Stage | undefined;
  #highest = -1;

  /** With its newest details. */
  get last(): Stage {
    return this.#last ?? deletedStage;
  }

  note({ type, revision, sequence, offsetMs }: StrippedFrame): void {
    const object = revision.object;
    const rules = rulesFor(object);
    const stage = type === "DELETED" ? deletedStage : stageOf(object);
    // Most frames show what was before.
    if (stage.name === this.#last?.name && stage.tone !== "bad" && stage.name === this.all.at(-1)?.key) {
      this.#last = stage;
      return;
    }
    const ladder = rules.ladder ?? [];
    const place = { sequence, fromMs: offsetMs };
    for (const name of passedBetween(this.#last, stage, ladder))
      this.#add({ key: name, stage: { name, tone: "progress" }, rung: ladder.indexOf(name), ...place, passed: true });
    const step = stage === deletedStage ? { key: stage.name } : stepKey(object, stage);
    const rung = ladder.indexOf(stage.name);
    if (rung > this.#highest && step.key !== stage.name)
      this.#add({ key: stage.name, stage: { name: stage.name, tone: "progress" }, rung, ...place, passed: true });
    const own = step.key === stage.name ? rung : -1;
    if (this.all.at(-1)?.key === step.key) this.#highest = Math.max(this.#highest, own);
    else if (step.words === undefined) this.#add({ key: step.key, stage, rung: own, sequence, fromMs: offsetMs });
    else this.#add({ ...step, stage, rung: own, ...place });
    this.#last = stage;
  }

  #add(stretch: StageInterval): void {
    this.#highest = Math.max(this.#highest, stretch.rung);
    if (this.all.at(-1)?.key === stretch.key) return;
    if (this.all.length === maxStretches) this.all.pop();
    this.all.push(stretch);
  }
}
