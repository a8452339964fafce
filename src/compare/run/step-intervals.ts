import type { Stage } from "../../lifecycle/kinds/kind-rules.js";
import { rulesFor } from "../../lifecycle/kinds/kinds.js";
import { deletedStage, passedBetween, stageOf } from "../../lifecycle/stage.js";
import type { StrippedFrame } from "../../model/frame.js";
import { maxStepIntervals } from "../heuristics.js";
import { type StepKey, stepKey } from "./step-descriptions.js";

/** A step from the first frame that shows it until the next step: frames with equal keys are one interval, whatever the details of their stages. */
export interface StepInterval extends StepKey {
  readonly stage: Stage;
  /** Its place in the ladder of its kind, where each stage implies those before it; -1 for a stage beside the ladder. */
  readonly rung: number;
  readonly sequence: number;
  readonly fromMs: number;
  /** No frame shows it, but the stage of this frame implies it. */
  readonly passed?: true;
}

/** Collects the step intervals of one incarnation, fed its frames in sequence. */
export class StepIntervals {
  readonly all: StepInterval[] = [];
  #last: Stage | undefined;
  #highest = -1;

  /** With its newest details. */
  get last(): Stage {
    return this.#last ?? deletedStage;
  }

  observe({ type, revision, sequence, offsetMs }: StrippedFrame): void {
    const object = revision.object;
    const rules = rulesFor(object);
    const stage = type === "DELETED" ? deletedStage : stageOf(object);
    // Most frames show the stage of the frame before.
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
    else this.#add({ ...step, stage, rung: own, ...place });
    this.#last = stage;
  }

  #add(interval: StepInterval): void {
    this.#highest = Math.max(this.#highest, interval.rung);
    if (this.all.at(-1)?.key === interval.key) return;
    if (this.all.length === maxStepIntervals) this.all.pop();
    this.all.push(interval);
  }
}
