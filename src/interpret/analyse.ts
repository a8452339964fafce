import { TimeSlices } from "../io/time-slices.js";
import { isKubeEvent } from "../lifecycle/fields/kube-event.js";
import { ObjectLifecycles } from "../lifecycle/session/object-lifecycle.js";
import { OccurrenceRecorder } from "../lifecycle/session/occurrence-times.js";
import { StatusMetrics } from "../lifecycle/session/status-metrics.js";
import type { BorrowedFrame, GapFrame, StrippedFrame } from "../model/frame.js";
import type { Uid } from "../model/kube-object.js";
import { ObjectNumbers } from "../model/object-numbers.js";
import type { SessionReader } from "../model/session.js";
import { StrippedFrames } from "../model/stripped-frames.js";
import { FindingRecorder } from "./finding-recorder.js";
import { FirstObjects, maxObjects } from "./first-objects.js";
import { hasLifeTimes, type LifeTimes, timesAfter } from "./life-times.js";
import { type AnalysedLife, rulesVersion, type SessionAnalysis } from "./session-analysis.js";

const maxGaps = 1000;

interface AnalyseOptions {
  /** Ends the analysis early, with what it has seen. */
  readonly signal?: AbortSignal | undefined;
  /** Called with each frame in the same pass, in sequence: for readers that derive more than an analysis holds. */
  readonly visit?: (frame: StrippedFrame | GapFrame) => void;
  /**
   * `history` (default): at every frame, as the player and `interpretAt` need them. `final`: as they are known at the end, which costs a tenth of
   * that where there are very many. `none`: nothing is diagnosed.
   */
  readonly findings?: "history" | "final" | "none";
  /** Of more objects, the first. Default: `maxObjects`. */
  readonly most?: number;
  /** For tests. Default: by the time that has passed. */
  readonly slices?: TimeSlices;
}

/** Reads a session once, from start to end. */
export async function analyse(
  reader: Pick<SessionReader, "visitFrames" | "summary">,
  { signal, visit, findings: wanted = "history", most = maxObjects, slices = new TimeSlices() }: AnalyseOptions = {},
): Promise<SessionAnalysis> {
  const { header, durationMs, frames } = reader.summary;
  const options = { clockOffsetMs: header.server?.clockOffsetMs, scope: header };
  const findings = new FindingRecorder({ ...options, history: wanted === "history" });
  const objects = new ObjectRecorder(options.clockOffsetMs);
  const stripped = new StrippedFrames();
  const gaps: GapFrame[] = [];
  const first = reader.summary.objects > most ? new FirstObjects(most) : undefined;
  const observe = (frame: BorrowedFrame | GapFrame) => {
    if (frame.kind === "gap") {
      visit?.(frame);
      if (wanted !== "none") findings.observe(frame);
      if (gaps.length < maxGaps) gaps.push(frame);
      return;
    }
    objects.addBytes(frame.revision.byteLength);
    const object = stripped.strip(frame);
    // Bytes that are not an object mean nothing.
    if (object === undefined) return;
    if (wanted !== "none") findings.observe(object);
    if (first !== undefined && !isKubeEvent(object.revision.object) && !first.take(frame.ref.uid)) return;
    visit?.(object);
    objects.observe(object);
  };
  await reader.visitFrames(
    (frame) => {
      observe(frame);
      return slices.pause();
    },
    { signal },
  );
  findings.end({ sequence: frames, offsetMs: durationMs }, wanted === "history");
  const left = first === undefined || first.leftOut === 0 ? {} : { objectsLeftOut: first.leftOut };
  return { rulesVersion, ...objects.result(), ...left, findings: findings.history, coverage: findings.coverage, gaps };
}

type LifeRecord = AnalysedLife & { readonly times: LifeTimes };

/** Gathers stages, milestones, numbers and times of all objects. */
class ObjectRecorder {
  readonly #lifecycles: ObjectLifecycles;
  readonly #metrics = new StatusMetrics();
  readonly #occurrences = new OccurrenceRecorder();
  readonly #kubeEvents = new ObjectNumbers();
  readonly #records = new Map<Uid, LifeRecord[]>();
  readonly #ended = new Set<Uid>();
  readonly #clockOffsetMs: number;
  #sentBytes = 0;

  constructor(clockOffsetMs = 0) {
    this.#clockOffsetMs = clockOffsetMs;
    this.#lifecycles = new ObjectLifecycles({ clockOffsetMs });
  }

  addBytes(length: number): void {
    this.#sentBytes += length;
  }

  observe(frame: StrippedFrame): void {
    this.#lifecycles.observe(frame);
    this.#occurrences.observe(frame);
    if (isKubeEvent(frame.revision.object)) {
      this.#kubeEvents.add(frame.ref.uid);
      return;
    }
    this.#metrics.observe(frame);
    if (hasLifeTimes(frame)) this.#observeLife(frame);
  }

  result(): Omit<SessionAnalysis, "rulesVersion" | "findings" | "coverage" | "gaps"> {
    const lifecycles = this.#lifecycles.all();
    const others = this.#occurrences.ofOthers(lifecycles.map(({ ref }) => ref));
    return {
      objects: lifecycles.map((each) => {
        const occurrences = this.#occurrences.of(each.ref);
        const lives = (this.#records.get(each.ref.uid) ?? []).filter(isNeeded).map(plain);
        return { ...each, ...(occurrences === undefined ? {} : { occurrences }), lives };
      }),
      metrics: this.#metrics.all(),
      kubeEvents: this.#kubeEvents.size,
      ...(others === undefined ? {} : { otherOccurrences: others }),
      sentBytes: this.#sentBytes,
    };
  }

  #observeLife(frame: StrippedFrame): void {
    const { uid } = frame.ref;
    if (frame.type === "DELETED") {
      this.#ended.add(uid);
      return;
    }
    const records = this.#records.get(uid) ?? [];
    this.#records.set(uid, records);
    const known = this.#ended.delete(uid) ? undefined : records.at(-1);
    const isDeleting = frame.revision.object.metadata.deletionTimestamp !== undefined;
    const times = timesAfter(known?.times, frame, isDeleting, this.#clockOffsetMs);
    if (known === undefined) records.push(recordOf(frame.sequence, times));
    else if (times !== known.times) records[records.length - 1] = { ...known, ...requestIn(known.times, times, frame), times };
  }
}

function recordOf(fromSequence: number, times: LifeTimes): LifeRecord {
  const { createdMs } = times;
  return { fromSequence, times, ...(createdMs === undefined ? {} : { createdMs }) };
}

function requestIn(known: LifeTimes, { deletionRequestedMs: offsetMs }: LifeTimes, { sequence }: StrippedFrame) {
  return offsetMs === undefined || offsetMs === known.deletionRequestedMs ? {} : { deletionRequested: { sequence, offsetMs } };
}

/** A later life without a time says that the times of the one before are not its own. */
function isNeeded({ createdMs, deletionRequested }: AnalysedLife, index: number): boolean {
  return index > 0 || createdMs !== undefined || deletionRequested !== undefined;
}

function plain({ times: _, ...life }: LifeRecord): AnalysedLife {
  return life;
}
