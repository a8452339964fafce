import { type Paint, paintWith } from "../terminal/paint.js";
import { cut } from "../terminal/width.js";

export interface ComparisonOptions {
  readonly colour: boolean;
  /** Columns of the terminal; absent in a pipe: then nothing is cut or left out. */
  readonly columns?: number;
}

/** What the sections of a comparison share. */
export interface SectionLayout {
  readonly paint: Paint;
  /** For tables and bars; a pipe has a fixed width. */
  readonly columns: number;
  /** Absent in a pipe. */
  readonly terminalColumns?: number;
  /** Cuts a plain line to a terminal. */
  readonly fit: (line: string) => string;
  /** How many items of one kind are shown; the rest is counted. */
  readonly limit: (onTerminal: number) => number;
}

const pipeColumns = 110;

export function sectionLayout({ colour, columns }: ComparisonOptions): SectionLayout {
  return {
    paint: paintWith(colour),
    columns: columns ?? pipeColumns,
    ...(columns === undefined ? {} : { terminalColumns: columns }),
    fit: (line) => (columns === undefined ? line : cut(line, columns)),
    limit: (onTerminal) => (columns === undefined ? maxInPipe : onTerminal),
  };
}

/** A recording may hold a hundred thousand objects: every output is bounded. */
const maxInPipe = 1000;
