import type { Side } from "../../compare/sides.js";
import { formatOffset } from "../../io/duration.js";
import type { MomentFormat } from "../../io/moment-format.js";
import { plural } from "../../lifecycle/narration/words.js";
import { type Paint, paintWith } from "../terminal/paint.js";
import { cut } from "../terminal/width.js";

export interface ComparisonOptions {
  readonly colour: boolean;
  /** Columns of the terminal; absent in a pipe: then nothing is cut or left out. */
  readonly columns?: number;
  /** Everything, on a terminal too. */
  readonly all?: boolean;
  /** How the moments of each run are shown, by its own start. Default: since an object was created. */
  readonly moments?: RunMoments | undefined;
}

export type RunMoments = Readonly<Record<Side, MomentFormat>>;

/** What the sections of a comparison share. */
export interface SectionLayout {
  readonly paint: Paint;
  /** For tables and bars; a pipe has a fixed width. */
  readonly columns: number;
  /** Absent in a pipe. */
  readonly terminalColumns?: number;
  /** Only the first of everything: the first screen of a terminal is to be enough. */
  readonly short: boolean;
  readonly moments?: RunMoments | undefined;
  /** Cuts a plain line to a terminal. */
  readonly fit: (line: string) => string;
  /** How many items of one kind are shown; the rest is counted. */
  readonly limit: (inShort: number) => number;
  /** "… 3 more findings: --all", for what was left out; none when nothing was. */
  readonly more: (left: number, noun: string) => readonly string[];
}

const pipeColumns = 110;

export function sectionLayout({ colour, columns, all = false, moments }: ComparisonOptions): SectionLayout {
  const paint = paintWith(colour);
  const short = columns !== undefined && !all;
  const cutToTerminal = (line: string) => (columns === undefined ? line : cut(line, columns));
  return {
    paint,
    columns: columns ?? pipeColumns,
    ...(columns === undefined ? {} : { terminalColumns: columns }),
    short,
    moments,
    fit: cutToTerminal,
    limit: (inShort) => (short ? inShort : maxItems),
    more: (left, noun) =>
      left <= 0 ? [] : [paint.dim(cutToTerminal(`  … ${plural(left, `more ${noun}`)}: ${short ? "--all" : "-o json"}`))],
  };
}

/** A recording may hold a hundred thousand objects: every output is bounded. */
const maxItems = 1000;

/**
 * A moment of a run: its time by the run's own start where times are shown, else since the object was created. `offsetMs`: since session start.
 */
export function runMoment(side: Side, { offsetMs, atMs }: { offsetMs: number; atMs: number }, moments: RunMoments | undefined): string {
  const own = moments?.[side];
  return own === undefined || own.format === "offset" ? formatOffset(atMs) : own.text(offsetMs);
}
