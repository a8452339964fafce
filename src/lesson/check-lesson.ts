import { textProblems } from "./check-texts.js";
import { expectedRanges, type FrameSpan, frameRanges } from "./expected-frames.js";
import type { Choice, ExpectedFrames, ExplainTask, FindTask, Lesson, LiveRun, PredictTask, Stop } from "./lesson.js";
import { lessonLines, maxStopColumns, maxStopLines } from "./lesson-lines.js";
import { framesOfChoice, predicatesOf, stopSequence, type TaskWindow, taskWindow } from "./play/make-playable.js";
import type { Matches } from "./predicate/match-predicates.js";
import type { Predicate } from "./predicate/predicate.js";

/** What is wrong with a lesson, where: "stop 2 (The kubelet retries)", "live", "links[0].title". */
export interface LessonProblem {
  readonly where: string;
  readonly problem: string;
}

/**
 * Whether a lesson is true of its recording:
 *
 *  1. Each stop has a frame, and none comes before that of the stop before it.
 *  2. Of a `find`, exactly the expected frames meet the predicate.
 *  3. Of a `predict` or an `explain`, one choice at least is right, by exactly the expected frames, and one at least is wrong.
 *  4. Each wrong choice has a hint, and each mistake of a `find` is met by a frame that is neither right nor taken by a mistake before it.
 *  5. A stop takes no more lines than fit beside a recording on 80x24, and its characters are one column wide.
 *  6. A stop that shows a comparison has something to compare with.
 *  7. The recording meets the predicates of the live run, in their order.
 *
 * `matches` knows `predicatesToCheck`.
 */
export function checkLesson(lesson: Lesson, matches: Matches, frames: number): readonly LessonProblem[] {
  const places = lesson.stops.map(({ at }) => stopSequence(at, matches));
  const ofStops = lesson.stops.flatMap((stop, i) => {
    const where = `stop ${i + 1} (${stop.title})`;
    // Without its frame it is not known what comes after it.
    const ofTask = places[i] === undefined ? [] : taskProblems(stop, matches, taskWindow(lesson, places, i, { matches, frames }));
    const problems = [...placeProblems(places, i), ...lengthProblems(stop), ...comparisonProblems(stop, lesson), ...ofTask];
    return problems.map((problem) => ({ where, problem }));
  });
  const ofLive = lesson.live === undefined ? [] : liveProblems(lesson.live, matches);
  return [...textProblems(lesson), ...ofStops, ...ofLive.map((problem) => ({ where: "live", problem }))];
}

/** Those of the stops, and those of the live run. */
export function predicatesToCheck(lesson: Lesson): readonly Predicate[] {
  const { live } = lesson;
  return [...predicatesOf(lesson), ...(live === undefined ? [] : [...(live.steps ?? []).map(({ after }) => after), live.until])];
}

export interface LessonCounts {
  readonly stops: number;
  readonly tasks: number;
  readonly hints: number;
  /** What a draft leaves to its author, and is not written yet. */
  readonly todos: number;
}

/** How much a lesson holds. */
export function lessonCounts(lesson: Lesson): LessonCounts {
  const { stops } = lesson;
  const tasks = stops.flatMap(({ task }) => task ?? []);
  const hints = tasks.map((task) => {
    const ofMistakes = "find" in task ? (task.mistakes ?? []).length : task.choices.filter(({ hint }) => hint !== undefined).length;
    return task.hints.length + ofMistakes;
  });
  return {
    stops: stops.length,
    tasks: tasks.length,
    hints: hints.reduce((sum, count) => sum + count, 0),
    todos: (JSON.stringify(lesson).match(/\bTODO\b/g) ?? []).length,
  };
}

/** Each step is done once its predicate is met; a recording that ends before would not show it. */
function liveProblems({ steps = [], until }: LiveRun, matches: Matches): readonly string[] {
  const parts = [...steps.map(({ after }, i) => ({ name: `steps[${i}].after`, predicate: after })), { name: "until", predicate: until }];
  let before: { readonly name: string; readonly sequence: number } | undefined;
  const problems: string[] = [];
  for (const { name, predicate } of parts) {
    const [sequence] = matches(predicate);
    if (sequence === undefined) problems.push(`${name}: no frame of the recording meets it`);
    else if (before !== undefined && sequence < before.sequence)
      problems.push(`${name}: first met by #${sequence}, before ${before.name}, #${before.sequence}`);
    else before = { name, sequence };
  }
  return problems;
}

