import type { ObjectRef } from "../../model/kube-object.js";

/** What findings do not cover: without it, "no findings" could mean that nothing was seen. */
export interface Coverage {
  /** Whether any Kubernetes Event was recorded. */
  readonly hasEvents: boolean;
  /** In the order in which Kubernetes Events first mentioned them. */
  readonly unrecorded: readonly UnrecordedObject[];
  /** Events of type Warning about recorded objects that belong to no finding: most of them are the normal course. */
  readonly otherWarnings: readonly OtherWarning[];
  /** So many objects at most are examined at a time, and there were more. Absent where there were not. */
  readonly maxExamined?: number;
  /** Failures that are not among the findings, as there were too many. Absent where there are none. */
  readonly omitted?: OmittedFailures;
}

/** Of more failures than can be kept, those that ended first are dropped. */
export interface OmittedFailures {
  /** How many that were over. */
  readonly resolved: number;
  /** There were others, while too many were open at the same time. */
  readonly hasOpen: boolean;
}

/** An object that Kubernetes Events mention and that was not recorded. */
export interface UnrecordedObject {
  readonly ref: ObjectRef;
  /** How many Events of type Warning there are about it, as the Events count. */
  readonly warnings: number;
}

export interface OtherWarning {
  readonly ref: ObjectRef;
  readonly reason: string;
  readonly count: number;
}

export const fullCoverage: Coverage = { hasEvents: true, unrecorded: [], otherWarnings: [] };
