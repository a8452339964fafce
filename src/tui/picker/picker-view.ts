import { printable } from "../../io/printable.js";
import { plural } from "../../lifecycle/narration/words.js";
import { type Paint, paintWith } from "../../report/terminal/paint.js";
import { cutMiddle } from "../../report/terminal/width.js";
import { isTooSmall, smallest } from "../view/layout.js";
import { spread } from "../view/styled.js";
import { filled, rule, sideBySide, tail } from "../view/view.js";
import { entryLines } from "./entry-lines.js";
import { type PickerLayout, pickerLayout } from "./picker-layout.js";
import { type PickerState, selectedEntry } from "./picker-state.js";
import { previewLines } from "./preview-lines.js";

/** The whole screen: as many lines as the terminal has rows, each at most as wide as its columns, without spaces at its end. Pure. */
export function pickerView(state: PickerState): readonly string[] {
  const { columns, rows } = state.size;
  if (isTooSmall(state)) return filled([tooSmallLine(columns)], columns, rows);
  const paint = paintWith(state.colour);
  const head = [headLine(state, paint), ...noticeLines(state, paint), filterLine(state, paint)];
  const body = filled(panes(state, pickerLayout(state), paint), columns, rows - head.length - 1);
  return filled([...head, ...body, statusLine(state, paint)], columns, rows);
}

/** As much of it as there is room for. */
function tooSmallLine(columns: number): string {
  const needs = `needs ${smallest.columns}x${smallest.rows}`;
  return [`${needs}; Esc quits`, needs, "Esc quits", "Esc"].find((text) => text.length <= columns) ?? "";
}

function panes(state: PickerState, { beside, list, preview }: PickerLayout, paint: Paint): readonly string[] {
  const entries = entryLines(state, list.columns, list.rows);
  const shown = previewLines(state, preview.columns, preview.rows);
  const title = printable(selectedEntry(state)?.name ?? "no session", 100);
  if (!beside) return [...filled(entries, list.columns, list.rows + 1), rule(title, preview.columns, paint), ...shown];
  const listArea = { title: "sessions", columns: list.columns, lines: entries };
  return sideBySide(listArea, { title, columns: preview.columns, lines: shown }, preview.rows, paint);
}

/** "kubespy  2 sessions, 15 bundled recordings                3 of 17 match" */
function headLine({ stored, bundled, shown, filter, selected, size }: PickerState, paint: Paint): string {
  const all = stored.length + bundled.length;
  const counts = `${plural(stored.length, "session")}, ${plural(bundled.length, "bundled recording")}`;
  const place = filter === "" ? `${Math.min(selected + 1, all)}/${all}` : `${shown.length} of ${all} match`;
  return spread(`${paint.bold("kubespy")}  ${counts}`, `  ${place}`, size.columns);
}

function noticeLines({ notice, size }: PickerState, paint: Paint): readonly string[] {
  if (notice === undefined) return [];
  const text = cutMiddle(printable(notice.text, 400), size.columns);
  return [notice.tone === "bad" ? paint.tone("bad", text) : text];
}

/** Of a text that is too long, the end: there the user types. */
function filterLine({ filter, size }: PickerState, paint: Paint): string {
  const label = "filter: ";
  if (filter === "") return `${paint.bold(label)}█ ${paint.dim("type part of a name, target, title or state")}`;
  return `${paint.bold(label)}${tail(printable(filter, 400), size.columns - label.length - 1)}█`;
}

function statusLine({ message, opening, filter, size }: PickerState, paint: Paint): string {
  if (opening !== undefined) return paint.dim(`opening ${opening.entry.name} …`);
  if (message !== undefined) {
    const text = cutMiddle(`${message.tone === "bad" ? "! " : ""}${printable(message.text, 400)}`, size.columns);
    return message.tone === "bad" ? paint.tone("bad", text) : text;
  }
  const leave = filter === "" ? "Esc quit" : "Esc clear";
  return paint.dim(footerText([leave, "Enter open (q returns)", "↑↓ select", "type to filter"], size.columns));
}

/** The keys that fit. The first one is how to leave: it stays, as the last on the line. */
function footerText([leave = "", ...keys]: readonly string[], columns: number): string {
  const shown = [...keys];
  while (shown.length > 0 && [...shown, leave].join("  ").length > columns) shown.pop();
  return [...shown, leave].join("  ");
}
