import { printable } from "../../io/printable.js";

/**
 * Markdown that shows recorded text as it is, whatever it holds: nothing in it becomes a link, a heading, HTML, a mention of a person or
 * of an issue where it is pasted.
 */

/** Text between other text, or at the start of a line: so many characters of it at most, and twice as many with escapes. */
export function mdText(text: string, most = 2000): string {
  let escaped = escapedText(text, most);
  for (let shorter = most; escaped.length > 2 * most && shorter > 1; ) {
    shorter = Math.floor(shorter / 2);
    escaped = escapedText(text, shorter);
  }
  return escaped;
}

function escapedText(text: string, most: number): string {
  return printable(text, most)
    .trimStart()
    .replace(referring, `$&${zeroWidth}`)
    .replace(/[&<>\\`*_[\]|~$#]|:(?=\/\/)|(?<=\bwww)\./gi, (sign) => entities.get(sign) ?? `\\${sign}`)
    .replace(/^(?:\d+(?=[.)])|(?=[-+=]))/, "$&\\")
    .replaceAll(zeroWidth, "&#8203;");
}

/**
 * GitHub and GitLab look for mentions (@name), references (#1, GH-1; on GitLab also !1, $1, %1, ~1 and &1) and emoji (:100:) in the HTML, where
 * backslashes and entities are gone (github/cmark-gfm#181): only a character between the signs helps. A digest after an image (@sha256:) is none.
 */
const referring = /@(?=\w)(?!(?<=\w@)sha\d+:)|[#!$%~&](?=\d)|\bGH(?=-\d)|:(?!\d\d?:)[\w+-]+(?=:)/gi;
/** No recorded text holds it: `printable` escapes it. */
const zeroWidth = "\u200b";

/** A backslash would not keep these from being made into HTML or links. */
const entities: ReadonlyMap<string, string> = new Map([
  ["&", "&amp;"],
  ["<", "&lt;"],
  [">", "&gt;"],
  [":", "&#58;"],
  [".", "&#46;"],
]);

/** A cell of a table, in the type of code. */
export function mdCode(text: string, most = 300): string {
  return mdSpan(text, most).replace(/\|/g, "\\|");
}

/** The same outside of a table. Nothing in it is looked at, by GitHub neither. */
export function mdSpan(text: string, most = 300): string {
  const shown = printable(text, most);
  if (shown.trim() === "") return "";
  const fence = "`".repeat(backtickRun(shown) + 1);
  const inset = shown.startsWith("`") || shown.endsWith("`") ? " " : "";
  return `${fence}${inset}${shown}${inset}${fence}`;
}

/** Lines as they are, in a block of a language; a run of backticks inside does not end it. */
export function mdBlock(lines: readonly string[], language = ""): readonly string[] {
  const fence = "`".repeat(Math.max(3, backtickRun(lines.join("\n")) + 1));
  return [`${fence}${language}`, ...lines, fence];
}

/** Long parts, folded until they are asked for. `title`: our own words. */
export function mdDetails(title: string, lines: readonly string[]): readonly string[] {
  return [`<details><summary>${title}</summary>`, "", ...lines, "", "</details>"];
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
