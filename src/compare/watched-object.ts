import { containersOf } from "../lifecycle/kinds/pod/containers.js";
import { textAt, timeAt } from "../model/fields.js";
import type { StrippedFrame } from "../model/frame.js";
import { type ContentMark, contentMark, fingerprintsOf, sameMark } from "./content.js";
import { namingOf } from "./naming.js";
import type { Content, RunObject } from "./run.js";
import { StageIntervals } from "./stretches.js";
import type { Timeless } from "./zero-times.js";

/** An object that asks for something else all the time (a Lease, a custom resource with a clock) is kept with so many contents. */
const maxContents = 64;

/** Gathers what a comparison needs of one incarnation, fed its frames in sequence; keeps no revision. */
export class WatchedObject {
  readonly #stretches = new StageIntervals();
  readonly #contents: Content[] = [];
  readonly #birth: Pick<RunObject, "ref" | "naming" | "createdMs" | "found">;
  #containers: readonly string[] = [];
  #mark: ContentMark | undefined;
  #revisions = 0;
  #lastSequence = 0;
  #goneMs: number | undefined;

  /** `startMs`: the server's clock at offset 0, ms since the epoch. */
  constructor(frame: StrippedFrame, startMs: number) {
    this.#birth = { ref: frame.ref, naming: namingOf(frame.revision.object), ...birthOf(frame, startMs) };
  }

  note(frame: StrippedFrame): void {
    this.#stretches.note(frame);
    this.#revisions++;
    this.#lastSequence = frame.sequence;
    if (frame.type === "DELETED") this.#goneMs = frame.offsetMs;
    else this.#noteContent(frame);
  }

  ended(durationMs: number): Timeless {
    return {
      ...this.#birth,
      revisions: this.#revisions,
      stretches: this.#stretches.all,
      finalStage: this.#stretches.last,
      contents: this.#contents,
      lastSequence: this.#lastSequence,
      endMs: this.#goneMs ?? durationMs,
      gone: this.#goneMs !== undefined,
      containers: this.#containers,
    };
  }

  #noteContent({ revision: { object }, sequence, offsetMs }: StrippedFrame): void {
    const mark = contentMark(object);
    if ((this.#mark !== undefined && sameMark(this.#mark, mark)) || this.#contents.length === maxContents) return;
    this.#mark = mark;
    if (this.#birth.ref.kind === "Pod") this.#containers = containersOf(object).map(({ name }) => name);
    const prints = fingerprintsOf(object);
    if (this.#contents.at(-1)?.fingerprint !== prints.fingerprint) this.#contents.push({ sequence, offsetMs, ...prints });
  }
}

/** An ADDED later than this after the creation is no creation: the object came into sight. */
const birthMs = 60_000;

function birthOf(frame: StrippedFrame, startMs: number): Pick<RunObject, "createdMs" | "found"> {
  const object = frame.revision.object;
  const stated = timeAt(object, "metadata", "creationTimestamp");
  const createdMs = stated === undefined || Number.isNaN(startMs) ? undefined : stated - startMs;
  const isSeen =
    frame.type === "ADDED" && !frame.initial && !frame.typeUnknown && !frame.repaired && textAt(object, "metadata", "name") !== undefined;
  if (isSeen && (createdMs === undefined || frame.offsetMs - createdMs < birthMs)) return { createdMs: frame.offsetMs, found: false };
  return { createdMs: Math.min(createdMs ?? frame.offsetMs, frame.offsetMs), found: true };
}
