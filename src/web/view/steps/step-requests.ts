import type { Change } from "../../../diff/diff-objects.js";
import type { FieldManager } from "../../../lifecycle/fields/managed-fields.js";
import type { Stage } from "../../../lifecycle/stage.js";
import type { ObjectRef, Uid } from "../../../model/kube-object.js";

/** One step in a list. Texts are as recorded: who shows them makes them printable. */
export interface StepRow {
  readonly sequence: number;
  readonly offsetMs: number;
  /** Wall clock of receipt, RFC 3339 UTC. */
  readonly observedAt: string;
  readonly kind: "object" | "gap";
  /** Absent for a gap. */
  readonly ref?: ObjectRef;
  /** "Pod/nginx"; of a Kubernetes Event, what it is about; of a gap, its stream. */
  readonly title: string;
  readonly isKubeEvent: boolean;
  readonly sentence: string;
  readonly why?: string;
  readonly stage?: Stage;
  /** The stage before, where this step changed it. */
  readonly from?: Stage;
  /** "ADDED", "initial", "inferred", "repaired": how the frame is known. */
  readonly flags: readonly string[];
  readonly isMeaningful: boolean;
  readonly isWarning: boolean;
}

/** One step whole. */
export interface StepDetail {
  readonly row: StepRow;
  readonly changes: readonly Change[];
  /** Who made this change, as far as the API server notes it. */
  readonly by: readonly FieldManager[];
  /** The object as YAML, without `managedFields`. */
  readonly yaml: readonly string[];
  /** `metadata.managedFields` as YAML; absent where there are none. */
  readonly managedFields?: readonly string[];
}

/** Where a step is in its session. */
export interface StepPlace {
  readonly sequence: number;
  readonly offsetMs: number;
  /** Absent for a gap. */
  readonly uid?: Uid;
}

/** What the page asks of the worker that reads a session, and what it answers. */
export interface StepRequests {
  /** In sequence. Those that the session does not have are left out. */
  rows: { ask: { readonly sequences: readonly number[] }; answer: readonly StepRow[] };
  /** Where steps are, without interpreting them. Those that the session does not have are left out. */
  places: { ask: { readonly sequences: readonly number[] }; answer: readonly StepPlace[] };
  /**
   * The last step at or before an offset, to the millisecond: of all, of the object `uid`, or a Kubernetes Event about the object `about`. Undefined
   * where there is none.
   */
  sequenceAt: { ask: { readonly offsetMs: number; readonly uid?: Uid; readonly about?: ObjectRef }; answer: number | undefined };
  step: { ask: { readonly sequence: number; readonly noise: boolean }; answer: StepDetail | undefined };
}

export type StepRequestKind = keyof StepRequests;
