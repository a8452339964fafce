import type { KubeObject, ObjectRef } from "../../model/kube-object.js";

/** How a stage is to be felt: on the way, as it should be, wrong, over, or none of these. */
export type Tone = "progress" | "good" | "bad" | "ended" | "neutral";

/** The step of its life that an object is in, in words a person says. */
export interface Stage {
  /** One of a small set for each kind: "Created", "Scheduled", "Creating", "Running", "Ready", ... For a Kubernetes Event, its reason. */
  readonly name: string;
  readonly tone: Tone;
  /** What narrows it down, in few words: "ImagePullBackOff", "1/2 ready", "Init:0/2". */
  readonly detail?: string | undefined;
}

/** A step of its life that a revision shows an object to have taken, at this revision or before it. */
export interface MilestoneStep {
  /** In words that are the same in every run; never a generated name. */
  readonly name: string;
  /** Where it is a step of one container: its name. */
  readonly container?: string | undefined;
  /** Default: "progress". */
  readonly tone?: Tone | undefined;
  /** What the server says of when, in ms since the epoch; mostly of one-second grain. */
  readonly serverMs?: number | undefined;
  /** The revision does not show it: it follows from what came after. */
  readonly passed?: true | undefined;
}

/** A step that one object tells of the life of another: a Kubernetes Event of a Pod's container, an EndpointSlice of its Service. */
export interface DetectedMilestone {
  readonly subject: ObjectRef;
  readonly step: MilestoneStep;
  /** Not worth telling when this step of the same container was told: every restart finds the image that the first start pulled. */
  readonly unless?: string;
}

/**
 * Tells the steps that one incarnation has taken from its revisions, fed in sequence. It may tell a step again as long as it holds; the
 * first time counts. What it needs to know of earlier revisions it remembers itself, in a few words.
 */
export type MilestoneDetector = (object: KubeObject) => readonly MilestoneStep[];

/** Where an object stands with regard to what its spec asks for. */
export interface Verdict {
  /** It is as its spec wants it to be (kstatus says "Current"; a Job: it has begun or is done). */
  readonly ready: boolean;
  /** It has failed for good or says that it has given up. */
  readonly failed: boolean;
  /** It ran to a successful end; nothing more will happen by itself. */
  readonly complete: boolean;
  /** Why it rests without hope of going on by itself: "CrashLoopBackOff", "Unschedulable". The cluster still tries. */
  readonly stuck?: string;
  /** It has work to bring to an end: though ready, it is not at rest. A Job that waits for its next try is. */
  readonly underWay?: true;
}

/** One thing that a change did, told on its own. A narration is made of the weightiest. */
export interface Clause {
  /** What matters more stands first. Clauses of equal weight keep the order in which they were found. */
  readonly weight: number;
  /** No capital, no full stop: "the scheduler bound it to node-1". */
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

/** What is known of when; each absent when it is not. Of our own clock, in ms. */
export interface ChangeTimes {
  /** Since the object was created before our eyes. */
  readonly sinceCreationMs?: number;
  /** Since its deletion was asked for before our eyes. */
  readonly sinceDeletionRequestedMs?: number;
  /** How long it was in the stage before this change. */
  readonly inStageMs?: number;
}

/**
 * What is known about one kind. One file each; all functions are pure, expect any field to be absent or of the wrong type, and
 * take every time from the recording.
 */
export interface KindRules {
  /** Names of stages of which each implies that those before it were passed, though no revision may have shown them. */
  readonly ladder?: readonly string[];
  readonly stage: (object: KubeObject) => Stage;
  /** Begins to follow one incarnation. Missing: its steps are its stages. */
  readonly milestones?: () => MilestoneDetector;
  /** What it tells of others. */
  readonly milestonesOfOthers?: (object: KubeObject) => readonly DetectedMilestone[];
  readonly verdict: (object: KubeObject) => Verdict;
  /** What a newly seen object is, as clauses about it: "1 container (nginx:1.27)". */
  readonly describe: (object: KubeObject) => readonly Clause[];
  /** What a change did, beyond what is told of every kind (labels, finalizers, deletion asked for). */
  readonly changes: (change: ObjectChange) => readonly Clause[];
}
