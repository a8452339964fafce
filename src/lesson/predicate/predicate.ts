import type { GapOutcome } from "../../model/gap-outcome.js";

/**
 * What a frame must show: all of its tests hold for it. Evaluated on the frames, milestones and findings of any session (the lesson's recording, or one that
 * the learner makes), so it never names a sequence.
 */
export interface Predicate extends FrameTests {
  /** One of these is met. */
  readonly any?: readonly Predicate[] | undefined;
  /** All of these are met. */
  readonly all?: readonly Predicate[] | undefined;
  /** This is not met. */
  readonly not?: Predicate | undefined;
  /** The frame comes after the first one that meets this. */
  readonly after?: Predicate | undefined;
  /** The frame comes before the first one that meets this. */
  readonly before?: Predicate | undefined;
}

/** Tests of one frame by itself. */
export interface FrameTests {
  /**
   * The object: "Pod/nginx", "Pod/web-*", "Pod". With `reaches`, `opens`, `resolves` or `open` it is the object of the milestone or the finding, whichever frame
   * shows it.
   */
  readonly object?: string | undefined;
  /** The frame is of a Kubernetes Event about this object. */
  readonly about?: string | undefined;
  /** The reason of that Event: "FailedScheduling". */
  readonly reason?: string | undefined;
  /** A part of the message of that Event. */
  readonly message?: string | undefined;
  readonly change?: "added" | "modified" | "deleted" | undefined;
  /** It existed when the recording began. */
  readonly initial?: boolean | undefined;
  /** A deletion that was not seen. */
  readonly inferred?: boolean | undefined;
  /** Read back from history after a gap. */
  readonly repaired?: boolean | undefined;
  /** The stage after this frame, by its name or its status: "Running", "CrashLoopBackOff". */
  readonly stage?: string | undefined;
  /** It shows this milestone: "Ready", "Started". */
  readonly reaches?: string | undefined;
  /** Of the milestone or the finding. */
  readonly container?: string | undefined;
  /** A finding of this class opens, or is open again. */
  readonly opens?: string | undefined;
  /** A finding of this class is resolved. */
  readonly resolves?: string | undefined;
  /** A finding of this class is open at this frame. */
  readonly open?: string | undefined;
  /** One of the causes of the finding is a finding of this class. */
  readonly cause?: string | undefined;
  /** All of these fields of the object. */
  readonly fields?: readonly FieldTest[] | undefined;
  /** The frame is a gap; of it: nothing was missed (`empty`), all that was missed was read back (`repaired`), something may be missing (`possible-loss`). */
  readonly gap?: "any" | GapOutcome | undefined;
  /** Where the recording first diverges from the one that it is compared with. */
  readonly firstDivergence?: true | undefined;
}

/** A value of the object, by its path as a diff shows it: `status.conditions[Ready].status`, `spec.containers[*].image`. With `[*]`, one of the values. */
export interface FieldTest {
  readonly path: string;
  readonly is?: string | number | boolean | undefined;
  /** There is a value, and it is another one. */
  readonly isNot?: string | number | boolean | undefined;
  /** A part of the text. */
  readonly contains?: string | undefined;
  readonly atLeast?: number | undefined;
  readonly atMost?: number | undefined;
  readonly exists?: boolean | undefined;
  /** This frame changed it. */
  readonly changes?: true | undefined;
}
