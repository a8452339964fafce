import { type MomentFormat, offsetFormat } from "../../io/moment-format.js";
import { printable } from "../../io/printable.js";
import { plural } from "../../lifecycle/narration/words.js";
import type { GapFrame } from "../../model/frame.js";
import type { StreamInfo } from "../../model/session.js";
import { gapSentence } from "../replay/gap-sentence.js";
import { paintWith } from "../terminal/paint.js";
import { padEnd, widthOf, wrap } from "../terminal/width.js";
import { streamTitle } from "./stream-title.js";

interface StreamLinesOptions {
  readonly colour: boolean;
  readonly columns: number;
  /** How moments are shown. Default: as offsets. */
  readonly moments?: MomentFormat;
}

/** The collections that were watched, each with its gaps. */
export function streamLines(streams: readonly StreamInfo[], gaps: readonly GapFrame[], options: StreamLinesOptions): readonly string[] {
  const rows = [...streams.map((stream) => ({ id: stream.id, title: streamTitle(stream) })), ...unlisted(streams, gaps)];
  const width = Math.min(
    rows.reduce((most, { title }) => Math.max(most, widthOf(title)), 0),
    Math.floor(options.columns * 0.7),
  );
  return rows.flatMap(({ id, title }) => {
    const own = gaps.filter((gap) => gap.stream === id);
    return [`${padEnd(title, width)}  ${own.length === 0 ? "no gaps" : plural(own.length, "gap")}`, ...gapLines(own, options)];
  });
}

/** Streams of gaps that the header does not list. */
function unlisted(streams: readonly StreamInfo[], gaps: readonly GapFrame[]): readonly { id: string; title: string }[] {
  const known = new Set(streams.map(({ id }) => id));
  return [...new Set(gaps.map(({ stream }) => stream))].filter((id) => !known.has(id)).map((id) => ({ id, title: printable(id, 300) }));
}

const maxOfOne = 20;

function gapLines(gaps: readonly GapFrame[], { colour, columns, moments = offsetFormat }: StreamLinesOptions): readonly string[] {
  const paint = paintWith(colour);
  const lines = gaps.slice(0, maxOfOne).flatMap((gap) => {
    const span = `${moments.text(gap.from.offsetMs)} to ${moments.text(gap.to.offsetMs)}`;
    const text = wrap(printable(`#${gap.sequence} ${span}: ${gapSentence(gap)}`, 2000), columns - 4);
    return text.map((line, i) => `  ${i === 0 ? "" : "  "}${gap.possibleLoss ? paint.warning(line) : line}`);
  });
  return gaps.length > maxOfOne ? [...lines, `  and ${plural(gaps.length - maxOfOne, "more gap")}`] : lines;
}
