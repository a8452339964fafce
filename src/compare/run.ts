import type { Finding } from "../diagnosis/engine/finding.js";
import type { Stage } from "../lifecycle/kinds/kind-rules.js";
import type { Milestone } from "../lifecycle/milestones/milestone.js";
import type { NumberPoint } from "../lifecycle/session/number-series.js";
import type { ObjectRef } from "../model/kube-object.js";
import type { Naming } from "./naming.js";
import type { StageInterval } from "./stretches.js";

/**
 * One session as far as a comparison needs it: plain data without revisions, so that it is small and can come from another thread. What is
 * to be shown of a revision is read again by its sequence.
 */
export interface Run {
  readonly name: string;
  /** As typed: `["deploy/web", "svc/web"]`. */
  readonly targets: readonly string[];
  readonly frames: number;
  readonly durationMs: number;
  /** When something first happened in it, ms since session start; 0 when all only was as it was. */
  readonly originMs: number;
  /** Gaps in which changes may be missing. */
  readonly possibleLosses: number;
  /** In the order in which they appeared. Kubernetes Events are not among them. */
  readonly objects: readonly RunObject[];
  readonly events: readonly EventTally[];
  readonly milestones: readonly Milestone[];
  readonly findings: readonly Finding[];
  readonly numbers: readonly RunNumber[];
}

/** One incarnation. */
export interface RunObject {
  readonly ref: ObjectRef;
  readonly naming: Naming;
  /** When it was created, ms since session start; negative when that was before (then by the server's clock, of one-second grain). */
  readonly createdMs: number;
  /** It was there before the recording began, or came into sight later: nobody saw it being created. */
  readonly found: boolean;
  /** From here on its times are told, ms since session start: its creation, but for what was at rest then (see `withZeros`). */
  readonly zeroMs: number;
  readonly revisions: number;
  /** All stages in their order. */
  readonly stretches: readonly StageInterval[];
  /** The last stage with its details of then; those of a stretch are of its beginning. */
  readonly finalStage: Stage;
  /** What it asks for, each time that this changed; the first is what it was when first seen. */
  readonly contents: readonly Content[];
  readonly lastSequence: number;
  /** Until when it was watched: its deletion, or the end of the session. */
  readonly endMs: number;
  readonly gone: boolean;
  /** Containers of a Pod in the order of its spec; empty for other kinds. */
  readonly containers: readonly string[];
}

/** What an object asks for (all but its status), at one revision. */
export interface Content {
  readonly sequence: number;
  readonly offsetMs: number;
  /** Equal ones ask for the same, generated names and assigned values aside. */
  readonly fingerprint: string;
  /** The same of what a workload makes its Pods (or Jobs) from: each other one is another rollout. */
  readonly template?: string;
}

/** How often one reason was told about one object, as the Events themselves count. */
export interface EventTally {
  /** Uid of the object that it is about; of one that is not in the session as well. */
  readonly subject: string;
  readonly kind: string;
  readonly reason: string;
  readonly warning: boolean;
  readonly count: number;
  /** So many of them had been told when recording began. */
  readonly before: number;
}

/** A number over time that both runs can have. */
export interface RunNumber {
  readonly name: string;
  /** Whose; absent: of all Pods. */
  readonly uid?: string;
  readonly points: readonly NumberPoint[];
}
