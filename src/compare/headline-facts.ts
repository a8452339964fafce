import type { Finding } from "../diagnosis/engine/finding.js";
import type { Stage } from "../lifecycle/kinds/kind-rules.js";
import { differInReason, type FindingPair } from "./differences/finding-pairs.js";
import type { MilestonePair } from "./differences/milestone-pairs.js";
import type { SpecDifference } from "./differences/spec-differences.js";
import type { Divergence } from "./divergence.js";
import { elapsedMs } from "./elapsed-ms.js";
import { headlineGrains } from "./heuristics.js";
import type { Role } from "./match/align-runs.js";
import type { CommonStep, PathComparison, PathDivergence } from "./path-divergence.js";
import { isEnding, isFine, type PathStep } from "./run/path.js";
import type { RecordedSpans } from "./run/recorded-span.js";
import type { Run } from "./run/run.js";
import { otherSide, type Side, sides } from "./sides.js";

/**
 * One statement about one run, or about both: all that a headline says. Each is true of the recordings as they are, which
 * `test/compare/headline-law.test.ts` checks against their frames. Times of a role count from its `timeOriginMs`, others from the run's `zeroMs`.
 */
export type HeadlineFact =
  /** Both took this step, and the same steps before it. */
  | { readonly kind: "common"; readonly role: Role; readonly steps: CommonStep }
  /** Their first steps differ. */
  | { readonly kind: "start"; readonly role: Role }
  /** The step that this run took next. `without`: the stage that the other reached instead, and this one never before it. */
  | { readonly kind: "step"; readonly side: Side; readonly role: Role; readonly step: PathStep; readonly without?: string }
  /** This run took no further step. `throughout`: it was in this stage all the time since the common step. `gone`: until its deletion. */
  | {
      readonly kind: "stayed";
      readonly side: Side;
      readonly role: Role;
      readonly stage: Stage;
      readonly throughout: boolean;
      readonly untilMs: number;
      readonly gone: boolean;
    }
  /** The roles of both runs took the same steps, as far as both recordings show. `exceptEnds`: only their deletions differ. */
  | { readonly kind: "same-steps"; readonly objects: number; readonly steps: number; readonly exceptEnds: boolean }
  /** Only this run has the role, and so many more. */
  | { readonly kind: "only"; readonly side: Side; readonly role: Role; readonly stage: Stage; readonly more: number }
  /** Only this run has the finding. */
  | { readonly kind: "finding"; readonly side: Side; readonly finding: Finding; readonly role?: Role; readonly atMs: number }
  /** The recording of this run ended, and the other one goes on. */
  | { readonly kind: "recorded"; readonly side: Side; readonly untilMs: number }
  /** The recording of this run ended when the other had taken this step a short time before. */
  | {
      readonly kind: "not-yet";
      readonly side: Side;
      readonly role: Role;
      readonly step: PathStep;
      readonly atMs: number;
      readonly untilMs: number;
    }
  /** What this run did after the end of the other recording. */
  | { readonly kind: "after"; readonly side: Side; readonly role: Role; readonly step: PathStep; readonly atMs: number }
  | { readonly kind: "after-finding"; readonly side: Side; readonly finding: Finding; readonly role?: Role; readonly atMs: number }
  /** All that this run has, where the runs share no object: the object that owns most, and how many more. */
  | { readonly kind: "objects"; readonly side: Side; readonly role?: Role; readonly stage?: Stage; readonly more: number }
  | { readonly kind: "spec-differs"; readonly role: Role }
  | { readonly kind: "reasons-differ"; readonly class: string; readonly a: Finding; readonly b: Finding }
  /** This run reached the milestone later. */
  | { readonly kind: "slower"; readonly side: Side; readonly pair: MilestonePair; readonly byMs: number };

/** What a comparison comes to, and the facts that its headline states, in the order in which it states them. */
export interface Headline {
  /**
   * `diverged`: a role took another step, or only one run has a finding or a role. `same`: no divergence. `as-recorded`: none as far as the shorter
   * recording goes. `nothing-shared`: no role is in both.
   */
  readonly verdict: "diverged" | "same" | "as-recorded" | "nothing-shared";
  readonly facts: readonly HeadlineFact[];
}

/** What the headline is taken from. */
interface HeadlineSources {
  readonly runs: Record<Side, Run>;
  readonly spans: RecordedSpans;
  readonly roles: readonly Role[];
  readonly paths: readonly PathComparison[];
  readonly divergence: Divergence | undefined;
  readonly findings: readonly FindingPair[];
  readonly milestones: readonly MilestonePair[];
  readonly specs: readonly SpecDifference[];
}

