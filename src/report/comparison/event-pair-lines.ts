import type { EventPair } from "../../compare/event-pairs.js";
import { printable } from "../../io/printable.js";
import { plural } from "../../lifecycle/narration/words.js";
import { padEnd, padStart, widthOf } from "../terminal/width.js";
import type { SectionLook } from "./comparison-look.js";

/** Reasons with their counts in both runs: those that differ first, the others dimmed. */
export function eventPairLines(pairs: readonly EventPair[], look: SectionLook): readonly string[] {
  if (pairs.length === 0) return [];
  const shown = pairs.slice(0, look.most(16));
  const names = shown.map(({ kind, reason }) => printable(`${kind}  ${reason}`, 60));
  const width = names.reduce((most, name) => Math.max(most, widthOf(name)), 0);
  const counts = shown.reduce((most, { a, b }) => Math.max(most, String(a).length, String(b).length), 5);
  const rows = shown.map((pair, i) => {
    const { a, b, warning } = pair;
    const line = `  ${padEnd(names[i] ?? "", width)}  ${padStart(String(a), counts)}  ${padStart(String(b), counts)}${warning ? "  Warning" : ""}`;
    return a === b ? look.paint.dim(look.fit(line)) : look.fit(line);
  });
  const left = pairs.length - shown.length;
  return [
    look.paint.dim(`  ${padEnd("", width)}  ${padStart("A", counts)}  ${padStart("B", counts)}`),
    ...rows,
    ...(left === 0 ? [] : [look.paint.dim(`  and ${plural(left, "more reason")}`)]),
  ];
}
