import { finalFindings, type SessionAnalysis } from "../../interpret/session-analysis.js";
import { displayName } from "../../model/kube-object.js";
import type { ExplainTask, FindTask, Lesson, PredictTask, Stop, Task } from "../lesson.js";
import { causesOf, matchesPattern } from "../predicate/frame-test.js";
import type { Matches } from "../predicate/match-predicates.js";
import type { Predicate } from "../predicate/predicate.js";
import type { FindingDebrief, PlayableLesson, PlayableStop, PlayableTask } from "./playable-lesson.js";

/** Every predicate of a lesson, those of its live run aside. */
export function predicatesOf({ stops }: Lesson): readonly Predicate[] {
  return stops.flatMap(({ at, task }) => [momentOf(at), ...(task === undefined ? [] : predicatesOfTask(task))]);
}

function predicatesOfTask(task: Task): readonly Predicate[] {
  if ("find" in task) return [task.if, ...(task.mistakes ?? []).map((mistake) => mistake.if)];
  const through = "predict" in task && task.through !== undefined ? [task.through] : [];
  return [...task.choices.flatMap((choice) => choice.if ?? []), ...through];
}

function momentOf(at: Stop["at"]): Predicate {
  return "last" in at ? at.last : at;
}

interface SessionOfLesson {
  readonly analysis: SessionAnalysis;
  /** How many there are. */
  readonly frames: number;
  readonly matches: Matches;
}

/** Resolves the predicates of a lesson on a session. A stop or a task that the session cannot show has `missing`, and asks nothing. */
export function makePlayable(lesson: Lesson, name: string, session: SessionOfLesson): PlayableLesson {
  const { title, summary, minutes, links = [], synthetic = false } = lesson;
  const places = lesson.stops.map(({ at }) => stopSequence(at, session.matches));
  const stops = lesson.stops.map((stop, i): PlayableStop => {
    const place = places[i];
    const shown = place ?? places.slice(0, i).findLast((each) => each !== undefined) ?? Math.min(1, session.frames);
    const made = stop.task && makeTask(stop.task, session, taskWindow(lesson, places, i, session));
    const missing =
      place === undefined
        ? "This recording does not show this step."
        : made === "missing"
          ? "This recording has no answer to the task."
          : undefined;
    return {
      title: stop.title,
      text: stop.text,
      sequence: shown,
      pane: stop.show ?? "diff",
      objects: stop.objects ?? [],
      ...(made === undefined || made === "missing" || place === undefined ? {} : { task: made }),
      ...(missing === undefined ? {} : { missing }),
    };
  });
  return { name, title, summary, minutes, synthetic, links, stops };
}

/** The frame of a stop; undefined where no frame meets its predicate. */
export function stopSequence(at: Stop["at"], matches: Matches): number | undefined {
  return "last" in at ? matches(at.last).at(-1) : matches(at)[0];
}

/** From the frame after `after` up to `to`. */
export interface TaskWindow {
  readonly after: number;
  readonly to: number;
}

/** In which frames the choices of a task are looked for: of `predict` in what comes next, else in all. */
export function taskWindow(
  { stops }: Lesson,
  places: readonly (number | undefined)[],
  index: number,
  { matches, frames }: Pick<SessionOfLesson, "matches" | "frames">,
): TaskWindow {
  const task = stops[index]?.task;
  const after = places[index] ?? 0;
  if (task === undefined || !("predict" in task)) return { after: 0, to: frames };
  const end = task.through === undefined ? places[index + 1] : matches(task.through).find((sequence) => sequence > after);
  return { after, to: end !== undefined && end > after ? end : frames };
}

/** The frames by which a choice is right; none: it is wrong. */
export function framesOfChoice(choice: Predicate | undefined, { after, to }: TaskWindow, matches: Matches): readonly number[] {
  return choice === undefined ? [] : matches(choice).filter((sequence) => sequence > after && sequence <= to);
}

function makeTask(task: Task, session: SessionOfLesson, window: TaskWindow): PlayableTask | "missing" {
  return "find" in task ? makeFindTask(task, session.matches) : makeChoiceTask(task, session, window);
}

function makeFindTask({ find, if: wanted, hints, debrief, mistakes = [] }: FindTask, matches: Matches): PlayableTask | "missing" {
  const frames = matches(wanted);
  if (frames.length === 0) return "missing";
  return {
    kind: "find",
    question: find,
    hints,
    debrief,
    frames,
    mistakes: mistakes.map((mistake) => ({ frames: matches(mistake.if), hint: mistake.hint })),
  };
}

function makeChoiceTask(task: PredictTask | ExplainTask, session: SessionOfLesson, window: TaskWindow): PlayableTask | "missing" {
  const { choices, hints, debrief } = task;
  const proofs = choices.map((choice) => framesOfChoice(choice.if, window, session.matches));
  const right = proofs.findIndex((frames) => frames.length > 0);
  const proof = proofs[right]?.[0];
  if (proof === undefined || proofs.every((frames) => frames.length > 0)) return "missing";
  const predicate = choices[right]?.if;
  const finding = "explain" in task && predicate !== undefined ? findingOf(predicate, session.analysis) : undefined;
  return {
    kind: "predict" in task ? "predict" : "explain",
    question: "predict" in task ? task.predict : task.explain,
    hints,
    debrief,
    choices: choices.map(({ answer, hint }, i) => {
      const isRight = (proofs[i]?.length ?? 0) > 0;
      return { answer, isRight, ...(isRight || hint === undefined ? {} : { hint }) };
    }),
    proof,
    ...(finding === undefined ? {} : { finding }),
  };
}

function findingOf({ opens, open, resolves, object }: Predicate, analysis: SessionAnalysis): FindingDebrief | undefined {
  const name = opens ?? open ?? resolves;
  const findings = finalFindings(analysis);
  const finding = findings.find((each) => each.class === name && (object === undefined || matchesPattern(object, each.object)));
  if (finding === undefined) return undefined;
  const [advice] = finding.advice;
  return {
    class: finding.class,
    object: displayName(finding.object),
    message: finding.message,
    causes: causesOf(finding, findings).map(({ message }) => message),
    ...(advice === undefined ? {} : { advice }),
  };
}
