import { isCreation } from "../../lifecycle/creation.js";
import { containersOf } from "../../lifecycle/kinds/pod/containers.js";
import { timeAt } from "../../model/fields.js";
import type { StrippedFrame } from "../../model/frame.js";
import { maxDesiredStates } from "../heuristics.js";
import { type DesiredStateMark, fingerprintsOf, isSameMark, markOf } from "./desired-state.js";
import { readNaming } from "./naming.js";
import type { DesiredState, RunObject } from "./run.js";
import { StepIntervals } from "./step-intervals.js";
import type { UntimedObject } from "./time-origin.js";

/** How the server's clock relates to the offsets of a run. */
export interface RunClock {
  /** The server's clock at offset 0, ms since the epoch. */
  readonly startMs: number;
  /** The server's clock minus the recorder's. */
  readonly clockOffsetMs: number;
}

/** Collects what a comparison needs of one incarnation, fed its frames in sequence; keeps no revision. */
export class WatchedObject {
  readonly #intervals = new StepIntervals();
  readonly #desiredStates: DesiredState[] = [];
  readonly #identity: Pick<RunObject, "ref" | "firstVersion" | "naming" | "createdMs" | "preexisting">;
  #containers: readonly string[] = [];
  #mark: DesiredStateMark | undefined;
  #revisions = 0;
  #lastSequence = 0;
  #deletedMs: number | undefined;

  constructor(frame: StrippedFrame, clock: RunClock) {
    const naming = readNaming(frame.revision.object);
    this.#identity = { ref: frame.ref, firstVersion: frame.resourceVersion, naming, ...creationOf(frame, clock) };
  }

  observe(frame: StrippedFrame): void {
    this.#intervals.observe(frame);
    this.#revisions++;
    this.#lastSequence = frame.sequence;
    if (frame.type === "DELETED") this.#deletedMs = frame.offsetMs;
    else this.#noteDesiredState(frame);
  }

  finish(durationMs: number): UntimedObject {
    return {
      ...this.#identity,
      revisions: this.#revisions,
      stepIntervals: this.#intervals.all,
      finalStage: this.#intervals.last,
      desiredStates: this.#desiredStates,
      lastSequence: this.#lastSequence,
      endMs: this.#deletedMs ?? durationMs,
      gone: this.#deletedMs !== undefined,
      containers: this.#containers,
    };
  }

  #noteDesiredState({ revision: { object }, sequence, offsetMs }: StrippedFrame): void {
    const mark = markOf(object);
    if ((this.#mark !== undefined && isSameMark(this.#mark, mark)) || this.#desiredStates.length === maxDesiredStates) return;
    this.#mark = mark;
    if (this.#identity.ref.kind === "Pod") this.#containers = containersOf(object).map(({ name }) => name);
    const prints = fingerprintsOf(object);
    if (this.#desiredStates.at(-1)?.fingerprint !== prints.fingerprint) this.#desiredStates.push({ sequence, offsetMs, ...prints });
  }
}

function creationOf(frame: StrippedFrame, { startMs, clockOffsetMs }: RunClock): Pick<RunObject, "createdMs" | "preexisting"> {
  const { offsetMs } = frame;
  if (!frame.repaired && isCreation(frame, clockOffsetMs)) return { createdMs: offsetMs, preexisting: false };
  const timestamp = timeAt(frame.revision.object, "metadata", "creationTimestamp");
  const createdMs = timestamp === undefined || Number.isNaN(startMs) ? offsetMs : timestamp - startMs;
  return { createdMs: Math.min(createdMs, offsetMs), preexisting: true };
}
