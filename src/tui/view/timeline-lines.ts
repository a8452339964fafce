import { type FindingLog, type NewsAt, turningPoints } from "../../interpret/finding-history.js";
import type { Stage } from "../../lifecycle/stage.js";
import { greatest, least } from "../../model/extremes.js";
import type { ObjectRef } from "../../model/kube-object.js";
import { stagePerColumn, stageRun } from "../../report/overview/stage-columns.js";
import { objectTitle } from "../../report/replay/object-title.js";
import { type Paint, paintWith } from "../../report/terminal/paint.js";
import { cut, cutName, padEnd, widthOf } from "../../report/terminal/width.js";
import { hiddenAfter } from "../lesson/lesson-shown.js";
import { findingLog } from "../state/findings-shown.js";
import { currentRow, momentsShown, type PlayerState, playheadMs } from "../state/player-state.js";
import { tracksShown } from "../state/tracks-shown.js";
import { type Track, trackedBy } from "../tasks/timeline.js";
import { spread } from "./styled.js";

/**
 * The timeline: an axis with gaps hatched, findings that open (!) and resolve (✓), markers and the position; below it the stages of the objects. A stage is written where it has
 * room (cut where little is missing), and filled by a character of its tone, so that it reads without colour:
 *
 *     +0.000s ───!──◆───────////////───▼──✓───────── +56.7s
 *     Pod/nginx  Created─ErrImagePull!!!!!!!!!!!!!!Ready━━━━━━Deleted
 */
export function timelineLines(state: PlayerState, columns: number, tracks: number): readonly string[] {
  const paint = paintWith(state.session.colour);
  const shown = tracksShown(state);
  const titles = shown.map((ref) => objectTitle(ref, state.session.namespaces));
  const more = state.timeline.objects - shown.length;
  const others = more > 0 ? `(+${more} more)` : "";
  const label = Math.min(greatest([...titles.map(widthOf), widthOf(others)], 8), Math.floor(columns * 0.28));
  const scale = new Scale(state.session.summary.durationMs, Math.max(10, columns - label - 2));
  const head = scale.columnOf(playheadMs(state));
  const current = trackedBy(currentRow(state)?.frame, state.timeline)?.uid;
  const lines = shown.map((ref, i) => {
    const name = padEnd(cutName(titles[i] ?? "", label), label);
    return `${ref.uid === current ? paint.bold(name) : name}  ${trackLine(state.timeline.tracks.get(ref.uid), scale, head, state, paint)}`;
  });
  const axis = `${padEnd(cut(others, label), label)}  ${axisLine(state, shown, scale, head, paint)}`;
  return [axis, ...lines, ...Array.from({ length: Math.max(0, tracks - lines.length) }, () => "")];
}

/** Offsets to columns. */
class Scale {
  readonly width: number;
  readonly #durationMs: number;

  constructor(durationMs: number, width: number) {
    this.#durationMs = Math.max(1, durationMs);
    this.width = width;
  }

  columnOf(offsetMs: number): number {
    return Math.max(0, Math.min(this.width - 1, Math.floor((offsetMs / this.#durationMs) * this.width)));
  }
}

/** Dotted where a track below it has not been read yet. */
function axisLine(state: PlayerState, shown: readonly ObjectRef[], scale: Scale, head: number, paint: Paint): string {
  const cells = Array.from({ length: scale.width }, () => paint.dim("─"));
  let lastSign = head;
  const sign = (column: number, text: string) => {
    cells[column] = text;
    lastSign = Math.max(lastSign, column);
  };
  const knownMs = shownUntilMs(state);
  const readMs = Math.min(knownMs, least(shown.map(({ uid }) => state.timeline.tracks.get(uid)?.readMs ?? 0)));
  if (readMs < state.session.summary.durationMs) cells.fill(paint.dim("·"), Math.min(scale.width - 1, scale.columnOf(readMs)) + 1);
  for (const { fromMs, toMs } of state.timeline.gaps.filter(({ fromMs }) => fromMs <= knownMs))
    for (let column = scale.columnOf(fromMs); column <= scale.columnOf(toMs); column++) sign(column, paint.tone("bad", "/"));
  const chosen = state.filter === undefined ? undefined : new Set(state.filter.uids);
  for (const { kind, offsetMs, finding } of turns(findingLog(state)))
    if (chosen?.has(finding.object.uid) !== false && offsetMs <= knownMs)
      sign(scale.columnOf(offsetMs), kind === "resolved" ? paint.tone("good", "✓") : paint.tone("bad", "!"));
  for (const marker of state.markers) sign(scale.columnOf(marker.offsetMs), paint.warning("◆"));
  sign(head, paint.bold("▼"));
  const end = ` ${momentsShown(state).text(state.session.summary.durationMs)}`;
  // The end of the axis gives way to the time of the end, where nothing is there.
  return lastSign < scale.width - end.length
    ? spread(cells.slice(0, scale.width - end.length).join(""), paint.dim(end), scale.width)
    : cells.join("");
}

/** What comes after the steps that a lesson shows is blank, where the learner is asked to predict it. */
function shownUntilMs(state: PlayerState): number {
  return hiddenAfter(state.lesson) === undefined ? Number.POSITIVE_INFINITY : playheadMs(state);
}

/** Where findings open and resolve over the whole session. There may be thousands, and every step draws them. */
function turns(log: FindingLog | undefined): readonly NewsAt[] {
  if (log === undefined) return [];
  const found = turnsOf.get(log) ?? turningPoints(log, 0, Number.POSITIVE_INFINITY);
  turnsOf.set(log, found);
  return found;
}

const turnsOf = new WeakMap<FindingLog, readonly NewsAt[]>();

function trackLine(track: Track | undefined, scale: Scale, head: number, state: PlayerState, paint: Paint): string {
  if (track === undefined) return blank(0, scale.width, head, paint);
  const knownMs = shownUntilMs(state);
  const until = scale.columnOf(Math.min(track.readMs, state.session.summary.durationMs, knownMs));
  const known = track.stageIntervals.filter(({ fromMs }) => fromMs <= knownMs);
  const stages = stagePerColumn(known, { width: scale.width, until, columnOf: (offsetMs) => scale.columnOf(offsetMs) });
  let line = "";
  for (let from = 0; from < scale.width; ) {
    const stage = stages[from];
    let to = from + 1;
    while (to < scale.width && stages[to] === stage) to++;
    line += stage === undefined ? blank(from, to, head, paint) : run(stage, from, to, head, paint);
    from = to;
  }
  return line;
}

function run(stage: Stage, from: number, to: number, head: number, paint: Paint): string {
  const text = stageRun(stage, to - from, { widthOf, cut }, to - from - 1);
  return withHead(text, from, head, (part) => paint.tone(stage.tone, part), paint);
}

function blank(from: number, to: number, head: number, paint: Paint): string {
  return withHead(" ".repeat(to - from), from, head, (part) => part, paint);
}

/** Draws the playhead as a bar through the track, except over a name. */
function withHead(text: string, from: number, head: number, colour: (text: string) => string, paint: Paint): string {
  const at = head - from;
  const character = text[at];
  if (at < 0 || at >= text.length || character === undefined || /[\p{L}\p{N}…:]/u.test(character) || widthOf(text) !== text.length)
    return colour(text);
  return `${at > 0 ? colour(text.slice(0, at)) : ""}${paint.bold("│")}${at + 1 < text.length ? colour(text.slice(at + 1)) : ""}`;
}
