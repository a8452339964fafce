import type { Change } from "../diff/diff-objects.js";
import { TimeSlices } from "../io/time-slices.js";
import type { Comparison } from "./comparison.js";
import { chartsOf } from "./differences/charts.js";
import { pairEvents } from "./differences/event-pairs.js";
import { finalStates } from "./differences/final-states.js";
import { pairFindings } from "./differences/finding-pairs.js";
import { pairMilestones } from "./differences/milestone-pairs.js";
import { type NameSubstitutions, nameSubstitutions } from "./differences/name-substitutions.js";
import { normalisedDiff } from "./differences/normalised-diff.js";
import { type LoadRevision, specDifferences } from "./differences/spec-differences.js";
import { type LoadFindings, markUnfinished } from "./differences/unfinished-findings.js";
import { type Divergence, findFirstDivergence } from "./divergence.js";
import { headlineText } from "./headline.js";
import { type HeadlineFact, headlineFacts } from "./headline-facts.js";
import { alignRuns, type Role } from "./match/align-runs.js";
import { comparePaths } from "./path-divergence.js";
import { findReasons } from "./reasons/reasons.js";
import { recordedSpans } from "./run/recorded-span.js";
import type { Run } from "./run/run.js";
import { sides } from "./sides.js";

export interface CompareOptions {
  /** Compare node names as they are, instead of treating all nodes as the same. */
  readonly keepNodes?: boolean;
  /** Ends the comparison: rejects with its reason. */
  readonly signal?: AbortSignal;
  /** For tests. Default: by the time that has passed. */
  readonly slices?: TimeSlices;
}

/** Reads the sessions of both runs again, for what a run does not hold: little, however long the sessions are. */
export interface RunLoader {
  readonly revision: LoadRevision;
  readonly findings: LoadFindings;
}

/** Compares two runs. */
export async function compareRuns(a: Run, b: Run, loader: RunLoader, options: CompareOptions = {}): Promise<Comparison> {
  const { keepNodes = false } = options;
  const load = inSlices(loader, options);
  const runs = { a, b };
  const spans = recordedSpans(runs);
  const roles = alignRuns(a, b).filter((role) => !isBystander(role));
  const names = nameSubstitutions(roles, keepNodes);
  const paths = roles.map((role) => comparePaths(role, spans, sharesNoRole(roles)));
  const pathDivergences = paths.flatMap(({ divergence }) => divergence ?? []);
  const hasDiverged = pathDivergences.some(({ kind }) => kind === "outcome");
  const findings = await markUnfinished(pairFindings(roles, runs), { roles, runs, spans, hasDiverged }, load.findings);
  const divergence = findFirstDivergence(pathDivergences, findings, spans);
  const milestones = pairMilestones(roles, runs);
  const specs = await specDifferences(roles, names, load.revision);
  const headline = headlineFacts({ runs, spans, roles, paths, divergence, findings, milestones, specs });
  const delay = headline.facts.flatMap(delayOf)[0];
  return {
    a,
    b,
    spans,
    roles,
    verdict: headline.verdict,
    facts: headline.facts,
    headline: headlineText(headline, roles.length),
    reasons: await findReasons({ runs, roles, divergence, findings, milestones, delay }, names, load.revision),
    divergence,
    divergenceChanges: divergence === undefined ? [] : await changesAt(divergence, names, load.revision),
    pathDivergences,
    milestones,
    findings,
    events: pairEvents(runs),
    specs,
    finals: await finalStates(roles, names, load.revision),
    charts: chartsOf(roles, runs),
  };
}

/** What is compared most is what is read: before each reading others have their turn, and an interruption comes through. */
function inSlices(load: RunLoader, { signal, slices = new TimeSlices() }: CompareOptions): RunLoader {
  const pause = async () => {
    await slices.pause();
    signal?.throwIfAborted();
  };
  return {
    revision: async (side, sequence) => {
      await pause();
      return await load.revision(side, sequence);
    },
    findings: async (side, until) => {
      await pause();
      return await load.findings(side, until);
    },
  };
}

/** Both have objects, and none in common. A recording without any may only have ended before it showed one. */
function sharesNoRole(roles: readonly Role[]): boolean {
  return (
    roles.every(({ a, b }) => a === undefined || b === undefined) && sides.every((side) => roles.some((role) => role[side] !== undefined))
  );
}

/** Only one recording has it, it existed before, and nothing happened to it: the other recording just did not include it. */
function isBystander({ a, b }: Role): boolean {
  const alone = a === undefined ? b : b === undefined ? a : undefined;
  return alone?.object.preexisting === true && alone.object.revisions === 1;
}

function delayOf(fact: HeadlineFact) {
  if (fact.kind !== "slower") return [];
  return [{ role: fact.pair.role, side: fact.side, byMs: fact.byMs, milestone: fact.pair.name }];
}

async function changesAt({ frames: { a, b } }: Divergence, names: NameSubstitutions, load: LoadRevision): Promise<readonly Change[]> {
  if (a === undefined || b === undefined) return [];
  return normalisedDiff(await load("a", a.sequence), await load("b", b.sequence), names);
}
