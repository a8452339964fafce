import type { LessonLink, StopPane } from "../lesson.js";

/**
 * A lesson on one session: its predicates are resolved to sequences, so that who plays it (the player, the page, the commands) needs no rules. Plain data; the
 * answers are in it.
 */
export interface PlayableLesson {
  /** Of its folder: "bad-image-tag". */
  readonly name: string;
  readonly title: string;
  readonly summary: string;
  readonly minutes: number;
  readonly synthetic: boolean;
  readonly links: readonly LessonLink[];
  readonly stops: readonly PlayableStop[];
}

export interface PlayableStop {
  readonly title: string;
  readonly text: string;
  /** The frame that is shown. Of a stop that this session lacks: that of the stop before. */
  readonly sequence: number;
  readonly pane: StopPane;
  readonly objects: readonly string[];
  readonly task?: PlayableTask | undefined;
  /** Why this session cannot show it, as a sentence. Only in a recording that the learner made. */
  readonly missing?: string | undefined;
}

interface PlayableTaskBase {
  readonly question: string;
  readonly hints: readonly string[];
  readonly debrief: string;
}

export interface PlayableChoice {
  readonly answer: string;
  readonly isRight: boolean;
  /** Of a wrong one. */
  readonly hint?: string | undefined;
}

export interface ChoiceTask extends PlayableTaskBase {
  readonly kind: "predict" | "explain";
  readonly choices: readonly PlayableChoice[];
  /** The first frame that proves the right choice: it is shown with the debrief. */
  readonly proof: number;
  /** Of `explain`: the finding that the right choice is about. */
  readonly finding?: FindingDebrief | undefined;
}

export interface FrameTask extends PlayableTaskBase {
  readonly kind: "find";
  /** Ascending; each is right. */
  readonly frames: readonly number[];
  readonly mistakes: readonly { readonly frames: readonly number[]; readonly hint: string }[];
}

export type PlayableTask = ChoiceTask | FrameTask;

/** What `diagnose` says of it. */
export interface FindingDebrief {
  readonly class: string;
  readonly object: string;
  readonly message: string;
  /** The messages of its causes, the nearest one first. */
  readonly causes: readonly string[];
  readonly advice?: string | undefined;
}
