import type { Change } from "../../../diff/diff-objects.js";
import { printable } from "../../../io/printable.js";
import { assertNever } from "../../../model/assert-never.js";
import { inlineLength, isInline, isLaidOut, pathOf, valueText } from "../../../report/replay/change-value.js";
import { groupConditions } from "../../../report/replay/group-conditions.js";
import type { TimeBase } from "../../../report/replay/recorded-value.js";
import { yamlLines } from "../../../report/terminal/yaml.js";

/** One change as the page shows it. All texts are printable. */
export interface ShownChange {
  readonly sign: "+" | "-" | "~";
  readonly path: string;
  /** Beside the path: the value, or the one before and the one after. */
  readonly values: readonly ShownValue[];
  /** Below the path, where the values are long. */
  readonly lines: readonly ShownLine[];
  /** How many more lines there are. */
  readonly moreLines: number;
}

interface ShownValue {
  readonly kind: "added" | "removed" | "note";
  readonly text: string;
}

interface ShownLine {
  readonly kind: "added" | "removed" | "same";
  readonly text: string;
}

interface ShownChanges {
  readonly changes: readonly ShownChange[];
  readonly more: number;
}

/** An object of 10,000 containers changes in as many places at once: nobody reads them all. */
const maxChanges = 1000;
/** Characters of a text that stands beside its path; a longer one is below it, where it can be folded. */
const maxBeside = 400;
const maxLinesOfOne = 2000;
/** Of all changes of a step together. */
const maxLines = 20_000;

/** The changes of one step, in the words and groups of the terminal (`report/replay/change-lines.ts`). */
export function shownChanges(changes: readonly Change[], base: TimeBase): ShownChanges {
  const grouped = groupConditions(changes);
  let linesLeft = maxLines;
  const shown = grouped.slice(0, maxChanges).map((change) => {
    const one = shownChange(change, base, Math.min(maxLinesOfOne, linesLeft));
    linesLeft -= one.lines.length;
    return one;
  });
  return { changes: shown, more: grouped.length - shown.length };
}

function shownChange(change: Change, base: TimeBase, most: number): ShownChange {
  const path = pathOf(change);
  switch (change.kind) {
    case "added":
      return { sign: "+", path, ...whole("added", change, change.after, base, most) };
    case "removed":
      return { sign: "-", path, ...whole("removed", change, change.before, base, most) };
    case "changed":
      return { sign: "~", path, ...replaced(change, base, most) };
    case "text":
      return { sign: "~", path, values: [], ...bounded(change.lines, most, ({ kind, line }) => ({ kind, text: printable(line) })) };
    case "moved":
      return { sign: "~", path, ...noted(`moved from index ${change.from} to ${change.to}`) };
    case "too-different":
      return { sign: "~", path, ...noted("too different to show in detail; what follows it is not compared") };
    default:
      return assertNever(change);
  }
}

type Shown = Omit<ShownChange, "sign" | "path">;

function noted(text: string): Shown {
  return { values: [{ kind: "note", text }], lines: [], moreLines: 0 };
}

function whole(kind: "added" | "removed", change: Change, value: unknown, base: TimeBase, most: number): Shown {
  const text = valueText(change, value, base);
  if (text.length <= (isLaidOut(change, value) ? inlineLength : maxBeside)) return { values: [{ kind, text }], lines: [], moreLines: 0 };
  return { values: [], ...below(kind, change, value, base, most) };
}

function replaced(change: Extract<Change, { kind: "changed" }>, base: TimeBase, most: number): Shown {
  const before = valueText(change, change.before, base);
  const after = valueText(change, change.after, base);
  if (isInline(before, after))
    return {
      values: [
        { kind: "removed", text: before },
        { kind: "added", text: after },
      ],
      lines: [],
      moreLines: 0,
    };
  const then = below("removed", change, change.before, base, Math.ceil(most / 2));
  const now = below("added", change, change.after, base, most - then.lines.length);
  return { values: [], lines: [...then.lines, ...now.lines], moreLines: then.moreLines + now.moreLines };
}

function below(
  kind: "added" | "removed",
  change: Change,
  value: unknown,
  base: TimeBase,
  most: number,
): Pick<Shown, "lines" | "moreLines"> {
  const text = valueText(change, value, base);
  const lines = isLaidOut(change, value) && text.length > inlineLength ? yamlLines(value) : [text];
  return bounded(lines, most, (line) => ({ kind, text: line }));
}

function bounded<T>(lines: readonly T[], most: number, shown: (line: T) => ShownLine): Pick<Shown, "lines" | "moreLines"> {
  return { lines: lines.slice(0, most).map(shown), moreLines: Math.max(0, lines.length - most) };
}
