import type { KubeObject, ObjectRef } from "../../model/kube-object.js";

/** How to judge a stage: in progress, as desired, wrong, finished, or none of these. */
export type Tone = "progress" | "good" | "bad" | "ended" | "neutral";

/** The step of its lifecycle that an object is in, in plain words. */
export interface Stage {
  /** One of a small set for each kind: "Created", "Scheduled", "Creating", "Running", "Ready", ... For a Kubernetes Event, its reason. */
  readonly name: string;
  readonly tone: Tone;
  /** More precisely, in a few words: "ImagePullBackOff", "1/2 ready", "Init:0/2". */
  readonly detail?: string | undefined;
  /**
   * The one word that people know it by from `kubectl get`, where that says more than the name: "CrashLoopBackOff", "Init:Error", "Evicted".
   * Of a Pod that cannot be scheduled, which is only Pending there, the reason of its condition.
   */
  readonly status?: string | undefined;
}

/** A milestone that a revision shows an object to have reached, at this revision or before it. */
export interface MilestoneStep {
  /** The same in every run: contains no generated name. */
  readonly name: string;
  /** For a milestone of one container: its name. */
  readonly container?: string | undefined;
  /** Default: "progress". */
  readonly tone?: Tone | undefined;
  /** When it was reached by the server's clock, ms since the epoch; mostly with one-second grain. */
  readonly serverMs?: number | undefined;
  /** The revision does not show it, but implies it. */
  readonly passed?: true | undefined;
}

/** A milestone that one object shows of another: a Kubernetes Event of a Pod's container, an EndpointSlice of its Service. */
export interface DetectedMilestone {
  readonly subject: ObjectRef;
  readonly step: MilestoneStep;
  /** Ignored if the same container has reached this milestone: every restart finds the image that the first start pulled. */
  readonly unless?: string;
}

/**
 * Finds the milestones of one incarnation in its revisions, passed in sequence. It can return a milestone again; the first time counts.
 * It keeps the little that it needs of earlier revisions itself.
 */
export type MilestoneDetector = (object: KubeObject) => readonly MilestoneStep[];

/** How an object compares with what its spec asks for. */
export interface Verdict {
  /** It matches its spec (kstatus: "Current"; a Job: it has started or is done). */
  readonly ready: boolean;
  /** It failed for good, or reports that it gave up. */
  readonly failed: boolean;
  /** It ran to a successful end; no further change is expected. */
  readonly complete: boolean;
  /** Why it makes no progress without help: "CrashLoopBackOff", "Unschedulable". The cluster still retries. */
  readonly stuck?: string;
  /** Ready, but still working towards an end, as a Job does, even while it backs off between retries. */
  readonly underWay?: true;
}

/** One part of what a change did. A narration consists of those with the highest weights. */
export interface Clause {
  /** Higher comes first. Clauses of equal weight keep their order. */
  readonly weight: number;
  /** No capital, no full stop: "the scheduler assigned it to node-1". */
  readonly text: string;
  /** A few words for one live line: "node-1", "ready 1/1". */
  readonly brief?: string;
  /** Why it matters, as a sentence. */
  readonly why?: string;
}

/** A change as the rules of a kind see it. */
export interface ObjectChange {
  readonly before: KubeObject;
  readonly after: KubeObject;
  readonly times: ChangeTimes;
}

/** Times before a change, by our own clock, in ms; absent if unknown. They may be read when they are looked at: few changes need them. */
export interface ChangeTimes {
  /** Since a frame showed its creation. */
  readonly sinceCreationMs?: number | undefined;
  /** Since a frame showed the deletion request. */
  readonly sinceDeletionRequestedMs?: number | undefined;
}

/**
 * The rules of one kind, one file each. All functions are pure, accept any field missing or of the wrong type, and take every time from
 * the recording.
 */
export interface KindRules {
  /** Names of stages, each of which implies those before it, even if no revision shows them. */
  readonly ladder?: readonly string[];
  readonly stage: (object: KubeObject) => Stage;
  /** What an object is, for its first frame: "1 container (nginx:1.27)". */
  readonly describe: (object: KubeObject) => readonly Clause[];
  /** What a change did, beyond what changes in every kind (labels, finalizers, a deletion request). */
  readonly changes: (change: ObjectChange) => readonly Clause[];
}

/**
 * How far an object of one kind has come, in the same file as its other rules: what only an analysis and the conditions of a recording ask. Apart
 * from them, so that the page, which shows what was analysed, does without.
 */
export interface ProgressRules {
  /** Makes a detector for one incarnation. Absent: its stages are its only milestones. */
  readonly milestones?: () => MilestoneDetector;
  /** What one of its revisions shows of other objects. */
  readonly milestonesOfOthers?: (object: KubeObject) => readonly DetectedMilestone[];
  readonly verdict: (object: KubeObject) => Verdict;
}
