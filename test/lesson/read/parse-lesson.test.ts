import { describe, expect, it } from "vitest";
import { UsageError } from "../../../src/errors.js";
import { parseLesson, readLessonFile } from "../../../src/lesson/read/parse-lesson.js";

const head = "lesson: 1\ntitle: A\nsummary: B\nminutes: 5\nrecording: pod-nginx\n";
const stop = "stops:\n  - title: C\n    at: { object: Pod }\n    text: D\n";
const choices = "choices: [{ answer: A }, { answer: B, if: { object: Pod }, expectedFrames: [1] }]";

/** A lesson with this at the end of its first stop. */
const withStop = (lines: string) => `${head}${stop}    ${lines}\n`;
const withTask = (lines: string) => withStop(`task:\n      ${lines.replaceAll("\n", "\n      ")}\n      hints: [H]\n      debrief: D`);
const withTest = (test: string) => `${head}stops:\n  - title: C\n    at: ${test}\n    text: D\n`;

const lessonFields = "lesson, title, summary, minutes, recording, synthetic, compareWith, links, live, stops";

const refused: readonly (readonly [what: string, text: string, error: string])[] = [
  ["an empty file", "", "1:1: the file is empty"],
  ["a file of comments", "# nothing\n", "1:1: the file is empty"],
  ["a list", "- a\n", "1:1: must be a mapping, and is a list"],
  ["bytes that are no text", "\u0000\u0001\u0002", "1:1: must be a mapping, and is text"],
  ["a missing field", head, "1:1: stops: missing; add it: moments of the recording, in its order"],
  [
    "a missing field further down",
    `${head}stops:\n  - title: C\n    at: { object: Pod }\n`,
    "7:5: stops[0].text: missing; add it: paragraphs; `code`; items begin with '- ', lines of code with four spaces",
  ],
  ["an unknown field", `${head}${stop}autor: me\n`, `10:1: autor: unknown field; there may be ${lessonFields}`],
  ["a misspelt field", `${head.replace("summary", "sumary")}${stop}`, '3:1: sumary: unknown field; did you mean "summary"?'],
  [
    "a number as text",
    `${head.replace("title: A", "title: 137")}${stop}`,
    "2:1: title: must be text, and is the number 137; put it into quotes",
  ],
  ["a field without a value", `${head.replace("title: A", "title:")}${stop}`, "2:1: title: has no value; it must be text"],
  ["a version of the future", `${head.replace("lesson: 1", "lesson: 2")}${stop}`, "1:1: lesson: must be 1"],
  ["text as a number", `${head.replace("minutes: 5", "minutes: long")}${stop}`, "4:1: minutes: must be a number, and is text"],
  ["a number that is too large", `${head.replace("minutes: 5", "minutes: 500")}${stop}`, "4:1: minutes: must be 120 at most"],
  [
    "a part of a minute",
    `${head.replace("minutes: 5", "minutes: 1.5")}${stop}`,
    "4:1: minutes: must be a whole number, and is the number 1.5",
  ],
  [
    "a recording elsewhere",
    `${head.replace("pod-nginx", "../x")}${stop}`,
    "5:1: recording: must be a file in the lesson's folder, or the name of a bundled recording",
  ],
  [
    "a link that is not https",
    `${head}${stop}links: [{ title: A, url: "http://a.b" }]\n`,
    '10:21: links[0].url: must be an address that begins with "https://"',
  ],
  [
    "a value that is none of several",
    withStop("show: finding"),
    '10:5: stops[0].show: must be one of diff, object, world, findings, comparison; did you mean "findings"?',
  ],
  ["no stops", `${head}stops: []\n`, "6:1: stops: is empty"],
  ["a mapping in place of a list", `${head}stops: { title: A }\n`, "6:1: stops: must be a list, and is a mapping"],
  [
    "a text that is too long",
    `${head.replace("title: A", `title: ${"A".repeat(80)}`)}${stop}`,
    "2:1: title: has 80 characters; 70 at most",
  ],
  ["two lines where one may be", `${head.replace("title: A", 'title: "A\\nB"')}${stop}`, "2:1: title: must be one line"],
  ["a task without a question", withTask(choices), "10:5: stops[0].task: has no question: write one of predict, explain, find"],
  [
    "a misspelt question",
    withTask(`predicts: Q\n${choices}`),
    '10:5: stops[0].task: has no question: did you mean "predict" by "predicts"?',
  ],
  [
    "two questions",
    withTask(`predict: Q\nexplain: Q\n${choices}`),
    "10:5: stops[0].task: has predict and explain, and a task asks one question: write one of predict, explain, find",
  ],
  [
    "a field of another kind of task",
    withTask("find: Q\nif: { object: Pod }\nexpectedFrames: [1]\nchoices: []"),
    "14:7: stops[0].task.choices: not a field of this kind of task; remove it",
  ],
  ["a single choice", withTask("predict: Q\nchoices: [{ answer: A }]"), "12:7: stops[0].task.choices: has 1 item; 2 at least"],
  [
    "a range with spaces",
    withTask("find: Q\nif: { object: Pod }\nexpectedFrames: [3 - 4]"),
    '13:24: stops[0].task.expectedFrames[0]: must be a range such as "5-7"',
  ],
  [
    "a sequence that no frame has",
    withTask("find: Q\nif: { object: Pod }\nexpectedFrames: [0]"),
    "13:24: stops[0].task.expectedFrames[0]: must be 1 at least",
  ],
  ["a predicate with a misspelt test", withTest("{ objct: Pod }"), '8:11: stops[0].at.objct: unknown field; did you mean "object"?'],
  ["the same below last", withTest("{ last: { stge: Running } }"), '8:19: stops[0].at.last.stge: unknown field; did you mean "stage"?'],
  [
    "the same deep in a choice",
    withTask("predict: Q\nchoices: [{ answer: A, if: { any: [{ stagee: x }] } }, { answer: B }]"),
    '12:44: stops[0].task.choices[0].if.any[0].stagee: unknown field; did you mean "stage"?',
  ],
  ["a predicate without tests", withTest("{}"), "8:5: stops[0].at: is empty: every frame would meet it"],
  ["a predicate that is text", withTest("Pod"), "8:5: stops[0].at: must be a mapping, and is text"],
  ["a change that is none", withTest("{ change: add }"), "8:11: stops[0].at.change: must be one of added, modified, deleted"],
  [
    "a path that is none",
    withTest("{ fields: [{ path: a..b, is: 1 }] }"),
    "8:22: stops[0].at.fields[0].path: is no path, such as status.conditions[Ready].status",
  ],
  [
    "a field test that tests nothing",
    withTest("{ fields: [{ path: a.b }] }"),
    "8:20: stops[0].at.fields[0]: says nothing of the value: add is, isNot, contains, atLeast, atMost, exists or changes",
  ],
  [
    "a list where one value may be",
    withTest("{ fields: [{ path: a.b, is: [1] }] }"),
    "8:33: stops[0].at.fields[0].is: must be text, a number or true or false, and is a list",
  ],
  [
    "a colon in text",
    `${head.replace("title: A", "title: A: B")}${stop}`,
    '2:8: text with ": " in it; put it into quotes, or check the indentation',
  ],
  [
    "a backtick that begins a text",
    `${head.replace("title: A", "title: `A`")}${stop}`,
    "2:8: text that begins with a character of YAML; put it into quotes",
  ],
  ["a tab as indentation", `${head}stops:\n\t- title: C\n`, "7:1: a tab as indentation; use spaces"],
  ["a field that is there twice", `${head}title: B\n${stop}`, "6:1: the field is given twice; remove one of them"],
  ["a second document", `${head}${stop}---\nx: 1\n`, '10:1: a second document begins here; remove the line "---"'],
  ["a tag", `${head.replace("title: A", "title: !x A")}${stop}`, "2:8: a tag; remove it, or put the text into quotes"],
  ["an open quote", `${head.replace("title: A", 'title: "A')}${stop}`, "10:1: a quote or a bracket is missing, or there is one too many"],
  ["an open bracket", `${head}stops: [{ title: A\n`, "7:1: wrong indentation, or a bracket is missing"],
  ["an unknown escape", `${head.replace("title: A", 'title: "\\q"')}${stop}`, "2:9: an unknown escape in double quotes; use single quotes"],
  ["an alias", `${head.replace("title: A", "title: *x")}${stop}`, "2:8: an alias, *x; write out its value"],
  ["aliases of aliases", "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n", "2:8: an alias, *a; write out its value"],
  ["deep brackets", `${head}stops: ${"[".repeat(10_000)}`, "6:48: nested too deep; no predicate needs this"],
  ["deep items of one line", `${"- ".repeat(10_000)}x`, "1:83: nested too deep; no predicate needs this"],
  ["deep keys of one line", `${"? ".repeat(10_000)}x`, "1:83: nested too deep; no predicate needs this"],
  [
    "deep mappings",
    Array.from({ length: 400 }, (_, i) => `${" ".repeat(i)}a:`).join("\n"),
    "82:82: nested too deep; no predicate needs this",
  ],
  ["an escape sequence as a field", `${head}${stop}"\\e[31m": 1\n`, `10:1: \\e[31m: unknown field; there may be ${lessonFields}`],
];

