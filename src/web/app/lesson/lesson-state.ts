import { batch, computed, effect, signal } from "@preact/signals";
import type { SessionAnalysis } from "../../../interpret/session-analysis.js";
import type { Answer, AnswerJudgement } from "../../../lesson/play/judge-answer.js";
import {
  answerTask,
  goToStop,
  isTaskOpen,
  type LessonProgress,
  nextHint,
  noProgress,
  predictedFrom,
  showSolution,
} from "../../../lesson/play/lesson-progress.js";
import type { LessonData } from "../../file/lesson-data.js";
import { browserProgressKey, keptProgress } from "../../view/lesson/kept-progress.js";
import { filterOf, type LessonTop, placeOfStop } from "../../view/lesson/stop-place.js";
import { stopView } from "../../view/lesson/stop-view.js";
import { formatLink } from "../../view/links.js";
import { setFilter, widerChoices } from "../state/filters.js";
import { goToFrame } from "../state/links.js";
import { currentSession, listedUntil, pane, position } from "../state/view-state.js";

/** The lesson of the page and how far its reader is. Whoever acts on it calls these functions: buttons and keys do the same. */

const noLesson: LessonData = {
  lesson: { name: "", title: "", summary: "", minutes: 0, synthetic: false, links: [], stops: [] },
  choices: [],
};

/** Set once, before anything is drawn. */
export const lessonData = signal<LessonData>(noLesson);

export const progress = signal<LessonProgress>(noProgress);
export const currentStop = computed(() => lessonData.value.lesson.stops[progress.value.stop]);
export const shownStop = computed(() => stopView(lessonData.value.lesson, progress.value));

/** The hint that fits the last answer, which was wrong. */
export const mistakeHint = signal<string | undefined>(undefined);

/** The choice that is marked, as an index. */
export const markedChoice = signal<number | undefined>(undefined);

export const isLessonShown = signal(true);
export const lessonTop = signal<LessonTop>("folded");

/** Counts stops that were gone to: the panel begins to be read from its title. */
export const stopsGoneTo = signal(0);

/** Takes up the lesson where the browser knows that its reader was. An address that says nothing shows that stop. */
export function beginLessonPage(data: LessonData, analysis: SessionAnalysis): void {
  lessonData.value = data;
  for (const { words, uids } of data.choices) widerChoices.set(filterOf(words), uids);
  const key = browserProgressKey(data.lesson);
  progress.value = keptProgress(stored(key), data.lesson);
  const stop = currentStop.value;
  if (stop !== undefined) {
    const { sequence, pane, only, top } = placeOfStop(stop, analysis);
    lessonTop.value = top;
    if (location.hash === "") showAddress(`#${formatLink({ step: sequence, ...(pane === "step" ? {} : { pane }), only })}`);
  }
  effect(() => keep(key, progress.value));
  effect(() => {
    listedUntil.value = predictedFrom(lessonData.value.lesson, progress.value);
  });
}

export function answerWithStep(): void {
  answer({ kind: "frame", sequence: position.value });
}

export function answerWithChoice(index: number): void {
  answer({ kind: "choice", index });
}

/** The obvious next thing: an answer, or the next stop. Of choices none of which is marked: nothing; false. */
export function goOn(): boolean {
  const { lesson } = lessonData.value;
  const { task, canGoOn } = shownStop.value;
  if (!isTaskOpen(lesson, progress.value)) {
    if (canGoOn) showStop(progress.value.stop + 1);
    return canGoOn;
  }
  if (task?.kind === "find") answerWithStep();
  else if (markedChoice.value === undefined) return false;
  else answerWithChoice(markedChoice.value);
  return true;
}

export function goBack(): void {
  showStop(progress.value.stop - 1);
}

export function startAgain(): void {
  progress.value = noProgress;
  showStop(0);
}

/** Once all were given: nothing. */
export function askHint(): void {
  if (shownStop.value.task?.nextHint === undefined) return;
  const given = nextHint(lessonData.value.lesson, progress.value);
  if (given !== undefined) progress.value = given.progress;
}

/** Before a try: nothing. */
export function askSolution(): void {
  if (shownStop.value.task?.isDone !== false) return;
  const shown = showSolution(lessonData.value.lesson, progress.value);
  if (shown !== undefined) take(shown.progress, shown.judgement);
}

function answer(given: Answer): void {
  const { lesson } = lessonData.value;
  if (!isTaskOpen(lesson, progress.value)) return;
  const answered = answerTask(lesson, progress.value, given);
  if (answered !== undefined) take(answered.progress, answered.judgement);
}

function take(next: LessonProgress, judgement: AnswerJudgement): void {
  batch(() => {
    progress.value = next;
    mistakeHint.value = judgement.right ? undefined : judgement.hint;
    if (!judgement.right) return;
    markedChoice.value = undefined;
    if (judgement.sequence !== position.value) goToFrame(judgement.sequence);
  });
}

/** Goes to a stop that can be reached, and shows its frame, its pane and its objects. */
function showStop(index: number): void {
  const next = goToStop(lessonData.value.lesson, progress.value, index);
  if (next.stop !== index) return;
  batch(() => {
    progress.value = next;
    mistakeHint.value = undefined;
    markedChoice.value = undefined;
    stopsGoneTo.value++;
    showPlace();
  });
}

function showPlace(): void {
  const session = currentSession.value;
  const stop = currentStop.value;
  if (session === undefined || stop === undefined) return;
  const place = placeOfStop(stop, session.data.value.analysis);
  pane.value = place.pane;
  lessonTop.value = place.top;
  if (!setFilter(place.only)) setFilter("");
  goToFrame(place.sequence, place.finding);
}

/** The stop that is shown, once more: its reader has moved on. */
export function showStopAgain(): void {
  batch(showPlace);
}

function stored(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

function keep(key: string, kept: LessonProgress): void {
  try {
    localStorage.setItem(key, JSON.stringify(kept));
  } catch {
    // A browser may keep nothing for a file: then it is known until the page is closed.
  }
}

function showAddress(hash: string): void {
  try {
    history.replaceState(null, "", hash);
  } catch {
    // Where the page is shown within another one, it may have no address of its own.
  }
}
