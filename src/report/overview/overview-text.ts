import type { ObjectAnalysis, SessionAnalysis } from "../../interpret/session-analysis.js";
import { formatBytes } from "../../io/bytes.js";
import { type MomentFormat, offsetFormat } from "../../io/moment-format.js";
import { printable } from "../../io/printable.js";
import { plural } from "../../lifecycle/narration/words.js";
import type { ContainerEnd } from "../../lifecycle/session/container-ends.js";
import { greatest } from "../../model/extremes.js";
import type { Marker, SessionSummary } from "../../model/session.js";
import { objectTitle } from "../replay/object-title.js";
import { numberChart } from "../terminal/number-chart.js";
import { type Paint, paintWith } from "../terminal/paint.js";
import { cut, cutName, padEnd, widthOf, wrap } from "../terminal/width.js";
import { confidentialContent } from "./clear-content.js";
import { completenessWords } from "./completeness.js";
import { containerEndLines } from "./container-end-lines.js";

import { momentLegend, stageBarLegend } from "./legend.js";
import { milestoneColumns, milestoneLines } from "./milestone-lines.js";
import { type Branch, ownerTree } from "./owner-tree.js";
import { namesNamespaces } from "./session-display.js";
import { sessionHeading } from "./session-heading.js";
import { endingText } from "./session-state.js";
import { shareLines } from "./share-text.js";
import { axisEnds, stageBar } from "./stage-bar.js";
import { streamLines } from "./stream-lines.js";

/** Everything that `kubespy show` prints about a session. */
export interface ShownSession {
  readonly summary: SessionSummary;
  readonly analysis: SessionAnalysis;
  readonly markers: readonly Marker[];
  /** How containers last ended; absent where that was not read. */
  readonly containerEnds?: readonly ContainerEnd[];
  /** Where it is kept: its frames in the database, or its file. Absent when it came over stdin. */
  readonly storedBytes?: number;
  /** What the analysis takes that is kept beside it. Absent where none is. */
  readonly analysisBytes?: number;
}

interface OverviewOptions {
  readonly colour: boolean;
  /** Columns of the terminal; absent in a pipe: then lines have a fixed width, and as good as every object is shown. */
  readonly columns?: number;
  /** How moments are shown. Default: as offsets. */
  readonly moments?: MomentFormat;
}

const pipeColumns = 110;
/** Objects shown on a terminal, and in a pipe. */
const maxObjects = 200;
const maxPipedObjects = 10_000;
const maxCharts = 12;

/** The head, the objects as a tree of owners with their stages, milestones, ends of containers, charts, markers, streams and gaps. Ends in a newline. */
export function overviewText(shown: ShownSession, options: OverviewOptions): string {
  const columns = options.columns ?? pipeColumns;
  const page = new Page(shown, columns, options);
  const sections = [page.objects(), page.milestones(), page.containerEnds(), page.charts(), page.markers(), page.streams()].filter(
    (lines) => lines.length > 0,
  );
  return `${sessionHeading(shown.summary, options).trimEnd()}\n${page.facts().join("\n")}\n${sections.map((lines) => `\n${lines.join("\n")}\n`).join("")}`;
}

interface PageRow extends Pick<Branch<ObjectAnalysis>, "inset"> {
  /** With the lines of the tree before it. */
  readonly title: string;
  readonly life: ObjectAnalysis;
}

/** One session on a page of this many columns; each method is a section, empty when there is nothing to show. */
class Page {
  readonly #shown: ShownSession;
  readonly #columns: number;
  readonly #colour: boolean;
  readonly #paint: Paint;
  readonly #rows: readonly PageRow[];
  readonly #left: number;
  readonly #isPipe: boolean;
  readonly #moments: MomentFormat;

