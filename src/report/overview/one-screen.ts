import type { InterpretedFrame } from "../../interpret/interpreted-frame.js";
import { finalFindings, type ObjectAnalysis, type SessionAnalysis } from "../../interpret/session-analysis.js";
import { offsetFormat } from "../../io/moment-format.js";
import { printable } from "../../io/printable.js";
import { plural } from "../../lifecycle/narration/words.js";
import type { Tone } from "../../lifecycle/stage.js";
import { greatest } from "../../model/extremes.js";
import type { SessionSummary } from "../../model/session.js";
import { keyStepsOf } from "../issue/key-steps.js";
import { eventSubjectTitle, objectTitle } from "../replay/object-title.js";
import { sentenceText } from "../replay/sentence-text.js";
import { type Paint, paintWith } from "../terminal/paint.js";
import { cut, cutName, padEnd, padStart, widthOf, wrap } from "../terminal/width.js";
import { verdictOf } from "../verdict/verdict.js";
import { stageBarLegend } from "./legend.js";
import { ownerTree } from "./owner-tree.js";
import { namesNamespaces } from "./session-display.js";
import { axisEnds, stageBar } from "./stage-bar.js";

export interface OneScreenInput {
  readonly summary: SessionSummary;
  readonly analysis: SessionAnalysis;
  /** The steps of `tellingSteps`, as far as they could be read. */
  readonly steps: readonly InterpretedFrame[];
}

interface OneScreenOptions {
  readonly colour: boolean;
  /** Columns and lines that it may take; absent in a pipe, where nothing is cut. */
  readonly room?: { readonly columns: number; readonly rows: number };
}

const pipeColumns = 110;
const maxSteps = 12;
const maxBars = 4;

/**
 * The steps that say most about a session, as sequences, ascending: where findings open and are resolved, where the desired state was changed, and
 * where the objects that no other owns reached each of their stages. The first of these where there are too many.
 */
export function tellingSteps(analysis: SessionAnalysis): readonly number[] {
  const findings = finalFindings(analysis).map(({ firstSequence }) => firstSequence);
  const stages = analysis.objects.filter(({ owners }) => owners.length === 0).flatMap(stageSteps);
  return [...new Set([...keyStepsOf(analysis).changes, ...findings, ...stages])].slice(0, maxSteps).sort((a, b) => a - b);
}

function stageSteps({ stageIntervals, milestones }: ObjectAnalysis): readonly number[] {
  const names = new Set(stageIntervals.map(({ stage }) => stage.name));
  return milestones.filter(({ name, container }) => container === undefined && names.has(name)).map(({ sequence }) => sequence);
}

/** What happened in a session, on one screen: the verdict, the stages as bars, and its most telling steps in a sentence each. Ends in a newline. */
export function oneScreen(input: OneScreenInput, { colour, room }: OneScreenOptions): string {
  const columns = room?.columns ?? pipeColumns;
  const paint = paintWith(colour);
  const verdict = verdictOf(input.summary, input.analysis);
  const said = wrap(verdict.sentences.map(({ text }) => text).join(" "), columns).map((line) => paint.tone(verdict.tone, line));
  const bars = barLines(input, columns, paint);
  const left = room === undefined ? undefined : Math.max(1, room.rows - said.length - bars.length - 2);
  const sections = [said, bars, stepLines(input, { columns, rows: left }, paint)].filter((lines) => lines.length > 0);
  return sections.map((lines) => `${lines.join("\n")}\n`).join("\n");
}

function barLines({ summary, analysis }: OneScreenInput, columns: number, paint: Paint): readonly string[] {
  const rows = ownerTree(analysis.objects).slice(0, maxBars);
  if (rows.length === 0) return [];
  const titles = rows.map(({ item, lead }) => `${lead}${objectTitle(item.ref, namesNamespaces(summary))}`);
  const width = Math.min(greatest(titles.map(widthOf)), Math.floor(columns * 0.45));
  const room = columns - width - 2;
  const left = analysis.objects.length - rows.length;
  const more = left === 0 ? "" : `  and ${plural(left, "more object")}`;
  const bars = rows.map(({ item }) => stageBar(item.stageIntervals, summary.durationMs, room, { paint, widthOf, cut }));
  const legend = stageBarLegend(bars, paint, columns - more.length);
  return [
    paint.dim(`${" ".repeat(width)}  ${axisEnds(offsetFormat, summary.durationMs, room)}`),
    ...bars.map((bar, i) => `${padEnd(cutName(titles[i] ?? "", width), width)}  ${bar}`),
    ...legend.map((line, i) => (i === legend.length - 1 ? `${line}${paint.dim(more)}` : line)),
  ];
}

interface StepRow {
  readonly moment: string;
  readonly what: string;
  readonly sentence: string;
  readonly tone: Tone;
}

function stepLines(input: OneScreenInput, room: { columns: number; rows: number | undefined }, paint: Paint): readonly string[] {
  const rows = stepRows(input);
  const moments = greatest(
    rows.map(({ moment }) => widthOf(moment)),
    0,
  );
  const names = Math.min(
    greatest(
      rows.map(({ what }) => widthOf(what)),
      0,
    ),
    Math.floor(room.columns * 0.4),
  );
  const width = room.columns - moments - names - 4;
  const shown = room.rows === undefined || rows.length <= room.rows ? rows : rows.slice(0, room.rows - 1);
  let spare = room.rows === undefined ? Number.POSITIVE_INFINITY : room.rows - rows.length;
  const lines = shown.flatMap(({ moment, what, sentence, tone }) => {
    const wrapped = wrap(sentence, width);
    const taken = Math.min(wrapped.length, 1 + Math.max(0, spare));
    spare -= taken - 1;
    const fitted = wrapped.slice(0, taken).map((line, i) => (i === taken - 1 && wrapped.length > taken ? cut(`${line}…`, width) : line));
    return fitted.map((line, i) =>
      `${i === 0 ? `${paint.dim(padStart(moment, moments))}  ${paint.tone(tone, padEnd(cutName(what, names), names))}` : " ".repeat(moments + names + 2)}  ${line}`.trimEnd(),
    );
  });
  return shown.length === rows.length ? lines : [...lines, paint.dim(`and ${plural(rows.length - shown.length, "more step")}`)];
}

function stepRows({ summary, steps }: OneScreenInput): readonly StepRow[] {
  const objects = steps.flatMap((step) => (step.kind === "gap" ? [] : [step]));
  const isOne = new Set(objects.map(({ frame }) => frame.ref.uid)).size === 1;
  return objects.map(({ frame, narration }) => {
    const title = eventSubjectTitle(frame.revision.object) ?? objectTitle(frame.ref, namesNamespaces(summary));
    const stage = printable(narration.stage.name, 60);
    return {
      moment: offsetFormat.text(frame.offsetMs),
      what: isOne ? stage : `${title} ${stage}`,
      sentence: printable(sentenceText(narration, "terminal")),
      tone: narration.stage.tone,
    };
  });
}
