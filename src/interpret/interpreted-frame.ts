import type { FindingNews } from "../diagnosis/engine/finding-reporter.js";
import type { Change } from "../diff/diff-objects.js";
import { isCreation } from "../lifecycle/creation.js";
import { changeManagers, type FieldManager } from "../lifecycle/fields/managed-fields.js";
import { type Narration, narrate } from "../lifecycle/narration/narrate.js";
import type { GapFrame, ObjectFrame } from "../model/frame.js";
import type { KubeObject } from "../model/kube-object.js";
import { changesOf, type FrameChangeOptions } from "./frame-changes.js";
import { type KnownTimes, sinceTimes } from "./life-times.js";

/** One change of one object, in words and as differences. */
export interface NarratedObject {
  readonly kind: "object";
  readonly frame: ObjectFrame;
  /** The object before this frame; undefined for the first frame of an incarnation. Treat it as read-only. */
  readonly before: KubeObject | undefined;
  readonly narration: Narration;
  /** Compared on first use: a live line does without. */
  readonly changes: readonly Change[];
  /** Who made this change, or created the object, as far as the API server notes it; found on first use. */
  readonly by: readonly FieldManager[];
}

/** A period in which one stream was not seen. */
interface NarratedGap {
  readonly kind: "gap";
  readonly frame: GapFrame;
}

/** What a frame means by itself and the revision before it. */
export type NarratedFrame = NarratedObject | NarratedGap;

/** What a frame means: with the findings that it opens, changes or resolves, which take all frames before it to know. */
export type InterpretedFrame = (NarratedObject | NarratedGap) & { readonly news: readonly FindingNews[] };
/** The same of an object. */
export type InterpretedObject = Extract<InterpretedFrame, { kind: "object" }>;

interface NarrationContext {
  readonly before: KubeObject | undefined;
  /** Before this frame. */
  readonly times: KnownTimes | undefined;
  /** The server's clock minus the recorder's, from the session's header. */
  readonly clockOffsetMs: number;
  readonly changes: FrameChangeOptions | undefined;
}

/** The only place where the meaning of a frame is put together, whoever found what was before it. */
export function narrateFrame(frame: ObjectFrame, context: NarrationContext): NarratedObject {
  return new FrameNarration(frame, context);
}

export function withNews(narrated: NarratedFrame, news: readonly FindingNews[]): InterpretedFrame {
  return Object.assign(narrated, { news });
}

class FrameNarration implements NarratedObject {
  readonly kind = "object";
  readonly frame: ObjectFrame;
  readonly before: KubeObject | undefined;
  readonly narration: Narration;
  readonly #options: FrameChangeOptions | undefined;
  readonly #clockOffsetMs: number;
  #changes: readonly Change[] | undefined;
  #by: readonly FieldManager[] | undefined;

  constructor(frame: ObjectFrame, { before, times, clockOffsetMs, changes }: NarrationContext) {
    this.frame = frame;
    this.before = before;
    this.narration = narrate({ frame, before, times: sinceTimes(times, frame), clockOffsetMs });
    this.#options = changes;
    this.#clockOffsetMs = clockOffsetMs;
  }

  get changes(): readonly Change[] {
    this.#changes ??= changesOf(this.frame, this.before, this.#options);
    return this.#changes;
  }

  get by(): readonly FieldManager[] {
    this.#by ??= this.#findManagers();
    return this.#by;
  }

  #findManagers(): readonly FieldManager[] {
    const { frame, before } = this;
    const isKnown = frame.type === "ADDED" ? isCreation(frame, this.#clockOffsetMs) : frame.type === "MODIFIED" && before !== undefined;
    return isKnown ? changeManagers(before, frame.revision.object) : [];
  }
}
