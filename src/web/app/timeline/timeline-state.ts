import { batch, computed, signal } from "@preact/signals";
import { type Finding, findingKey } from "../../../diagnosis/engine/finding.js";
import { finalFindings, type ObjectAnalysis } from "../../../interpret/session-analysis.js";
import type { GapFrame } from "../../../model/frame.js";
import type { Uid } from "../../../model/kube-object.js";
import { densityOf } from "../../view/timeline/density.js";
import { concerns } from "../../view/timeline/gap-look.js";
import { type EvidencePlace, type RowMark, rowMarks } from "../../view/timeline/row-marks.js";
import type { PointText } from "../../view/timeline/row-text.js";
import { shifted } from "../../view/timeline/time-scale.js";
import { timelineLayout } from "../../view/timeline/timeline-layout.js";
import { otherEventsRows, timelineForest, timelineObjects, timelineRows, wasFailing } from "../../view/timeline/timeline-rows.js";
import { goToEvidence, goToStep } from "../state/moves.js";
import { timesOf } from "../state/session-times.js";
import { activeSession, chosenUids } from "../state/view-state.js";
import { AxisView } from "./axis-view.js";
import type { AxisSession, TimeAxis } from "./time-axis.js";

/** What the pointer or the keyboard points at, and where on the screen: its moment, and the row that it is in. */
export interface Tip {
  readonly x: number;
  readonly top: number;
  readonly bottom: number;
  readonly text: PointText;
  /** The keyboard asked for it. */
  readonly isSpoken?: true;
}

/** Rows that exist beyond those in view, on each side. */
const overscan = 12;

/** One timeline as it is shown: what follows from its session, its axis and what its user did. Times are of the session unless a name says otherwise. */
export class TimelineState {
  readonly width = signal(0);
  /** Of the rows: who sets it scrolls them. */
  readonly scrollTop = signal(0);
  readonly viewHeight = signal(0);
  readonly collapsed = signal<ReadonlySet<Uid>>(new Set());
  readonly onlyFailing = signal(false);
  /** The row that has the focus, or would have it: an index of `rows`. */
  readonly focusedRow = signal(0);
  /** Where the keyboard is in the focused row: an index of its `rowStops`. */
  readonly stop = signal<number | undefined>(undefined);
  readonly tip = signal<Tip | undefined>(undefined);
  /** Offsets of frames that show findings, as far as they have been read from the recording. */
  readonly readPlaces = signal<ReadonlyMap<number, number>>(new Map());
  /** The step that is shown: when it is, and of which object. */
  readonly shownStep = signal<{ readonly offsetMs: number; readonly uid?: Uid | undefined } | undefined>(undefined);

  /** The step that was last chosen here: what is in view stays so. */
  chosenStep: number | undefined;

  readonly view: AxisView;
  readonly #at: AxisSession;

  constructor(axis: TimeAxis, at: AxisSession) {
    this.#at = at;
    const width = computed(() => this.layout.value.plotWidth);
    const left = computed(() => this.layout.value.nameWidth);
    this.view = new AxisView(axis, width, left);
  }

  get session() {
    return this.#at.session;
  }

  get originMs() {
    return this.#at.originMs;
  }

  readonly data = computed(() => this.session.data.value);
  readonly endMs = computed(() => this.data.value.summary.durationMs);
  readonly layout = computed(() => timelineLayout(this.width.value));
  readonly density = computed(() =>
    densityOf(timelineObjects(this.data.value.analysis), shifted(this.view.wholeScale.value, this.originMs), this.endMs.value),
  );
  readonly scale = computed(() => shifted(this.view.scale.value, this.originMs));
  readonly times = computed(() => ({ ...timesOf(this.session), originMs: this.originMs }));

  readonly forest = computed(() => timelineForest(this.data.value.analysis.objects));
  readonly hasFailures = computed(() => this.data.value.analysis.objects.some(wasFailing));
  readonly rows = computed(() => {
    const chosen = chosenUids.value === undefined ? undefined : new Set(chosenUids.value);
    const isFailingOnly = this.onlyFailing.value;
    const isWanted = (object: ObjectAnalysis) => (chosen?.has(object.ref.uid) ?? true) && (!isFailingOnly || wasFailing(object));
    if (chosen !== undefined || isFailingOnly) return timelineRows(this.forest.value, this.collapsed.value, isWanted);
    return [...timelineRows(this.forest.value, this.collapsed.value), ...otherEventsRows(this.data.value.analysis)];
  });
  readonly hasNamespaces = computed(() => {
    const all = new Set(this.data.value.analysis.objects.map(({ ref }) => ref.namespace));
    all.delete(undefined);
    return all.size > 1;
  });
  /** The rows that exist: from one index to before another, in steps, so that a scroll seldom changes them. */
  readonly window = computed(() => {
    const { rowHeight } = this.layout.value;
    const first = Math.floor(this.scrollTop.value / rowHeight / overscan) * overscan - overscan;
    const count = Math.ceil(this.viewHeight.value / rowHeight) + 3 * overscan;
    return { from: Math.max(0, first), to: Math.min(this.rows.value.length, Math.max(0, first) + count) };
  });

