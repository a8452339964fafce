import type { FindingNews } from "../../diagnosis/engine/finding-reporter.js";
import type { InterpretedFrame, InterpretedObject } from "../../interpret/interpreted-frame.js";
import { type MomentFormat, momentColumns, offsetFormat } from "../../io/moment-format.js";
import { printable } from "../../io/printable.js";
import type { ObjectFrame } from "../../model/frame.js";
import { RecentSet } from "../../model/recent.js";
import { paintNews } from "../findings/finding-news-line.js";
import { findingNewsText, isTurningPoint } from "../findings/finding-news-text.js";
import { type Paint, paintWith } from "../terminal/paint.js";
import { cut, padEnd, padStart, plainWidthOf, widthOf, wrap } from "../terminal/width.js";
import { actorText } from "./actor-text.js";
import { changeLines } from "./change-lines.js";
import { gapSentence } from "./gap-sentence.js";
import { eventSubjectTitle, objectTitle } from "./object-title.js";
import { noTimeBase, type TimeBase } from "./recorded-value.js";
import { sentenceText } from "./sentence-text.js";
import { wholeObjectLines } from "./whole-object.js";

interface ReplayTextOptions {
  readonly colour: boolean;
  /** Columns of the terminal. Absent in a pipe: then lines are neither wrapped nor cut, and every step says why it matters. */
  readonly columns?: number;
  /** Show the namespace of each object: where several are recorded. */
  readonly namespaces?: boolean;
  /** For times relative to the start. */
  readonly base?: TimeBase;
  /** How moments are shown. Default: as offsets. */
  readonly moments?: MomentFormat;
}

const indent = "      ";

/**
 * The steps of a replay as text: a heading (sequence, offset, object, stage), what happened, why it matters, what changed. A Kubernetes
 * Event is one line with its message. Each text ends in a newline.
 */
export class ReplayText {
  readonly #options: ReplayTextOptions;
  readonly #paint: Paint;
  /** Reasons shown lately for an object: on a terminal they are not repeated. */
  readonly #shownReasons = new RecentSet<string>(2048);

  constructor(options: ReplayTextOptions) {
    this.#options = options;
    this.#paint = paintWith(options.colour);
  }

  /** `full`: the whole object after the step as well, without `managedFields` unless there is `noise`. */
  step(step: InterpretedFrame, { full = false, noise = false } = {}): string {
    const whole = step.kind === "object" && full ? this.#whole(step.frame, noise) : [];
    return `${[...(step.kind === "gap" ? this.#gap(step) : this.#object(step)), ...whole].join("\n")}\n\n`;
  }

  #object(step: InterpretedObject): readonly string[] {
    const subject = eventSubjectTitle(step.frame.revision.object, this.#options.namespaces);
    const body = subject === undefined ? this.#bodyOf(step) : this.#eventBody(step);
    return [...this.#heading(step, subject), ...body, ...this.#news(step.news)];
  }

  #gap({ frame: gap, news }: Extract<InterpretedFrame, { kind: "gap" }>): readonly string[] {
    const heading = `${this.#position(gap)}  ${this.#paint.tone(gap.possibleLoss ? "bad" : "neutral", "GAP")}`;
    return [heading, ...this.#paragraph(gapSentence(gap)), ...this.#news(news)];
  }

  #news(news: readonly FindingNews[]): readonly string[] {
    return news
      .filter(isTurningPoint)
      .flatMap((each) => this.#paragraph(findingNewsText(each, this.#options.namespaces), (text) => paintNews(each, this.#paint, text)));
  }

  #position(frame: { sequence: number; offsetMs: number }): string {
    const { moments = offsetFormat } = this.#options;
    return `${this.#paint.dim(padStart(`#${frame.sequence}`, 5))}  ${padEnd(moments.text(frame.offsetMs), momentColumns(moments, 9))}`;
  }

