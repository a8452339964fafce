import { beforeAll, describe, expect, it } from "vitest";
import { analysisOf } from "../../src/app/sessions/derived/derived-session.js";
import { checkLesson, lessonCounts, predicatesToCheck } from "../../src/lesson/check-lesson.js";
import type { Choice, Lesson, Stop, Task } from "../../src/lesson/lesson.js";
import { matchPredicates } from "../../src/lesson/predicate/match-predicates.js";
import type { SessionReader } from "../../src/model/session.js";
import { bundled } from "../serve/bundled.js";

/** An image tag that does not exist: created #1, scheduled #2, ErrImagePull #11, ImagePullBackOff #13, ready #28, deleted #34. */
let session: SessionReader;
beforeAll(async () => {
  session = await bundled("pod-bad-image-tag");
});

const created = { object: "Pod/nginx", change: "added" } as const;
const opens = { opens: "ErrImagePull" } as const;
const good: Lesson = {
  lesson: 1,
  title: "T",
  summary: "S",
  minutes: 5,
  recording: "pod-bad-image-tag",
  stops: [{ title: "A", at: created, text: "Text." }],
};
const withStops = (...stops: readonly Partial<Stop>[]): Lesson => ({
  ...good,
  stops: stops.map((stop) => ({ title: "A", at: created, text: "Text.", ...stop })),
});
const withTask = (task: Task) => withStops({ task });
const parts = { hints: ["H"], debrief: "D" };
const right: Choice = { answer: "R", if: opens, expectedFrames: [11] };
const wrong: Choice = { answer: "W", hint: "H" };
const explain = (...choices: readonly Choice[]) => withTask({ explain: "Q", choices, ...parts });

async function problems(lesson: Lesson): Promise<readonly string[]> {
  const matches = await matchPredicates(predicatesToCheck(lesson), { reader: session, analysis: await analysisOf(session) });
  return checkLesson(lesson, matches, session.summary.frames).map(({ where, problem }) => `${where}: ${problem}`);
}

describe("what a check refuses", () => {
  const at = "stop 1 (A)";
  const rows: readonly (readonly [what: string, lesson: () => Lesson, problems: readonly string[]])[] = [
    ["a stop that no frame meets", () => withStops({ at: { stage: "Nowhere" } }), [`${at}: at: no frame meets it`]],
    [
      "a stop that comes before the one before it",
      () => withStops({ at: opens }, { at: created, title: "B" }),
      ["stop 2 (B): at: its frame #1 comes before that of the stop before it, #11"],
    ],
    [
      "a text of 13 lines",
      () => withStops({ text: Array.from({ length: 13 }, () => "- x").join("\n") }),
      [`${at}: text and question take 13 lines of 78 columns: 12 at most`],
    ],
    [
      "a line of code that is wider than the pane",
      () => withStops({ text: `    ${"x".repeat(90)}` }),
      [`${at}: text: "${"x".repeat(40)}…" takes more than 78 columns, and is not broken`],
    ],
    [
      "a comparison with nothing",
      () => withStops({ show: "comparison" }),
      [`${at}: show: comparison needs compareWith, the recording to compare with`],
    ],
    [
      "characters of two columns",
      () => withStops({ text: "see 日本" }),
      ['stop 1: text: "日" (U+65E5) does not take one column; screens count one for each character'],
    ],
    [
      "emoji in a hint",
      () => withTask({ ...parts, find: "Q", if: opens, expectedFrames: [11], hints: ["\u{1f680}"] }),
      ['stop 1: task.hints[0]: "\u{1f680}" (U+1F680) does not take one column; screens count one for each character'],
    ],
    [
      "an escape sequence",
      () => ({ ...good, title: "\u001b[31m" }),
      ['title: "\\e[31m" holds characters that steer a terminal, or that nobody sees'],
    ],
    [
      "a direction override in an answer",
      () => explain(right, { ...wrong, answer: "a\u202eb" }),
      ['stop 1: task.choices[1].answer: "a\\u202eb" holds characters that steer a terminal, or that nobody sees'],
    ],
    [
      "other frames than those expected",
      () => withTask({ ...parts, find: "Q", if: { object: "Pod/nginx", stage: "ErrImagePull" }, expectedFrames: [11, "17-19"] }),
      [`${at}: if: met by #11, #17, #25, expected #11, #17-#19`],
    ],
    [
      "a mistake whose hint nobody gets",
      () =>
        withTask({
          ...parts,
          find: "Q",
          if: opens,
          expectedFrames: [11],
          mistakes: [{ if: { opens: "ErrImagePull", object: "Pod/nginx" }, hint: "H" }],
        }),
      [`${at}: mistakes[0]: its hint cannot be reached: its frames are right, or taken by a mistake before it`],
    ],
    ["no right choice", () => explain(wrong, { ...wrong, answer: "V" }), [`${at}: choices: none is right`]],
    ["right choices only", () => explain(right, { ...right, answer: "V" }), [`${at}: choices: all are right`]],
    ["an answer that is there twice", () => explain(right, wrong, wrong), [`${at}: choices[2]: the same answer as choices[1]`]],
    ["a wrong choice without a hint", () => explain(right, { answer: "W" }), [`${at}: choices[1]: wrong, and without a hint`]],
    [
      "a right choice with a hint",
      () => explain({ ...right, hint: "H" }, wrong),
      [`${at}: choices[0]: its hint cannot be reached: the choice is right by #11`],
    ],
    [
      "a prediction that comes true too late",
      () => withStops({ task: { predict: "Q", choices: [right, wrong], ...parts } }, { at: { object: "Pod/nginx", reaches: "Scheduled" } }),
      [`${at}: choices: none is right`, `${at}: choices[0]: frames are expected, but none meets it`],
    ],
    [
      "a live run that the recording does not end",
      () => ({ ...good, live: { fixture: "nginx.yaml", targets: ["pod"], timeoutSeconds: 9, until: { stage: "Nowhere" } } }),
      ["live: until: no frame of the recording meets it"],
    ],
    [
      "a live run whose steps come in another order",
      () => ({
        ...good,
        live: { fixture: "nginx.yaml", targets: ["pod"], timeoutSeconds: 9, steps: [{ after: opens, kubectl: ["get"] }], until: created },
      }),
      ["live: until: first met by #1, before steps[0].after, #11"],
    ],
  ];

  it.each(rows)("%s", async (_, lesson, expected) => {
    expect(await problems(lesson())).toEqual(expected);
  });
});

it("a lesson that is true of its recording has no problems", async () => {
  const lesson = withStops(
    { task: { predict: "Q", choices: [wrong, { answer: "R", if: { reaches: "Scheduled" }, expectedFrames: [2] }], ...parts } },
    {
      at: { object: "Pod/nginx", reaches: "Scheduled" },
      title: "B",
      task: { find: "Q", if: opens, expectedFrames: [11], mistakes: [{ if: { about: "Pod/nginx" }, hint: "H" }], ...parts },
    },
    { at: opens, title: "C", text: "Ä `code` → ×", task: { explain: "Q", choices: [right, wrong], ...parts } },
  );
  expect(
    await problems({
      ...lesson,
      live: { fixture: "x.yaml", targets: ["pod"], timeoutSeconds: 9, steps: [{ after: created, kubectl: ["get"] }], until: opens },
    }),
  ).toEqual([]);
  expect(lessonCounts(lesson)).toEqual({ stops: 3, tasks: 3, hints: 6, todos: 0 });
});
