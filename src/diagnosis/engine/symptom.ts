import type { StrippedFrame } from "../../model/frame.js";
import type { KubeObject, ObjectRef } from "../../model/kube-object.js";
import type { EventHistory } from "./event-history.js";
import type { EventCount, Severity } from "./finding.js";
import type { World } from "./world.js";

/** What a rule may look at: one object as it is now, what Events told of it, and what else is known to live. */
export interface RuleContext {
  readonly ref: ObjectRef;
  /** Its newest revision; where only Events tell of an object, just its name. */
  readonly object: KubeObject;
  /** The revision before that one; undefined when this is the first. */
  readonly before: KubeObject | undefined;
  /** The frame of the newest revision; undefined where only Events tell of it. */
  readonly frame: StrippedFrame | undefined;
  readonly told: EventHistory;
  readonly world: World;
}

/** One thing that is wrong with an object now, as a rule sees it. It becomes a finding when it holds on, or at once. */
export interface Symptom {
  readonly class: string;
  readonly severity: Severity;
  readonly container?: string;
  /** Tells apart symptoms of one class: the volume, the taint, the port. */
  readonly about?: string;
  /** Symptoms of one container that take turns: while one of a story shows, the others are not over. */
  readonly story?: string;
  readonly message: string;
  readonly advice: readonly string[];
  /** Frames that show it, where it is not the object's own newest one. */
  readonly shownBy?: readonly number[];
  /** Since when, where that was before the frame with which it is noticed; ms since session start. */
  readonly sinceMs?: number;
  readonly events?: readonly EventCount[];
  /** It is no failure before it has lasted so long, by the recording's clock. Default: at once. */
  readonly patienceMs?: number;
  /** It was none when it passed within this time. Default: it always was one. */
  readonly transientMs?: number;
  /** It is over only when it has not come again for so long, as a crash. Default: at once. */
  readonly settleMs?: number;
  /** It shows in Events only: it is over when none has come for so long. Default: it lasts until the rule says otherwise. */
  readonly quietMs?: number;
  /** The revision that shows it shows its end as well: a container that was started again at once. */
  readonly isPast?: boolean;
  /** It is only worth knowing until it has lasted so long, and has its severity from then on. */
  readonly infoForMs?: number;
  /** It is a finding only where another one explains it: in itself it may be the ordinary course. */
  readonly needsCause?: true;
  /** It says no more than what explains it does: left out where something does. */
  readonly repeatsCause?: true;
  /** Findings of these classes on the same container say all that it says, and more: left out where there is one. */
  readonly saidBy?: readonly string[];
  /** It is as bad as the worst that explains it, at least: what waits passes by itself only where that does. */
  readonly asBadAsCause?: true;
  /** What does not exist although it is needed: one finding of its own, which explains all that wait for it. */
  readonly missing?: MissingThing;
  /** Where its causes may be found. */
  readonly because?: readonly CauseRef[];
}

/** Something that an object refers to and that is not there. */
export interface MissingThing {
  readonly kind: string;
  readonly namespace?: string | undefined;
  readonly name: string;
  /** The thing is there, this key in it is not. */
  readonly key?: string;
}

/** Which other findings can explain one. */
export type CauseRef =
  /** Findings on the same object: of these classes. Where a container is named, of that container or of none. */
  | { readonly kind: "self"; readonly classes: readonly string[]; readonly container?: string | undefined }
  /** Findings on what the object owns, however deep; but for those of these classes. */
  | { readonly kind: "owned"; readonly except?: readonly string[] }
  /** Findings of these classes on the controllers above the object. */
  | { readonly kind: "owner"; readonly classes: readonly string[] }
  /** Findings on another object, by name. */
  | { readonly kind: "object"; readonly of: string; readonly namespace?: string | undefined; readonly name: string }
  /** Findings of these classes on what is in a namespace. */
  | { readonly kind: "inside"; readonly namespace: string; readonly classes: readonly string[] }
  /** Findings on these incarnations. */
  | { readonly kind: "uids"; readonly uids: readonly string[] };

/** How a symptom ended. */
export interface Ending {
  /** As a sentence without capital and full stop: "the image was changed to nginx:1.27". */
  readonly text: string;
  /** No need to wait and see whether it comes again. */
  readonly final?: true;
  /** It did not get well: there is nothing left that could. */
  readonly cutShort?: true;
}

/** One family of failures. One file each; all functions are pure, expect anything anywhere, and know no clock but the recording's. */
export interface FailureFamily {
  readonly name: string;
  /** The kinds that it looks at. */
  readonly kinds: readonly string[];
  /** It shows in Events alone: it is not asked about objects of which none was told. */
  readonly onlyEvents?: true;
  /** All that is wrong now, of this family. */
  readonly symptoms: (sight: RuleContext) => readonly Symptom[];
  /** What ended a symptom that no longer shows: compares the object as it was when it began with what it is now. */
  readonly ending?: (symptom: Symptom, began: KubeObject, sight: RuleContext) => Ending | undefined;
}
