import type { StrippedFrame } from "../../model/frame.js";
import type { KubeObject, ObjectRef } from "../../model/kube-object.js";
import type { EventHistory } from "./event-history.js";
import type { EventCount, Severity } from "./finding.js";
import type { LiveObjects } from "./world.js";

/** One kind of failure, one file each. All functions are pure, accept any object, and know no clock but the recording's. */
export interface DiagnosisRule {
  /** The kinds it looks at; "*": any. */
  readonly kinds: readonly string[];
  /** It shows in Kubernetes Events only: objects without Events are skipped. */
  readonly needsEvents?: true;
  /** Only for objects that were not recorded and are known from Events alone. */
  readonly onlyUnrecorded?: true;
  /** All that is wrong with the object now, by this rule. */
  readonly symptoms: (context: RuleContext) => readonly Symptom[];
  /** How a symptom that no longer shows was resolved: compares the object when it began with the object now. */
  readonly resolution?: (symptom: Symptom, began: KubeObject, context: RuleContext) => Resolution | undefined;
}

/** What a rule may look at: one object as it is now, the Events about it, and all other living objects. */
export interface RuleContext {
  readonly ref: ObjectRef;
  /** Its newest revision; just its name where only Events mention the object. */
  readonly object: KubeObject;
  /** The revision before that one; undefined when this is the first. */
  readonly before: KubeObject | undefined;
  /** The frame of the newest revision; undefined where only Events mention the object. */
  readonly frame: StrippedFrame | undefined;
  readonly events: EventHistory;
  readonly world: LiveObjects;
}

/** One thing that is wrong with an object now. The engine follows it from frame to frame as an episode, which becomes a finding. */
export interface Symptom {
  /** See `Finding.class`. */
  readonly class: string;
  readonly severity: Severity;
  readonly container?: string | undefined;
  /** Distinguishes symptoms of one class on one container: the volume, the taint, the port. */
  readonly discriminator?: string | undefined;
  /** Symptoms of one container that alternate, as a failed pull and its back-off: while one of a group shows, none of them is over. */
  readonly group?: string;
  /** One sentence of fact, without capital and full stop. Messages that it quotes are whole: screens shorten them. */
  readonly message: string;
  readonly advice: readonly string[];
  /** Default: the newest message of an episode replaces the earlier one. */
  readonly explains?: Explanation | undefined;
  /** When it becomes a finding. Default: immediate. */
  readonly starts?: StartTiming | undefined;
  /** When it is over. Default: as soon as the rule no longer reports it. */
  readonly ends?: EndTiming | undefined;
  /** Sequences of the frames that show it. Default: the object's newest one. */
  readonly evidence?: readonly number[] | undefined;
  /** When it began, where that was before the frame that shows it; ms since session start. */
  readonly sinceMs?: number;
  /** When it was last shown, where that was before the frame that shows it; ms since session start. */
  readonly lastShownMs?: number;
  readonly events?: readonly EventCount[];
  /** Where its causes may be found. */
  readonly causedBy?: readonly CauseRef[];
  /** What its causes do to it. Default: they are linked, nothing else. */
  readonly causeRule?: CauseRule | undefined;
  /** Left out where the same container has a finding of one of these classes, which says the same and more. */
  readonly supersededBy?: readonly string[] | undefined;
  /** It proves that findings of these classes of the same container, which seemed to be over, go on: a container in back-off that ran for a moment. */
  readonly continues?: readonly string[] | undefined;
  /** What to try first where nothing explains it: its causes are still to be found. */
  readonly adviceIfUnexplained?: readonly string[];
  /** It happened at moments: it explains only what began at most so long after the last of them. */
  readonly explainsForMs?: number;
  /** What it refers to and does not exist: that is a finding of its own, which explains all that wait for it. */
  readonly missing?: MissingReference | undefined;
}

/**
 * How much a message explains. Within an episode one that explains less never replaces one that explains more, nor its advice, severity and
 * missing reference: "Back-off pulling image" after the answer of the registry. Of those that explain as much, the newest counts.
 */
export interface Explanation {
  /** 0: that it fails, not why. 1: what was reported, which names no cause. 2: a cause. */
  readonly rank: 0 | 1 | 2;
  /** What it is about: the image. What was known of another one counts no longer. */
  readonly of?: string | undefined;
}

/** When a symptom becomes a finding. Times are those of the recording. `infoForMs`: it has severity info until it has lasted that long. */
export type StartTiming =
  | { readonly kind: "immediate"; readonly infoForMs?: number }
  /** It has to last: the same again is a new episode. `transientMs`: as the kind "transient" as well. */
  | { readonly kind: "delayed"; readonly afterMs: number; readonly infoForMs?: number; readonly transientMs?: number }
  /** Immediate, but retracted when it recovers within this time. */
  | { readonly kind: "transient"; readonly withinMs: number };

/** When a symptom is over. */
export type EndTiming =
  /** When it has not returned for so long, as a crash. `hasEnded`: the revision that shows it shows its end as well. */
  | { readonly kind: "settled"; readonly afterMs: number; readonly hasEnded?: boolean }
  /** It shows in Events only: when none has come for so long, or the rule no longer reports it. `unproven`: the resolution where silence proves no recovery. */
  | { readonly kind: "quiet"; readonly afterMs: number; readonly unproven?: string }
  /** From the start: what it reports stays visible, but no longer matters. `because`: how it was resolved. */
  | { readonly kind: "over"; readonly because: string };

type CauseRule =
  /** Left out where something explains it: it says no more than its cause. */
  | "omit-if-explained"
  /** A finding only where something explains it, as in itself it may be the normal course. At least as severe as the worst cause. */
  | "require-cause"
  /** At least as severe as the worst cause: what waits recovers by itself only where its cause does. */
  | "inherit-severity";

/** Something that an object refers to and that does not exist. */
export interface MissingReference {
  readonly kind: string;
  readonly namespace?: string | undefined;
  readonly name: string;
  /** The object exists, this key in it does not. */
  readonly key?: string;
}

/** Which other findings can explain one. */
export type CauseRef =
  /** Findings on the same object, of these classes. Where a container is named: of that container or of none. */
  | { readonly kind: "self"; readonly classes: readonly string[]; readonly container?: string | undefined }
  /** Findings on what the object owns, at any depth, except those of these classes. */
  | { readonly kind: "owned"; readonly except?: readonly string[] }
  /** Findings of these classes on the controllers above the object. */
  | { readonly kind: "owner"; readonly classes: readonly string[] }
  /** Findings on another object, by name; where classes are given, of these only. */
  | {
      readonly kind: "object";
      readonly of: string;
      readonly namespace?: string | undefined;
      readonly name: string;
      readonly classes?: readonly string[];
    }
  /** Findings of these classes on objects in a namespace. */
  | { readonly kind: "inside"; readonly namespace: string; readonly classes: readonly string[] }
  /** Findings on these incarnations. */
  | { readonly kind: "uids"; readonly uids: readonly string[] };

/** How a symptom was resolved. */
export interface Resolution {
  /** As a sentence without capital and full stop: "the image was changed to nginx:1.27". */
  readonly text: string;
  /** It cannot return: there is no need to wait and see. */
  readonly isFinal?: true;
  /** It does not prove that what the object waited for exists: the object fell silent, or needs it no longer. */
  readonly isUnproven?: true;
  /** The object itself is deleted: its deletion is requested, or done. */
  readonly deletion?: "requested" | "done";
  /** The object or the container ended or was deleted with the symptom still there: it counts, however short it was. */
  readonly withoutRecovery?: true;
}