  /** The object, and its stage; that goes onto a line of its own where both do not fit. */
  #heading({ frame, narration }: InterpretedObject, subject: string | undefined): readonly string[] {
    const { stage, from, passed } = narration;
    const title =
      subject === undefined
        ? this.#paint.bold(objectTitle(frame.ref, this.#options.namespaces))
        : `${this.#paint.dim("Event on")} ${subject}`;
    const was =
      from === undefined || from.name === stage.name || subject !== undefined
        ? ""
        : this.#paint.dim(`${[from.name, ...(passed ?? [])].map((name) => printable(name)).join(" → ")} → `);
    const detail = stage.detail === undefined ? "" : ` · ${printable(stage.detail)}`;
    const lead = `${this.#position(frame)}  ${title}`;
    const words = `${was}${this.#paint.tone(stage.tone, `${printable(stage.name)}${detail}`)}${flags(frame)}`;
    const isFitting = plainWidthOf(`${lead}  ${words}`) <= (this.#options.columns ?? Number.POSITIVE_INFINITY);
    return isFitting ? [`${lead}  ${words}`] : [lead, `${indent}${words}`];
  }

  #bodyOf(step: InterpretedObject): readonly string[] {
    const { narration } = step;
    const why = narration.why === undefined || this.#isRepeated(step) ? [] : this.#paragraph(narration.why, this.#paint.dim, "why: ");
    const { actor } = step.frame;
    const by = actor === undefined ? [] : this.#paragraph(actorText(actor), this.#paint.dim, "by: ");
    return [...this.#paragraph(this.#sentence(step)), ...why, ...by, ...this.#changes(step)];
  }

  /** An Event is its message; its fields are shown with --noise. */
  #eventBody(step: InterpretedObject): readonly string[] {
    return this.#paragraph(this.#sentence(step), step.narration.stage.tone === "bad" ? this.#paint.warning : this.#paint.dim);
  }

  #sentence({ narration }: InterpretedObject): string {
    return sentenceText(narration, this.#options.columns === undefined ? "pipe" : "terminal");
  }

  #isRepeated({ frame, narration }: InterpretedObject): boolean {
    const key = `${frame.ref.uid} ${narration.why}`;
    if (this.#options.columns === undefined) return false;
    if (this.#shownReasons.has(key)) return true;
    this.#shownReasons.add(key);
    return false;
  }

  #changes({ changes }: InterpretedObject): readonly string[] {
    const room = this.#options.columns === undefined ? {} : { columns: Math.max(30, this.#options.columns - indent.length) };
    return changeLines(changes, { paint: this.#paint, base: this.#options.base ?? noTimeBase, ...room }).map((line) => indent + line);
  }

  #whole(frame: ObjectFrame, noise: boolean): readonly string[] {
    const lines = wholeObjectLines(frame.revision.object, { noise, unfold: "--noise" });
    const { columns } = this.#options;
    return lines.map(
      (line) => `${indent}${this.#paint.dim("|")} ${columns === undefined ? line : cut(line, Math.max(30, columns - indent.length - 2))}`,
    );
  }

  #paragraph(text: string, colour: (text: string) => string = (plain) => plain, lead = ""): readonly string[] {
    const { columns } = this.#options;
    const safe = printable(text);
    const rest = " ".repeat(widthOf(lead));
    const lines = columns === undefined ? [safe] : wrap(safe, Math.min(columns, widestText) - indent.length - widthOf(lead));
    return lines.map((line, i) => `${indent}${colour(`${i === 0 ? lead : rest}${line}`)}`);
  }
}

/** Longer lines of prose are hard to read, also where the terminal has room. */
const widestText = 110;

/** How a frame was come by, unless it was received from a watch. */
function flags(frame: ObjectFrame): string {
  const words = [
    frame.initial && "existed before",
    frame.inferred && "inferred",
    frame.repaired && "repaired",
    frame.derived && "derived",
  ].filter((word) => word);
  return words.length === 0 ? "" : ` [${words.join(", ")}]`;
}
