import { Diagnosis, type DiagnosisOptions } from "../../diagnosis/engine/diagnosis.js";
import { countOf, isKubeEvent } from "../../lifecycle/fields/kube-event.js";
import { Milestones } from "../../lifecycle/milestones/milestones.js";
import { NumberSeries } from "../../lifecycle/session/number-series.js";
import { StatusMetrics } from "../../lifecycle/session/status-metrics.js";
import { countAt, textAt } from "../../model/fields.js";
import type { BorrowedFrame, GapFrame, StrippedFrame } from "../../model/frame.js";
import { groupOf, type KubeObject, type Uid } from "../../model/kube-object.js";
import type { SessionReader } from "../../model/session.js";
import { StrippedFrames } from "../../model/stripped-frames.js";
import { maxCountedEvents } from "../heuristics.js";
import type { EventTally, Run, RunNumber } from "./run.js";
import { firstChangeOf, withTimeOrigins } from "./time-origin.js";
import { WatchedObject } from "./watched-object.js";

/** Reads a session once, from start to end, and keeps what a comparison needs. Rejects with the signal's reason when it aborts. */
export async function readRun(reader: Pick<SessionReader, "visitFrames" | "summary">, signal?: AbortSignal): Promise<Run> {
  const { header, durationMs } = reader.summary;
  const clockOffsetMs = header.server?.clockOffsetMs;
  const builder = new RunBuilder(Date.parse(header.startedAt) + (clockOffsetMs ?? 0), { clockOffsetMs, scope: header });
  await reader.visitFrames((frame) => builder.observe(frame), { signal });
  signal?.throwIfAborted();
  return { name: header.name, targets: header.targets, ...builder.finish(durationMs) };
}

/** The object of one frame, read again; undefined when the frame has none. */
export async function revisionAt(reader: Pick<SessionReader, "frames">, sequence: number): Promise<KubeObject | undefined> {
  for await (const frame of reader.frames({ fromSequence: sequence, toSequence: sequence }))
    return frame.kind === "object" ? frame.revision.object : undefined;
  return undefined;
}

class RunBuilder {
  readonly #startMs: number;
  readonly #stripped = new StrippedFrames();
  readonly #objects = new Map<Uid, WatchedObject>();
  readonly #events = new EventTallies();
  readonly #milestones: Milestones;
  readonly #diagnosis: Diagnosis;
  readonly #metrics = new StatusMetrics();
  readonly #rollouts = new RolloutNumbers();
  #frames = 0;
  #losses = 0;

  constructor(startMs: number, options: DiagnosisOptions) {
    this.#startMs = startMs;
    this.#milestones = new Milestones(options);
    this.#diagnosis = new Diagnosis(options);
  }

  observe(frame: BorrowedFrame | GapFrame): void {
    this.#frames++;
    const stripped = frame.kind === "object" ? this.#stripped.of(frame) : frame;
    if (stripped === undefined) return;
    this.#diagnosis.note(stripped);
    if (stripped.kind === "object") this.#noteObject(stripped);
    else if (stripped.possibleLoss) this.#losses++;
  }

  finish(durationMs: number): Omit<Run, "name" | "targets"> {
    const objects = [...this.#objects.values()].map((object) => object.finish(durationMs));
    return {
      frames: this.#frames,
      durationMs,
      firstChangeMs: firstChangeOf(objects) ?? 0,
      possibleLosses: this.#losses,
      objects: withTimeOrigins(objects),
      events: this.#events.all(),
      milestones: this.#milestones.all(),
      findings: this.#diagnosis.findings(durationMs),
      numbers: [...this.#metrics.all().map(asRunNumber), ...this.#rollouts.all()],
    };
  }

  #noteObject(frame: StrippedFrame): void {
    this.#milestones.observe(frame);
    if (isKubeEvent(frame.revision.object)) {
      if (frame.type !== "DELETED") this.#events.observe(frame.ref.uid, frame.revision.object, frame.initial === true);
      return;
    }
    const object = this.#objects.get(frame.ref.uid) ?? new WatchedObject(frame, this.#startMs);
    this.#objects.set(frame.ref.uid, object);
    object.observe(frame);
    this.#metrics.observe(frame);
    this.#rollouts.observe(frame);
  }
}

function asRunNumber({ name, ref, points }: ReturnType<StatusMetrics["all"]>[number]): RunNumber {
  return { name, points, ...(ref === undefined ? {} : { uid: ref.uid }) };
}

/** Counts Kubernetes Events by the object that they are about and their reason. A repeated Event counts as many times as its `count` says. */
class EventTallies {
  readonly #counts = new Map<string, number>();
  readonly #tallies = new Map<string, EventTally>();

  /** `preexisting`: the Event existed when recording began. */
  observe(uid: Uid, event: KubeObject, preexisting: boolean): void {
    const known = this.#counts.get(uid);
    if (known === undefined && this.#counts.size >= maxCountedEvents) return;
    const count = Math.max(known ?? 0, countOf(event));
    const about = ["involvedObject", "regarding"].find((field) => textAt(event, field, "kind") !== undefined) ?? "";
    const subject = textAt(event, about, "uid") ?? "";
    const kind = textAt(event, about, "kind") ?? "?";
    const reason = textAt(event, "reason") ?? "Event";
    const key = JSON.stringify([subject, kind, reason]);
    const tally = this.#tallies.get(key) ?? { subject, kind, reason, warning: false, count: 0, before: 0 };
    const warning = textAt(event, "type") === "Warning" || tally.warning;
    const before = tally.before + (preexisting && known === undefined ? count : 0);
    this.#tallies.set(key, { ...tally, warning, count: tally.count + count - (known ?? 0), before });
    this.#counts.set(uid, count);
  }

  all(): readonly EventTally[] {
    return [...this.#tallies.values()];
  }
}

/** Follows the progress of rollouts: the updated replicas of a workload, and the available ones of each ReplicaSet. */
class RolloutNumbers {
  readonly #series = new Map<Uid, { readonly name: string; readonly series: NumberSeries }>();

  observe({ ref, type, offsetMs, revision, initial }: StrippedFrame): void {
    const counted = groupOf(ref.apiVersion) === "apps" ? rolloutCounts.get(ref.kind) : undefined;
    if (counted === undefined) return;
    const known = this.#series.get(ref.uid) ?? { name: counted.name, series: new NumberSeries() };
    this.#series.set(ref.uid, known);
    known.series.set(offsetMs, type === "DELETED" ? 0 : countAt(revision.object, "status", counted.field), initial === true);
  }

  /** Those that were ever above 0. */
  all(): readonly RunNumber[] {
    const numbers = [...this.#series].map(([uid, { name, series }]) => ({ name, uid, points: series.points }));
    return numbers.filter(({ points }) => points.some(({ value }) => value > 0));
  }
}

const rolloutCounts: ReadonlyMap<string, { readonly name: string; readonly field: string }> = new Map([
  ["Deployment", { name: "replicas updated", field: "updatedReplicas" }],
  ["StatefulSet", { name: "replicas updated", field: "updatedReplicas" }],
  ["DaemonSet", { name: "replicas updated", field: "updatedNumberScheduled" }],
  ["ReplicaSet", { name: "replicas available", field: "availableReplicas" }],
]);
