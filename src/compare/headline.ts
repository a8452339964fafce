import { formatDuration, formatOffset } from "../io/duration.js";
import { asSentence, inShort, plural } from "../lifecycle/narration/words.js";
import type { Role } from "./align.js";
import type { Comparison } from "./comparison.js";
import { describeStep } from "./deeds.js";
import type { Divergence } from "./divergence.js";
import type { MilestonePair } from "./milestone-pairs.js";
import { isEnding, isFine, type Parting } from "./parting.js";
import type { Step } from "./path.js";
import { differInReason } from "./reasons.js";
import { otherSide, type Side, sides } from "./sides.js";
import { stageWords } from "./stage-words.js";

/** The whole comparison in one or two sentences. Can hold recorded text: whoever shows it makes it printable. */
export function headlineOf(comparison: Omit<Comparison, "headline">): string {
  const { divergence, roles } = comparison;
  if (roles.every(({ a, b }) => a === undefined || b === undefined)) return "There is no object that both runs have.";
  if (divergence === undefined) return sameWords(comparison);
  return divergence.kind === "step" ? partingWords(divergence.parting, divergence) : findingWords(divergence, comparison);
}

function partingWords(parting: Parting, divergence: Divergence): string {
  const { role, next } = parting;
  const alone = sides.find((side) => role[otherSide(side)] === undefined);
  if (alone !== undefined)
    return `The same so far as both go; but only ${name(alone)} has ${role.title}, which ended ${endOf(role, alone)}.`;
  const until = untilWords(parting);
  const deeds = sides.map((side) => {
    const step = next[side];
    const without = isEnding(step) && isAdvance(next[otherSide(side)]) ? "did not: it " : "";
    if (step !== undefined) return `${name(side)} ${without}${describeStep(role.kind, step)} at ${formatOffset(step.atMs)}`;
    const frame = divergence.frames[side];
    return `${name(side)} stayed ${frame?.stage ?? "as it was"} until ${endWords(role, side)}`;
  });
  return `${until} ${deeds.join(", and ")}.`;
}

/** A step on the way, that one misses who did not take it. */
function isAdvance(step: Step | undefined): boolean {
  return step !== undefined && isFine(step) && !isEnding(step);
}

/** Where it is not the target itself that parts, it is named. One run may be further on before the other has come so far: then both times are told. */
function untilWords({ role, common, next }: Parting): string {
  const whose = role.depth === 0 ? "" : `${role.title} was `;
  const step = common?.a ?? common?.b;
  if (step === undefined) return `From the beginning of ${role.title} on:`;
  const { a = step, b = step } = common ?? {};
  const bothMs = Math.max(a.atMs, b.atMs);
  const isPassed = sides.some((side) => (next[side]?.atMs ?? bothMs) < bothMs);
  const at = isPassed ? `(${name("a")} at ${formatOffset(a.atMs)}, ${name("b")} at ${formatOffset(b.atMs)})` : `at ${formatOffset(bothMs)}`;
  return `The same until ${whose}${step.key} ${at}; then`;
}

function endWords(role: Role, side: Side): string {
  const object = role[side]?.object;
  return `${object?.gone ? "it was deleted" : "the end of its recording"} at ${formatOffset((object?.endMs ?? 0) - (object?.zeroMs ?? 0))}`;
}

function endOf(role: Role, side: Side): string {
  const stage = role[side]?.object.finalStage;
  return stage === undefined ? "unknown" : stageWords(stage);
}

function findingWords(
  { side, finding, role, frames }: Extract<Divergence, { kind: "finding" }>,
  { partings, milestones }: Omit<Comparison, "headline">,
): string {
  const at = formatOffset(frames[side]?.atMs ?? 0);
  const what = `${finding.class} of ${role?.title ?? `${finding.object.kind}/${finding.object.name}`}`;
  const lasted = finding.durationMs === null ? "to the end" : `for ${formatDuration(finding.durationMs)}`;
  return `${stepsWords(partings)}${name(side)} met ${what} at ${at}, ${lasted}, and ${name(otherSide(side))} did not.${timeWords(milestones)}`;
}

function stepsWords(partings: readonly Parting[]): string {
  const [first, ...others] = partings.filter(({ kind }) => kind === "alone");
  const owner = first && sides.find((side) => first.role[side] !== undefined);
  if (first === undefined || owner === undefined) return `The same steps${partings.length === 0 ? "" : " but for how they ended"}; yet `;
  const more = others.length === 0 ? "" : ` and ${plural(others.length, "more object")}`;
  return `The same as far as both go; but only ${name(owner)} has ${first.role.title}${more}, and `;
}

function sameWords({ roles, milestones, specs, findings }: Omit<Comparison, "headline">): string {
  const both = roles.filter(({ a, b }) => a !== undefined && b !== undefined);
  const steps = both.reduce((sum, { a }) => sum + (a?.path.length ?? 0), 0);
  const specWords = specs.length === 0 ? "" : `, although ${specs[0]?.role.title ?? ""} was asked for something else`;
  return `The same from start to end: ${plural(both.length, "object")}, ${plural(steps, "step")}${specWords}.${reasonWords(findings)}${timeWords(milestones)}`;
}

/** The same steps may have been taken for different reasons: no node had room for one Pod, none had the labels that the other asked for. */
function reasonWords(findings: Comparison["findings"]): string {
  const pair = findings.find((each) => each.a?.severity !== "info" && differInReason(each));
  if (pair?.a === undefined || pair.b === undefined) return "";
  return ` But ${pair.class} has another reason in each. ${name("a")}: ${asSentence(inShort(pair.a.message, 160))} ${name("b")}: ${asSentence(inShort(pair.b.message, 160))}`;
}

/** The milestone that lies farthest apart, where that is more than chance: of the uppermost objects, for theirs is what people wait for. */
function timeWords(milestones: Comparison["milestones"]): string {
  const apartMs = ({ differenceMs = 0 }: MilestonePair) => Math.abs(differenceMs);
  const apart = milestones.filter((pair) => apartMs(pair) > pair.grainMs * 2);
  const [most] = [...apart].sort((x, y) => x.role.depth - y.role.depth || apartMs(y) - apartMs(x));
  if (most?.differenceMs === undefined) return "";
  const later: Side = most.differenceMs > 0 ? "b" : "a";
  const what = `${most.role.title} ${most.name}${most.container === undefined ? "" : ` (${most.container})`}`;
  return ` ${name(later)} was slower, most of all with ${what}: ${formatOffset(Math.abs(most.differenceMs))}.`;
}

function name(side: Side): string {
  return side === "a" ? "A" : "B";
}
