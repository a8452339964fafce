import type { Comparison } from "../../compare/comparison.js";
import { printable } from "../../io/printable.js";
import type { PlayableLesson } from "../../lesson/play/playable-lesson.js";
import { paintWith } from "../terminal/paint.js";
import { wrap } from "../terminal/width.js";

/** A lesson on the recording that the learner made. */
export interface LiveRunReport {
  readonly session: string;
  readonly playable: PlayableLesson;
  /** Its stops and tasks all have what they need. */
  readonly isComplete: boolean;
  readonly reference: string;
  readonly comparison: Comparison;
}

interface LiveRunTextOptions {
  readonly colour: boolean;
  /** Absent in a pipe. */
  readonly columns?: number;
  /** Shows all differences: "kubespy compare pod-nginx learn-nginx". */
  readonly compareCommand: string;
  readonly replayCommand: string;
}

/** What the learner's recording shows of the lesson, and how it differs from the lesson's own. Ends in a newline. */
export function liveRunText(report: LiveRunReport, options: LiveRunTextOptions): string {
  const { playable, session, comparison, reference } = report;
  const { colour, columns = Number.POSITIVE_INFINITY, compareCommand, replayCommand } = options;
  const paint = paintWith(colour);
  const fitted = (text: string) => (Number.isFinite(columns) ? wrap(text, columns) : [text]);
  const shown = playable.stops.filter(({ missing }) => missing === undefined).length;
  return [
    paint.bold(printable(`${playable.title}, on your recording ${session}`)),
    `${shown} of ${playable.stops.length} stops are in it:`,
    ...playable.stops.map(({ title, sequence, missing }, i) => {
      const name = `stop ${i + 1} (${printable(title, 200)})`;
      return missing === undefined ? `  ${name}: step #${sequence}` : paint.warning(`  ${name}: ${lowerFirst(missing)}`);
    }),
    "",
    ...fitted(`Compared with ${printable(reference, 300)}: ${printable(comparison.headline, 2000)}`),
    `All differences: ${compareCommand}`,
    `Step by step: ${replayCommand}`,
    "",
  ].join("\n");
}

function lowerFirst(sentence: string): string {
  return `${sentence.charAt(0).toLowerCase()}${sentence.slice(1)}`.replace(/\.$/, "");
}

/** `kubespy learn LESSON --live -o json`. A contract: fields are added, never changed, while `schemaVersion` stays 1. Text is as recorded. */
export function liveRunJson({ session, playable, isComplete, reference, comparison }: LiveRunReport): object {
  return {
    schemaVersion: 1,
    lesson: playable.name,
    session,
    isComplete,
    stops: playable.stops.map(({ title, sequence, missing, task }) => ({ title, sequence, missing, task: task?.kind })),
    comparison: { reference, verdict: comparison.verdict, headline: comparison.headline },
  };
}
