import { diagnose } from "../../diagnosis/engine/diagnose.js";
import type { Finding } from "../../diagnosis/engine/finding.js";
import { analyse } from "../../interpret/analyse.js";
import { finalFindings, type SessionAnalysis } from "../../interpret/session-analysis.js";
import { countOf, eventSubject, isKubeEvent } from "../../lifecycle/fields/kube-event.js";
import { NumberSeries } from "../../lifecycle/session/number-series.js";
import type { StatusMetric } from "../../lifecycle/session/status-metrics.js";
import { countAt, textAt } from "../../model/fields.js";
import type { GapFrame, StrippedFrame } from "../../model/frame.js";
import { groupOf, type KubeObject, type Uid } from "../../model/kube-object.js";
import type { SessionHeader, SessionReader, SessionSummary } from "../../model/session.js";
import { maxCountedEvents } from "../heuristics.js";
import type { EventTally, Run, RunNumber } from "./run.js";
import { firstChangeOf, withTimeOrigins } from "./time-origin.js";
import { type RunClock, WatchedObject } from "./watched-object.js";

/** Reads a session once, from start to end, and keeps what a comparison needs. Rejects with the signal's reason when it aborts. */
export async function readRun(reader: Pick<SessionReader, "visitFrames" | "summary">, signal?: AbortSignal): Promise<Run> {
  const builder = new RunBuilder(reader.summary.header);
  const analysis = await analyse(reader, { signal, findings: "final", visit: (frame) => builder.observe(frame) });
  signal?.throwIfAborted();
  return runOf(reader.summary, { ...analysis, findings: finalFindings(analysis) }, builder.finish(reader.summary.durationMs));
}

/** What a run has of its frames beyond an analysis. Plain data. */
export type RunExtract = Pick<Run, "firstChangeMs" | "hasChange" | "possibleLosses" | "objects" | "events"> & {
  /** Of rollouts. */
  readonly numbers: readonly RunNumber[];
};

/** What a run has of an analysis. */
export type RunAnalysis = Pick<SessionAnalysis, "objects" | "objectsLeftOut" | "metrics"> & Pick<Run, "findings">;

export function runOf({ header, frames, durationMs }: SessionSummary, analysis: RunAnalysis, extract: RunExtract): Run {
  const { name, targets, part, shared } = header;
  const { objectsLeftOut, metrics, findings, objects } = analysis;
  return {
    name,
    targets,
    frames,
    ...(part === undefined ? {} : { part }),
    ...(shared === undefined ? {} : { shared }),
    durationMs,
    ...extract,
    ...(objectsLeftOut === undefined ? {} : { objectsLeftOut }),
    milestones: objects.flatMap(({ milestones }) => milestones),
    findings,
    numbers: [...metrics.map(asRunNumber), ...extract.numbers],
  };
}

/** The object of one frame, read again; undefined when the frame has none. */
export async function revisionAt(reader: Pick<SessionReader, "frames">, sequence: number): Promise<KubeObject | undefined> {
  for await (const frame of reader.frames({ fromSequence: sequence, toSequence: sequence }))
    return frame.kind === "object" ? frame.revision.object : undefined;
  return undefined;
}

/** Until when the findings of a session are wanted, ms since session start. */
export interface FindingsUntil {
  readonly offsetMs: number;
  /** With the frames that arrived at this very moment. */
  readonly inclusive: boolean;
}

/** The findings of a session as they would be if its recording had ended at a moment. Reads it up to there. */
export async function findingsUntil(
  reader: Pick<SessionReader, "visitFrames" | "summary" | "lastSequenceBy">,
  { offsetMs, inclusive }: FindingsUntil,
  signal?: AbortSignal,
): Promise<readonly Finding[]> {
  const at = await reader.lastSequenceBy(inclusive ? offsetMs + clockGrainMs : offsetMs - clockGrainMs);
  const findings = await diagnose(reader, { at, nowMs: offsetMs, ...(signal === undefined ? {} : { signal }) });
  signal?.throwIfAborted();
  return findings;
}

/** ms. Offsets have nanoseconds; sums of them are inexact beyond. */
const clockGrainMs = 1e-6;

/** Collects what a run has of the frames of a session: give it all in sequence. */
export class RunBuilder {
  readonly #clock: RunClock;
  readonly #objects = new Map<Uid, WatchedObject>();
  readonly #events = new EventTallies();
  readonly #rollouts = new RolloutNumbers();
  #losses = 0;

  constructor({ startedAt, server }: Pick<SessionHeader, "startedAt" | "server">) {
    const clockOffsetMs = server?.clockOffsetMs ?? 0;
    this.#clock = { startMs: Date.parse(startedAt) + clockOffsetMs, clockOffsetMs };
  }

  observe(frame: StrippedFrame | GapFrame): void {
    if (frame.kind === "object") this.#observeObject(frame);
    else if (frame.possibleLoss) this.#losses++;
  }

  finish(durationMs: number): RunExtract {
    const objects = [...this.#objects.values()].map((object) => object.finish(durationMs));
    const firstChangeMs = firstChangeOf(objects);
    return {
      firstChangeMs: firstChangeMs ?? 0,
      hasChange: firstChangeMs !== undefined,
      possibleLosses: this.#losses,
      objects: withTimeOrigins(objects),
      events: this.#events.all(),
      numbers: this.#rollouts.all(),
    };
  }

  #observeObject(frame: StrippedFrame): void {
    if (isKubeEvent(frame.revision.object)) {
      if (frame.type !== "DELETED") this.#events.observe(frame.ref.uid, frame.revision.object, frame.initial === true);
      return;
    }
    const object = this.#objects.get(frame.ref.uid) ?? new WatchedObject(frame, this.#clock);
    this.#objects.set(frame.ref.uid, object);
    object.observe(frame);
    this.#rollouts.observe(frame);
  }
}

function asRunNumber({ name, ref, points }: StatusMetric): RunNumber {
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
    const { uid: subject = "", kind = "?" } = eventSubject(event) ?? {};
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