export function headlineFacts(sources: HeadlineSources): Headline {
  const { divergence, roles, paths, runs } = sources;
  const sharesNone = roles.every(({ a, b }) => a === undefined || b === undefined);
  const isLone = paths.some(({ divergence: own }) => own?.kind === "alone");
  const isEmpty = roles.length > 0 && sides.some((side) => runs[side].frames === 0);
  if (sharesNone && (isLone || isEmpty)) return { verdict: "nothing-shared", facts: sides.map((side) => objectsOf(side, roles)) };
  if (divergence?.kind === "finding")
    return { verdict: "diverged", facts: [...sameSteps(sources), onlyFinding(divergence), ...slowest(sources)] };
  if (divergence?.pathDivergence.kind === "alone") return { verdict: "diverged", facts: sameSteps(sources) };
  if (divergence !== undefined) return { verdict: "diverged", facts: stepFacts(divergence.pathDivergence) };
  const ended = endedFacts(sources);
  if (ended.length > 0) return { verdict: "as-recorded", facts: [...ended, ...slowest(sources)] };
  return { verdict: "same", facts: [...sameSteps(sources), ...differentSpecs(sources), ...differentReasons(sources), ...slowest(sources)] };
}

function stepFacts({ role, common, next }: PathDivergence): readonly HeadlineFact[] {
  const start: HeadlineFact = common === undefined ? { kind: "start", role } : { kind: "common", role, steps: common };
  return [
    start,
    ...sides.flatMap((side): readonly HeadlineFact[] => {
      const step = next[side];
      if (step === undefined) return stayedFact(role, side, common?.[side]);
      const missed = next[otherSide(side)];
      const without = isEnding(step) && isAdvance(missed) && !hasReached(role, side, missed) ? { without: missed.interval.stage.name } : {};
      return [{ kind: "step", side, role, step, ...without }];
    }),
  ];
}

/** Neither a failure nor an end: the run without it did not get there. */
function isAdvance(step: PathStep | undefined): step is PathStep {
  return step !== undefined && isFine(step) && !isEnding(step);
}

function hasReached(role: Role, side: Side, { interval }: PathStep): boolean {
  return role[side]?.object.stepIntervals.some(({ stage }) => stage.name === interval.stage.name) === true;
}

function stayedFact(role: Role, side: Side, common: PathStep | undefined): readonly HeadlineFact[] {
  const object = role[side]?.object;
  if (object === undefined) return [];
  const { stepIntervals, finalStage, endMs, timeOriginMs, gone } = object;
  const since = common === undefined ? stepIntervals[0] : common.interval;
  const throughout = since !== undefined && since === stepIntervals.at(-1);
  const isSameDetail = throughout && since.stage.detail === finalStage.detail;
  const stage = throughout && !isSameDetail ? { name: finalStage.name, tone: finalStage.tone } : finalStage;
  return [{ kind: "stayed", side, role, stage, throughout, untilMs: elapsedMs(timeOriginMs, endMs), gone }];
}

/** What the roles of both have in common, and the first role of each run that the other does not have. */
function sameSteps({ paths, roles, divergence }: HeadlineSources): readonly HeadlineFact[] {
  const both = paths.filter(({ role }) => role.a !== undefined && role.b !== undefined);
  const steps = both.reduce((sum, { commonSteps }) => sum + commonSteps, 0);
  const exceptEnds = both.some(({ divergence: own }) => own?.kind === "ending");
  const alone = paths.flatMap(({ divergence: own, role }) => (own?.kind === "alone" ? [role] : []));
  const only = sides.flatMap((side) => {
    const own = roles.filter((role) => alone.includes(role) && role[side] !== undefined);
    const first = divergence?.kind === "step" && own.includes(divergence.pathDivergence.role) ? divergence.pathDivergence.role : own[0];
    const stage = first?.[side]?.object.finalStage;
    return first === undefined || stage === undefined ? [] : [{ kind: "only", side, role: first, stage, more: own.length - 1 } as const];
  });
  return [{ kind: "same-steps", objects: both.length, steps, exceptEnds }, ...only];
}

function onlyFinding({ side, finding, role, frames }: Extract<Divergence, { kind: "finding" }>): HeadlineFact {
  return { kind: "finding", side, finding, atMs: frames[side]?.atMs ?? 0, ...(role === undefined ? {} : { role }) };
}