it("a whole lesson is read", () => {
  for (const task of [`predict: Q\n${choices}`, `explain: Q\n${choices}`, 'find: Q\nif: { object: Pod }\nexpectedFrames: [1, "3-4"]'])
    expect(parseLesson(withTask(task), "lesson.yaml").stops).toHaveLength(1);
});

describe("what is refused names line, column, field and remedy", () => {
  it.each(refused)("%s", (_, text, error) => {
    expect(() => parseLesson(text, "lesson.yaml")).toThrow(UsageError);
    expect(() => parseLesson(text, "lesson.yaml")).toThrow(`lesson.yaml:${error}`);
  });
});

it("brackets in texts are no nesting", () => {
  const text = `${head}stops:\n  - title: C\n    at: { object: Pod }\n    text: |\n${"      [[[[[[[[[[ {{{{{{{{{{\n".repeat(5)}`;
  expect(parseLesson(text, "lesson.yaml").stops).toHaveLength(1);
});

it("all problems of a file are found, in its order", () => {
  const read = readLessonFile(`${head.replace("minutes: 5", "minutes: 500").replace("title", "titles")}${stop}    show: all\n`);
  expect("problems" in read && read.problems.map(({ line, message }) => `${line}: ${message}`)).toEqual([
    '2: titles: unknown field; did you mean "title"?',
    "4: minutes: must be 120 at most",
    "10: stops[0].show: must be one of diff, object, world, findings, comparison",
  ]);
});
