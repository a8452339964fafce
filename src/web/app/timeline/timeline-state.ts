import { batch, computed, signal } from "@preact/signals";
import { finalFindings, type ObjectAnalysis } from "../../../interpret/session-analysis.js";
import type { Uid } from "../../../model/kube-object.js";
import type { AxisLabels } from "../../view/timeline/axis-ticks.js";
import { densityOf } from "../../view/timeline/density.js";
import { concerns, type GapLook, gapLook } from "../../view/timeline/gap-look.js";
import { type EvidencePlace, type RowMark, rowMarks } from "../../view/timeline/row-marks.js";
import type { PointText } from "../../view/timeline/row-text.js";
import { shifted, type TimeRange, timeScale } from "../../view/timeline/time-scale.js";
import { timelineLayout } from "../../view/timeline/timeline-layout.js";
import { hasFailed, timelineForest, timelineRows } from "../../view/timeline/timeline-rows.js";
import { centred, panned, zoomed } from "../../view/timeline/zoom.js";
import { activeSession, position, timeFormat } from "../state/view-state.js";
import type { AxisSession, TimeAxis } from "./time-axis.js";

/** What the pointer or the keyboard points at, and where on the screen, relative to the timeline. */
export interface Tip {
  readonly x: number;
  readonly y: number;
  readonly text: PointText;
  /** The keyboard asked for it. */
  readonly isSpoken?: true;
}

/** Rows that exist beyond those in view, on each side. */
const overscan = 12;

/** One timeline as it is shown: what follows from its session, its axis and what its user did. Times are of the session unless a name says otherwise. */
export class TimelineState {
  readonly width = signal(0);
  readonly scrollTop = signal(0);
  readonly viewHeight = signal(0);
  readonly collapsed = signal<ReadonlySet<Uid>>(new Set());
  readonly onlyFailing = signal(false);
  /** The row that has the focus, or would have it: an index of `rows`. */
  readonly focusedRow = signal(0);
  /** Where the keyboard is in the focused row: an index of its `rowStops`. */
  readonly stop = signal<number | undefined>(undefined);
  readonly tip = signal<Tip | undefined>(undefined);
  /** Grows when colours change. */
  readonly paletteVersion = signal(0);
  /** Offsets of frames that show findings, as far as the recording was asked for them. */
  readonly readPlaces = signal<ReadonlyMap<number, number>>(new Map());
  /** The step that is shown: when it is, and of which object. */
  readonly shownStep = signal<{ readonly offsetMs: number; readonly uid?: Uid | undefined } | undefined>(undefined);

  readonly axis: TimeAxis;
  readonly #at: AxisSession;

  constructor(axis: TimeAxis, at: AxisSession) {
    this.axis = axis;
    this.#at = at;
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
  readonly axisScale = computed(() =>
    timeScale({
      domain: this.axis.domain.value,
      range: this.axis.range.value,
      folds: this.axis.folds.value,
      width: this.layout.value.plotWidth,
    }),
  );
  /** All of the axis in the same width. */
  readonly wholeScale = computed(() =>
    timeScale({ domain: this.axis.domain.value, folds: this.axis.folds.value, width: this.layout.value.plotWidth }),
  );
  readonly density = computed(() =>
    densityOf(this.data.value.analysis.objects, shifted(this.wholeScale.value, this.originMs), this.endMs.value),
  );
  readonly scale = computed(() => shifted(this.axisScale.value, this.originMs));
  readonly labels = computed<AxisLabels>(() => ({ format: timeFormat.value, startedAt: this.data.value.summary.header.startedAt }));

  readonly forest = computed(() => timelineForest(this.data.value.analysis.objects));
  readonly hasFailures = computed(() => this.data.value.analysis.objects.some(hasFailed));
  readonly rows = computed(() => timelineRows(this.forest.value, this.collapsed.value, this.onlyFailing.value ? hasFailed : undefined));
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

  readonly streams = computed(() => new Map(this.data.value.summary.header.streams.map((stream) => [stream.id, stream])));

  gapsOf({ ref }: ObjectAnalysis): readonly (TimeRange & { readonly look: GapLook })[] {
    const streams = this.streams.value;
    return this.data.value.analysis.gaps.flatMap((gap) =>
      concerns(gap, streams, ref) ? [{ fromMs: gap.from.offsetMs, toMs: gap.to.offsetMs, look: gapLook(gap, ref.uid) }] : [],
    );
  }

  toggle(uid: Uid, isExpanded = this.collapsed.value.has(uid)): void {
    const collapsed = new Set(this.collapsed.value);
    if (isExpanded) collapsed.delete(uid);
    else collapsed.add(uid);
    this.collapsed.value = collapsed;
  }

  zoomBy(factor: number, x = this.axisScale.value.width / 2): void {
    this.axis.range.value = zoomed(this.axisScale.value, this.axis.domain.value, x, factor);
  }

  panBy(dx: number): void {
    this.axis.range.value = panned(this.axisScale.value, this.axis.domain.value, dx);
  }

  /** Moves the range to a moment that is not in it. */
  reveal(ms: number): void {
    const x = this.scale.value.xOf(ms);
    if (x < 0 || x > this.scale.value.width)
      this.axis.range.value = centred(this.axisScale.value, this.axis.domain.value, ms - this.originMs);
  }

  showAll(): void {
    this.axis.range.value = undefined;
  }

  goTo(sequence: number | undefined): void {
    if (sequence === undefined) return;
    batch(() => {
      activeSession.value = this.session.index;
      position.value = sequence;
    });
  }

  /** The step that shows a moment of an object. */
  async goToMoment(offsetMs: number, of: { readonly uid?: Uid; readonly about?: ObjectAnalysis["ref"] } = {}): Promise<void> {
    this.goTo(await this.session.worker.ask("stepNear", { offsetMs, ...of }));
  }
}
