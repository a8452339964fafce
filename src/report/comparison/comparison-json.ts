import type { GroupComparison } from "../../compare/compare-groups.js";
import type { Comparison } from "../../compare/comparison.js";
import { chartedMs } from "../../compare/differences/charts.js";
import type { FindingPair } from "../../compare/differences/finding-pairs.js";
import type { MilestonePair } from "../../compare/differences/milestone-pairs.js";
import type { SpecDifference } from "../../compare/differences/spec-differences.js";
import type { Divergence } from "../../compare/divergence.js";
import type { HeadlineFact } from "../../compare/headline-facts.js";
import type { Role, RoleMember } from "../../compare/match/align-runs.js";
import type { PathDivergence } from "../../compare/path-divergence.js";
import type { Reason } from "../../compare/reasons/reason.js";
import { firstTimes, type PathStep } from "../../compare/run/path.js";
import type { RecordedSpan } from "../../compare/run/recorded-span.js";
import type { Run } from "../../compare/run/run.js";
import { describeStage } from "../../compare/run/step-descriptions.js";
import { otherSide, type Side, type Sided, sides } from "../../compare/sides.js";
import type { Trend } from "../../compare/trends.js";
import type { Change } from "../../diff/diff-objects.js";
import type { Stage } from "../../lifecycle/stage.js";
import { assertNever } from "../../model/assert-never.js";
import { describePathDivergence, divergenceTitle, divergenceWords } from "./divergence-lines.js";
import { findingSubject, findingTime, onlyIn } from "./finding-pair-lines.js";
import { lossWarnings, shareWarnings } from "./loss-warnings.js";
import { milestoneCells, milestoneName, milestonesTitle } from "./milestone-pair-lines.js";
import { reasonText } from "./reason-lines.js";
import { specTime } from "./spec-difference-lines.js";
import { sampleCell } from "./trend-text.js";
import { describeVerdict, formatP, trendSentences } from "./trend-words.js";

/**
 * `kubespy compare -o json`, one object for each pair. A contract: fields are added, never changed, while `schemaVersion` stays 1. Roles are
 * named by their index in `roles`. `text` is the same in words, as the terminal shows it. All `...Ms` within a role count from its `zeroMs`, those of charts from the first change of each run. `partings`,
 * `parted`, `zeroMs` and `found` are older names of path divergences, diverged runs, time origins and preexisting objects.
 */
export function comparisonJson(comparison: Comparison): object {
  const { a, b, verdict, headline, facts, reasons, divergence, divergenceChanges, roles } = comparison;
  const { pathDivergences, milestones, findings, events, specs, finals, charts } = comparison;
  const places = new Map(roles.map((role, i) => [role, i]));
  const place = (role: Role | undefined) => (role === undefined ? undefined : places.get(role));
  return {
    schemaVersion: 1,
    diverged: divergence !== undefined,
    verdict,
    headline,
    facts: facts.map((fact) => factJson(fact, place)),
    reasons: reasons.map((reason) => ({ ...reasonJson(reason, place), text: reasonText(reason, maxReason) })),
    a: { ...runJson(a, comparison.spans.a), warnings: [...lossWarnings("a", a), ...shareWarnings("a", a, b)] },
    b: { ...runJson(b, comparison.spans.b), warnings: [...lossWarnings("b", b), ...shareWarnings("b", b, a)] },
    divergence:
      divergence === undefined
        ? null
        : { ...divergenceJson(divergence, place), changes: divergenceChanges.map(changeJson), text: divergenceText(divergence) },
    partings: pathDivergences.map((each) => ({ ...pathDivergenceJson(each, place), text: describePathDivergence(each) })),
    roles: roles.map((role) => ({
      title: role.title,
      owner: place(role.owner),
      a: memberJson(role.a),
      b: memberJson(role.b),
    })),
    milestonesTitle: milestonesTitle(comparison),
    milestones: milestones.map((pair) => ({ ...milestoneJson(pair, place), text: milestoneText(pair) })),
    findings: findings.map((pair) => ({ ...pair, role: place(pair.role), text: findingText(pair, comparison) })),
    events,
    specs: specs.map((spec) => ({ ...specJson(spec, place), text: specTime(spec, comparison) })),
    finals: finals.map(({ role, changes, ...final }) => ({
      role: place(role),
      ...final,
      changes: changes.map(changeJson),
      text: bothSides((side) => stageText(final[side])),
    })),
    charts,
  };
}

/** Characters. */
const maxReason = 2000;

function divergenceText(divergence: Divergence): object {
  return { object: divergenceTitle(divergence), ...bothSides((side) => divergenceWords(divergence, side)) };
}

function milestoneText(pair: MilestonePair): object {
  const [a, b, difference] = milestoneCells(pair);
  return { milestone: milestoneName(pair), a, b, difference };
}

/** Of a finding that only one run has also when. */
function findingText(pair: FindingPair, comparison: Comparison): object {
  const only = onlyIn(pair);
  const finding = pair.a ?? pair.b;
  const subject = finding === undefined ? undefined : findingSubject(pair, finding);
  return {
    subject,
    ...bothSides((side) => (only === side && finding !== undefined ? findingTime(pair, finding, side, comparison) : undefined)),
  };
}

function specJson({ role, when, frames, changes }: SpecDifference, place: PlaceOf): object {
  return { role: place(role), when, frames, changes: changes.map(changeJson) };
}

function stageText(stage: Stage | undefined): string | undefined {
  return stage === undefined ? undefined : describeStage(stage);
}

