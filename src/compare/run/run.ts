import type { Finding } from "../../diagnosis/engine/finding.js";
import type { Stage } from "../../lifecycle/kinds/kind-rules.js";
import type { Milestone } from "../../lifecycle/milestones/milestone.js";
import type { NumberPoint } from "../../lifecycle/session/number-series.js";
import type { ObjectRef } from "../../model/kube-object.js";
import type { SessionPart } from "../../model/session-part.js";
import type { SessionShare } from "../../model/session-share.js";
import type { Naming } from "./naming.js";
import type { StepInterval } from "./step-intervals.js";

/**
 * One session reduced to what a comparison needs: plain data without revisions, so that it is small. What is shown of a revision is read again
 * by its sequence.
 */
export interface Run {
  readonly name: string;
  /** As typed: `["deploy/web", "svc/web"]`. */
  readonly targets: readonly string[];
  readonly frames: number;
  /** What larger session it was cut from. */
  readonly part?: SessionPart;
  /** What was removed from it before it was shared. */
  readonly shared?: SessionShare;
  readonly durationMs: number;
  /** When something first happened in it, ms since session start; 0 when nothing changed. */
  readonly firstChangeMs: number;
  /** False when nothing was created, changed or deleted in it. */
  readonly hasChange: boolean;
  /** Gaps in which changes may be missing. */
  readonly possibleLosses: number;
  /** In the order in which they were first seen, without Kubernetes Events. */
  readonly objects: readonly RunObject[];
  /** Further objects, which are not compared as there are very many. Absent where there are none. */
  readonly objectsLeftOut?: number;
  readonly events: readonly EventTally[];
  readonly milestones: readonly Milestone[];
  readonly findings: readonly Finding[];
  readonly numbers: readonly RunNumber[];
}

/** One incarnation. */
export interface RunObject {
  readonly ref: ObjectRef;
  /** resourceVersion in which it was first seen. */
  readonly firstVersion: string;
  readonly naming: Naming;
  /** When it was created, ms since session start; negative when that was before (then by the server's clock, of one-second grain). */
  readonly createdMs: number;
  /** It existed before the recording began, or was first seen long after its creation: no frame shows its creation. */
  readonly preexisting: boolean;
  /** Its times count from here, ms since session start (see `withTimeOrigins`). */
  readonly timeOriginMs: number;
  readonly revisions: number;
  /** All steps in their order, those of mere progress included. */
  readonly stepIntervals: readonly StepInterval[];
  /** The last stage with its newest details; an interval has those of its beginning. */
  readonly finalStage: Stage;
  /** One for each change of it; the first is what it was when first seen. */
  readonly desiredStates: readonly DesiredState[];
  readonly lastSequence: number;
  /** Until when it was watched: its deletion, or the end of the session. */
  readonly endMs: number;
  readonly gone: boolean;
  /** Containers of a Pod in the order of its spec; empty for other kinds. */
  readonly containers: readonly string[];
}

/** What an object asks for (all but its status) at one revision. */
export interface DesiredState {
  readonly sequence: number;
  readonly offsetMs: number;
  /** Equal when both ask for the same, generated names and assigned values aside. */
  readonly fingerprint: string;
  /** The same of a workload's Pod or Job template: another one is another rollout. */
  readonly template?: string;
}

/** How many times one reason was reported about one object, as the Events themselves count. */
export interface EventTally {
  /** Uid of the object that it is about, in the session or not. */
  readonly subject: string;
  readonly kind: string;
  readonly reason: string;
  readonly warning: boolean;
  readonly count: number;
  /** How many of them were reported before recording began. */
  readonly before: number;
}

/** A number over time that both runs can have. */
export interface RunNumber {
  readonly name: string;
  /** The object it belongs to; absent: the sum over all Pods. */
  readonly uid?: string;
  readonly points: readonly NumberPoint[];
}
