import { printable } from "../../io/printable.js";
import type { SessionChoice } from "../../model/session.js";
import { type TextColumn, tableLines } from "../terminal/text-table.js";
import { startedText } from "./session-table.js";

/** More are found with `kubespy ls`. */
const maxChoices = 10;

const indent = "  ";

/** The sessions that a word may mean, below an error: ten at most, and how many more there are. Ends in a newline. `columns`: of the terminal. */
export function sessionChoices(choices: readonly SessionChoice[], columns = Number.POSITIVE_INFINITY): string {
  const shown = choices.slice(0, maxChoices);
  const column = (title: string, of: (choice: SessionChoice) => string): TextColumn => ({
    title,
    cells: shown.map((choice) => printable(of(choice), 200)),
  });
  const table = [
    column("NAME", ({ name }) => name),
    column("STARTED", ({ startedAt }) => (startedAt === undefined ? "" : startedText(startedAt))),
    column("TITLE", ({ title }) => title ?? ""),
  ].filter(({ cells }) => cells.some((cell) => cell !== ""));
  const rest = choices.length - shown.length;
  const lines = [...tableLines(table, columns - indent.length), ...(rest > 0 ? [`and ${rest} more`] : [])];
  return lines.map((line) => `${indent}${line}\n`).join("");
}
