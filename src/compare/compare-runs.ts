import type { Change } from "../diff/diff-objects.js";
import type { Comparison } from "./comparison.js";
import { chartsOf } from "./differences/charts.js";
import { pairEvents } from "./differences/event-pairs.js";
import { finalStates } from "./differences/final-states.js";
import { pairFindings } from "./differences/finding-pairs.js";
import { pairMilestones } from "./differences/milestone-pairs.js";
import { type NameSubstitutions, nameSubstitutions } from "./differences/name-substitutions.js";
import { normalisedDiff } from "./differences/normalised-diff.js";
import { type LoadRevision, specDifferences } from "./differences/spec-differences.js";
import { type Divergence, findFirstDivergence, findPathDivergence } from "./divergence.js";
import { headlineOf } from "./headline.js";
import { alignRuns, type Role } from "./match/align-runs.js";
import type { Run } from "./run/run.js";

export interface CompareOptions {
  /** Compare node names as they are, instead of treating all nodes as the same. */
  readonly keepNodes?: boolean;
}

/** Compares two runs. `load` reads single revisions again, to show them: few, however long the sessions are. */
export async function compareRuns(a: Run, b: Run, load: LoadRevision, { keepNodes = false }: CompareOptions = {}): Promise<Comparison> {
  const runs = { a, b };
  const roles = alignRuns(a, b).filter((role) => !isBystander(role));
  const names = nameSubstitutions(roles, keepNodes);
  const pathDivergences = roles.flatMap((role) => findPathDivergence(role) ?? []);
  const findings = pairFindings(roles, runs);
  const divergence = findFirstDivergence(pathDivergences, findings, runs);
  const comparison = {
    a,
    b,
    roles,
    divergence,
    divergenceChanges: divergence === undefined ? [] : await changesAt(divergence, names, load),
    pathDivergences,
    milestones: pairMilestones(roles, runs),
    findings,
    events: pairEvents(runs),
    specs: await specDifferences(roles, names, load),
    finals: await finalStates(roles, names, load),
    charts: chartsOf(roles, runs),
  };
  return { ...comparison, headline: headlineOf(comparison) };
}

/** Only one recording has it, it existed before, and nothing happened to it: the other recording just did not include it. */
function isBystander({ a, b }: Role): boolean {
  const alone = a === undefined ? b : b === undefined ? a : undefined;
  return alone?.object.preexisting === true && alone.object.revisions === 1;
}

async function changesAt({ frames: { a, b } }: Divergence, names: NameSubstitutions, load: LoadRevision): Promise<readonly Change[]> {
  if (a === undefined || b === undefined) return [];
  return normalisedDiff(await load("a", a.sequence), await load("b", b.sequence), names);
}
