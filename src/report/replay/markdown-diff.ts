import type { Change } from "../../diff/diff-objects.js";
import { plural } from "../../lifecycle/narration/words.js";
import { mdBlock } from "../terminal/markdown.js";
import { plainLayout, plainPaint } from "../terminal/text-layout.js";
import { layOutChanges } from "./laid-out-changes.js";
import { noTimeBase, type TimeBase } from "./recorded-value.js";

/** Characters of one line. */
const maxLine = 500;

/** A block that GitHub and GitLab colour as a diff: `!` marks a changed field. Nothing without changes. */
export function mdDiff(changes: readonly Change[], maxLines: number, base: TimeBase = noTimeBase): readonly string[] {
  if (changes.length === 0) return [];
  const lines = layOutChanges(changes, { paint: plainPaint, layout: plainLayout, base }).map((line) => line.replace(/^~/, "!"));
  const shown = lines.slice(0, maxLines).map((line) => plainLayout.cut(line, maxLine));
  const more = lines.length > shown.length ? [`  and ${plural(lines.length - shown.length, "more line")}`] : [];
  return mdBlock([...shown, ...more], "diff");
}
