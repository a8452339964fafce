import { formatDuration } from "../../io/duration.js";
import { printable } from "../../io/printable.js";
import { plural } from "../../lifecycle/narration/words.js";
import type { SessionHeader, SessionSummary } from "../../model/session.js";
import { paintWith } from "../terminal/paint.js";
import { columnWidth, type TextColumn, tableLines, tableWidth } from "../terminal/text-table.js";
import { cut } from "../terminal/width.js";
import { completenessOf, completenessWords } from "./completeness.js";
import { partLabel } from "./part-text.js";
import { dayAndTime } from "./session-facts.js";
import { stateWord } from "./session-state.js";

interface SessionTableOptions {
  readonly colour: boolean;
  /** Columns of the terminal; absent in a pipe: everything is shown, and nothing is cut. */
  readonly columns?: number;
  /** Show whether each session is complete. */
  readonly completeness?: boolean;
  /** Where the clock is read that says when each began. Default: UTC. */
  readonly zone?: "utc" | "local";
}

/**
 * The sessions of `kubespy ls`, a line each below a line of headings; ends in a newline. Where the terminal is too narrow for all columns, they are left
 * out in the order of `leftOut`. A title is cut; a name never is.
 */
export function sessionTable(summaries: readonly SessionSummary[], { colour, columns, completeness, zone }: SessionTableOptions): string {
  const all = sessionColumns(summaries, zone).filter(({ title }) => title !== "COMPLETE" || completeness);
  const table = columns === undefined ? all : fittingColumns(all, summaries, columns);
  const [headings = "", ...lines] = tableLines(table, columns);
  return `${[paintWith(colour).dim(headings), ...lines].join("\n")}\n`;
}

type SessionColumn = TextColumn & { readonly title: keyof typeof cellTexts };

/** In their order: first what has no blanks in it, for awk; last what is cut. */
const cellTexts = {
  NAME: ({ header }: SessionSummary) => header.name,
  STARTED: ({ header }: SessionSummary, zone?: "utc" | "local") => startedText(header.startedAt, zone),
  DURATION: ({ durationMs }: SessionSummary) => formatDuration(durationMs),
  OBJECTS: ({ objects }: SessionSummary) => String(objects),
  FRAMES: ({ frames }: SessionSummary) => String(frames),
  GAPS: ({ gaps }: SessionSummary) => String(gaps),
  STATE: stateWord,
  COMPLETE: completenessWords,
  TARGETS: ({ header }: SessionSummary) => targetsOf(header),
  TITLE: ({ header }: SessionSummary) => header.title ?? "",
} as const;

const numbers: ReadonlySet<string> = new Set(["DURATION", "OBJECTS", "FRAMES", "GAPS"]);

function sessionColumns(summaries: readonly SessionSummary[], zone: "utc" | "local" | undefined): readonly SessionColumn[] {
  return Object.entries(cellTexts).map(([title, textOf]) => ({
    title: title as SessionColumn["title"],
    cells: summaries.map((summary) => printable(textOf(summary, zone), 200)),
    ...(numbers.has(title) ? { right: true } : {}),
  }));
}

/** "2026-11-22 11:14:01Z" */
export function startedText(startedAt: string, zone?: "utc" | "local"): string {
  return dayAndTime(startedAt, zone).replace(/ UTC$/, "Z");
}

function targetsOf({ targets, part, shared }: SessionHeader): string {
  const words = part === undefined ? targets.join(" ") : partLabel(part);
  return shared === undefined ? words : `${words} (shared: ${shared.level})`.trimStart();
}

/** A text is left out rather than shown in fewer columns than these. */
const minTextColumns = 8;
/** While a text has fewer, other columns make room for it. */
const comfortableColumns = 30;

/** What is left out of a table that is too wide, and how many columns of the terminal its last text should have before. */
const leftOut: readonly (readonly [SessionColumn["title"] | "seconds", textColumns: number])[] = [
  ["GAPS", comfortableColumns],
  ["FRAMES", comfortableColumns],
  ["OBJECTS", comfortableColumns],
  ["TARGETS", comfortableColumns],
  ["seconds", comfortableColumns],
  ["DURATION", minTextColumns],
  ["TITLE", minTextColumns],
  ["STARTED", 0],
  ["STATE", 0],
];

function fittingColumns(all: readonly SessionColumn[], summaries: readonly SessionSummary[], columns: number): readonly TextColumn[] {
  const hasTitles = summaries.some(({ header }) => header.title !== undefined);
  // Without titles, what was recorded is what tells sessions apart.
  let table = bounded(hasTitles ? all : withoutColumn(all, "TITLE"), columns);
  for (const [what, textColumns] of leftOut) {
    if (hasRoom(table, columns, textColumns)) break;
    if (what === "seconds") table = withoutSeconds(table);
    else if (what === "GAPS") table = withGapsInState(withoutColumn(table, what), summaries);
    else if (what !== "TARGETS" || hasTitles) table = withoutColumn(table, what === "TITLE" && !hasTitles ? "TARGETS" : what);
  }
  return table;
}

function hasRoom(table: readonly SessionColumn[], columns: number, textColumns: number): boolean {
  const last = table.at(-1);
  if (last === undefined) return true;
  const isText = last.title === "TITLE" || last.title === "TARGETS";
  return tableWidth(table, isText ? Math.min(columnWidth(last), textColumns) : columnWidth(last)) <= columns;
}

function withoutColumn(table: readonly SessionColumn[], title: SessionColumn["title"]): readonly SessionColumn[] {
  return table.filter((column) => column.title !== title);
}

/** One long name does not take the room of all other rows; nor do long targets beside a title. */
function bounded(table: readonly SessionColumn[], columns: number): readonly SessionColumn[] {
  return table.map((column) => {
    if (column.title === "NAME") return { ...column, maxColumns: Math.max(24, Math.floor(columns * 0.4)) };
    if (column.title !== "TARGETS" || column === table.at(-1)) return column;
    return { ...column, cells: column.cells.map((cell) => cut(cell, comfortableColumns)) };
  });
}

/** Without their column, nobody must take a session with gaps for a complete one. */
function withGapsInState(table: readonly SessionColumn[], summaries: readonly SessionSummary[]): readonly SessionColumn[] {
  return table.map((column) => {
    if (column.title !== "STATE") return column;
    const gapsOf = (row: number) => summaries[row]?.gaps ?? 0;
    return { ...column, cells: column.cells.map((cell, row) => (gapsOf(row) === 0 ? cell : `${cell}, ${plural(gapsOf(row), "gap")}`)) };
  });
}

/** "2026-11-22 11:14Z" */
function withoutSeconds(table: readonly SessionColumn[]): readonly SessionColumn[] {
  return table.map((column) =>
    column.title === "STARTED" ? { ...column, cells: column.cells.map((cell) => cell.replace(/(\d\d:\d\d):\d\d/, "$1")) } : column,
  );
}

/** One session of `kubespy ls -o json`. A contract, as `frameJson` is. */
export function sessionJson(summary: SessionSummary): object {
  const { header, state, end, frames, objects, gaps, durationMs } = summary;
  const {
    name,
    title,
    description,
    startedAt,
    targets,
    command,
    context,
    namespace,
    server,
    omissions,
    secretValues,
    recorder,
    part,
    shared,
  } = header;
  return {
    schemaVersion: 1,
    name,
    title,
    description,
    targets,
    command,
    context,
    namespace,
    server,
    startedAt,
    state,
    end,
    completeness: completenessOf(summary),
    frames,
    objects,
    gaps,
    durationMs,
    omissions,
    secretValues,
    recorder,
    part,
    shared,
  };
}
