import type { Tone } from "../../lifecycle/stage.js";
import type { Paint } from "../terminal/colours.js";
import { stageFills } from "./stage-columns.js";

const stageWords: Readonly<Record<Tone, string>> = {
  progress: "in progress",
  good: "healthy",
  bad: "failing",
  ended: "ended",
  neutral: "other",
};

/** What the signs in these bars mean, in the colours of the bars: "─ in progress  ━ healthy". A line, or more on a narrow screen; none without a sign. */
export function stageBarLegend(bars: readonly string[], paint: Paint, columns = Number.POSITIVE_INFINITY): readonly string[] {
  const tones = (Object.keys(stageFills) as readonly Tone[]).filter((tone) => bars.some((bar) => bar.includes(stageFills[tone])));
  const lines: string[] = [];
  let room = 0;
  for (const tone of tones) {
    const words = `${stageFills[tone]} ${stageWords[tone]}`;
    const painted = paint.tone(tone, words);
    const joined = lines.at(-1);
    if (joined === undefined || words.length + gap.length > room) {
      lines.push(painted);
      room = columns - words.length;
    } else {
      lines[lines.length - 1] = `${joined}${gap}${painted}`;
      room -= words.length + gap.length;
    }
  }
  return lines;
}

const gap = "  ";

const signs: readonly (readonly [sign: RegExp, meaning: string])[] = [
  [/(^|\s)~[+\-\d]/, "~ server clock, one-second resolution"],
  [/(^|\s)≤[+\-\d]/, "≤ at the latest"],
  [/(^|\s)#\d/, "# frame"],
];

/** What the signs of moments and frames in these plain lines mean: "≤ at the latest; # frame"; empty where there is none. */
export function momentLegend(lines: readonly string[]): string {
  return signs.flatMap(([sign, meaning]) => (lines.some((line) => sign.test(line)) ? [meaning] : [])).join("; ");
}
