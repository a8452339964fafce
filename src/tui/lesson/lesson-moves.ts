import { type Answer, choiceLetter } from "../../lesson/play/judge-answer.js";
import {
  answerTask,
  canShowSolution,
  goToStop,
  isTaskOpen,
  type LessonProgress,
  nextHint,
  showSolution,
} from "../../lesson/play/lesson-progress.js";
import type { ChoiceTask } from "../../lesson/play/playable-lesson.js";
import { assertNever } from "../../model/assert-never.js";
import { goTo, scrollBy, unfiltered } from "../state/moves.js";
import type { Pane, PlayerState } from "../state/player-state.js";
import { seeking } from "../state/seek-moves.js";
import { stopPlaying } from "../state/tick.js";
import { doing, only, say, type Updated, without } from "../state/updated.js";
import { lessonPaneHeight, lessonScroll } from "../view/layout.js";
import type { LessonAction } from "./lesson-keys.js";
import { type LessonNotice, type LessonShown, stopShown } from "./lesson-shown.js";

/** Does what a key of a lesson means. */
export function actInLesson(state: PlayerState, lesson: LessonShown, action: LessonAction): Updated {
  switch (action) {
    case "lesson-next":
      return next(shown(state, lesson));
    case "lesson-back":
      return back(shown(state, lesson));
    case "lesson-hint":
      return hint(shown(state, lesson));
    case "lesson-solution":
      return solution(shown(state, lesson));
    case "lesson-hide":
      return only(scrollBy(withLesson(state, { ...lesson, isHidden: !lesson.isHidden }), 0));
    case "lesson-scroll-down":
      return only(scrollLesson(shown(state, lesson), 1));
    case "lesson-scroll-up":
      return only(scrollLesson(shown(state, lesson), -1));
    case "pane-comparison":
      return only({ ...state, pane: "comparison", scroll: 0 });
    default:
      return assertNever(action);
  }
}

/** Whether an action is about the step that is shown, so that it waits for a search that may lead to another. */
export function needsStep(action: LessonAction): boolean {
  return action === "lesson-next" || action === "lesson-back" || action === "lesson-solution";
}

/** The state of a player that has a lesson. */
type InLesson = PlayerState & { readonly lesson: LessonShown };

function withLesson(state: PlayerState, lesson: LessonShown): InLesson {
  return { ...state, lesson };
}

/** A key of the lesson shows it where it is hidden. */
function shown(state: PlayerState, lesson: LessonShown): InLesson {
  return withLesson(state, lesson.isHidden ? { ...lesson, isHidden: false } : lesson);
}

/** The obvious next thing: answers the open task, or goes on. */
function next(state: InLesson): Updated {
  const { lesson } = state;
  const { playable, progress, isAtEnd } = lesson;
  if (isAtEnd) return only(say(state, "the lesson is finished: q leaves it"));
  const { task } = stopShown(lesson);
  if (task !== undefined && isTaskOpen(playable, progress))
    return task.kind === "find"
      ? answer(state, { kind: "frame", sequence: state.position })
      : only({ ...state, prompt: { kind: "answer", text: "" } });
  const isLast = progress.stop === playable.stops.length - 1;
  // Also at the last stop: one without a task is finished when it is left.
  const after = goToStop(playable, progress, isLast ? progress.stop : progress.stop + 1);
  const moved = withProgress(state, after);
  if (isLast) return saving(state, only(withLesson(moved, { ...cleared(moved.lesson), isAtEnd: true })));
  return saving(state, showStop(moved));
}

function back(state: InLesson): Updated {
  const { playable, progress, isAtEnd } = state.lesson;
  if (isAtEnd) return showStop(withLesson(state, { ...state.lesson, isAtEnd: false }));
  if (progress.stop === 0) return only(say(state, "this is the first stop"));
  return saving(state, showStop(withProgress(state, goToStop(playable, progress, progress.stop - 1))));
}

function hint(state: InLesson): Updated {
  const { playable, progress } = state.lesson;
  if (!hasOpenTask(state)) return only(say(state, whyNoTask(state.lesson)));
  const given = nextHint(playable, progress);
  if (given === undefined) return only(state);
  const { task } = stopShown(state.lesson);
  const number = given.progress.tasks[progress.stop]?.hints ?? 1;
  const notice = { kind: "hint", number, count: task?.hints.length ?? 1, hint: given.hint } as const;
  return saving(state, only(noticed(withProgress(state, given.progress), notice)));
}

function solution(state: InLesson): Updated {
  const { playable, progress } = state.lesson;
  if (!hasOpenTask(state)) return only(say(state, whyNoTask(state.lesson)));
  if (!canShowSolution(progress))
    return only(
      noticed(state, { kind: "refused", text: "The solution is shown after a try: answer with Enter first, or press i for a hint." }),
    );
  const given = showSolution(playable, progress);
  if (given === undefined || !given.judgement.right) return only(state);
  const { sequence } = given.judgement;
  return saving(state, showProof(noticed(withProgress(state, given.progress), { kind: "right", sequence }), sequence));
}

