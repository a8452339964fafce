import type { Coverage } from "../diagnosis/engine/coverage.js";
import type { Finding } from "../diagnosis/engine/finding.js";
import type { ObjectLifecycle } from "../lifecycle/session/object-lifecycle.js";
import type { OccurrenceTimes } from "../lifecycle/session/occurrence-times.js";
import type { StatusMetric } from "../lifecycle/session/status-metrics.js";
import type { GapFrame, ObjectFrame } from "../model/frame.js";
import type { Uid } from "../model/kube-object.js";
import { type FindingHistory, findingsAt } from "./finding-history.js";
import type { LifeTimes } from "./life-times.js";

/** Grows with every change of a rule (stages, milestones, findings, changes) that makes an analysis of before say something else. */
export const rulesVersion = 10;

/**
 * All that one pass over a session derives. Plain data, so that it can be kept beside the session and sent to another process; who keeps it
 * makes it anew when `rulesVersion` is not that of the program.
 */
export interface SessionAnalysis {
  readonly rulesVersion: number;
  /** In the order in which they appeared; Kubernetes Events are not among them. */
  readonly objects: readonly ObjectAnalysis[];
  /** Further objects, which are in none of these lists as there are very many. Absent where there are none. */
  readonly objectsLeftOut?: number;
  readonly findings: FindingHistory;
  /** What the findings at the end do not cover. */
  readonly coverage: Coverage;
  /** Numbers of a status that took more than one value. */
  readonly metrics: readonly StatusMetric[];
  /** Kubernetes Events, as objects. */
  readonly kubeEvents: number;
  /** When Kubernetes Events arrived about objects that are in none of these lists. Absent where there are none. */
  readonly otherOccurrences?: OccurrenceTimes;
  /** In a session that holds Kubernetes Events alone, the first objects that they are about. Absent in any other. */
  readonly eventSubjects?: readonly ObjectAnalysis[];
  /** The first of them; `SessionSummary.gaps` counts all. */
  readonly gaps: readonly GapFrame[];
  /** What the API server sent: all revisions, as JSON. */
  readonly sentBytes: number;
}

/** One incarnation over a session: its stages, milestones and times. */
export interface ObjectAnalysis extends ObjectLifecycle {
  /** Absent where there are none. */
  readonly occurrences?: OccurrenceTimes;
  /** No frame is about it: the reasons of Events are in the place of its stages. */
  readonly fromEventsAlone?: true;
  /** Mostly one; another one begins where the same uid appears again after its deletion. None where one alone has no known time. */
  readonly lives: readonly AnalysedLife[];
}

/** When an object was created and its deletion requested: with the frames that show it. */
export interface AnalysedLife {
  readonly fromSequence: number;
  readonly createdMs?: number;
  readonly deletionRequested?: { readonly sequence: number; readonly offsetMs: number };
}

/** The findings of a whole session, as they are known at its end: causes before their consequences. */
export function finalFindings({ findings }: SessionAnalysis): readonly Finding[] {
  return findingsAt(findings, Number.POSITIVE_INFINITY);
}

/** When the object of a frame was created and its deletion requested, as it was known before that frame. `before`: its previous frame. */
export function lifeTimesAt(analysis: SessionAnalysis, before: ObjectFrame): Partial<LifeTimes> | undefined {
  const lives = livesOf(analysis).get(before.ref.uid);
  const life = lives?.findLast(({ fromSequence }) => fromSequence <= before.sequence);
  if (life === undefined) return undefined;
  const { createdMs, deletionRequested: requested } = life;
  return {
    ...(createdMs === undefined ? {} : { createdMs }),
    ...(requested === undefined || requested.sequence > before.sequence ? {} : { deletionRequestedMs: requested.offsetMs }),
  };
}

/** Found by uid: made once for each analysis. */
const indexes = new WeakMap<SessionAnalysis, ReadonlyMap<Uid, readonly AnalysedLife[]>>();

function livesOf(analysis: SessionAnalysis): ReadonlyMap<Uid, readonly AnalysedLife[]> {
  const known = indexes.get(analysis);
  if (known !== undefined) return known;
  const index = new Map(analysis.objects.map(({ ref, lives }) => [ref.uid, lives]));
  indexes.set(analysis, index);
  return index;
}
