import type { PlayableTask } from "./playable-lesson.js";

/** What a learner answers: a choice, by its index, or the frame that is shown, by its sequence. */
export type Answer = { readonly kind: "choice"; readonly index: number } | { readonly kind: "frame"; readonly sequence: number };

export type AnswerJudgement =
  | { readonly right: true; readonly debrief: string /** The frame to be shown. */; readonly sequence: number }
  | { readonly right: false; readonly hint: string };

/** Whether an answer is right; if not, the hint that fits the mistake. */
export function judgeAnswer(task: PlayableTask, answer: Answer): AnswerJudgement {
  if (task.kind === "find") return answer.kind === "frame" ? judgeFrame(task, answer.sequence) : { right: false, hint: firstHint(task) };
  const choice = answer.kind === "choice" ? task.choices[answer.index] : undefined;
  if (choice?.isRight) return { right: true, debrief: task.debrief, sequence: task.proof };
  return { right: false, hint: choice?.hint ?? firstHint(task) };
}

function judgeFrame(task: Extract<PlayableTask, { kind: "find" }>, sequence: number): AnswerJudgement {
  if (task.frames.includes(sequence)) return { right: true, debrief: task.debrief, sequence };
  const mistake = task.mistakes.find(({ frames }) => frames.includes(sequence));
  return { right: false, hint: mistake?.hint ?? firstHint(task) };
}

function firstHint({ hints }: PlayableTask): string {
  return hints[0] ?? "Read the text of this stop again.";
}

/** The right answer, as a learner would have given it. */
export function rightAnswer(task: PlayableTask): Answer {
  if (task.kind === "find") return { kind: "frame", sequence: task.frames[0] ?? 0 };
  return { kind: "choice", index: task.choices.findIndex(({ isRight }) => isRight) };
}

/** "a", "b", ...: how a choice is named. */
export function choiceLetter(index: number): string {
  return String.fromCharCode(0x61 + index);
}