  constructor(shown: ShownSession, columns: number, options: OverviewOptions) {
    this.#shown = shown;
    this.#columns = columns;
    this.#colour = options.colour;
    this.#paint = paintWith(options.colour);
    this.#moments = options.moments ?? offsetFormat;
    this.#isPipe = options.columns === undefined;
    const tree = ownerTree(shown.analysis.objects);
    const rows = tree.slice(0, this.#isPipe ? maxPipedObjects : maxObjects);
    this.#rows = rows.map(({ item, lead, inset }) => ({ life: item, inset, title: `${lead}${objectTitle(item.ref, this.#namespaces)}` }));
    this.#left = tree.length - rows.length;
  }

  /** How it ended and what it takes. */
  facts(): readonly string[] {
    const { summary, analysis, storedBytes, analysisBytes } = this.#shown;
    const { state, end } = summary;
    const stored = storedBytes === undefined ? "" : `${formatBytes(storedBytes)} stored, `;
    // Nothing to say of a recording of an older version, or of an import.
    const isKnown = end?.verification !== undefined || state === "interrupted";
    const complete = isKnown ? [`Completeness: ${printable(completenessWords(summary), 300)}.`] : [];
    const { shared } = summary.header;
    const confidential = shared === undefined ? [`Confidential: ${confidentialContent(summary)}.`] : shareLines(shared);
    const kept = analysisBytes === undefined ? "" : ` Analysis: ${formatBytes(analysisBytes)}, kept beside it.`;
    const size = `Size: ${stored}${formatBytes(analysis.sentBytes)} as ${shared === undefined ? "the API server sent it" : "JSON"}.${kept}`;
    return [`Outcome: ${endingText(summary, this.#moments.text)}.`, ...complete, size, ...confidential].flatMap((line) =>
      wrap(line, this.#columns).map(this.#paint.dim),
    );
  }

  /** The tree, and beside each object a bar of its stages. */
  objects(): readonly string[] {
    const { analysis, summary } = this.#shown;
    const events = analysis.kubeEvents === 0 ? "" : ` and ${plural(analysis.kubeEvents, "Kubernetes Event")}`;
    const others = analysis.objectsLeftOut === undefined ? "" : `, without ${analysis.objectsLeftOut} others, which are too many to follow`;
    const heading = this.#heading(`Objects: ${analysis.objects.length}${events}${others}`);
    if (this.#rows.length === 0) return [heading];
    const width = this.#titleColumns();
    const room = this.#columns - width - 4;
    const axis = `  ${" ".repeat(width)}  ${axisEnds(this.#moments, summary.durationMs, room)}`;
    const bars = this.#rows.map(({ life }) =>
      stageBar(life.stageIntervals, summary.durationMs, room, { paint: this.#paint, widthOf, cut }),
    );
    const lines = this.#rows.map(({ title }, i) => `  ${padEnd(cutName(title, width), width)}  ${bars[i]}`);
    return [
      heading,
      this.#paint.dim(axis),
      ...lines,
      ...this.#more(),
      ...stageBarLegend(bars, this.#paint, this.#columns - 2).map((line) => `  ${line}`),
    ];
  }

  milestones(): readonly string[] {
    if (this.#rows.length === 0) return [];
    const width = this.#titleColumns();
    const widest = greatest(this.#rows.map(({ life }) => milestoneColumns(life.milestones, this.#moments)));
    const lines = widest <= this.#columns - width - 4 ? this.#besideTitles(width) : this.#belowTitles();
    return [this.#heading("Milestones: when each object first reached each step"), ...this.#legend(lines), ...lines, ...this.#more()];
  }

  #besideTitles(width: number): readonly string[] {
    return this.#rows.flatMap(({ title, life }) =>
      this.#milestonesOf(life, this.#columns - width - 4).map(
        (line, i) => `  ${padEnd(i === 0 ? cutName(title, width) : "", width)}  ${line}`,
      ),
    );
  }

  /** Where a milestone has no room beside the titles. */
  #belowTitles(): readonly string[] {
    return this.#rows.flatMap(({ title, inset, life }) => [
      `  ${cutName(title, this.#columns - 2)}`,
      ...this.#milestonesOf(life, this.#columns - widthOf(inset) - 4).map((line) => `  ${inset}  ${line}`),
    ]);
  }

  #milestonesOf({ milestones }: ObjectAnalysis, columns: number): readonly string[] {
    return milestoneLines(milestones, { colour: this.#colour, columns, moments: this.#moments });
  }

  containerEnds(): readonly string[] {
    const { containerEnds: ends = [] } = this.#shown;
    if (ends.length === 0) return [];
    const options = { columns: this.#columns - 2, namespaces: this.#namespaces, all: this.#isPipe };
    const lines = containerEndLines(ends, options).map((line) => `  ${line}`);
    return [this.#heading("Containers: how they last ended"), ...this.#legend(lines), ...lines];
  }

  charts(): readonly string[] {
    const { metrics } = this.#shown.analysis;
    const { durationMs } = this.#shown.summary;
    const options = { colour: this.#colour, columns: this.#columns, namespaces: this.#namespaces, durationMs, moments: this.#moments };
    const charts = metrics.slice(0, maxCharts).flatMap((number) => ["", ...numberChart(number, options)]);
    const more =
      metrics.length > maxCharts ? ["", this.#paint.dim(`and ${plural(metrics.length - maxCharts, "more metric")} that changed`)] : [];
    return [...charts, ...more].slice(1);
  }

  markers(): readonly string[] {
    const { markers } = this.#shown;
    if (markers.length === 0) return [];
    const lines = markers.map(({ offsetMs, text }) => `  ${this.#moments.text(offsetMs)}  ${printable(text, 300)}`);
    return [this.#heading("Markers"), ...lines.map((line) => cut(line, this.#columns))];
  }

  streams(): readonly string[] {
    const { summary, analysis } = this.#shown;
    const options = { colour: this.#colour, columns: this.#columns - 2, moments: this.#moments };
    const lines = streamLines(summary.header.streams, analysis.gaps, options).map((line) => `  ${line}`);
    return lines.length === 0 ? [] : [this.#heading("Streams"), ...this.#legend(lines), ...lines];
  }

  get #namespaces(): boolean {
    return namesNamespaces(this.#shown.summary);
  }

  #legend(lines: readonly string[]): readonly string[] {
    const words = momentLegend(lines);
    return words === "" ? [] : wrap(words, this.#columns - 2).map((line) => this.#paint.dim(`  ${line}`));
  }

  #heading(text: string): string {
    return this.#paint.bold(cut(text, this.#columns));
  }

  #titleColumns(): number {
    const widest = this.#rows.reduce((most, { title }) => Math.max(most, widthOf(title)), 0);
    return Math.min(widest, Math.floor(this.#columns * 0.45));
  }

  #more(): readonly string[] {
    if (this.#left === 0) return [];
    const next = this.#isPipe ? '"-o json" has all' : "pipe the output to see all";
    return [this.#paint.dim(`  and ${plural(this.#left, "more object")}; ${next}`)];
  }
}
