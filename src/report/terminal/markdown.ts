import { printable } from "../../io/printable.js";

/**
 * Markdown that shows recorded text as it is, whatever it holds: nothing in it becomes a link, a heading, HTML, a mention of a person or
 * of an issue where it is pasted.
 */

/** Text between other text. */
export function mdText(text: string, most = 2000): string {
  return printable(text, most).replace(/[&<>@#\\`*_[\]|~$]|:(?=\/\/)|(?<=\bwww)\./gi, (sign) => entities.get(sign) ?? `\\${sign}`);
}

/** A backslash would not keep these from being made into HTML, mentions or links. */
const entities: ReadonlyMap<string, string> = new Map([
  ["&", "&amp;"],
  ["<", "&lt;"],
  [">", "&gt;"],
  ["@", "&#64;"],
  ["#", "&#35;"],
  [":", "&#58;"],
  [".", "&#46;"],
]);

/** A cell of a table, in the type of code. */
export function mdCode(text: string, most = 300): string {
  const shown = printable(text, most);
  if (shown.trim() === "") return "";
  const fence = "`".repeat(backtickRun(shown) + 1);
  const inset = shown.startsWith("`") || shown.endsWith("`") ? " " : "";
  return `${fence}${inset}${shown.replace(/\|/g, "\\|")}${inset}${fence}`;
}

/** Lines as they are, in a block of a language; a run of backticks inside does not end it. */
export function mdBlock(lines: readonly string[], language = ""): readonly string[] {
  const fence = "`".repeat(Math.max(3, backtickRun(lines.join("\n")) + 1));
  return [`${fence}${language}`, ...lines, fence];
}

export function mdTable(
  headings: readonly string[],
  rows: readonly (readonly string[])[],
  right: readonly number[] = [],
): readonly string[] {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [line(headings), line(headings.map((_, i) => (right.includes(i) ? "---:" : "---"))), ...rows.map(line)];
}

function backtickRun(text: string): number {
  return [...text.matchAll(/`+/g)].reduce((most, [run]) => Math.max(most, run.length), 0);
}
