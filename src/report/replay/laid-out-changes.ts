import type { Change } from "../../diff/diff-objects.js";
import { printable } from "../../io/printable.js";
import type { Paint } from "../terminal/colours.js";
import type { TextLayout } from "../terminal/text-layout.js";
import { yamlLines } from "../terminal/yaml.js";
import { inlineLength, isInline, isLaidOut, pathOf, valueText } from "./change-value.js";
import { groupConditions } from "./group-conditions.js";
import type { TimeBase } from "./recorded-value.js";

export interface ChangeLineOptions {
  readonly paint: Paint;
  /** Columns to fill; absent in a pipe: nothing is cut then. */
  readonly columns?: number;
  readonly base: TimeBase;
}

interface LayoutOptions extends ChangeLineOptions {
  readonly layout: TextLayout;
}

/** As `changeLines`, on any screen: how wide a text is there, its layout says. */
export function layOutChanges(changes: readonly Change[], options: LayoutOptions): readonly string[] {
  const { widthOf } = options.layout;
  const lines = groupConditions(changes);
  const widest = lines.reduce((most, change) => Math.max(most, widthOf(pathOf(change))), 0);
  const width = Math.min(options.columns === undefined ? widestPath : Math.floor(options.columns * 0.6), widestPath, widest);
  return lines.flatMap((change) => linesOf(change, width, options));
}

const widestPath = 46;
/** Lines of one text or value on a terminal; a pipe gets all. */
const maxLines = 24;

function linesOf(change: Change, width: number, options: LayoutOptions): readonly string[] {
  const { paint } = options;
  const path = options.layout.padEnd(pathOf(change), width);
  switch (change.kind) {
    case "added":
      return whole("+", path, change.after, paint.added, change, options);
    case "removed":
      return whole("-", path, change.before, paint.removed, change, options);
    case "changed":
      return replaced(change, path, options);
    case "text":
      return [
        paint.changed(`~ ${path.trimEnd()}`),
        ...bounded(
          change.lines.map((line) => textLine(line.kind, line.line, options)),
          options,
        ),
      ];
    case "moved":
      return [paint.changed(`~ ${path}  moved from index ${change.from} to ${change.to}`)];
    case "too-different":
      return [paint.changed(`~ ${path}  too different to show in detail; what follows it is not compared`)];
  }
}

function whole(
  sign: string,
  path: string,
  value: unknown,
  colour: (text: string) => string,
  change: Change,
  options: LayoutOptions,
): readonly string[] {
  const words = valueText(change, value, options.base);
  const line = `${sign} ${path}  ${words}`;
  const isShort = !isLaidOut(change, value) || words.length <= inlineLength;
  if (isShort && options.layout.widthOf(line) <= roomOf(options)) return [colour(line)];
  return [colour(`${sign} ${path.trimEnd()}`), ...below(sign, change, value, colour, options)];
}

function replaced(change: Extract<Change, { kind: "changed" }>, path: string, options: LayoutOptions): readonly string[] {
  const { paint } = options;
  const before = valueText(change, change.before, options.base);
  const after = valueText(change, change.after, options.base);
  const lines = [path, path.trimEnd()].map((name) => `~ ${name}  ${before} → ${after}`);
  const line = lines.find((candidate) => options.layout.widthOf(candidate) <= roomOf(options));
  if (line !== undefined && isInline(before, after)) return [paint.changed(line)];
  return [
    paint.changed(`~ ${path.trimEnd()}`),
    ...below("-", change, change.before, paint.removed, options),
    ...below("+", change, change.after, paint.added, options),
  ];
}

/** A value below its path: on one line, laid out as YAML, or a text folded to the width. */
function below(sign: string, change: Change, value: unknown, colour: (text: string) => string, options: LayoutOptions): readonly string[] {
  const words = valueText(change, value, options.base);
  const room = roomOf(options) - inset.length - 1;
  const asYaml = isLaidOut(change, value) && options.layout.widthOf(words) > Math.min(inlineLength, room);
  const lines = asYaml ? yamlLines(value) : options.columns === undefined ? [words] : options.layout.wrap(words, room);
  return bounded(
    lines.map((line) => colour(fitted(`${sign}${inset}${line}`, options))),
    options,
  );
}

const inset = "     ";

function roomOf({ columns }: LayoutOptions): number {
  return columns ?? Number.POSITIVE_INFINITY;
}

function textLine(kind: "same" | "removed" | "added", line: string, options: LayoutOptions): string {
  const { paint } = options;
  const text = printable(line);
  if (kind === "same") return paint.dim(fitted(`      ${text}`, options));
  return kind === "added" ? paint.added(fitted(`+     ${text}`, options)) : paint.removed(fitted(`-     ${text}`, options));
}

function bounded(lines: readonly string[], { columns, paint }: LayoutOptions): readonly string[] {
  if (columns === undefined || lines.length <= maxLines) return lines;
  return [...lines.slice(0, maxLines - 1), paint.dim(`      … ${lines.length - maxLines + 1} more lines`)];
}

function fitted(line: string, { columns, layout }: LayoutOptions): string {
  return columns === undefined ? line : layout.cut(line, columns);
}
