import { Diagnosis, type DiagnosisOptions } from "../diagnosis/engine/diagnosis.js";
import { isKubeEvent } from "../lifecycle/fields/kube-event.js";
import { Milestones } from "../lifecycle/milestones/milestones.js";
import { MovingNumbers } from "../lifecycle/status-metrics.js";
import type { BorrowedFrame, GapFrame, StrippedFrame } from "../model/frame.js";
import type { Uid } from "../model/kube-object.js";
import type { SessionReader } from "../model/session.js";
import { StrippedFrames } from "../model/stripped-frames.js";
import { EventTallies } from "./event-tallies.js";
import { RolloutNumbers } from "./rollout-numbers.js";
import type { Run, RunNumber } from "./run.js";
import { WatchedObject } from "./watched-object.js";
import { firstHappening, withZeros } from "./zero-times.js";

/** Reads a session once, from start to end, and keeps what a comparison needs. Rejects with the signal's reason when it aborts. */
export async function readRun(reader: Pick<SessionReader, "visitFrames" | "summary">, signal?: AbortSignal): Promise<Run> {
  const { header, durationMs } = reader.summary;
  const clockOffsetMs = header.server?.clockOffsetMs;
  const gathering = new Gathering(Date.parse(header.startedAt) + (clockOffsetMs ?? 0), { clockOffsetMs, scope: header });
  await reader.visitFrames((frame) => gathering.note(frame), { signal });
  signal?.throwIfAborted();
  return { name: header.name, targets: header.targets, ...gathering.sum(durationMs) };
}

class Gathering {
  readonly #startMs: number;
  readonly #light = new StrippedFrames();
  readonly #objects = new Map<Uid, WatchedObject>();
  readonly #events = new EventTallies();
  readonly #milestones: Milestones;
  readonly #diagnosis: Diagnosis;
  readonly #moving = new MovingNumbers();
  readonly #rollouts = new RolloutNumbers();
  #frames = 0;
  #losses = 0;

  constructor(startMs: number, options: DiagnosisOptions) {
    this.#startMs = startMs;
    this.#milestones = new Milestones(options);
    this.#diagnosis = new Diagnosis(options);
  }

  note(frame: BorrowedFrame | GapFrame): void {
    this.#frames++;
    const light = frame.kind === "object" ? this.#light.strip(frame) : frame;
    if (light === undefined) return;
    this.#diagnosis.note(light);
    if (light.kind === "object") this.#noteObject(light);
    else if (light.possibleLoss) this.#losses++;
  }

  sum(durationMs: number): Omit<Run, "name" | "targets"> {
    const objects = [...this.#objects.values()].map((object) => object.ended(durationMs));
    return {
      frames: this.#frames,
      durationMs,
      originMs: firstHappening(objects) ?? 0,
      possibleLosses: this.#losses,
      objects: withZeros(objects),
      events: this.#events.all(),
      milestones: this.#milestones.all(),
      findings: this.#diagnosis.findings(durationMs),
      numbers: [...this.#moving.all().map(asRunNumber), ...this.#rollouts.all()],
    };
  }

  #noteObject(frame: StrippedFrame): void {
    this.#milestones.note(frame);
    if (isKubeEvent(frame.revision.object)) {
      if (frame.type !== "DELETED") this.#events.note(frame.ref.uid, frame.revision.object, frame.initial === true);
      return;
    }
    const object = this.#objects.get(frame.ref.uid) ?? new WatchedObject(frame, this.#startMs);
    this.#objects.set(frame.ref.uid, object);
    object.note(frame);
    this.#moving.note(frame);
    this.#rollouts.note(frame);
  }
}

function asRunNumber({ name, ref, points }: ReturnType<MovingNumbers["all"]>[number]): RunNumber {
  return { name, points, ...(ref === undefined ? {} : { uid: ref.uid }) };
}
