import type { ExpectedFrames } from "./lesson.js";

/** From a sequence to another one, both included. */
export interface FrameSpan {
  readonly from: number;
  readonly to: number;
}

/** Sequences that follow each other as one range: [3, 5, 6, 7] as 3-3, 5-7. */
export function frameRanges(sequences: readonly number[]): readonly FrameSpan[] {
  const ranges: { readonly from: number; to: number }[] = [];
  for (const sequence of sequences) {
    const last = ranges.at(-1);
    if (last?.to === sequence - 1) last.to = sequence;
    else ranges.push({ from: sequence, to: sequence });
  }
  return ranges;
}

/** [3, 5, 6, 7] as a lesson writes it: [3, "5-7"]. */
export function expectedFramesOf(sequences: readonly number[]): readonly ExpectedFrames[] {
  return frameRanges(sequences).map(({ from, to }) => (from === to ? from : `${from}-${to}`));
}

/** [3, 4, "5-7"] as one range, 3-7. Never expanded: a lesson may say "1-999999999". */
export function expectedRanges(expected: readonly ExpectedFrames[]): readonly FrameSpan[] {
  const spans = expected.map((each): FrameSpan => {
    const [from = 0, to = from] = String(each).split("-").map(Number);
    return { from, to };
  });
  const merged: { readonly from: number; to: number }[] = [];
  for (const { from, to } of spans.filter((span) => span.from <= span.to).sort((a, b) => a.from - b.from)) {
    const last = merged.at(-1);
    if (last !== undefined && from <= last.to + 1) last.to = Math.max(last.to, to);
    else merged.push({ from, to });
  }
  return merged;
}
