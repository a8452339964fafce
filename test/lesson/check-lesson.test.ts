import { beforeAll, expect, it } from "vitest";
import { checkLesson, expandFrames } from "../../src/lesson/check-lesson.js";
import type { Stop } from "../../src/lesson/lesson.js";
import { predicatesOf } from "../../src/lesson/play/make-playable.js";
import { type LessonSession, matchPredicates } from "../../src/lesson/predicate/match-predicates.js";
import { bundledSession } from "./bundled-session.js";
import { explainStop, explainTask, findStop, findTask, lessonOf, predictStop, predictTask } from "./lesson-of.js";

let session: LessonSession;
beforeAll(async () => {
  session = await bundledSession("pod-bad-image-tag");
});

async function problemsOf(...stops: readonly Stop[]): Promise<readonly string[]> {
  const lesson = stops.length === 0 ? lessonOf() : lessonOf(stops);
  const matches = await matchPredicates(predicatesOf(lesson), session);
  return checkLesson(lesson, matches, session.reader.summary.frames).map(({ where, problem }) => `${where}: ${problem}`);
}

const [refused, scheduled, pulled] = predictTask.choices;
const event = { if: { about: "Pod/nginx" }, hint: "An Event." };

it.each<readonly [string, readonly Stop[], readonly string[]]>([
  ["a lesson that is true of its recording has no problem", [], []],
  ["a stop without a frame", [{ ...predictStop, at: { stage: "Completed" } }], ["stop 1 (Created): at: no frame meets it"]],
  [
    "a stop before the stop before it",
    [explainStop, findStop],
    ["stop 2 (Backing off): at: its frame #5 comes before that of the stop before it, #13"],
  ],
  [
    "more frames than expected",
    [{ ...findStop, task: { ...findTask, expectedFrames: [13, "20-22"] } }],
    ["stop 1 (Backing off): if: met by #13, #20, #23, expected #13, #20-#22"],
  ],
  [
    "no right choice",
    [{ ...predictStop, task: { ...predictTask, choices: [refused, pulled] as never } }, findStop],
    ["stop 1 (Created): choices: none is right"],
  ],
  [
    "a right choice by other frames",
    [{ ...predictStop, task: { ...predictTask, choices: [{ ...scheduled, expectedFrames: [4] }, pulled] as never } }, findStop],
    ["stop 1 (Created): choices[0]: met by #2, expected #4"],
  ],
  [
    "a right choice that expects none",
    [{ ...explainStop, task: { ...explainTask, choices: [{ answer: "x", if: { opens: "ErrImagePull" } }, ...explainTask.choices] } }],
    ["stop 1 (Why): choices[0]: right by #11, but no expectedFrames"],
  ],
  [
    "a wrong choice without a hint",
    [{ ...predictStop, task: { ...predictTask, choices: [{ answer: "x" }, scheduled] as never } }, findStop],
    ["stop 1 (Created): choices[0]: wrong, and without a hint"],
  ],
  [
    "the hint of a right choice",
    [{ ...predictStop, task: { ...predictTask, choices: [{ ...scheduled, hint: "No." }, pulled] as never } }, findStop],
    ["stop 1 (Created): choices[0]: its hint cannot be reached: the choice is right by #2"],
  ],
  [
    "a mistake behind another one",
    [{ ...findStop, task: { ...findTask, mistakes: [event, { if: { reason: "Failed" }, hint: "A failed pull." }] } }],
    ["stop 1 (Backing off): mistakes[1]: its hint cannot be reached: its frames are right, or taken by a mistake before it"],
  ],
  [
    "a mistake that nobody can make",
    [{ ...findStop, task: { ...findTask, mistakes: [{ if: { stage: "Completed" }, hint: "?" }] } }],
    ["stop 1 (Backing off): mistakes[0]: its hint cannot be reached: no frame meets it"],
  ],
  [
    "a text that does not fit",
    [{ ...explainStop, text: Array.from({ length: 10 }, () => "- an item").join("\n") }],
    ["stop 1 (Why): text and question take 14 lines of 78 columns: 12 at most"],
  ],
])("%s", async (_, stops, problems) => {
  expect(await problemsOf(...stops)).toEqual(problems);
});

it("expected frames are sequences and ranges, each once", () => {
  expect(expandFrames([7, "3-5", 4])).toEqual([3, 4, 5, 7]);
});
