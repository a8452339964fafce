import type { TimeFormat } from "../../io/moment-format.js";
import { printable } from "../../io/printable.js";
import { plural } from "../../lifecycle/narration/words.js";
import { greatest } from "../../model/extremes.js";
import type { SessionSummary } from "../../model/session.js";
import type { FindingNewsParts } from "../../report/findings/finding-news-text.js";
import { stageBarLegend } from "../../report/overview/legend.js";
import { momentsOfSession } from "../../report/overview/session-display.js";
import { sessionFacts } from "../../report/overview/session-facts.js";
import { endingText } from "../../report/overview/session-state.js";
import { axisEnds, stageBar } from "../../report/overview/stage-bar.js";
import { type Paint, paintWith } from "../../report/terminal/paint.js";
import { cut, cutName, padEnd, terminalLayout, widthOf, wrap } from "../../report/terminal/width.js";
import { entryKey, type PickerEntry } from "./picker-entry.js";
import { type PickerState, type PreviewReading, selectedEntry } from "./picker-state.js";
import type { SessionPreview } from "./session-preview.js";

/** How much room the preview takes. */
interface Density {
  /** Lines of what was recorded; of more than one, also the title. */
  readonly factLines: number;
  readonly hasEnding: boolean;
  /** Lines of each finding. */
  readonly findingLines: number;
  /** The times at both ends of the bars. */
  readonly hasAxis: boolean;
  /** Lines between the parts, and what the bars mean. */
  readonly isAiry: boolean;
}

const airy: Density = { factLines: 4, hasEnding: true, findingLines: 3, hasAxis: true, isAiry: true };
const dense: Density = { factLines: 2, hasEnding: false, findingLines: 1, hasAxis: true, isAiry: false };
const compact: Density = { factLines: 1, hasEnding: false, findingLines: 1, hasAxis: false, isAiry: false };
/** From the one that takes the most lines to that which takes the least. */
const densities: readonly Density[] = [
  airy,
  { factLines: 4, hasEnding: true, findingLines: 2, hasAxis: true, isAiry: false },
  dense,
  compact,
];

/** To so many columns the name of a finding's object is shortened where its sentence has no room. */
const minObjectColumns = 20;

/** From so many rows on nothing is gained by leaving out what makes it easy to read. */
const minAiryRows = 24;

/** The selected session: what was recorded and how it ended, its findings, and the stages of its objects over time as `kubespy show` draws them. */
export function previewLines(state: PickerState, columns: number, rows: number): readonly string[] {
  const entry = selectedEntry(state);
  if (entry === undefined) return [];
  const reading = state.previews.get(entryKey(entry))?.reading;
  const linesAt = (density: Density, height: number) => new PreviewPage(state, { columns, rows: height }, density).lines(entry, reading);
  if (rows >= minAiryRows) return linesAt(airy, rows).slice(0, rows);
  // Most take at least as much room, so that little moves once it was read.
  for (const density of reading === undefined ? [dense, compact] : densities) {
    const lines = linesAt(density, Number.POSITIVE_INFINITY);
    if (lines.length <= rows) return lines;
  }
  return linesAt(compact, rows).slice(0, rows);
}

class PreviewPage {
  readonly #paint: Paint;
  readonly #time: TimeFormat;
  readonly #columns: number;
  readonly #rows: number;
  readonly #density: Density;

  /** `rows`: infinite where nothing is to be left out. */
  constructor(
    { colour, time }: Pick<PickerState, "colour" | "time">,
    { columns, rows }: { readonly columns: number; readonly rows: number },
    density: Density,
  ) {
    this.#paint = paintWith(colour);
    this.#time = time;
    this.#columns = columns;
    this.#rows = rows;
    this.#density = density;
  }