function bothSides<T>(of: (side: Side) => T): { readonly a: T; readonly b: T } {
  return { a: of("a"), b: of("b") };
}

type PlaceOf = (role: Role | undefined) => number | undefined;

function runJson(run: Run, { lengthMs }: RecordedSpan): object {
  const { name, targets, part, shared, frames, durationMs, possibleLosses, objects, objectsLeftOut } = run;
  const comparedMs = lengthMs;
  return {
    name,
    targets,
    part,
    shared,
    frames,
    objects: objects.length,
    objectsLeftOut,
    durationMs,
    chartedMs: chartedMs(run),
    comparedMs,
    possibleLosses,
  };
}

function factJson(fact: HeadlineFact, place: PlaceOf): object {
  const { kind } = fact;
  switch (kind) {
    case "common":
      return { kind, role: place(fact.role), ...bothSteps(fact.role, fact.steps) };
    case "step":
    case "not-yet":
    case "after":
      return { ...fact, role: place(fact.role), step: stepJson(fact.step, fact.role[otherIfEnded(fact)]?.path) };
    case "slower":
      return { kind, side: fact.side, byMs: fact.byMs, ...milestoneJson(fact.pair, place) };
    case "start":
    case "stayed":
    case "only":
    case "finding":
    case "after-finding":
    case "objects":
    case "spec-differs":
      return { ...fact, role: place(fact.role) };
    case "same-steps":
    case "recorded":
    case "reasons-differ":
      return fact;
    default:
      return assertNever(kind);
  }
}

/** The run that took the step. */
function otherIfEnded(fact: Extract<HeadlineFact, { kind: "step" | "not-yet" | "after" }>): Side {
  return fact.kind === "not-yet" ? otherSide(fact.side) : fact.side;
}

function reasonJson(reason: Reason, place: PlaceOf): object {
  switch (reason.kind) {
    case "spec":
      return { ...reason, role: place(reason.role), changes: reason.changes.map(changeJson) };
    case "no-pods":
      return { ...reason, role: place(reason.role), pods: reason.pods.map(place) };
    case "finding":
    case "image":
      return { ...reason, role: place(reason.role) };
    default:
      return assertNever(reason);
  }
}

function milestoneJson(pair: MilestonePair, place: PlaceOf): object {
  return { ...pair, role: place(pair.role) };
}

function divergenceJson(divergence: Divergence, place: PlaceOf): object {
  if (divergence.kind === "step")
    return { kind: "step", ...pathDivergenceJson(divergence.pathDivergence, place), frames: divergence.frames };
  return { kind: "finding", role: place(divergence.role), side: divergence.side, finding: divergence.finding, frames: divergence.frames };
}

function pathDivergenceJson(
  { role, kind, common, next }: PathDivergence,
  place: PlaceOf,
): { role: number | undefined; weight: string; common: object; next: object } {
  return { role: place(role), weight: kind, common: bothSteps(role, common ?? {}), next: bothSteps(role, next) };
}

function bothSteps(role: Role, steps: Sided<PathStep>): object {
  return Object.fromEntries(sides.flatMap((side) => (steps[side] === undefined ? [] : [[side, stepJson(steps[side], role[side]?.path)]])));
}

/** `times`: how often the object reached the step in the whole recording, `nth`: which of these times this is. */
function stepJson({ key, interval, atMs, nth, final }: PathStep, path: readonly PathStep[] = []): object {
  const { stage, sequence, container, passed } = interval;
  const times = path.filter((step) => step.key === key).length;
  return { step: key, stage, container, sequence, atMs, times, nth, final, passed };
}

/** Each step once, at its first time; `final` where the object was in it when last seen. */
function pathJson(path: readonly PathStep[]): object {
  const last = path.find(({ final }) => final)?.key;
  return firstTimes(path).map((step) => stepJson({ ...step, final: step.key === last }, path));
}

function memberJson(member: RoleMember | undefined): object | undefined {
  if (member === undefined) return undefined;
  const { ref, createdMs, timeOriginMs, preexisting, revisions, gone } = member.object;
  return { object: ref, createdMs, zeroMs: timeOriginMs, found: preexisting, revisions, gone, path: pathJson(member.path) };
}

/** Without the parsed `segments` of its `path`. */
function changeJson({ segments: _segments, ...change }: Change): object {
  return change;
}

/** `kubespy compare --baseline ... --candidate ... -o json`. A contract: fields are added, never changed, while `schemaVersion` stays 1. */
export function trendJson(groups: GroupComparison): object {
  const { baseline, candidate, trends, diverged } = groups;
  return {
    schemaVersion: 1,
    sentences: trendSentences(groups),
    baseline: baseline.map(groupRunJson),
    candidate: candidate.map(groupRunJson),
    trends: trends.map((trend) => ({ ...trend, text: trendCells(trend) })),
    parted: diverged.map(({ group, run, comparison: { headline, reasons } }) => ({
      group,
      run,
      headline,
      reasons: reasons.map((reason) => reasonText(reason, maxReason)),
    })),
  };
}

function trendCells(trend: Trend): object {
  const [baseline, candidate] = [trend.baseline, trend.candidate].map(sampleCell);
  return { milestone: milestoneName(trend), baseline, candidate, p: formatP(trend.p), verdict: describeVerdict(trend) };
}

function groupRunJson({ name, targets, part, shared, frames, durationMs, objects, objectsLeftOut, possibleLosses }: Run): object {
  return { name, targets, part, shared, frames, objects: objects.length, objectsLeftOut, durationMs, possibleLosses };
}
