import { plural } from "../../lifecycle/narration/words.js";
import type { Frame } from "../../model/frame.js";
import { paintWith } from "../terminal/paint.js";
import { cut, widthOf } from "../terminal/width.js";
import { type LiveLineOptions, liveMoment } from "./live-line.js";

/**
 * Frames that came faster than their lines could be read, as one line. A gap among them is said: it matters more than any change. `kept`: they
 * are in a session all the same (the default).
 *
 *     +1.549s  ... 1,204 changes of 312 objects, recorded but too many to show
 */
export function foldedLine(frames: readonly Frame[], options: LiveLineOptions & { readonly kept?: boolean }): string {
  const paint = paintWith(options.colour);
  const objects = new Set(frames.flatMap((frame) => (frame.kind === "gap" ? [] : [frame.ref.uid])));
  const gaps = frames.filter((frame) => frame.kind === "gap").length;
  const counts = `${count(frames.length - gaps, "change")} of ${count(objects.size, "object")}`;
  const kept = options.kept === false ? "" : " recorded but";
  const text = `... ${counts}${gaps === 0 ? "" : ` and ${count(gaps, "GAP")}`},${kept} too many to show`;
  const moment = liveMoment(frames.at(-1)?.offsetMs ?? 0, options);
  const line = options.columns === undefined ? text : cut(text, Math.max(0, options.columns - widthOf(moment) - 2));
  return paint.dim(`${moment}  ${line}`);
}

function count(n: number, noun: string): string {
  return plural(n, noun).replace(`${n}`, n.toLocaleString("en"));
}
