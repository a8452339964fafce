import type { ObjectAnalysis, SessionAnalysis } from "../../interpret/session-analysis.js";
import { type MomentFormat, offsetFormat } from "../../io/moment-format.js";
import { printable } from "../../io/printable.js";
import { plural } from "../../lifecycle/narration/words.js";
import type { StageInterval } from "../../lifecycle/session/object-lifecycle.js";
import type { Uid } from "../../model/kube-object.js";
import type { SessionSummary } from "../../model/session.js";
import { momentLegend, stageBarLegend } from "../overview/legend.js";
import { milestoneTime } from "../overview/milestone-time.js";
import { type Branch, ownerTree } from "../overview/owner-tree.js";
import { namesNamespaces } from "../overview/session-display.js";
import { axisEnds, stageBar } from "../overview/stage-bar.js";
import { objectTitle } from "../replay/object-title.js";
import { mdBlock } from "../terminal/markdown.js";
import { plainLayout, plainPaint } from "../terminal/text-layout.js";
import type { Section } from "./section.js";

/** Columns that a comment shows without scrolling. */
const columns = 100;
const maxTitle = 42;
const maxRows = 60;
const maxStages = 12;
const maxMilestones = 40;

interface Timeline {
  readonly summary: SessionSummary;
  readonly rows: readonly Branch<ObjectAnalysis>[];
  /** Objects that have no row. */
  readonly more: number;
  readonly moments: MomentFormat;
}

/** The objects that are shown: of too many those that failed, with their owners, then the first. */
export function timelineOf(
  summary: SessionSummary,
  { objects, objectsLeftOut = 0 }: SessionAnalysis,
  moments: MomentFormat = offsetFormat,
): Timeline {
  const shown = objects.length <= maxRows ? objects : failingFirst(objects);
  return { summary, rows: ownerTree(shown), more: objects.length - shown.length + objectsLeftOut, moments };
}

function failingFirst(objects: readonly ObjectAnalysis[]): readonly ObjectAnalysis[] {
  const byUid = new Map<Uid, ObjectAnalysis>(objects.map((life) => [life.ref.uid, life]));
  const failing = objects.filter(({ stageIntervals }) => stageIntervals.some(({ stage }) => stage.tone === "bad"));
  const chosen = new Set<ObjectAnalysis>();
  for (const life of [...failing, ...objects]) {
    const owners = life.owners.flatMap(({ uid }) => byUid.get(uid as Uid) ?? []);
    for (const each of [...owners, life]) if (chosen.size < maxRows) chosen.add(each);
  }
  return objects.filter((life) => chosen.has(life));
}

/** The tree of owners, and beside each object a bar of its stages over time. */
export function timelineMarkdown({ summary, rows, more, moments }: Timeline): readonly string[] {
  const titles = rows.map((row) => titleOf(row, summary));
  const width = titles.reduce((most, title) => Math.max(most, title.length), 0);
  const room = columns - width - 2;
  const options = { paint: plainPaint, ...plainLayout };
  const bars = rows.map(({ item }) => stageBar(item.stageIntervals, summary.durationMs, room, options));
  const lines = bars.map((bar, i) => `${(titles[i] ?? "").padEnd(width)}  ${bar}`.trimEnd());
  const rest = more === 0 ? [] : [`and ${plural(more, "more object")}`];
  return mdBlock(
    [`${" ".repeat(width)}  ${axisEnds(moments, summary.durationMs, room)}`, ...lines, ...rest, ...stageBarLegend(bars, plainPaint)],
    "text",
  );
}

/** The stages and milestones of each object, with their times. */
export function milestonesSection({ summary, rows, more, moments }: Timeline): Section {
  const items = rows.map((row): readonly string[] => [
    titleOf(row, summary),
    `${row.inset}stages: ${stagesOf(row.item.stageIntervals, moments)}`,
    `${row.inset}milestones: ${milestonesOf(row.item, moments)}`,
  ]);
  return {
    // A fence longer than any run of backticks: object names have none, but a recording may claim anything.
    head: mdBlock(items.flat(), "text").slice(0, 1),
    foot: [`(${momentLegend(items.flat())})`, ...mdBlock(items.flat()).slice(-1)],
    items,
    leftOut: (count) => `Left out: the stages and milestones of ${plural(count + more, "more object")}.`,
  };
}

function titleOf({ lead, item }: Branch<ObjectAnalysis>, summary: SessionSummary): string {
  return plainLayout.cut(`${lead}${objectTitle(item.ref, namesNamespaces(summary))}`, maxTitle);
}

function stagesOf(intervals: readonly StageInterval[], moments: MomentFormat): string {
  const text = ({ fromMs, stage }: StageInterval) =>
    `${printable(stage.name, 60)}${stage.detail === undefined ? "" : ` (${printable(stage.detail, 60)})`} ${moments.text(fromMs)}`;
  return ends(intervals.map(text), maxStages).join(" → ");
}

function milestonesOf({ milestones }: ObjectAnalysis, moments: MomentFormat): string {
  const texts = milestones.map((milestone) => {
    const { name, container, sequence } = milestone;
    return `${printable(container === undefined ? name : `${name} ${container}`, 80)} ${milestoneTime(milestone, moments.text)} #${sequence}`;
  });
  return ends(texts, maxMilestones).join(", ");
}

/** The first and the last ones. */
function ends(texts: readonly string[], most: number): readonly string[] {
  const half = most / 2;
  return texts.length <= most ? texts : [...texts.slice(0, half), `… ${texts.length - most} more …`, ...texts.slice(-half)];
}