  readonly #places = computed(() => {
    const { analysis } = this.data.value;
    const places = new Map<number, number>(this.readPlaces.value);
    for (const { sequence, offsetMs } of analysis.findings.news) places.set(sequence, offsetMs);
    for (const { milestones } of analysis.objects) for (const { sequence, offsetMs } of milestones) places.set(sequence, offsetMs);
    return places;
  });
  /** Sequences of evidence whose time only the recording knows. */
  readonly unplaced = computed(() => {
    const sequences = new Set(finalFindings(this.data.value.analysis).flatMap(({ evidence }) => evidence));
    return [...sequences].filter((sequence) => !this.#places.value.has(sequence));
  });
  readonly #evidence = computed(() => {
    const evidence = new Map<Uid, EvidencePlace[]>();
    for (const finding of finalFindings(this.data.value.analysis)) {
      if (finding.severity === "info") continue;
      const ofObject = evidence.get(finding.object.uid) ?? [];
      evidence.set(finding.object.uid, ofObject);
      for (const sequence of finding.evidence) {
        const atMs = this.#places.value.get(sequence);
        if (atMs !== undefined) ofObject.push({ finding, sequence, atMs });
      }
    }
    return { byUid: evidence, marks: new WeakMap<ObjectAnalysis, readonly RowMark[]>() };
  });

  marksOf(object: ObjectAnalysis): readonly RowMark[] {
    const { byUid, marks } = this.#evidence.value;
    let known = marks.get(object);
    if (known === undefined) {
      known = rowMarks(object, byUid.get(object.ref.uid) ?? []);
      marks.set(object, known);
    }
    return known;
  }

  /** A short session of few objects is in view as it is. */
  readonly hasMinimap = computed(() => this.endMs.value >= 60_000 || this.data.value.analysis.objects.length > 50);
  readonly streams = computed(() => new Map(this.data.value.summary.header.streams.map((stream) => [stream.id, stream])));

  /** The gaps of all streams, or of the stream that shows an object. */
  gapsOf(object: ObjectAnalysis | undefined): readonly GapFrame[] {
    const { gaps } = this.data.value.analysis;
    return object === undefined ? gaps : gaps.filter((gap) => concerns(gap, this.streams.value, object.ref));
  }

  /** Those that are drawn at a place of the axis. */
  gapsAt(object: ObjectAnalysis | undefined, x: number): readonly GapFrame[] {
    const scale = this.scale.value;
    return this.gapsOf(object).filter(({ from, to }) => x >= scale.xOf(from.offsetMs) - 2 && x <= scale.xOf(to.offsetMs) + 4);
  }

  /** The pointer is at a place of the axis, or left it. */
  pointAt(x: number | undefined, tip?: Tip): void {
    batch(() => {
      this.view.axis.hoverMs.value = x === undefined ? undefined : this.view.scale.value.msAt(x);
      this.tip.value = tip;
    });
  }

  /** Moves the range and scrolls the rows as little as it takes. */
  revealStep({ offsetMs, uid }: { readonly offsetMs: number; readonly uid?: Uid | undefined }): void {
    this.view.reveal(offsetMs - this.originMs);
    const index = uid === undefined ? -1 : this.rows.value.findIndex(({ object }) => object.ref.uid === uid);
    if (index >= 0) this.revealRow(index);
  }

  revealRow(index: number): void {
    const { rowHeight } = this.layout.value;
    const top = index * rowHeight;
    const least = top + rowHeight - this.viewHeight.value;
    if (this.scrollTop.value > top) this.scrollTop.value = top;
    else if (this.scrollTop.value < least) this.scrollTop.value = least;
  }

  leaveStop(): void {
    batch(() => {
      this.stop.value = undefined;
      this.tip.value = undefined;
      this.view.axis.hoverMs.value = undefined;
    });
  }

  toggle(uid: Uid, isExpanded = this.collapsed.value.has(uid)): void {
    const collapsed = new Set(this.collapsed.value);
    if (isExpanded) collapsed.delete(uid);
    else collapsed.add(uid);
    this.collapsed.value = collapsed;
  }

  goTo(sequence: number | undefined, finding?: Finding): void {
    if (sequence === undefined) return;
    this.chosenStep = sequence;
    batch(() => {
      activeSession.value = this.session.index;
      if (finding === undefined) goToStep(sequence);
      else goToEvidence(findingKey(finding), sequence);
    });
  }

  /** The step that shows a moment of an object: of one that no step is about, an Event about it. */
  async goToObject(offsetMs: number, { ref, fromEventsAlone }: ObjectAnalysis): Promise<void> {
    await this.goToMoment(offsetMs, fromEventsAlone ? { about: ref } : { uid: ref.uid });
  }

  /** The step that shows a moment. */
  async goToMoment(offsetMs: number, of: { readonly uid?: Uid; readonly about?: ObjectAnalysis["ref"] } = {}): Promise<void> {
    this.goTo(await this.session.worker.ask("stepNear", { offsetMs, ...of }));
  }
}
