import { type Paint, paintWith } from "../terminal/paint.js";
import { cut } from "../terminal/width.js";

/** How a comparison is shown as text. */
export interface ComparisonLook {
  readonly colour: boolean;
  /** Columns of the terminal; absent in a pipe: then nothing is cut and everything is told. */
  readonly columns?: number;
}

/** What the sections of a comparison share. */
export interface SectionLook {
  readonly paint: Paint;
  /** For tables and bars; a pipe has a width of its own. */
  readonly columns: number;
  /** Absent in a pipe. */
  readonly terminalColumns?: number;
  /** Cuts a plain line to a terminal. */
  readonly fit: (line: string) => string;
  /** So many of a kind are told; the rest is counted. */
  readonly most: (onTerminal: number) => number;
}

const pipeColumns = 110;

export function sectionLook({ colour, columns }: ComparisonLook): SectionLook {
  return {
    paint: paintWith(colour),
    columns: columns ?? pipeColumns,
    ...(columns === undefined ? {} : { terminalColumns: columns }),
    fit: (line) => (columns === undefined ? line : cut(line, columns)),
    most: (onTerminal) => (columns === undefined ? maxInPipe : onTerminal),
  };
}

/** A recording may hold a hundred thousand objects: no output is without end. */
const maxInPipe = 1000;
