import type { Coverage } from "../diagnosis/engine/coverage.js";
import type { Finding } from "../diagnosis/engine/finding.js";
import type { NumberPoint } from "../lifecycle/session/number-series.js";
import type { OccurrenceTimes } from "../lifecycle/session/occurrence-times.js";
import type { StatusMetric } from "../lifecycle/session/status-metrics.js";
import type { GapFrame } from "../model/frame.js";
import type { FindingHistory, FindingState, NewsEntry } from "./finding-history.js";
import { applyListUpdate, type ListUpdate } from "./list-update.js";
import { type ObjectAnalysis, rulesVersion, type SessionAnalysis } from "./session-analysis.js";

/** What became of an analysis while its session is being recorded. Plain data, as large as what changed; what is absent is as it was. */
export interface AnalysisUpdate {
  /** Those that are new or changed, with their places in `SessionAnalysis.objects`, ascending. */
  readonly objects: readonly { readonly index: number; readonly object: ObjectAnalysis }[];
  readonly objectsLeftOut?: number;
  readonly findings?: FindingHistoryUpdate;
  readonly coverage?: Coverage;
  /** In the order of `SessionAnalysis.metrics`, to be applied one after the other. */
  readonly metrics: readonly MetricUpdate[];
  readonly kubeEvents: number;
  /** Empty: there are none any longer. */
  readonly otherOccurrences?: OccurrenceTimes;
  /** All of them. Empty: there are none any longer. */
  readonly eventSubjects?: readonly ObjectAnalysis[];
  readonly gaps: readonly GapFrame[];
  readonly sentBytes: number;
}

export interface FindingHistoryUpdate {
  readonly versions: ListUpdate<Finding>;
  readonly states: ListUpdate<FindingState>;
  readonly news: ListUpdate<NewsEntry>;
}

export interface MetricUpdate {
  /** Its place in the list. */
  readonly index: number;
  /** It was not in the list before. */
  readonly isNew: boolean;
  readonly metric: Omit<StatusMetric, "points">;
  readonly points: ListUpdate<NumberPoint>;
}

/** The analysis of a session without frames, which updates begin with. */
export const emptyAnalysis: SessionAnalysis = {
  rulesVersion,
  objects: [],
  findings: { versions: [], states: [], news: [] },
  coverage: { hasEvents: true, unrecorded: [], otherWarnings: [] },
  metrics: [],
  kubeEvents: 0,
  gaps: [],
  sentBytes: 0,
};

/** The analysis after an update. Leaves the one before as it was, and shares with it what did not change. */
export function applyUpdate(analysis: SessionAnalysis, update: AnalysisUpdate): SessionAnalysis {
  const { otherOccurrences: othersBefore, eventSubjects: subjectsBefore, ...before } = analysis;
  const { objectsLeftOut = before.objectsLeftOut, otherOccurrences = othersBefore ?? {}, eventSubjects = subjectsBefore ?? [] } = update;
  return {
    ...before,
    objects: objectsAfter(analysis.objects, update),
    ...(objectsLeftOut === undefined ? {} : { objectsLeftOut }),
    findings: update.findings === undefined ? analysis.findings : applyFindingsUpdate(analysis.findings, update.findings),
    coverage: update.coverage ?? analysis.coverage,
    metrics: metricsAfter(analysis.metrics, update.metrics),
    kubeEvents: update.kubeEvents,
    ...(Object.keys(otherOccurrences).length === 0 ? {} : { otherOccurrences }),
    ...(eventSubjects.length === 0 ? {} : { eventSubjects }),
    gaps: update.gaps.length === 0 ? analysis.gaps : [...analysis.gaps, ...update.gaps],
    sentBytes: update.sentBytes,
  };
}

function objectsAfter(before: readonly ObjectAnalysis[], { objects }: AnalysisUpdate): readonly ObjectAnalysis[] {
  if (objects.length === 0) return before;
  const after = [...before];
  for (const { index, object } of objects) after[index] = object;
  return after;
}

export function applyFindingsUpdate(before: FindingHistory, update: FindingHistoryUpdate): FindingHistory {
  return {
    versions: applyListUpdate(before.versions, update.versions),
    states: applyListUpdate(before.states, update.states),
    news: applyListUpdate(before.news, update.news),
  };
}

function metricsAfter(before: readonly StatusMetric[], updates: readonly MetricUpdate[]): readonly StatusMetric[] {
  if (updates.length === 0) return before;
  const after = [...before];
  for (const { index, isNew, metric, points } of updates) {
    const known = isNew ? [] : (after[index]?.points ?? []);
    after.splice(index, isNew ? 0 : 1, { ...metric, points: applyListUpdate(known, points) });
  }
  return after;
}