  lines(entry: PickerEntry, reading: PreviewReading | undefined): readonly string[] {
    const { summary, problem } = entry;
    if (problem !== undefined) return this.#wrapped(problem, (text) => this.#paint.tone("bad", text));
    if (summary === undefined) return [this.#paint.dim("reading …")];
    const head = this.#head(summary);
    return [...head, ...this.#gap(), ...this.#content(summary, reading, this.#rows - head.length - this.#gap().length)];
  }

  #gap(): readonly string[] {
    return this.#density.isAiry ? [""] : [];
  }

  #head(summary: SessionSummary): readonly string[] {
    const { factLines, hasEnding } = this.#density;
    const facts = printable(sessionFacts(summary, this.#time));
    if (factLines === 1) return [this.#paint.dim(cut(facts, this.#columns))];
    const { title } = summary.header;
    const ending = `${endingText(summary, momentsOfSession(summary, this.#time).text)}.`;
    return [
      ...(title === undefined ? [] : [this.#paint.bold(cut(printable(title, 300), this.#columns))]),
      ...firstLines(wrap(facts, this.#columns), factLines, this.#columns).map(this.#paint.dim),
      ...(hasEnding ? [this.#paint.dim(cut(ending, this.#columns))] : []),
    ];
  }

  #content(summary: SessionSummary, reading: PreviewReading | undefined, rows: number): readonly string[] {
    if (summary.frames === 0) return ["no frames"];
    switch (reading?.kind) {
      case undefined:
        return [this.#paint.dim("reading …")];
      case "failed":
        return this.#wrapped(reading.problem, (text) => this.#paint.tone("bad", text));
      case "large":
        return this.#wrapped(`large: ${summary.frames} frames, not analysed yet; press Enter to open it`, (text) => text);
      case "read":
        return this.#read(reading.preview, summary, rows);
    }
  }

  /** The findings and the objects share the rows: each has half of them, and what the other does not need. */
  #read(preview: SessionPreview, summary: SessionSummary, rows: number): readonly string[] {
    const gap = this.#gap();
    const room = Math.max(2, rows - gap.length);
    const findings = this.#findings(preview);
    const objects = this.#objects(preview, summary);
    const forFindings = Math.min(findings.length, Math.max(Math.ceil(room / 2), room - objects.length));
    return [...this.#fitted(findings, forFindings), ...gap, ...this.#fitted(objects, room - forFindings)];
  }

  #findings({ headline, findings, findingCount }: SessionPreview): readonly string[] {
    const isOpen = findings.some((finding) => finding.isOpen);
    const head = findingCount === 0 ? headline : this.#paint.tone(isOpen ? "bad" : "good", headline);
    const lines = findings.flatMap((finding) =>
      this.#findingLines(finding.parts).map((line) => (finding.isOpen ? this.#paint.tone("bad", line) : line)),
    );
    return [head, ...lines, ...(findingCount > findings.length ? [`and ${plural(findingCount - findings.length, "more finding")}`] : [])];
  }

  /** The name of the object gives way to the sentence, whose end gives way where that does not help. */
  #findingLines({ before, object, after }: FindingNewsParts): readonly string[] {
    const { findingLines } = this.#density;
    const columns = findingLines === 1 ? this.#columns : this.#columns - 2;
    const linesWith = (name: string) => wrap(`${before}${name}${after}`, columns);
    const whole = linesWith(object);
    const lines = whole.length <= findingLines ? whole : linesWith(cutName(object, minObjectColumns));
    return firstLines(lines, findingLines, columns).map((line, i) => (i === 0 ? line : `  ${line}`));
  }

  #objects({ objects, objectsLeftOut }: SessionPreview, summary: SessionSummary): readonly string[] {
    const width = Math.min(
      greatest(
        objects.map(({ title }) => widthOf(title)),
        0,
      ),
      Math.floor(this.#columns * 0.4),
    );
    const room = Math.max(10, this.#columns - width - 2);
    const { durationMs } = summary;
    const axis = this.#paint.dim(`${" ".repeat(width)}  ${axisEnds(momentsOfSession(summary, this.#time), durationMs, room)}`);
    const bars = objects.map(({ stageIntervals }) => stageBar(stageIntervals, durationMs, room, { paint: this.#paint, ...terminalLayout }));
    const lines = objects.map(({ title }, i) => `${padEnd(cutName(title, width), width)}  ${bars[i]}`);
    const more = objectsLeftOut === 0 ? [] : [this.#paint.dim(`and ${plural(objectsLeftOut, "more object")}`)];
    if (objects.length === 0) return [];
    const { hasAxis, isAiry } = this.#density;
    return [...(hasAxis ? [axis] : []), ...lines, ...more, ...(isAiry ? stageBarLegend(bars, this.#paint, this.#columns) : [])];
  }

  /** At most this many lines; where some are left out, the last one says so. */
  #fitted(lines: readonly string[], rows: number): readonly string[] {
    if (lines.length <= rows) return lines;
    return rows < 3 ? lines.slice(0, rows) : [...lines.slice(0, rows - 1), this.#paint.dim("…")];
  }

  #wrapped(text: string, paint: (text: string) => string): readonly string[] {
    return wrap(printable(text), this.#columns).map(paint);
  }
}

/** At most this many lines of a wrapped text; where some are left out, the last one ends with an ellipsis. */
function firstLines(lines: readonly string[], count: number, columns: number): readonly string[] {
  if (lines.length <= count) return lines;
  return [...lines.slice(0, count - 1), cut(`${lines[count - 1]} …`, columns)];
}
