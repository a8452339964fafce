import type { Comparison } from "../../compare/comparison.js";
import { type ComparedTime, isTimeKnown, type MilestonePair } from "../../compare/differences/milestone-pairs.js";
import type { Role } from "../../compare/match/align-runs.js";
import { otherSide, type Side } from "../../compare/sides.js";
import { formatOffset } from "../../io/duration.js";
import { printable } from "../../io/printable.js";
import { plural } from "../../lifecycle/narration/words.js";
import { greatest } from "../../model/extremes.js";
import type { Paint } from "../terminal/paint.js";
import { cut, padEnd, padStart, widthOf } from "../terminal/width.js";
import type { SectionLayout } from "./section-layout.js";

interface Table {
  readonly names: number;
  readonly times: number;
  readonly bar: number;
}

/**
 * The milestones of each role with both times, their difference and a bar with `A` and `B` where each was reached, `X` where both were at the same
 * time. `≈` marks a time of the server, of one-second grain; `≤` a time by which the milestone had been reached. In short the first that differ.
 */
export function milestonePairLines({ milestones: pairs, divergence }: Comparison, layout: SectionLayout): readonly string[] {
  const focus = divergence?.kind === "step" ? divergence.pathDivergence.role : divergence?.role;
  const wanted = layout.short ? differingFirst(pairs, focus).slice(0, maxRowsInShort) : pairs;
  const shown = byRole(wanted).slice(0, layout.limit(maxRowsInShort));
  const rows = shown.flatMap(([, own]) => own);
  if (rows.length === 0) return pairs.length === 0 ? [] : allEqual(pairs, layout);
  const names = Math.min(
    Math.floor(layout.columns * 0.36),
    rows.reduce((most, pair) => Math.max(most, widthOf(milestoneName(pair))), 0),
  );
  const times = rows.reduce((most, pair) => greatest(milestoneCells(pair).map(widthOf), most), 5);
  const table: Table = { names, times, bar: Math.max(0, Math.min(60, layout.columns - names - 3 * (times + 2) - 6)) };
  const heading = `    ${padEnd("", names)}  ${["A", "B", "B - A"].map((title) => padStart(title, times)).join("  ")}`;
  return [
    layout.paint.dim(heading),
    ...shown.flatMap(([role, own]) => roleLines(role, own, table, layout)),
    ...(table.bar < minBar ? [] : [layout.paint.dim(layout.fit(`  ${pairBarLegend}`))]),
    ...layout.more(pairs.length - rows.length, "milestone"),
  ];
}

const maxRowsInShort = 5;
const minBar = 8;

/** Explains the bars. */
const pairBarLegend = "A, B reached here   X both at once   ─ how much longer the other took";

/** Those that differ, of the role that diverges first; then the uppermost roles. */
function differingFirst(pairs: readonly MilestonePair[], focus: Role | undefined): readonly MilestonePair[] {
  const differing = pairs.filter((pair) => !isSame(pair));
  return [...differing.filter(({ role }) => role === focus), ...differing.filter(({ role }) => role !== focus)];
}

function allEqual(pairs: readonly MilestonePair[], layout: SectionLayout): readonly string[] {
  return [layout.paint.dim(layout.fit(`  ${plural(pairs.length, "milestone")}, all at the same time`))];
}

export function milestonesTitle({ roles }: Pick<Comparison, "roles">): string {
  const hasPreexisting = roles.some(({ a, b }) =>
    [a, b].some((member) => member !== undefined && member.object.timeOriginMs !== member.object.createdMs),
  );
  return hasPreexisting
    ? "Milestones since creation (preexisting objects: since the first change)"
    : "Milestones since each object was created";
}

function byRole(pairs: readonly MilestonePair[]): readonly (readonly [Role, MilestonePair[]])[] {
  const roles = new Map<Role, MilestonePair[]>();
  for (const pair of pairs) {
    const own = roles.get(pair.role);
    if (own === undefined) roles.set(pair.role, [pair]);
    else own.push(pair);
  }
  return [...roles];
}

