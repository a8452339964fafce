import { formatDuration, formatOffset } from "../../io/duration.js";
import { printable } from "../../io/printable.js";
import { type Paint, paintWith } from "../../report/terminal/paint.js";
import { openFailureCount } from "../state/findings-shown.js";
import { currentIndex, currentRow, type PlayerState, playheadMs } from "../state/player-state.js";
import { promptLabel } from "../state/prompt.js";
import { detailLines } from "./detail-lines.js";
import { findingLine } from "./finding-lines.js";
import { helpLines } from "./help-lines.js";
import { isTooSmall, type Layout, layoutOf, smallest } from "./layout.js";
import { listLines } from "./list-lines.js";
import { isNarrow, liveText, stateText } from "./live-text.js";
import { cutStyled, fill, spread } from "./styled.js";
import { timelineLines } from "./timeline-lines.js";

/** The whole screen: as many lines as the terminal has rows, each at most as wide as its columns, without spaces at its end. Pure. */
export function view(state: PlayerState): readonly string[] {
  const { columns, rows } = state.size;
  const paint = paintWith(state.session.colour);
  if (isTooSmall(state)) return filled([cutStyled(`needs ${smallest.columns}x${smallest.rows}; q quits`, columns)], columns, rows);
  const layout = layoutOf(state);
  const body = state.help ? helpLines(columns, rows - 3, paint, state.session.summary.header.shared) : panes(state, layout, paint);
  return filled(
    [headLine(state, paint), ...filled(body, columns, rows - 3), messageLine(state, paint), statusLine(state, paint)],
    columns,
    rows,
  );
}

function filled(lines: readonly string[], columns: number, rows: number): readonly string[] {
  return Array.from({ length: rows }, (_, i) => cutStyled(lines[i] ?? "", columns).trimEnd());
}

function panes(state: PlayerState, layout: Layout, paint: Paint): readonly string[] {
  const { columns, list, detail } = layout;
  const timeline = timelineLines(state, columns, layout.tracks);
  const changes = listLines(state, list.columns, list.rows);
  const all = detailLines(state, detail.columns);
  const shown = all.slice(state.scroll, state.scroll + detail.rows);
  const listTitle = state.filter === undefined ? "changes" : `changes of ${printable(state.filter.words, 60)}`;
  const detailTitle = `${paneTitle(state)}${scrollText(state, all.length, detail.rows)}`;
  if (!layout.beside)
    return [
      ...timeline,
      rule(listTitle, columns, paint),
      ...changes,
      rule(detailTitle, columns, paint),
      ...filled(shown, columns, detail.rows),
    ];
  const titles = `${rule(listTitle, list.columns, paint)}${paint.dim("─┬─")}${rule(detailTitle, detail.columns, paint)}`;
  const beside = changes.map((line, i) => `${fill(line, list.columns)}${paint.dim(" │ ")}${shown[i] ?? ""}`);
  return [...timeline, titles, ...beside];
}

/** The four panes with the one that is shown in brackets. */
function paneTitle(state: PlayerState): string {
  const { pane, noise } = state;
  const failures = openFailureCount(state);
  const findings = failures === 0 ? "findings" : `findings !${failures}`;
  const names = { diff: noise ? "diff with noise" : "diff", yaml: "object", world: "world", findings };
  return (["diff", "yaml", "world", "findings"] as const)
    .map((name, i) => `${i + 1} ${name === pane ? `[${names[name]}]` : names[name]}`)
    .join("  ");
}

function scrollText({ scroll }: PlayerState, lines: number, height: number): string {
  return lines <= height ? "" : `  lines ${scroll + 1}-${Math.min(lines, scroll + height)} of ${lines} (J K)`;
}

function rule(title: string, columns: number, paint: Paint): string {
  const text = `── ${title} `;
  return paint.dim(fill(cutStyled(text, columns), Math.min(columns, text.length)) + "─".repeat(Math.max(0, columns - text.length)));
}

function headLine(state: PlayerState, paint: Paint): string {
  const { summary } = state.session;
  const { header, frames, durationMs } = summary;
  const title = header.title === undefined ? "" : ` · ${printable(header.title, 200)}`;
  const shared = header.shared === undefined ? "" : ` (shared: ${header.shared.level})`;
  const still = stateText(state);
  const live = liveText(state);
  const duration = live !== undefined && isNarrow(state) ? "" : ` of ${formatDuration(durationMs)}`;
  const place = `#${state.position}/${frames}  ${formatOffset(playheadMs(state))}${duration}`;
  const right = `  ${live ?? `${state.playing === undefined ? "paused" : "▶ playing"} ${state.speed}x`}  ${place}`;
  return spread(`${paint.bold(printable(header.name, 100))}${shared}${still}${title}`, right, state.size.columns);
}

function messageLine(state: PlayerState, paint: Paint): string {
  const { prompt, seeking, message, playing } = state;
  if (prompt !== undefined)
    return `${paint.bold(promptLabel(prompt.kind))}${tail(printable(prompt.text, 400), state.size.columns - promptLabel(prompt.kind).length - 1)}█`;
  if (seeking !== undefined)
    return paint.dim(
      `searching: ${printable(seeking.what, 120)} …${seeking.sequence === undefined ? "" : ` at #${seeking.sequence}, Esc stops`}`,
    );
  if (message !== undefined)
    return message.tone === "bad" ? paint.tone("bad", `! ${printable(message.text, 400)}`) : printable(message.text, 400);
  const idle = playing === undefined ? undefined : idleText(state);
  if (idle !== undefined) return paint.dim(idle);
  if (state.search === undefined) return findingLine(state, paint) ?? "";
  return paint.dim(`search "${printable(state.search, 100)}": n next, N previous match; Esc ends it`);
}

/** The end of a line that is too long: where the user types. */
function tail(text: string, room: number): string {
  return text.length <= room ? text : `…${text.slice(-Math.max(1, room - 1))}`;
}

function idleText(state: PlayerState): string | undefined {
  const { rows } = state.window;
  const row = currentRow(state);
  const next = row === undefined ? undefined : rows[rows.indexOf(row) + 1];
  if (row === undefined || next === undefined) return undefined;
  const silence = next.frame.offsetMs - row.frame.offsetMs;
  return silence > state.idleLimitMs
    ? `⋯ ${formatDuration(silence)} without a change, shortened to ${formatDuration(state.idleLimitMs)}`
    : undefined;
}

function statusLine(state: PlayerState, paint: Paint): string {
  const command = `${state.session.command}${state.position < 1 ? "" : ` --at ${momentOf(state)}`}`;
  const keys = "? help  ↑↓ step  n next change  Space play  Tab pane  q quit";
  return spread(paint.dim(keys), `  ${printable(command, 200)}`, state.size.columns);
}

/** The offset of this step, where it means this step and no other; else its sequence. */
function momentOf(state: PlayerState): string {
  const { rows } = state.window;
  const index = currentIndex(state);
  const offset = rows[index]?.frame.offsetMs;
  if (offset === undefined) return String(state.position);
  const rounded = Math.ceil(offset);
  const next = rows[index + 1];
  const isOnly = state.filter === undefined && (next === undefined || next.frame.offsetMs > rounded);
  return isOnly ? `${rounded / 1000}s` : String(state.position);
}
