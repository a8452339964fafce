import { formatOffset } from "../../io/duration.js";
import { printable } from "../../io/printable.js";
import { plural } from "../../lifecycle/narration/words.js";
import { greatest } from "../../model/extremes.js";
import type { SessionSummary } from "../../model/session.js";
import { sessionFacts } from "../../report/overview/session-facts.js";
import { endingText } from "../../report/overview/session-state.js";
import { stageBar } from "../../report/overview/stage-bar.js";
import { type Paint, paintWith } from "../../report/terminal/paint.js";
import { cut, cutMiddle, padEnd, widthOf, wrap } from "../../report/terminal/width.js";
import { entryKey, type PickerEntry } from "./picker-entry.js";
import { type PickerState, type PreviewReading, selectedEntry } from "./picker-state.js";
import type { SessionPreview } from "./session-preview.js";

/** With fewer rows each part takes one line, and there is none between them. */
const minSpaciousRows = 18;
const maxFactLines = 4;
const maxLinesOfFinding = 3;

/** The selected session: what was recorded and how it ended, its findings, and the stages of its objects over time as `kubespy show` draws them. */
export function previewLines(state: PickerState, columns: number, rows: number): readonly string[] {
  const entry = selectedEntry(state);
  if (entry === undefined) return [];
  const preview = new PreviewPage(paintWith(state.colour), columns, rows);
  return preview.lines(entry, state.previews.get(entryKey(entry))?.reading).slice(0, rows);
}

class PreviewPage {
  readonly #paint: Paint;
  readonly #columns: number;
  readonly #rows: number;

  constructor(paint: Paint, columns: number, rows: number) {
    this.#paint = paint;
    this.#columns = columns;
    this.#rows = rows;
  }

  lines(entry: PickerEntry, reading: PreviewReading | undefined): readonly string[] {
    const { summary, problem } = entry;
    if (problem !== undefined) return this.#wrapped(problem, (text) => this.#paint.tone("bad", text));
    if (summary === undefined) return [this.#paint.dim("reading …")];
    const head = this.#head(summary);
    return [...head, ...this.#gap(), ...this.#content(summary, reading, this.#rows - head.length - this.#gap().length)];
  }

  get #isSpacious(): boolean {
    return this.#rows >= minSpaciousRows;
  }

  #gap(): readonly string[] {
    return this.#isSpacious ? [""] : [];
  }

  #head(summary: SessionSummary): readonly string[] {
    const { title } = summary.header;
    const facts = this.#wrapped(sessionFacts(summary), this.#paint.dim);
    if (!this.#isSpacious) return [this.#paint.dim(cut(printable(sessionFacts(summary)), this.#columns))];
    return [
      ...(title === undefined ? [] : [this.#paint.bold(cut(printable(title, 300), this.#columns))]),
      ...facts.slice(0, maxFactLines),
      this.#paint.dim(cut(`${endingText(summary)}.`, this.#columns)),
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
      this.#findingLines(finding.text).map((line) => (finding.isOpen ? this.#paint.tone("bad", line) : line)),
    );
    return [head, ...lines, ...(findingCount > findings.length ? [`and ${plural(findingCount - findings.length, "more finding")}`] : [])];
  }

  #findingLines(text: string): readonly string[] {
    if (!this.#isSpacious) return [cutMiddle(text, this.#columns)];
    const lines = wrap(text, this.#columns - 2);
    const kept =
      lines.length <= maxLinesOfFinding ? lines : [...lines.slice(0, maxLinesOfFinding - 1), `${lines[maxLinesOfFinding - 1]} …`];
    return kept.map((line, i) => (i === 0 ? line : `  ${cut(line, this.#columns - 2)}`));
  }

  #objects({ objects, objectsLeftOut }: SessionPreview, { durationMs }: SessionSummary): readonly string[] {
    const width = Math.min(
      greatest(
        objects.map(({ title }) => widthOf(title)),
        0,
      ),
      Math.floor(this.#columns * 0.4),
    );
    const room = Math.max(10, this.#columns - width - 2);
    const end = formatOffset(durationMs);
    const axis = this.#paint.dim(`${" ".repeat(width)}  ${padEnd("+0s", room - end.length)}${end}`);
    const bars = objects.map(({ title, stageIntervals }) => {
      const bar = stageBar(stageIntervals, durationMs, room, { paint: this.#paint, widthOf });
      return `${padEnd(cutMiddle(title, width), width)}  ${bar}`;
    });
    const more = objectsLeftOut === 0 ? [] : [this.#paint.dim(`and ${plural(objectsLeftOut, "more object")}`)];
    return objects.length === 0 ? [] : [...(this.#isSpacious ? [axis] : []), ...bars, ...more];
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
