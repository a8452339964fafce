import { formatDuration, formatOffset } from "../io/duration.js";
import { asSentence, inShort, plural } from "../lifecycle/narration/words.js";
import { assertNever } from "../model/assert-never.js";
import { least } from "../model/extremes.js";
import type { Headline, HeadlineFact } from "./headline-facts.js";
import { receiptGrainMs } from "./heuristics.js";
import type { Role } from "./match/align-runs.js";
import type { CommonStep } from "./path-divergence.js";
import type { PathStep } from "./run/path.js";
import { describeStage, describeStep, ordinal } from "./run/step-descriptions.js";
import { sideName, sides } from "./sides.js";

type FactOf<Kind extends HeadlineFact["kind"]> = Extract<HeadlineFact, { kind: Kind }>;

/**
 * The facts in one to three sentences, and nothing else. `roles`: how many objects are compared; a single one is not named. Can hold recorded
 * text: make it printable before showing it.
 */
export function headlineText({ verdict, facts }: Headline, roles: number): string {
  switch (verdict) {
    case "nothing-shared":
      return nothingShared(factsOf(facts, "objects"));
    case "as-recorded":
      return [asRecorded(facts), ...facts.flatMap(afterwards), ...facts.flatMap(slower)].join(" ");
    case "same":
      return noDivergence(facts);
    case "diverged":
      return factsOf(facts, "same-steps").length === 0 ? stepDivergence(facts, roles) : setDivergence(facts);
    default:
      return assertNever(verdict);
  }
}

function factsOf<Kind extends HeadlineFact["kind"]>(facts: readonly HeadlineFact[], kind: Kind): readonly FactOf<Kind>[] {
  return facts.filter((fact): fact is FactOf<Kind> => fact.kind === kind);
}

function stepDivergence(facts: readonly HeadlineFact[], roles: number): string {
  const what = facts.flatMap((fact) => {
    if (fact.kind === "step") return [stepWords(fact)];
    return fact.kind === "stayed" ? [stayedWords(fact)] : [];
  });
  const nextMs = least(factsOf(facts, "step").map(({ step }) => step.atMs));
  return `${facts.flatMap((fact) => beginning(fact, roles, nextMs)).join("")} ${what.join(", and ")}.`;
}

/** `nextMs`: when the first of them took the next step. */
function beginning(fact: HeadlineFact, roles: number, nextMs: number): readonly string[] {
  if (fact.kind === "start") return [`${fact.role.title} differs from the start:`];
  if (fact.kind !== "common") return [];
  const words = `he same ${commonWords(fact.steps, nextMs)}; then`;
  return [roles === 1 ? `T${words}` : `${fact.role.title}: t${words}`];
}

/** One time where both took the step within the grain of the clock: the later one, when both had taken it. What comes next is not before it. */
function commonWords({ a, b }: CommonStep, nextMs: number): string {
  if (a.found && b.found) return `at the start (${a.key})`;
  const laterMs = Math.max(a.atMs, b.atMs);
  const isOneTime = Math.abs(a.atMs - b.atMs) <= receiptGrainMs && laterMs <= nextMs;
  const times = isOneTime ? `at ${formatOffset(laterMs)}` : bothTimes(a, b);
  const nth = a.nth === b.nth ? nthWords(a) : a.nth > 1 || b.nth > 1 ? ` (A the ${ordinal(a.nth)} time, B the ${ordinal(b.nth)})` : "";
  return `until ${a.key}${nth} ${times}`;
}

function bothTimes(a: PathStep, b: PathStep): string {
  const [atA, atB] = [a, b].map(({ atMs, found }) => (found ? "at the start" : `at ${formatOffset(atMs)}`));
  return `(A ${atA}, B ${atB})`;
}

function nthWords({ nth }: PathStep): string {
  return nth === 1 ? "" : ` for the ${ordinal(nth)} time`;
}

function stepWords({ side, role, step, without }: FactOf<"step">): string {
  const instead = without === undefined ? "" : ` without reaching ${without}`;
  return `${describeStep(sideName(side), role.kind, step)}${step.found ? "" : ` at ${formatOffset(step.atMs)}`}${instead}`;
}

function stayedWords({ side, stage, throughout, untilMs, gone }: FactOf<"stayed">): string {
  const end = `${gone ? "it was deleted" : "its recording ended"} at ${formatOffset(untilMs)}`;
  return throughout
    ? `${sideName(side)} stayed ${describeStage(stage)} until ${end}`
    : `${sideName(side)} was ${describeStage(stage)} when ${end}`;
}

