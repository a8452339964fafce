import { printable } from "../../io/printable.js";
import { plural } from "../../lifecycle/narration/words.js";
import { type Paint, paintWith } from "../../report/terminal/paint.js";
import { smallest } from "../view/layout.js";
import { cutStyled, fill, spread, visibleWidth } from "../view/styled.js";
import { entryLines } from "./entry-lines.js";
import { isPickerTooSmall, type PickerLayout, pickerLayout } from "./picker-layout.js";
import { type PickerState, selectedEntry } from "./picker-state.js";
import { previewLines } from "./preview-lines.js";

/** The whole screen: as many lines as the terminal has rows, each at most as wide as its columns, without spaces at its end. Pure. */
export function pickerView(state: PickerState): readonly string[] {
  const { columns, rows } = state.size;
  if (isPickerTooSmall(state)) return filled([`needs ${smallest.columns}x${smallest.rows}; Esc quits`], columns, rows);
  const paint = paintWith(state.colour);
  const body = panes(state, pickerLayout(state), paint);
  const head = [headLine(state, paint), ...noticeLines(state, paint), filterLine(state, paint)];
  return filled([...head, ...filled(body, columns, rows - head.length - 1), statusLine(state, paint)], columns, rows);
}

function filled(lines: readonly string[], columns: number, rows: number): readonly string[] {
  return Array.from({ length: rows }, (_, i) => cutStyled(lines[i] ?? "", columns).trimEnd());
}

function panes(state: PickerState, { beside, list, preview }: PickerLayout, paint: Paint): readonly string[] {
  const [headings = "", ...entries] = entryLines(state, list.columns, list.rows);
  const entry = selectedEntry(state);
  const title = rule(entry === undefined ? "" : printable(entry.name, 100), preview.columns, paint);
  const shown = previewLines(state, preview.columns, preview.rows);
  if (!beside) return [headings, ...filled(entries, list.columns, list.rows), title, ...shown];
  const rows = Array.from({ length: list.rows }, (_, i) => `${fill(entries[i] ?? "", list.columns)}${paint.dim(" │ ")}${shown[i] ?? ""}`);
  return [`${fill(headings, list.columns)}${paint.dim(" ┬─")}${title}`, ...rows];
}

function rule(title: string, columns: number, paint: Paint): string {
  const text = title === "" ? "" : `── ${title} `;
  return paint.dim(`${text}${"─".repeat(Math.max(0, columns - visibleWidth(text)))}`);
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
  const text = cutStyled(printable(notice.text, 400), size.columns);
  return [notice.tone === "bad" ? paint.tone("bad", text) : text];
}

/** Of a text that is too long, the end: there the user types. */
function filterLine({ filter, size }: PickerState, paint: Paint): string {
  const label = "filter: ";
  if (filter === "") return `${paint.bold(label)}█ ${paint.dim("type a part of a name, target, title or state")}`;
  const text = printable(filter, 400);
  const room = size.columns - label.length - 1;
  return `${paint.bold(label)}${visibleWidth(text) <= room ? text : `…${endOf(text, room - 1)}`}█`;
}

function endOf(text: string, columns: number): string {
  const characters = [...text];
  while (characters.length > 0 && visibleWidth(characters.join("")) > columns) characters.shift();
  return characters.join("");
}

function statusLine({ message, opening, filter, size }: PickerState, paint: Paint): string {
  if (opening !== undefined) return paint.dim(`opening ${opening.entry.name} …`);
  if (message !== undefined) {
    const text = printable(message.text, 400);
    return cutStyled(message.tone === "bad" ? paint.tone("bad", `! ${text}`) : text, size.columns);
  }
  const leave = filter === "" ? "Esc quit" : "Esc clear";
  return paint.dim(`Enter open (q returns)  ↑↓ select  type to filter  ${leave}`);
}
