import { greatest } from "../../model/extremes.js";
import type { SessionShare } from "../../model/session-share.js";
import { remainingContent, shareSentence } from "../../report/overview/share-text.js";
import type { Paint } from "../../report/terminal/paint.js";
import { wrap } from "../../report/terminal/width.js";
import { keyTable } from "../state/key-table.js";
import { fill } from "./styled.js";

/** All keys, in two columns where one would be too long and there is room for two; of a shared session, what was removed from it. */
export function helpLines(columns: number, rows: number, paint: Paint, shared?: SessionShare): readonly string[] {
  const width = greatest(keyTable.map(({ shown }) => shown.length)) + 3;
  const lines = keyTable.map(({ shown, what }) => `  ${paint.bold(shown.padEnd(width))}${what}`);
  const signs = [
    "",
    paint.dim("  + added  ~ changed  - deleted  · Event  ! warning  ✓ resolved  / gap  ◆ marker  ▼ here"),
    ...shareNote(columns, shared),
  ];
  if (lines.length + signs.length <= rows || columns < 120) return [...lines, ...signs].slice(0, rows);
  const half = Math.ceil(lines.length / 2);
  return [...lines.slice(0, half).map((line, i) => `${fill(line, Math.floor(columns / 2))}${lines[half + i] ?? ""}`), ...signs].slice(
    0,
    rows,
  );
}

function shareNote(columns: number, shared: SessionShare | undefined): readonly string[] {
  if (shared === undefined) return [];
  const sentences = [shareSentence(shared), `May remain: ${remainingContent(shared)}.`];
  return ["", ...sentences.flatMap((sentence) => wrap(sentence, columns - 4)).map((line) => `  ${line}`)];
}
