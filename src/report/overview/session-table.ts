import { formatDuration } from "../../io/duration.js";
import { printable } from "../../io/printable.js";
import { greatest } from "../../model/extremes.js";
import type { SessionHeader, SessionSummary } from "../../model/session.js";
import { paintWith } from "../terminal/paint.js";
import { cut, padEnd, padStart, widthOf } from "../terminal/width.js";
import { completenessOf, completenessWords } from "./completeness.js";
import { partLabel } from "./part-text.js";
import { dayAndTime } from "./session-facts.js";
import { stateWord } from "./session-state.js";

interface SessionTableOptions {
  readonly colour: boolean;
  /** Columns of the terminal; absent in a pipe: nothing is cut. */
  readonly columns?: number;
  /** Show the title of each session too. */
  readonly titles?: boolean;
  /** Show whether each session is complete. */
  readonly completeness?: boolean;
  /** Where the clock is read that says when each began. Default: UTC. */
  readonly zone?: "utc" | "local";
}

interface Column {
  readonly title: string;
  readonly right?: true;
  readonly of: (summary: SessionSummary) => string;
}

const columns: readonly Column[] = [
  { title: "NAME", of: ({ header }) => header.name },
  { title: "TARGETS", of: ({ header }) => targetsOf(header) },
  { title: "OBJECTS", right: true, of: (s) => String(s.objects) },
  { title: "FRAMES", right: true, of: (s) => String(s.frames) },
  { title: "GAPS", right: true, of: (s) => String(s.gaps) },
  { title: "DURATION", right: true, of: (s) => formatDuration(s.durationMs) },
  { title: "STATE", of: stateWord },
];

function startedColumn(zone: "utc" | "local" | undefined): Column {
  return { title: "STARTED", of: ({ header }) => dayAndTime(header.startedAt, zone).replace(/ UTC$/, "Z") };
}

function targetsOf({ targets, part, shared }: SessionHeader): string {
  const words = part === undefined ? targets.join(" ") : partLabel(part);
  return shared === undefined ? words : `${words} (shared: ${shared.level})`.trimStart();
}

const titleColumn: Column = { title: "TITLE", of: ({ header }) => header.title ?? "" };

const completenessColumn: Column = { title: "COMPLETE", of: completenessWords };

/** The sessions of `kubespy ls`, a line each below a line of headings. Ends in a newline. */
export function sessionTable(summaries: readonly SessionSummary[], options: SessionTableOptions): string {
  const paint = paintWith(options.colour);
  const shown = [
    ...columns,
    startedColumn(options.zone),
    ...(options.completeness ? [completenessColumn] : []),
    ...(options.titles ? [titleColumn] : []),
  ];
  const rows = summaries.map((summary) => shown.map((column) => printable(column.of(summary), 200)));
  const widths = shown.map((column, i) =>
    greatest(
      rows.map((row) => widthOf(row[i] ?? "")),
      widthOf(column.title),
    ),
  );
  const line = (cells: readonly string[]) => {
    const text = cells
      .map((cell, i) => (shown[i]?.right ? padStart(cell, widths[i] ?? 0) : padEnd(cell, widths[i] ?? 0)))
      .join("   ")
      .trimEnd();
    return options.columns === undefined ? text : cut(text, options.columns);
  };
  return `${[paint.dim(line(shown.map((column) => column.title))), ...rows.map(line)].join("\n")}\n`;
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