function hasOpenTask({ lesson }: InLesson): boolean {
  return !lesson.isAtEnd && isTaskOpen(lesson.playable, lesson.progress);
}

function whyNoTask(lesson: LessonShown): string {
  if (lesson.isAtEnd) return "the lesson is finished: q leaves it";
  return `${stopShown(lesson).task === undefined ? "this stop has no task" : "the task is done"}: Enter goes on`;
}

/** A letter that was typed as the answer. */
export function answerChoice(state: PlayerState, typed: string): Updated {
  const { lesson } = state;
  const task = lesson && stopShown(lesson).task;
  if (lesson === undefined || task === undefined || task.kind === "find" || typed === "") return only(state);
  const index = task.choices.findIndex((_, i) => choiceLetter(i) === typed.toLowerCase());
  if (index < 0) return only(say(state, `type one letter, ${choiceLetters(task)}`, "bad"));
  return answer(withLesson(state, lesson), { kind: "choice", index });
}

/** The label of the line into which the answer is typed: "answer (a-c): ". */
export function answerLabel({ lesson }: PlayerState): string {
  const task = lesson && stopShown(lesson).task;
  return task === undefined || task.kind === "find" ? "answer: " : `answer (${choiceLetters(task)}): `;
}

/** "a-c". */
function choiceLetters({ choices }: Pick<ChoiceTask, "choices">): string {
  return `${choiceLetter(0)}-${choiceLetter(choices.length - 1)}`;
}

function answer(state: InLesson, given: Answer): Updated {
  const judged = answerTask(state.lesson.playable, state.lesson.progress, given);
  if (judged === undefined) return only(state);
  const { judgement, progress } = judged;
  const answered = withProgress(state, progress);
  const name = given.kind === "choice" ? `${choiceLetter(given.index)})` : `#${given.sequence}`;
  if (!judgement.right) {
    const notice = { kind: "wrong", answer: name, hint: judgement.hint } as const;
    return saving(state, only(say(noticed(answered, notice), `${name} is not right`, "bad")));
  }
  const { sequence } = judgement;
  return saving(
    state,
    showProof({ ...noticed(answered, { kind: "right", sequence }), message: { text: `${name} is right`, tone: "neutral" } }, sequence),
  );
}

/** The frame by which the answer is right, also where the filter hides it. */
function showProof(state: InLesson, sequence: number): Updated {
  const isPredicted = stopShown(state.lesson).task?.kind === "predict";
  const still = { ...stopPlaying(state), ...(isPredicted ? { pane: "diff" as const } : {}) };
  if (state.filter === undefined) return only(goTo(still, sequence));
  return seeking(still, { kind: "moment", moment: { kind: "sequence", sequence }, liftsFilter: true }, "step of the answer");
}

/** Shows the stop of the progress: its frame, its pane, its objects. */
function showStop(before: InLesson): Updated {
  const lesson = cleared(before.lesson);
  const stop = stopShown(lesson);
  const unmarked = without(without(stopPlaying(withLesson(before, lesson)), "diffBase"), "chosenFinding");
  // A search ends here: n and N go to the next and previous meaningful change again, as the text of a stop says.
  const quiet = without(without(without(unmarked, "search"), "matchPlace"), "reveal");
  const state: PlayerState = { ...quiet, pane: paneOfStop(lesson), scroll: 0 };
  if (stop.objects.length > 0) {
    const waiting = { seeking: { what: "steps of the stop" }, keysWaiting: state.keysWaiting ?? [] };
    return doing({ ...state, ...waiting }, { kind: "show-stop", objects: stop.objects, sequence: stop.sequence });
  }
  return only(goTo(unfiltered(state), stop.sequence));
}

/** What the detail shows at the stop. */
export function paneOfStop(lesson: LessonShown): Pane {
  const { pane } = stopShown(lesson);
  if (pane === "comparison") return lesson.comparison === undefined ? "diff" : "comparison";
  return pane === "object" ? "yaml" : pane;
}

function scrollLesson(state: InLesson, direction: 1 | -1): InLesson {
  const { from, last } = lessonScroll(state);
  const page = Math.max(1, lessonPaneHeight(state) - 2);
  return withLesson(state, { ...state.lesson, scroll: Math.min(Math.max(0, from + direction * page), last) });
}

function withProgress(state: InLesson, progress: LessonProgress): InLesson {
  return withLesson(state, { ...state.lesson, progress });
}

/** Without what was said at a stop. */
function cleared({ said: _, scroll: __, ...lesson }: LessonShown): LessonShown {
  return lesson;
}

function noticed(state: InLesson, said: LessonNotice): InLesson {
  return withLesson(state, { ...cleared(state.lesson), said });
}

/** The progress is kept whenever it changes. */
function saving(before: InLesson, { state, effects }: Updated): Updated {
  const progress = state.lesson?.progress;
  if (progress === undefined || progress === before.lesson.progress) return { state, effects };
  return { state, effects: [...effects, { kind: "save-progress", progress }] };
}