function comparisonProblems({ show }: Stop, { compareWith }: Lesson): readonly string[] {
  return show === "comparison" && compareWith === undefined ? ["show: comparison needs compareWith, the recording to compare with"] : [];
}

function placeProblems(places: readonly (number | undefined)[], index: number): readonly string[] {
  const place = places[index];
  if (place === undefined) return ["at: no frame meets it"];
  const before = places.slice(0, index).findLast((each) => each !== undefined);
  return before !== undefined && place < before ? [`at: its frame #${place} comes before that of the stop before it, #${before}`] : [];
}

function lengthProblems(stop: Stop): readonly string[] {
  const lines = lessonLines(stop, maxStopColumns);
  const long = lines.find(({ text }) => text.replaceAll("`", "").length > maxStopColumns);
  return [
    ...(lines.length > maxStopLines
      ? [`text and question take ${lines.length} lines of ${maxStopColumns} columns: ${maxStopLines} at most`]
      : []),
    ...(long === undefined
      ? []
      : [`text: "${long.text.trim().slice(0, 40)}…" takes more than ${maxStopColumns} columns, and is not broken`]),
  ];
}

function taskProblems({ task }: Stop, matches: Matches, window: TaskWindow): readonly string[] {
  if (task === undefined) return [];
  return "find" in task ? findProblems(task, matches) : choiceProblems(task, matches, window);
}

function findProblems({ if: wanted, expectedFrames, mistakes = [] }: FindTask, matches: Matches): readonly string[] {
  const right = matches(wanted);
  const taken = new Set(right);
  const problems = [...expectationProblems("if", right, expectedFrames)];
  for (const [i, mistake] of mistakes.entries()) {
    const frames = matches(mistake.if);
    if (frames.every((sequence) => taken.has(sequence)))
      problems.push(
        `mistakes[${i}]: its hint cannot be reached: ${frames.length === 0 ? "no frame meets it" : "its frames are right, or taken by a mistake before it"}`,
      );
    for (const sequence of frames) taken.add(sequence);
  }
  return problems;
}

function choiceProblems({ choices }: PredictTask | ExplainTask, matches: Matches, window: TaskWindow): readonly string[] {
  const proofs = choices.map((choice) => framesOfChoice(choice.if, window, matches));
  const right = proofs.filter((frames) => frames.length > 0).length;
  const count = right === 0 ? ["choices: none is right"] : right === choices.length ? ["choices: all are right"] : [];
  const answers = choices.map(({ answer }) => answer);
  const twice = answers.flatMap((answer, i) =>
    answers.indexOf(answer) < i ? [`choices[${i}]: the same answer as choices[${answers.indexOf(answer)}]`] : [],
  );
  return [...count, ...twice, ...choices.flatMap((choice, i) => eachChoiceProblems(choice, `choices[${i}]`, proofs[i] ?? []))];
}

function eachChoiceProblems({ expectedFrames, hint }: Choice, name: string, proofs: readonly number[]): readonly string[] {
  if (proofs.length === 0) {
    if (expectedFrames !== undefined) return [`${name}: frames are expected, but none meets it`];
    return hint === undefined ? [`${name}: wrong, and without a hint`] : [];
  }
  if (hint !== undefined) return [`${name}: its hint cannot be reached: the choice is right by ${list(frameRanges(proofs))}`];
  return expectedFrames === undefined
    ? [`${name}: right by ${list(frameRanges(proofs))}, but no expectedFrames`]
    : expectationProblems(name, proofs, expectedFrames);
}

function expectationProblems(name: string, met: readonly number[], expected: readonly ExpectedFrames[]): readonly string[] {
  const [found, wanted] = [frameRanges(met), expectedRanges(expected)];
  const isMet = found.length === wanted.length && found.every(({ from, to }, i) => from === wanted[i]?.from && to === wanted[i]?.to);
  return isMet ? [] : [`${name}: met by ${list(found)}, expected ${list(wanted)}`];
}

/** So many are named. */
const maxNamed = 12;

/** "no frame", "#3, #5-#7". */
function list(ranges: readonly FrameSpan[]): string {
  if (ranges.length === 0) return "no frame";
  const shown = ranges.slice(0, maxNamed).map(({ from, to }) => (from === to ? `#${from}` : `#${from}-#${to}`));
  return `${shown.join(", ")}${ranges.length > maxNamed ? ` and ${ranges.length - maxNamed} more` : ""}`;
}
