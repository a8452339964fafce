import type { SessionAnalysis } from "../../../interpret/session-analysis.js";
import type { WorldFacts } from "../../../interpret/world-facts.js";
import type { FieldManager } from "../../../lifecycle/fields/managed-fields.js";
import type { Stage } from "../../../lifecycle/stage.js";
import type { ObjectRef, Uid } from "../../../model/kube-object.js";
import type { Marker } from "../../../model/session.js";
import type { Moment } from "../../../replay/moment.js";
import type { Wanted } from "../../../replay/wanted.js";
import type { SessionVerdict } from "../../../report/verdict/verdict.js";
import type { ShownChange } from "./shown-change.js";

/** One step in a list. Texts are printable and bounded. */
export interface StepRow {
  readonly sequence: number;
  readonly offsetMs: number;
  /** Wall clock of receipt, RFC 3339 UTC. */
  readonly observedAt: string;
  /** `unreadable`: the recording is damaged there; the sentence says how. */
  readonly kind: "object" | "gap" | "unreadable";
  /** What the step is, without colour: see `stepSign`. */
  readonly sign: string;
  /** Absent for a gap. */
  readonly ref?: ObjectRef;
  /** "Pod/nginx"; of a Kubernetes Event, what it is about; of a gap, its stream. */
  readonly title: string;
  readonly isKubeEvent: boolean;
  readonly sentence: string;
  /** After the step. */
  readonly stage?: Stage;
  /** The stages before, where this step changed it: "Created", and those that it passed. */
  readonly trail: readonly string[];
  /** "existed before", "inferred", "repaired", "possible loss": how the step is known. */
  readonly flags: readonly string[];
  readonly isMeaningful: boolean;
  readonly isWarning: boolean;
}

/** One step whole. */
export interface StepDetail {
  readonly row: StepRow;
  /** As in the row, but long messages in it are whole up to some thousand characters. */
  readonly sentence: string;
  readonly why?: string;
  /** Of a Kubernetes Event: its message as recorded, line by line. */
  readonly message?: ShownText;
  readonly changes: readonly ShownChange[];
  /** How many more changes there are than are shown. */
  readonly moreChanges: number;
  /** Why there are no changes, for people. Empty where there are some. */
  readonly noChanges: string;
  /** Who made this change, as far as the API server notes it. */
  readonly by: readonly FieldManager[];
  /** Who asked for it, how and from where, by an API server's audit log. */
  readonly actor?: string;
  /** The object as YAML, without `managedFields`. */
  readonly yaml: readonly string[];
  /** `metadata.managedFields` as YAML; absent where there are none. */
  readonly managedFields?: readonly string[];
}

/** Where a step is in its session. */
export interface StepPlace {
  readonly sequence: number;
  readonly offsetMs: number;
  /** Absent for a gap; of a Kubernetes Event, that of the object that it is about, where it says that. */
  readonly uid?: Uid;
}

/** A long text, as the lines that are shown of it, printable; `moreLines` are left out. */
export interface ShownText {
  readonly lines: readonly string[];
  readonly moreLines: number;
}

/** Every object at a moment; Kubernetes Events are counted. In the order of their last steps. */
export interface WorldObjects {
  readonly sequence: number;
  /** Of the step. */
  readonly offsetMs: number;
  readonly living: readonly WorldObjectAt[];
  readonly deleted: readonly WorldObjectAt[];
  readonly kubeEvents: number;
}

export interface WorldObjectAt {
  readonly ref: ObjectRef;
  /** Of its last step by then. */
  readonly sequence: number;
}

/**
 * What the page asks of the worker that reads a session, and what it answers.
 *
 * What takes reading much is answered in pieces: an answer says up to which sequence it has read (`upTo`), and who needs more asks again from
 * there. So other questions come in between, who no longer needs the rest does not ask, and progress is known.
 */
export interface StepRequests {
  /** In the order asked. Those that the session does not have are left out. */
  rows: { ask: { readonly sequences: readonly number[] }; answer: readonly StepRow[] };
  /** Where steps are, without interpreting them. Those that the session does not have are left out. */
  places: { ask: { readonly sequences: readonly number[] }; answer: readonly StepPlace[] };
  /**
   * The last step at or before an offset, to the millisecond: of all, of the object `uid`, or a Kubernetes Event about the object `about`. Undefined
   * where there is none.
   */
  stepNear: { ask: { readonly offsetMs: number; readonly uid?: Uid; readonly about?: ObjectRef }; answer: number | undefined };
  step: { ask: { readonly sequence: number; readonly noise: boolean }; answer: StepDetail | undefined };
  /** Which steps belong to a list, ascending. */
  sequences: { ask: StepChoice & { readonly fromSequence: number }; answer: { readonly sequences: Uint32Array; readonly upTo: number } };
  /** The first step wanted, from a sequence on (included), in one direction. `isEnd`: nothing is left to read. */
  seek: {
    ask: { readonly fromSequence: number; readonly direction: 1 | -1; readonly wanted: Wanted; readonly uids?: readonly Uid[] | undefined };
    answer: { readonly found?: number; readonly upTo: number; readonly isEnd: boolean };
  };
  /** The step of a moment: the last at or before it; of chosen objects, else the first after it. 0: there is none. */
  sequenceAt: { ask: { readonly moment: Moment; readonly uids?: readonly Uid[] | undefined }; answer: number };
  /** Steps with a text in their words or changes, at most `most`, from a sequence on (included). */
  search: {
    ask: { readonly text: string; readonly fromSequence: number; readonly most: number; readonly uids?: readonly Uid[] | undefined };
    answer: { readonly rows: readonly StepRow[]; readonly upTo: number; readonly isEnd: boolean };
  };
  world: { ask: { readonly sequence: number }; answer: WorldObjects };
  /** What of each object its last step says, in the order asked; undefined where it cannot be read. */
  worldFacts: {
    ask: { readonly objects: readonly { readonly uid: Uid; readonly sequence: number }[] };
    answer: readonly (WorldFacts | undefined)[];
  };
  /** A step to paste into an issue; undefined where it cannot be read. */
  stepMarkdown: { ask: { readonly sequence: number }; answer: string | undefined };
  /** The whole session to paste into an issue. `file`: the name of its recording. */
  sessionMarkdown: { ask: SessionTexts; answer: string };
}

/** Steps of some objects or of all, and whether those at which only noise changed are left out. */
export interface StepChoice {
  readonly uids?: readonly Uid[] | undefined;
  readonly meaningfulOnly: boolean;
}

export type StepRequestKind = keyof StepRequests;

/** What the page knows of a session beside its recording. */
export interface SessionTexts {
  /** Whole: `analysisForSteps` is not enough. */
  readonly analysis: SessionAnalysis;
  readonly verdict: SessionVerdict;
  readonly markers: readonly Marker[];
  readonly warnings: readonly string[];
  /** The name of the recording file. */
  readonly file: string;
}
