import { eventSubject, isKubeEvent } from "../lifecycle/fields/kube-event.js";
import { EventSubjects } from "../lifecycle/session/event-subjects.js";
import { type ObjectLifecycle, ObjectLifecycles } from "../lifecycle/session/object-lifecycle.js";
import { namesOf, OccurrenceRecorder } from "../lifecycle/session/occurrence-times.js";
import { type StatusMetric, StatusMetrics } from "../lifecycle/session/status-metrics.js";
import type { StrippedFrame } from "../model/frame.js";
import type { Uid } from "../model/kube-object.js";
import { ObjectNumbers } from "../model/object-numbers.js";
import type { AnalysisUpdate, MetricUpdate } from "./analysis-update.js";
import { hasLifeTimes, type LifeTimes, timesAfter } from "./life-times.js";
import { PassedList } from "./list-update.js";
import type { AnalysedLife, ObjectAnalysis, SessionAnalysis } from "./session-analysis.js";

type LifeRecord = AnalysedLife & { readonly times: LifeTimes };
type ObjectParts = Pick<SessionAnalysis, "objects" | "metrics" | "kubeEvents" | "otherOccurrences" | "eventSubjects" | "sentBytes">;
type ObjectUpdate = Pick<AnalysisUpdate, "objects" | "metrics" | "kubeEvents" | "otherOccurrences" | "eventSubjects" | "sentBytes">;

/** Gathers stages, milestones, numbers and times of all objects. */
export class ObjectRecorder {
  readonly #lifecycles: ObjectLifecycles;
  readonly #metrics = new StatusMetrics();
  readonly #occurrences = new OccurrenceRecorder();
  readonly #eventSubjects = new EventSubjects();
  readonly #kubeEvents = new ObjectNumbers();
  readonly #records = new Map<Uid, LifeRecord[]>();
  readonly #ended = new Set<Uid>();
  readonly #clockOffsetMs: number;
  #sentBytes = 0;
  /** Objects that Events are about which arrived since the last update. */
  readonly #subjects = new Set<Uid>();
  /** Names of objects that such Events do not give the uid of. */
  readonly #named = new Set<string>();
  /** Which Events are about none of the objects may have changed. */
  #othersChanged = false;
  #hasObjects = false;
  readonly #passedMetrics = new Map<string, PassedList<StatusMetric["points"][number]>>();

  constructor(clockOffsetMs = 0) {
    this.#clockOffsetMs = clockOffsetMs;
    this.#lifecycles = new ObjectLifecycles({ clockOffsetMs });
  }

  addBytes(length: number): void {
    this.#sentBytes += length;
  }

  observe(frame: StrippedFrame): void {
    // Events about it may have come first.
    this.#othersChanged ||= !this.#lifecycles.has(frame.ref.uid) && this.#occurrences.of(frame.ref) !== undefined;
    this.#lifecycles.observe(frame);
    this.#occurrences.observe(frame);
    if (isKubeEvent(frame.revision.object)) {
      this.#kubeEvents.add(frame.ref.uid);
      this.#eventSubjects.observe(frame);
      this.#noteSubject(frame);
      return;
    }
    // With the first object, those of the Events have no rows of their own any longer.
    this.#othersChanged ||= !this.#hasObjects;
    this.#hasObjects = true;
    this.#metrics.observe(frame);
    if (hasLifeTimes(frame)) this.#observeLife(frame);
  }

