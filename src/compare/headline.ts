import { formatDuration, formatOffset } from "../io/duration.js";
import { asSentence, inShort, plural } from "../lifecycle/narration/words.js";
import type { Comparison } from "./comparison.js";
import { differInReason } from "./differences/finding-pairs.js";
import type { MilestonePair } from "./differences/milestone-pairs.js";
import { type Divergence, isEnding, isFine, type PathDivergence } from "./divergence.js";
import { headlineGrains } from "./heuristics.js";
import type { Role } from "./match/align-runs.js";
import type { PathStep } from "./run/path.js";
import { describeStage, describeStep } from "./run/step-descriptions.js";
import { otherSide, type Side, sideName, sides } from "./sides.js";

type Facts = Omit<Comparison, "headline">;

/** The whole comparison in one or two sentences. Can hold recorded text: make it printable before showing it. */
export function headlineOf(facts: Facts): string {
  const { divergence, roles } = facts;
  if (roles.every(({ a, b }) => a === undefined || b === undefined)) return "The two recordings share no object.";
  if (divergence === undefined) return noDivergence(facts);
  return divergence.kind === "step" ? stepDivergence(divergence) : findingDivergence(divergence, facts);
}

function stepDivergence({ pathDivergence, frames }: Extract<Divergence, { kind: "step" }>): string {
  const { role, next } = pathDivergence;
  const alone = sides.find((side) => role[otherSide(side)] === undefined);
  if (alone !== undefined)
    return `Both take the same steps, but only ${sideName(alone)} has ${role.title}; its final stage is ${finalStageOf(role, alone)}.`;
  const what = sides.map((side) => {
    const step = next[side];
    const name = sideName(side);
    if (step === undefined) return `${name} stayed ${frames[side]?.stage ?? "as it was"} until ${endOf(role, side)}`;
    const missed = next[otherSide(side)];
    const without = isEnding(step) && isAdvance(missed) ? ` without reaching ${missed.interval.stage.name}` : "";
    return `${describeStep(name, role.kind, step)} at ${formatOffset(step.atMs)}${without}`;
  });
  return `${lastCommonStep(pathDivergence)} ${what.join(", and ")}.`;
}

/** Neither a failure nor an end: the run without it did not get there. */
function isAdvance(step: PathStep | undefined): step is PathStep {
  return step !== undefined && isFine(step) && !isEnding(step);
}

/**
 * Names the object unless it is a root: then it is the target. Where one run took its next step before the other had reached the common one, both
 * times are given.
 */
function lastCommonStep({ role, common, next }: PathDivergence): string {
  const whose = role.depth === 0 ? "" : `${role.title} was `;
  const step = common?.a ?? common?.b;
  if (step === undefined) return `${role.title} differs from the start:`;
  const { a = step, b = step } = common ?? {};
  const bothMs = Math.max(a.atMs, b.atMs);
  const isOvertaken = sides.some((side) => (next[side]?.atMs ?? bothMs) < bothMs);
  const at = isOvertaken ? `(A at ${formatOffset(a.atMs)}, B at ${formatOffset(b.atMs)})` : `at ${formatOffset(bothMs)}`;
  return `The same until ${whose}${step.key} ${at}; then`;
}

function endOf(role: Role, side: Side): string {
  const object = role[side]?.object;
  const at = formatOffset((object?.endMs ?? 0) - (object?.timeOriginMs ?? 0));
  return `${object?.gone ? "it was deleted" : "its recording ended"} at ${at}`;
}

function finalStageOf(role: Role, side: Side): string {
  const stage = role[side]?.object.finalStage;
  return stage === undefined ? "unknown" : describeStage(stage);
}

function findingDivergence(
  { side, finding, role, frames }: Extract<Divergence, { kind: "finding" }>,
  { pathDivergences, milestones }: Facts,
): string {
  const at = formatOffset(frames[side]?.atMs ?? 0);
  const what = `${finding.class} of ${role?.title ?? `${finding.object.kind}/${finding.object.name}`}`;
  const open = finding.durationMs === null ? "open at the end" : `open for ${formatDuration(finding.durationMs)}`;
  return `${commonSteps(pathDivergences)} only ${sideName(side)} has ${what} at ${at} (${open}).${slowest(milestones)}`;
}

function commonSteps(pathDivergences: readonly PathDivergence[]): string {
  const [first, ...others] = pathDivergences.filter(({ kind }) => kind === "alone");
  const owner = first && sides.find((side) => first.role[side] !== undefined);
  if (first === undefined || owner === undefined)
    return `Both take the same steps${pathDivergences.length === 0 ? "" : " except at the end"}, but`;
  const more = others.length === 0 ? "" : ` and ${plural(others.length, "more object")}`;
  return `Both take the same steps, but only ${sideName(owner)} has ${first.role.title}${more}, and`;
}

function noDivergence({ roles, milestones, specs, findings }: Facts): string {
  const both = roles.filter(({ a, b }) => a !== undefined && b !== undefined);
  const steps = both.reduce((sum, { a }) => sum + (a?.path.length ?? 0), 0);
  const specWords = specs.length === 0 ? "" : `, although the spec of ${specs[0]?.role.title ?? ""} differs`;
  return `No divergence in ${plural(both.length, "object")} and ${plural(steps, "step")}${specWords}.${differentReasons(findings)}${slowest(milestones)}`;
}

/** Equal steps can have different reasons: one Pod is unschedulable for lack of CPU, the other for its node selector. */
function differentReasons(findings: Comparison["findings"]): string {
  const pair = findings.find((each) => each.a?.severity !== "info" && differInReason(each));
  if (pair?.a === undefined || pair.b === undefined) return "";
  const [a, b] = [pair.a, pair.b].map(({ message }) => asSentence(inShort(message, 160)));
  return ` But ${pair.class} has different reasons. A: ${a} B: ${b}`;
}

/** The milestone with the largest difference, where that is more than chance. The uppermost objects come first: people wait for those. */
function slowest(milestones: Comparison["milestones"]): string {
  const apartMs = ({ differenceMs = 0 }: MilestonePair) => Math.abs(differenceMs);
  const apart = milestones.filter((pair) => apartMs(pair) > pair.grainMs * headlineGrains);
  const [most] = [...apart].sort((x, y) => x.role.depth - y.role.depth || apartMs(y) - apartMs(x));
  if (most?.differenceMs === undefined) return "";
  const later: Side = most.differenceMs > 0 ? "b" : "a";
  const milestone = most.container === undefined ? most.name : `${most.name} (${most.container})`;
  return ` ${sideName(later)} was slower, most at ${most.role.title} "${milestone}": ${formatOffset(Math.abs(most.differenceMs))}.`;
}
