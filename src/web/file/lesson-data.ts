import type { PlayableLesson } from "../../lesson/play/playable-lesson.js";
import type { Uid } from "../../model/kube-object.js";

/** What a page of a lesson knows beside its session; a data block of its own. Its texts are the author's: who shows them makes them printable. */
export interface LessonData {
  /** With the answers. */
  readonly lesson: PlayableLesson;
  /** What each choice of objects of a stop lets through. */
  readonly choices: readonly ObjectChoiceData[];
  /** Of a lesson that shows one: the name of the baseline, and what `kubespy compare` prints, in lines. */
  readonly comparison?: { readonly baseline: string; readonly lines: readonly string[] } | undefined;
}

export interface ObjectChoiceData {
  /** As a stop has them (`PlayableStop.objects`). */
  readonly words: readonly string[];
  /** These objects, and the Kubernetes Events about them. */
  readonly uids: readonly Uid[];
}
