import type { Role } from "../../compare/align.js";
import type { Comparison } from "../../compare/comparison.js";
import { isKnown, type MilestonePair, type MilestoneTime } from "../../compare/milestone-pairs.js";
import { formatOffset } from "../../io/duration.js";
import { printable } from "../../io/printable.js";
import { plural } from "../../lifecycle/narration/words.js";
import { cut, padEnd, padStart, widthOf } from "../terminal/width.js";
import type { SectionLook } from "./comparison-look.js";
import { pairBar } from "./pair-bar.js";

interface Table {
  readonly names: number;
  readonly times: number;
  readonly bar: number;
}

/**
 * The milestones of each role with both times, their difference and a bar: `A` and `B` stand on it where each got there, `X` where both did at
 * once. `≈` is a time of the server's, of one-second grain; `≤` one by which it had happened.
 */
export function milestonePairLines(pairs: readonly MilestonePair[], look: SectionLook): readonly string[] {
  const roles = byRole(pairs);
  const shown = mostTelling(roles, look.most(8));
  const rows = shown.flatMap(([, own]) => own);
  if (rows.length === 0) return [];
  const names = Math.min(
    Math.floor(look.columns * 0.36),
    rows.reduce((most, pair) => Math.max(most, widthOf(nameOf(pair))), 0),
  );
  const times = rows.reduce((most, pair) => Math.max(most, ...cells(pair).map(widthOf)), 5);
  const table: Table = { names, times, bar: Math.max(0, Math.min(60, look.columns - names - 3 * (times + 2) - 6)) };
  const heading = `    ${padEnd("", names)}  ${["A", "B", "B - A"].map((title) => padStart(title, times)).join("  ")}`;
  const left = roles.length - shown.length;
  const more =
    left === 0 ? [] : [look.paint.dim(look.fit(`  and ${plural(left, "more object")} that differ${left === 1 ? "s" : ""} less`))];
  return [look.paint.dim(heading), ...shown.flatMap(([role, own]) => roleLines(role, own, table, look)), ...more];
}

export function milestonesTitle({ roles }: Pick<Comparison, "roles">): string {
  const hasRested = roles.some(({ a, b }) =>
    [a, b].some((player) => player !== undefined && player.object.zeroMs !== player.object.createdMs),
  );
  return `Milestones, since each object was created${hasRested ? "; of what was there before, since something happened" : ""}`;
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

/** In their order, those in which the runs lie farthest apart. */
function mostTelling(roles: readonly (readonly [Role, MilestonePair[]])[], most: number): readonly (readonly [Role, MilestonePair[]])[] {
  if (roles.length <= most) return roles;
  const apart = ([, own]: readonly [Role, readonly MilestonePair[]]) =>
    own.reduce((sum, { differenceMs }) => Math.max(sum, Math.abs(differenceMs ?? Number.POSITIVE_INFINITY)), 0);
  const kept = new Set([...roles].sort((x, y) => apart(y) - apart(x)).slice(0, most));
  return roles.filter((entry) => kept.has(entry));
}

function roleLines(role: Role, pairs: readonly MilestonePair[], table: Table, look: SectionLook): readonly string[] {
  const endMs = pairs.reduce((most, { a, b }) => [a, b].reduce((most, time) => Math.max(most, isKnown(time) ? time.atMs : 0), most), 1);
  const title = printable(role.title, 300);
  if (pairs.every(isSame)) return [look.paint.dim(look.fit(`  ${title}: ${plural(pairs.length, "milestone")}, all at the same time`))];
  return [look.fit(`  ${title}`), ...pairs.map((pair) => milestoneLine(pair, endMs, table, look))];
}

function milestoneLine(pair: MilestonePair, endMs: number, table: Table, look: SectionLook): string {
  const [a = "", b = "", difference = ""] = cells(pair).map((cell) => padStart(cell, table.times));
  const name = padEnd(cut(nameOf(pair), table.names), table.names);
  const bar = table.bar < 8 ? "" : pairBar(pair, endMs, table.bar, look.paint);
  const { paint } = look;
  const told = isSame(pair)
    ? paint.dim(`${name}  ${a}  ${b}  ${difference}`)
    : `${name}  ${paint.sideA(a)}  ${paint.sideB(b)}  ${difference}`;
  return `    ${told}  ${bar}`.trimEnd();
}

/** As far as the times can tell. */
function isSame({ differenceMs, grainMs }: MilestonePair): boolean {
  return differenceMs !== undefined && Math.abs(differenceMs) <= grainMs;
}

/** "Started (nginx)". */
export function nameOf({ name, container }: Pick<MilestonePair, "name" | "container">): string {
  return printable(container === undefined ? name : `${name} (${container})`, 100);
}

export function cells(pair: MilestonePair): readonly string[] {
  const { a, b, differenceMs } = pair;
  const difference = differenceMs === undefined ? "" : isSame(pair) ? "=" : formatOffset(differenceMs);
  return [timeCell(a), timeCell(b), difference];
}

function timeCell(time: MilestoneTime | undefined): string {
  if (time === undefined) return "-";
  if (time.before) return "before";
  return `${time.how !== "reached" ? "≤" : time.timeSource === "server" ? "≈" : ""}${formatOffset(time.atMs)}`;
}