function roleLines(role: Role, pairs: readonly MilestonePair[], table: Table, layout: SectionLayout): readonly string[] {
  const endMs = pairs.reduce((most, { a, b }) => [a, b].reduce((most, time) => Math.max(most, isTimeKnown(time) ? time.atMs : 0), most), 1);
  const title = printable(role.title, 300);
  if (pairs.every(isSame)) return [layout.paint.dim(layout.fit(`  ${title}: ${plural(pairs.length, "milestone")}, all at the same time`))];
  return [layout.fit(`  ${title}`), ...pairs.map((pair) => milestoneLine(pair, endMs, table, layout))];
}

function milestoneLine(pair: MilestonePair, endMs: number, table: Table, layout: SectionLayout): string {
  const [a = "", b = "", difference = ""] = milestoneCells(pair).map((cell) => padStart(cell, table.times));
  const name = padEnd(cut(milestoneName(pair), table.names), table.names);
  const bar = table.bar < minBar ? "" : pairBar(pair, endMs, table.bar, layout.paint);
  const { paint } = layout;
  const row = isSame(pair)
    ? paint.dim(`${name}  ${a}  ${b}  ${difference}`)
    : `${name}  ${paint.sideA(a)}  ${paint.sideB(b)}  ${difference}`;
  return `    ${row}  ${bar}`.trimEnd();
}

/** Within the grain of the times. */
function isSame({ differenceMs, grainMs }: MilestonePair): boolean {
  return differenceMs !== undefined && Math.abs(differenceMs) <= grainMs;
}

/** "Started (nginx)". */
export function milestoneName({ name, container }: Pick<MilestonePair, "name" | "container">): string {
  return printable(container === undefined ? name : `${name} (${container})`, 100);
}

export function milestoneCells(pair: MilestonePair): readonly string[] {
  const { a, b, differenceMs } = pair;
  const difference = differenceMs === undefined ? "" : isSame(pair) ? "=" : formatOffset(differenceMs);
  return [timeCell(a, hasEnded(pair, "a")), timeCell(b, hasEnded(pair, "b")), difference];
}

/** True when the recording of this run ended before the object was as old as in the other run when it reached the milestone. */
function hasEnded(pair: MilestonePair, side: Side): boolean {
  const object = pair.role[side]?.object;
  const other = pair[otherSide(side)];
  return object !== undefined && !object.gone && other !== undefined && object.endMs - object.timeOriginMs < other.atMs;
}

function timeCell(time: ComparedTime | undefined, ended: boolean): string {
  if (time === undefined) return ended ? "ended" : "-";
  if (time.before) return "before";
  return `${time.how !== "reached" ? "≤" : time.timeSource === "server" ? "≈" : ""}${formatOffset(time.atMs)}`;
}

/** Both times on one line: `··A──────────B`, `X` where they are equal. The line between them is the time that one run took longer. */
function pairBar({ a, b }: Pick<MilestonePair, "a" | "b">, endMs: number, columns: number, paint: Paint): string {
  const columnOf = (ms: number) => Math.max(0, Math.min(columns - 1, Math.round((ms / endMs) * (columns - 1))));
  const [left, right] = [a, b].map((time) => (isTimeKnown(time) ? columnOf(time.atMs) : undefined));
  if (left === undefined || right === undefined) {
    const only = left ?? right;
    if (only === undefined) return "";
    return `${paint.dim("·".repeat(only))}${left === undefined ? paint.sideB("B") : paint.sideA("A")}`;
  }
  if (left === right) return `${paint.dim("·".repeat(left))}X`;
  const [first, second] = left < right ? [paint.sideA("A"), paint.sideB("B")] : [paint.sideB("B"), paint.sideA("A")];
  const longer = left < right ? paint.sideB : paint.sideA;
  return `${paint.dim("·".repeat(Math.min(left, right)))}${first}${longer("─".repeat(Math.abs(left - right) - 1))}${second}`;
}
