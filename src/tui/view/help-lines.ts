import { greatest } from "../../model/extremes.js";
import type { SessionShare } from "../../model/session-share.js";
import type { KeyHelp } from "../../replay/replay-keys.js";
import { remainingContent, shareSentence } from "../../report/overview/share-text.js";
import { type Paint, paintWith } from "../../report/terminal/paint.js";
import { widthOf, wrap } from "../../report/terminal/width.js";
import { lessonKeys } from "../lesson/lesson-keys.js";
import { keyTable } from "../state/key-table.js";
import type { PlayerState } from "../state/player-state.js";
import { fill } from "./styled.js";

const twoColumnsFrom = 120;

type Shown = Pick<KeyHelp<unknown>, "shown" | "what">;

/** All lines of the help: the keys, in two columns where one is longer than these rows and there is room; the signs; of a shared session, what was removed from it. */
export function helpLines(
  columns: number,
  rows: number,
  paint: Paint,
  shared?: SessionShare,
  keys: readonly Shown[] = keyTable,
): readonly string[] {
  const rest = [...signLines(columns).map((line) => paint.dim(line)), ...shareNote(columns, shared)];
  const lines = keyLines(keys, columns, paint);
  if (lines.length + rest.length <= rows || columns < twoColumnsFrom) return [...lines, ...rest];
  const left = Math.floor(columns / 2);
  const narrow = keyLines(keys, left - 2, paint);
  const half = Math.ceil(narrow.length / 2);
  return [...narrow.slice(0, half).map((line, i) => `${fill(line, left)}${narrow[half + i] ?? ""}`), ...rest];
}

/** The rows of the screen that show help: below its title line, above the message and the footer. */
export function helpHeight({ size }: Pick<PlayerState, "size">): number {
  return Math.max(1, size.rows - 4);
}

/** All lines of the help, and the first one that is shown. */
export function shownHelp(state: PlayerState): { readonly lines: readonly string[]; readonly from: number } {
  const { size, session, lesson } = state;
  const height = helpHeight(state);
  const keys = lesson === undefined ? keyTable : [...lessonKeys(lesson), ...keyTable];
  const lines = helpLines(size.columns, height, paintWith(session.colour), session.summary.header.shared, keys);
  return { lines, from: Math.max(0, Math.min(state.helpScroll, lines.length - height)) };
}

/** What a key does continues below itself where it has no room. */
function keyLines(keys: readonly Shown[], columns: number, paint: Paint): readonly string[] {
  const width = greatest(keys.map(({ shown }) => widthOf(shown))) + 3;
  return keys.flatMap(({ shown, what }) =>
    wrap(what, columns - width - 2).map(
      (line, i) => `  ${i === 0 ? paint.bold(shown) : ""}${" ".repeat(width - (i === 0 ? widthOf(shown) : 0))}${line}`,
    ),
  );
}

const signs = ["+ added", "~ changed", "- deleted", "· Event", "! warning", "✓ resolved", "/ gap", "◆ marker", "▼ here"];

function signLines(columns: number): readonly string[] {
  const lines: string[] = [];
  let line = "";
  for (const sign of signs) {
    const longer = `${line}  ${sign}`;
    if (line !== "" && widthOf(longer) > columns) {
      lines.push(line);
      line = `  ${sign}`;
    } else line = longer;
  }
  return ["", ...lines, line];
}

function shareNote(columns: number, shared: SessionShare | undefined): readonly string[] {
  if (shared === undefined) return [];
  const sentences = [shareSentence(shared), `May remain: ${remainingContent(shared)}.`];
  return ["", ...sentences.flatMap((sentence) => wrap(sentence, columns - 4)).map((line) => `  ${line}`)];
}