/** Which recordings ended before the other one was at its end, and what it did after that. Empty where both end in the same. */
function endedFacts({ paths, findings, spans }: HeadlineSources): readonly HeadlineFact[] {
  const unfinished = paths.flatMap(({ role, unfinished: own }) => (own === undefined ? [] : [{ role, ...own }]));
  const ofFindings = findings.flatMap(({ unfinished: side, a, b }) => (side === undefined || (a ?? b)?.severity === "info" ? [] : [side]));
  const ended = sides.filter((side) => unfinished.some((each) => each.side === side) || ofFindings.includes(side));
  const late = unfinished.find(({ role, side, step, atMs, untilMs }) => {
    const times = role[side]?.path.filter(({ key }) => key === step?.key).length ?? 0;
    return step !== undefined && isAdvance(step) && atMs < untilMs && times < step.nth;
  });
  const recorded = ended.map((side): HeadlineFact => ({ kind: "recorded", side, untilMs: spans[side].lengthMs }));
  const notYet: readonly HeadlineFact[] =
    late?.step === undefined
      ? []
      : [{ kind: "not-yet", side: late.side, role: late.role, step: late.step, atMs: late.atMs, untilMs: late.untilMs }];
  return [...recorded, ...notYet, ...ended.flatMap((side) => afterwards(side, unfinished, findings, spans))];
}

/** The first failure of the other run after the end of this recording. */
function afterwards(
  ended: Side,
  unfinished: readonly { readonly role: Role; readonly side: Side; readonly step?: PathStep }[],
  findings: readonly FindingPair[],
  spans: RecordedSpans,
): readonly HeadlineFact[] {
  const side = otherSide(ended);
  const timeOf = (offsetMs: number) => elapsedMs(spans[side].zeroMs, offsetMs);
  const steps = unfinished.flatMap(({ role, side: of, step }): readonly (HeadlineFact & { readonly atMs: number })[] =>
    of !== ended || step === undefined || isFine(step) ? [] : [{ kind: "after", side, role, step, atMs: timeOf(step.interval.fromMs) }],
  );
  const failures = findings.flatMap((pair): readonly (HeadlineFact & { readonly atMs: number })[] => {
    const finding = pair[side];
    if (pair.unfinished !== ended || finding === undefined || finding.severity === "info") return [];
    const role = pair.role === undefined ? {} : { role: pair.role };
    return [{ kind: "after-finding", side, finding, atMs: timeOf(finding.sinceMs), ...role }];
  });
  const [first] = [...steps, ...failures].filter(({ atMs }) => atMs >= spans[ended].lengthMs).sort((x, y) => x.atMs - y.atMs);
  return first === undefined ? [] : [first];
}

function objectsOf(side: Side, roles: readonly Role[]): HeadlineFact {
  const own = roles.filter((role) => role[side] !== undefined);
  const belowOf = (role: Role) => own.filter((other) => other.owner === role).length;
  const [most] = own.filter(({ depth }) => depth === 0 || own.length > 0).sort((x, y) => x.depth - y.depth || belowOf(y) - belowOf(x));
  const stage = most?.[side]?.object.finalStage;
  if (most === undefined || stage === undefined) return { kind: "objects", side, more: 0 };
  return { kind: "objects", side, role: most, stage, more: own.length - 1 };
}

function differentSpecs({ specs: [first] }: HeadlineSources): readonly HeadlineFact[] {
  return first === undefined ? [] : [{ kind: "spec-differs", role: first.role }];
}

/** Equal steps can have different reasons: one Pod is unschedulable for lack of CPU, the other for its node selector. */
function differentReasons({ findings }: HeadlineSources): readonly HeadlineFact[] {
  const pair = findings.find((each) => each.a?.severity !== "info" && each.unfinished === undefined && differInReason(each));
  if (pair?.a === undefined || pair.b === undefined) return [];
  return [{ kind: "reasons-differ", class: pair.class, a: pair.a, b: pair.b }];
}

/** The milestone with the largest difference, where that is more than chance. The uppermost objects come first: people wait for those. */
function slowest({ milestones }: Pick<HeadlineSources, "milestones">): readonly Extract<HeadlineFact, { kind: "slower" }>[] {
  const apartMs = ({ differenceMs = 0 }: MilestonePair) => Math.abs(differenceMs);
  const apart = milestones.filter((pair) => apartMs(pair) > pair.grainMs * headlineGrains);
  const [most] = [...apart].sort((x, y) => x.role.depth - y.role.depth || apartMs(y) - apartMs(x));
  if (most?.differenceMs === undefined) return [];
  return [{ kind: "slower", side: most.differenceMs > 0 ? "b" : "a", pair: most, byMs: Math.abs(most.differenceMs) }];
}
