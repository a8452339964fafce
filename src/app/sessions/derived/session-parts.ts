import type { RunExtract } from "../../../compare/run/read-run.js";
import { type Coverage, fullCoverage } from "../../../diagnosis/engine/coverage.js";
import type { SessionFindings } from "../../../diagnosis/engine/diagnose.js";
import type { Finding } from "../../../diagnosis/engine/finding.js";
import { type FindingHistory, lastBy } from "../../../interpret/finding-history.js";
import type { ObjectAnalysis, SessionAnalysis } from "../../../interpret/session-analysis.js";
import type { ContainerEnd } from "../../../lifecycle/session/container-ends.js";

/** A session at a glance, without its findings. */
export interface SessionOverview {
  /** Without findings. */
  readonly analysis: SessionAnalysis;
  /** How containers last ended. */
  readonly containerEnds: readonly ContainerEnd[];
}

/** What one pass over a session derived. */
export interface Derived {
  readonly overview?: SessionOverview;
  readonly found?: SessionFindings;
  readonly history?: FindingHistory;
  readonly extract?: RunExtract;
}

/** The parts that are kept, as values: each is read by itself, so that who needs little reads little. */
export interface PartValues {
  readonly overview: Omit<SessionAnalysis, "objects" | "findings" | "coverage"> & {
    readonly containerEnds: readonly ContainerEnd[];
    readonly objects: number;
  };
  readonly objects: readonly ObjectAnalysis[];
  readonly findings: SessionFindings;
  readonly history: KeptHistory;
  readonly run: RunExtract;
}

/** Without the versions that are known at the end: these are the findings, which are a part of their own. */
interface KeptHistory extends FindingHistory {
  /** Their places among the versions. */
  readonly final: readonly number[];
}

export type PartName = Exclude<keyof PartValues, "objects"> | `objects-${number}`;

/** Objects of one part: few enough to be read between two keys by a screen that shows some of very many. */
export const objectsPerPart = 64;

const noFindings: FindingHistory = { versions: [], states: [], news: [] };

/** An analysis as it is where nothing was diagnosed. */
export function withoutFindings(analysis: SessionAnalysis): SessionAnalysis {
  return { ...analysis, findings: noFindings, coverage: fullCoverage };
}

/** What is kept of what was derived. */
export function* partsOf({ overview, found, history, extract }: Derived): Generator<readonly [PartName, unknown]> {
  if (overview !== undefined) {
    const { objects, findings: _findings, coverage: _coverage, ...rest } = overview.analysis;
    const part: PartValues["overview"] = { ...rest, objects: objects.length, containerEnds: overview.containerEnds };
    yield ["overview", part];
    for (let from = 0; from < objects.length; from += objectsPerPart)
      yield [`objects-${from / objectsPerPart}`, objects.slice(from, from + objectsPerPart) satisfies PartValues["objects"]];
  }
  if (found !== undefined) yield ["findings", found satisfies PartValues["findings"]];
  if (history !== undefined) yield ["history", keptHistory(history)];
  if (extract !== undefined) yield ["run", extract satisfies PartValues["run"]];
}

/** With its members in the order of an analysis that is derived, so that what is written of it is the same. */
export function overviewFrom(part: PartValues["overview"], objects: readonly ObjectAnalysis[]): SessionOverview {
  const { rulesVersion, objects: _count, containerEnds, gaps, ...measured } = part;
  return { analysis: { rulesVersion, objects, ...measured, findings: noFindings, coverage: fullCoverage, gaps }, containerEnds };
}

function keptHistory({ versions, states, news }: FindingHistory): KeptHistory {
  const final = states[lastBy(states, Number.POSITIVE_INFINITY)]?.findings ?? [];
  const isFinal = new Set(final);
  return { versions: versions.filter((_, i) => !isFinal.has(i)), states, news, final };
}

/** Undefined where the findings are not those of the history. */
export function historyFrom(
  { versions: others, states, news, final }: KeptHistory,
  findings: readonly Finding[],
): FindingHistory | undefined {
  if (findings.length !== final.length) return undefined;
  const versions: Finding[] = [];
  for (const [i, place] of final.entries()) versions[place] = findings[i] as Finding;
  let next = 0;
  for (const other of others) {
    while (versions[next] !== undefined) next++;
    versions[next] = other;
  }
  return { versions, states, news };
}

/** The same of a whole analysis. */
export function analysisFrom(overview: SessionOverview, history: FindingHistory, coverage: Coverage): SessionAnalysis {
  return { ...overview.analysis, findings: history, coverage };
}
