import { describe, expect, it } from "vitest";
import { UsageError } from "../../src/errors.js";
import { parseLesson } from "../../src/lesson/read/parse-lesson.js";

const head = `lesson: 1
title: A lesson
summary: One learns.
minutes: 5
recording: pod-nginx
`;
const stops = `stops:
  - title: First
    at: { object: Pod/nginx, change: added }
    text: It exists.
`;
const task = (lines: string) => `${stops}    task:
${lines}      hints: [look]
      debrief: so
`;

function problemOf(text: string): string | undefined {
  try {
    parseLesson(text, "lesson.yaml");
    return undefined;
  } catch (error) {
    if (error instanceof UsageError) return error.message;
    throw error;
  }
}

describe("a lesson is read from YAML", () => {
  it("with its stops and tasks", () => {
    const text = `${head}${task("      find: Where?\n      if: { reaches: Ready }\n      expectedFrames: [3, 5-7]\n")}`;
    expect(parseLesson(text, "lesson.yaml").stops[0]).toEqual({
      title: "First",
      at: { object: "Pod/nginx", change: "added" },
      text: "It exists.",
      task: { find: "Where?", if: { reaches: "Ready" }, expectedFrames: [3, "5-7"], hints: ["look"], debrief: "so" },
    });
  });

  it.each([
    ["an empty file", "", "lesson.yaml:1:1: invalid input: expected object, received null"],
    ["a field that is missing", stops, "lesson.yaml:1:1: lesson: invalid input: expected 1"],
    ["a misspelt field", `${head}recordng: x\n${stops}`, 'lesson.yaml:6:1: recordng: unknown field; did you mean "recording"?'],
    ["another version", `${head.replace("lesson: 1", "lesson: 2")}${stops}`, "lesson.yaml:1:1: lesson: invalid input: expected 1"],
    [
      "a path for a name",
      `${head.replace("pod-nginx", "../x.kubespy.gz")}${stops}`,
      "lesson.yaml:5:1: recording: must be a file in the lesson's folder, or the name of a bundled recording",
    ],
    [
      "a test that no frame has",
      `${head}${stops.replace("change", "chnge")}`,
      'lesson.yaml:8:30: stops[0].at.chnge: unknown field; did you mean "change"?',
    ],
    ["an empty predicate", `${head}${stops.replace(/\{.*\}/, "{}")}`, "lesson.yaml:8:5: stops[0].at: is empty: every frame would meet it"],
    [
      "a field without a test",
      `${head}${stops.replace(/\{.*\}/, "{ fields: [{ path: spec.x }] }")}`,
      "lesson.yaml:8:20: stops[0].at.fields[0]: says nothing of the value: add is, isNot, contains, atLeast, atMost, exists or changes",
    ],
    [
      "a path that is none",
      `${head}${stops.replace(/\{.*\}/, '{ fields: [{ path: "a[", exists: true }] }')}`,
      "lesson.yaml:8:22: stops[0].at.fields[0].path: is no path, such as status.conditions[Ready].status",
    ],
    ["a task of no kind", `${head}${task("      guess: What?\n")}`, /lesson\.yaml:\d+:\d+: stops\[0\]\.task/],
    ["broken YAML", `${head}stops: [`, /lesson\.yaml:\d+:\d+: /],
    ["a key that is there twice", `${head}title: x\n${stops}`, "lesson.yaml:6:1: map keys must be unique"],
    ["http", `${head}links: [{ title: x, url: "http://kubernetes.io" }]\n${stops}`, "lesson.yaml:6:21: links[0].url: invalid URL"],
  ])("%s is refused, with its place", (_, text, problem) => {
    expect(problemOf(text)).toEqual(problem instanceof RegExp ? expect.stringMatching(problem) : problem);
  });

  it("aliases are not expanded, as a few lines of them can mean gigabytes", () => {
    const bomb = `a: &a [x]\nb: &b [*a, *a, *a]\nc: [*b, *b, *b]\n${head}${stops}`;
    expect(problemOf(bomb)).toBe("lesson.yaml:2:8: an alias: write the value itself");
  });

  it("deep nesting is refused before it is parsed", () => {
    expect(problemOf(`${head}stops: ${"[".repeat(5000)}`)).toBe("lesson.yaml:6: nested too deep");
    expect(problemOf(`${head}x: ${"{not: ".repeat(60)}`)).toBe("lesson.yaml:6: nested too deep");
  });
});
