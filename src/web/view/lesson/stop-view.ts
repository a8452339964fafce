import { textBlocks } from "../../../lesson/lesson-lines.js";
import { choiceLetter } from "../../../lesson/play/judge-answer.js";
import { canShowSolution, finishedSentence, isTaskOpen, type LessonProgress, taskProgress } from "../../../lesson/play/lesson-progress.js";
import type { FindingDebrief, PlayableLesson, PlayableStop, PlayableTask } from "../../../lesson/play/playable-lesson.js";

/** What the page shows of a stop. */
export interface StopView {
  /** "Stop 3 of 9". */
  readonly place: string;
  readonly title: string;
  readonly blocks: readonly TextView[];
  /** Why the recording cannot show it. */
  readonly missing?: string | undefined;
  readonly task?: TaskView | undefined;
  readonly canGoBack: boolean;
  /** There is a stop after it, and nothing is open at this one. */
  readonly canGoOn: boolean;
  readonly isLast: boolean;
  /** "Lesson finished: ..."; at the last stop. */
  readonly finished?: string | undefined;
}

/** A paragraph, a list or lines of code. */
export type TextView =
  | { readonly kind: "paragraph"; readonly parts: readonly InlinePart[] }
  | { readonly kind: "list"; readonly items: readonly (readonly InlinePart[])[] }
  | { readonly kind: "code"; readonly text: string };

export interface InlinePart {
  readonly text: string;
  readonly isCode: boolean;
}

export interface TaskView {
  readonly kind: PlayableTask["kind"];
  readonly question: readonly InlinePart[];
  /** Of `find`, none. */
  readonly choices: readonly ChoiceView[];
  readonly isDone: boolean;
  readonly wrong: number;
  /** Those that were given. */
  readonly hints: readonly (readonly InlinePart[])[];
  /** "Hint (1 of 2)"; undefined: all were given. */
  readonly nextHint?: string | undefined;
  readonly canShowSolution: boolean;
  /** Once it is done. */
  readonly debrief?: DebriefView | undefined;
}

export interface ChoiceView {
  /** "a". */
  readonly letter: string;
  readonly parts: readonly InlinePart[];
  /** It is marked as the right one. */
  readonly isShownRight: boolean;
}

export interface DebriefView {
  /** "Right." or "Solution:". */
  readonly lead: string;
  readonly blocks: readonly TextView[];
  /** Sequences that show it, the first of them. */
  readonly frames: readonly number[];
  /** How many more there are. */
  readonly moreFrames: number;
  readonly finding?: FindingDebrief | undefined;
}

export function stopView(lesson: PlayableLesson, progress: LessonProgress): StopView {
  const { stops } = lesson;
  const { stop: index } = progress;
  const stop = stops[index];
  const isLast = index >= stops.length - 1;
  const isOpen = isTaskOpen(lesson, progress);
  return {
    place: `Stop ${index + 1} of ${stops.length}`,
    title: stop?.title ?? "",
    blocks: textViews(stop?.text ?? ""),
    missing: stop?.missing,
    task: stop && taskView(stop, progress),
    canGoBack: index > 0,
    canGoOn: !isLast && !isOpen,
    isLast,
    finished: isLast && progress.isFinished ? finishedSentence(lesson, progress) : undefined,
  };
}

function taskView({ task }: PlayableStop, progress: LessonProgress): TaskView | undefined {
  if (task === undefined) return undefined;
  const { wrong, hints, done } = taskProgress(progress, progress.stop);
  return {
    kind: task.kind,
    question: inlineParts(task.question),
    choices: task.kind === "find" ? [] : task.choices.map(({ answer, isRight }, i) => choiceView(answer, i, isRight && done !== undefined)),
    isDone: done !== undefined,
    wrong,
    hints: task.hints.slice(0, hints).map(inlineParts),
    nextHint: hints < task.hints.length ? `Hint (${hints + 1} of ${task.hints.length})` : undefined,
    canShowSolution: canShowSolution(progress),
    debrief: done === undefined ? undefined : debriefView(task, done),
  };
}

function choiceView(answer: string, index: number, isShownRight: boolean): ChoiceView {
  return { letter: choiceLetter(index), parts: inlineParts(answer), isShownRight };
}

const maxFrames = 8;

function debriefView(task: PlayableTask, done: "answered" | "shown"): DebriefView {
  const frames = task.kind === "find" ? task.frames : [task.proof];
  return {
    lead: done === "answered" ? "Right." : "Solution:",
    blocks: textViews(task.debrief),
    frames: frames.slice(0, maxFrames),
    moreFrames: Math.max(0, frames.length - maxFrames),
    finding: task.kind === "find" ? undefined : task.finding,
  };
}

/** The blocks of a text of a lesson; items that follow each other are one list. */
export function textViews(text: string): readonly TextView[] {
  const views: TextView[] = [];
  let items: (readonly InlinePart[])[] | undefined;
  for (const block of textBlocks(text)) {
    if (block.kind === "item") {
      if (items === undefined) {
        items = [];
        views.push({ kind: "list", items });
      }
      items.push(inlineParts(block.text));
      continue;
    }
    items = undefined;
    views.push(block.kind === "code" ? { kind: "code", text: block.text } : { kind: "paragraph", parts: inlineParts(block.text) });
  }
  return views;
}

/** Divides a line at its backticks, between which is code. One that none closes is left out, as it is on a terminal. */
export function inlineParts(line: string): readonly InlinePart[] {
  const parts = line.split("`");
  return parts.map((text, i) => ({ text, isCode: i % 2 === 1 && i < parts.length - 1 })).filter(({ text }) => text !== "");
}
