import type { ObjectAnalysis } from "../../../interpret/session-analysis.js";
import { printable } from "../../../io/printable.js";
import { elapsed, listed, plural } from "../../../lifecycle/narration/words.js";
import { deletedStage, type Stage } from "../../../lifecycle/stage.js";
import type { GapFrame } from "../../../model/frame.js";
import { milestoneTime } from "../../../report/overview/milestone-time.js";
import { gapSentence } from "../../../report/replay/gap-sentence.js";
import { objectTitle } from "../../../report/replay/object-title.js";
import { formatMoment, type TimeContext } from "../times.js";
import type { RowMark } from "./row-marks.js";

/** A few lines about what is under the pointer. Printable. */
export interface PointText {
  readonly title: string;
  readonly lines: readonly string[];
}

/** "Ready (2/2)". */
export function stageText({ name, detail }: Stage): string {
  return printable(detail === undefined ? name : `${name} (${detail})`, 200);
}

/** Characters that tell the Pods of one ReplicaSet apart, with their dash. */
const endLength = 6;

/** A name in two parts: where there is no room for all of it, the first is cut, since names of one owner differ at their ends. */
export function nameParts(name: string): readonly [start: string, end: string] {
  const all = [...name];
  const cut = all.length > 2 * endLength ? all.length - endLength : all.length;
  return [all.slice(0, cut).join(""), all.slice(cut).join("")];
}

const maxStages = 12;

/** "Pending +0.000s to +1.200s, Ready from +1.200s". */
export function stageTimes({ stageIntervals }: ObjectAnalysis, times: TimeContext): string {
  const parts = stageIntervals.slice(0, maxStages).map(({ stage, fromMs }, index) => {
    const next = stageIntervals[index + 1];
    const from = formatMoment(fromMs, times);
    return next === undefined ? `${stageText(stage)} from ${from}` : `${stageText(stage)} ${from} to ${formatMoment(next.fromMs, times)}`;
  });
  const left = stageIntervals.length - parts.length;
  return `${parts.join(", ")}${left > 0 ? `, and ${plural(left, "more stage")}` : ""}`;
}

/** A stage: since when, for how long, and whether it continues. */
export function stagePoint(
  { ref, stageIntervals }: ObjectAnalysis,
  index: number,
  endMs: number,
  times: TimeContext,
  merged = 0,
): PointText {
  const interval = stageIntervals[index];
  const title = objectTitle(ref);
  if (interval === undefined) return { title, lines: [] };
  const { stage, fromMs } = interval;
  const next = stageIntervals[index + 1];
  const since = `since ${formatMoment(fromMs, times)}`;
  const how = stage.name === deletedStage.name ? since : `${since}, for ${elapsed((next?.fromMs ?? endMs) - fromMs)}`;
  const open = next === undefined && stage.tone !== "ended" ? " until the end" : "";
  return {
    title,
    lines: [stageText(stage), `${how}${open}`, ...(merged === 0 ? [] : [`and ${plural(merged, "shorter stage")}: zoom in`])],
  };
}

const maxLines = 6;

/** Marks that are drawn as one. */
export function marksPoint(object: ObjectAnalysis, marks: readonly RowMark[], times: TimeContext): PointText {
  const worst = [...marks.filter(({ isBad }) => isBad), ...marks.filter(({ isBad }) => !isBad)];
  const lines = worst.slice(0, maxLines).map((mark) => markText(mark, times));
  const left = worst.length - lines.length;
  return { title: objectTitle(object.ref), lines: left > 0 ? [...lines, `and ${left} more: zoom in`] : lines };
}

const maxGaps = 4;

/** Sentences about gaps. */
export function gapLines(gaps: readonly GapFrame[]): readonly string[] {
  const lines = gaps.slice(0, maxGaps).map((gap) => printable(gapSentence(gap), 500));
  return gaps.length > maxGaps ? [...lines, `and ${plural(gaps.length - maxGaps, "more gap")}`] : lines;
}

function markText(mark: RowMark, times: TimeContext): string {
  const at = formatMoment(mark.atMs, times);
  switch (mark.kind) {
    case "milestone": {
      const { name, container, how, timeSource } = mark.milestone;
      const words = printable(container === undefined ? name : `${name} (${container})`, 120);
      const notes = [timeSource === "server" && "by the server's clock, to the second", ...hows[how]].filter((note) => note !== false);
      return `${words} ${milestoneTime(mark.milestone, (ms) => formatMoment(ms, times))}${notes.length === 0 ? "" : ` (${listed(notes)})`} #${mark.sequence}`;
    }
    case "evidence":
      return `Evidence: ${printable(mark.finding.message, 300)} ${at} #${mark.sequence}`;
    case "event":
      return `Kubernetes Event (Normal) ${at}`;
    case "warning":
      return `Kubernetes Event (Warning) ${at}`;
    case "restart":
      return `A container restarted ${at}`;
  }
}

const hows = {
  reached: [],
  passed: ["implied, no frame shows it"],
  found: ["already reached when first seen"],
} as const;
