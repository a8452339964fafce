import type { Comparison } from "../../compare/comparison.js";
import { type ComparedTime, isTimeKnown, type MilestonePair } from "../../compare/differences/milestone-pairs.js";
import type { Role } from "../../compare/match/align-runs.js";
import { formatOffset } from "../../io/duration.js";
import { printable } from "../../io/printable.js";
import { plural } from "../../lifecycle/narration/words.js";
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
 * time. `≈` marks a time of the server, of one-second grain; `≤` a time by which the milestone had been reached.
 */
export function milestonePairLines(pairs: readonly MilestonePair[], layout: SectionLayout): readonly string[] {
  const roles = byRole(pairs);
  const shown = largestDifferences(roles, layout.limit(8));
  const rows = shown.flatMap(([, own]) => own);
  if (rows.length === 0) return [];
  const names = Math.min(
    Math.floor(layout.columns * 0.36),
    rows.reduce((most, pair) => Math.max(most, widthOf(milestoneName(pair))), 0),
  );
  const times = rows.reduce((most, pair) => Math.max(most, ...milestoneCells(pair).map(widthOf)), 5);
  const table: Table = { names, times, bar: Math.max(0, Math.min(60, layout.columns - names - 3 * (times + 2) - 6)) };
  const heading = `    ${padEnd("", names)}  ${["A", "B", "B - A"].map((title) => padStart(title, times)).join("  ")}`;
  const left = roles.length - shown.length;
  const more =
    left === 0 ? [] : [layout.paint.dim(layout.fit(`  and ${plural(left, "more object")} that differ${left === 1 ? "s" : ""} less`))];
  return [layout.paint.dim(heading), ...shown.flatMap(([role, own]) => roleLines(role, own, table, layout)), ...more];
}

export function milestonesTitle({ roles }: Pick<Comparison, "roles">): string {
  const hasPreexisting = roles.some(({ a, b }) =>
    [a, b].some((member) => member !== undefined && member.object.timeOriginMs !== member.object.createdMs),
  );
  return `Milestones since each object was created${hasPreexisting ? "; of preexisting objects, since the first change" : ""}`;
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

/** Those with the largest differences, in their order. */
function largestDifferences(
  roles: readonly (readonly [Role, MilestonePair[]])[],
  most: number,
): readonly (readonly [Role, MilestonePair[]])[] {
  if (roles.length <= most) return roles;
  const apart = ([, own]: readonly [Role, readonly MilestonePair[]]) =>
    own.reduce((sum, { differenceMs }) => Math.max(sum, Math.abs(differenceMs ?? Number.POSITIVE_INFINITY)), 0);
  const kept = new Set([...roles].sort((x, y) => apart(y) - apart(x)).slice(0, most));
  return roles.filter((entry) => kept.has(entry));
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
  const bar = table.bar < 8 ? "" : pairBar(pair, endMs, table.bar, layout.paint);
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
  return [timeCell(a), timeCell(b), difference];
}

function timeCell(time: ComparedTime | undefined): string {
  if (time === undefined) return "-";
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