  result(): ObjectParts {
    const lifecycles = this.#lifecycles.all();
    const eventSubjects = this.#subjectsOf(lifecycles.length);
    const others = this.#occurrences.ofOthers([...lifecycles, ...eventSubjects].map(({ ref }) => ref));
    return {
      objects: lifecycles.map((each) => this.#analysisOf(each)),
      metrics: this.#metrics.all(),
      kubeEvents: this.#kubeEvents.size,
      ...(others === undefined ? {} : { otherOccurrences: others }),
      ...(eventSubjects.length === 0 ? {} : { eventSubjects }),
      sentBytes: this.#sentBytes,
    };
  }

  /** What changed since this was called before. Looks through all objects only where an Event does not give the uid of one of them. */
  takeUpdate(isLast: boolean): ObjectUpdate {
    const refs = this.#othersChanged || isLast ? this.#lifecycles.refs() : undefined;
    const eventSubjects = refs && this.#subjectsOf(refs.length);
    const others = refs && (this.#occurrences.ofOthers([...refs, ...(eventSubjects ?? []).map(({ ref }) => ref)]) ?? {});
    const named = refs?.filter((ref) => this.#named.has(namesOf(ref))).map(({ uid }) => uid) ?? [];
    const changed = this.#lifecycles.takeChanged([...this.#subjects, ...named]);
    this.#subjects.clear();
    this.#named.clear();
    this.#othersChanged = false;
    return {
      objects: changed.map(({ index, lifecycle }) => ({ index, object: this.#analysisOf(lifecycle) })),
      metrics: this.#takeMetrics(),
      kubeEvents: this.#kubeEvents.size,
      ...(others === undefined ? {} : { otherOccurrences: others }),
      ...(eventSubjects === undefined ? {} : { eventSubjects }),
      sentBytes: this.#sentBytes,
    };
  }

  /** Where no object was recorded: those of the Events have the rows of a timeline to themselves. */
  #subjectsOf(objects: number): readonly ObjectAnalysis[] {
    if (objects > 0) return [];
    return this.#eventSubjects.all().map(({ ref, stageIntervals }) => {
      const occurrences = this.#occurrences.of(ref);
      const stage = stageIntervals.at(-1)?.stage ?? noStage;
      const known = occurrences === undefined ? {} : { occurrences };
      return { ref, owners: [], milestones: [], stageIntervals, stage, ...known, fromEventsAlone: true, lives: [] };
    });
  }

  #noteSubject({ revision }: StrippedFrame): void {
    const subject = eventSubject(revision.object);
    if (subject === undefined) return;
    if (subject.uid === undefined) this.#named.add(namesOf(subject));
    else if (this.#lifecycles.has(subject.uid)) {
      this.#subjects.add(subject.uid);
      return;
    }
    this.#othersChanged = true;
  }

  #takeMetrics(): readonly MetricUpdate[] {
    return this.#metrics.all().flatMap(({ points, ...metric }, index) => {
      const key = `${metric.name} ${metric.ref?.uid ?? ""}`;
      const known = this.#passedMetrics.get(key);
      const passed = known ?? new PassedList();
      this.#passedMetrics.set(key, passed);
      const update = passed.next(points);
      return update === undefined ? [] : [{ index, isNew: known === undefined, metric, points: update }];
    });
  }

  #analysisOf(lifecycle: ObjectLifecycle): ObjectAnalysis {
    const occurrences = this.#occurrences.of(lifecycle.ref);
    const lives = (this.#records.get(lifecycle.ref.uid) ?? []).filter(isNeeded).map(plain);
    return { ...lifecycle, ...(occurrences === undefined ? {} : { occurrences }), lives };
  }

  #observeLife(frame: StrippedFrame): void {
    const { uid } = frame.ref;
    if (frame.type === "DELETED") {
      this.#ended.add(uid);
      return;
    }
    let records = this.#records.get(uid);
    if (records === undefined) {
      records = [];
      this.#records.set(uid, records);
    }
    const known = this.#ended.delete(uid) ? undefined : records.at(-1);
    const isDeleting = frame.revision.object.metadata.deletionTimestamp !== undefined;
    const times = timesAfter(known?.times, frame, isDeleting, this.#clockOffsetMs);
    if (known === undefined) records.push(recordOf(frame.sequence, times));
    else if (times !== known.times) records[records.length - 1] = { ...known, ...requestIn(known.times, times, frame), times };
  }
}

const noStage: ObjectAnalysis["stage"] = { name: "", tone: "neutral" };

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