/** The objects of both take the same steps, but one run has a role or a finding more. */
function setDivergence(facts: readonly HeadlineFact[]): string {
  const [same] = factsOf(facts, "same-steps");
  const only = factsOf(facts, "only").map(({ side, role, stage, more }) => {
    const others = more === 0 ? "" : ` and ${plural(more, "more object")}`;
    return `only ${sideName(side)} has ${role.title} (at the end ${describeStage(stage)})${others}`;
  });
  const findings = factsOf(facts, "finding").map(({ side, finding, role, atMs }) => {
    const open = finding.durationMs === null ? "open at the end" : `open for ${formatDuration(finding.durationMs)}`;
    return `only ${sideName(side)} has ${findingTitle(finding, role)} at ${formatOffset(atMs)} (${open})`;
  });
  const sentence = [...only, ...findings].join(", and ");
  return [`${sameWords(same)} ${sentence}.`, ...facts.flatMap(slower)].join(" ");
}

function sameWords(same: FactOf<"same-steps"> | undefined): string {
  const ends = same?.exceptEnds ? " except at the end" : "";
  if (same === undefined || same.objects === 1) return `Both take the same steps${ends}, but`;
  return same.objects === 0 ? "The two recordings share no object:" : `The ${same.objects} objects of both take the same steps${ends}, but`;
}

function findingTitle({ class: name, object }: FactOf<"finding">["finding"], role: Role | undefined): string {
  return `${name} of ${role?.title ?? `${object.kind}/${object.name}`}`;
}

function asRecorded(facts: readonly HeadlineFact[]): string {
  const recorded = factsOf(facts, "recorded");
  const [a, b] = recorded;
  const until = recorded.map(({ side, untilMs }) => `${sideName(side)} until ${formatOffset(untilMs)}`);
  const [notYet] = factsOf(facts, "not-yet");
  if (notYet !== undefined) {
    const { side, role, step, atMs, untilMs } = notYet;
    const other = side === "a" ? "B" : "A";
    return `No divergence as far as recorded: ${sideName(side)}'s recording ended at ${formatOffset(untilMs)}, before ${role.title} was ${step.key}${nthWords(step)}; in ${other} it was at ${formatOffset(atMs)}.`;
  }
  if (a !== undefined && b !== undefined) return `The same as far as both were recorded (${until.join(", ")}).`;
  return `The same as far as ${a === undefined ? "both were" : `${sideName(a.side)} was`} recorded (until ${formatOffset(a?.untilMs ?? 0)}).`;
}

function afterwards(fact: HeadlineFact): readonly string[] {
  if (fact.kind === "after") {
    const { side, role, step, atMs } = fact;
    const of = role.depth === 0 ? "" : ` (${role.title})`;
    return [`After that, ${describeStep(sideName(side), role.kind, step)}${of} at ${formatOffset(atMs)}.`];
  }
  if (fact.kind !== "after-finding") return [];
  return [`After that, ${sideName(fact.side)} has ${findingTitle(fact.finding, fact.role)} at ${formatOffset(fact.atMs)}.`];
}

function noDivergence(facts: readonly HeadlineFact[]): string {
  const [same] = factsOf(facts, "same-steps");
  const [spec] = factsOf(facts, "spec-differs");
  const words = spec === undefined ? "" : `, although the spec of ${spec.role.title} differs`;
  if (same?.objects === 0) return "No divergence: neither recording has an object.";
  const first = `No divergence in ${plural(same?.objects ?? 0, "object")} and ${plural(same?.steps ?? 0, "step")}${words}.`;
  return [first, ...factsOf(facts, "reasons-differ").map(reasonsWords), ...facts.flatMap(slower)].join(" ");
}

function reasonsWords(fact: FactOf<"reasons-differ">): string {
  const [a, b] = sides.map((side) => asSentence(inShort(fact[side].message, 160)));
  return `But ${fact.class} has different reasons. A: ${a} B: ${b}`;
}

function slower(fact: HeadlineFact): readonly string[] {
  if (fact.kind !== "slower") return [];
  const { side, pair, byMs } = fact;
  const milestone = pair.container === undefined ? pair.name : `${pair.name} (${pair.container})`;
  return [`${sideName(side)} was slower, most at ${pair.role.title} "${milestone}": ${formatOffset(byMs)}.`];
}

function nothingShared(objects: readonly FactOf<"objects">[]): string {
  const has = objects.map(({ side, role, stage, more }) => {
    if (role === undefined || stage === undefined) return `${sideName(side)} has none`;
    return `${sideName(side)} has ${role.title} (at the end ${describeStage(stage)})${more === 0 ? "" : ` and ${more} more`}`;
  });
  return `The two recordings share no object: ${has.join("; ")}.`;
}
