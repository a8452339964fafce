import type { Change } from "../diff/diff-objects.js";
import { alignRuns } from "./align.js";
import { chartsOf } from "./charts.js";
import type { Comparison } from "./comparison.js";
import { type Divergence, firstDivergence } from "./divergence.js";
import { pairEvents } from "./event-pairs.js";
import { finalStates } from "./final-states.js";
import { pairFindings } from "./finding-pairs.js";
import { headlineOf } from "./headline.js";
import { knowledgeOf } from "./knowledge.js";
import { pairMilestones } from "./milestone-pairs.js";
import { type Knowledge, normalisedDiff } from "./normalised-diff.js";
import { isBystander, partingOf } from "./parting.js";
import type { Run } from "./run.js";
import { type Load, specDifferences } from "./spec-differences.js";

export interface CompareOptions {
  /** Nodes mean something: do not treat all as the same. */
  readonly keepNodes?: boolean;
}

/** Compares two runs. `load` reads again what is to be shown of single revisions: few, whatever the length of the sessions. */
export async function compareRuns(a: Run, b: Run, load: Load, { keepNodes = false }: CompareOptions = {}): Promise<Comparison> {
  const runs = { a, b };
  const roles = alignRuns(a, b).filter((role) => !isBystander(role));
  const known = knowledgeOf(roles, keepNodes);
  const partings = roles.flatMap((role) => partingOf(role) ?? []);
  const findings = pairFindings(roles, runs);
  const divergence = firstDivergence(partings, findings, runs);
  const comparison = {
    a,
    b,
    roles,
    divergence,
    divergenceChanges: divergence === undefined ? [] : await changesAt(divergence, known, load),
    partings,
    milestones: pairMilestones(roles, runs),
    findings,
    events: pairEvents(runs),
    specs: await specDifferences(roles, known, load),
    finals: await finalStates(roles, known, load),
    charts: chartsOf(roles, runs),
  };
  return { ...comparison, headline: headlineOf(comparison) };
}

async function changesAt({ frames: { a, b } }: Divergence, known: Knowledge, load: Load): Promise<readonly Change[]> {
  if (a === undefined || b === undefined) return [];
  return normalisedDiff(await load("a", a.sequence), await load("b", b.sequence), known);
}
