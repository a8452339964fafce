import { describe, expect, it } from "vitest";
import { answerTask, goToStop, nextHint, noProgress, showSolution } from "../../../../src/lesson/play/lesson-progress.js";
import type { PlayableLesson } from "../../../../src/lesson/play/playable-lesson.js";
import { inlineParts, stopView, textViews } from "../../../../src/web/view/lesson/stop-view.js";

const finding = { class: "ErrImagePull", object: "Pod/nginx", message: "no such image", causes: [] };

const lesson: PlayableLesson = {
  name: "sample",
  title: "A sample",
  summary: "Read a sample.",
  minutes: 5,
  synthetic: false,
  links: [],
  stops: [
    {
      title: "Why",
      text: "It failed.",
      sequence: 3,
      pane: "diff",
      objects: [],
      task: {
        kind: "explain",
        question: "Why does `nginx` wait?",
        hints: ["Look at #3.", "Read `reason`."],
        debrief: "The registry has no such tag.",
        choices: [
          { answer: "No node has room", isRight: false, hint: "It has a node." },
          { answer: "The image does not exist", isRight: true },
        ],
        proof: 7,
        finding,
      },
    },
    {
      title: "Proof",
      text: "Find it.",
      sequence: 8,
      pane: "findings",
      objects: [],
      task: { kind: "find", question: "Move to it.", hints: ["Press n."], debrief: "There.", frames: [9, 11], mistakes: [] },
    },
    { title: "End", text: "That is all.", sequence: 12, pane: "diff", objects: [], missing: "This recording does not show this step." },
  ],
};

describe("a stop of a lesson in the page", () => {
  it("does not say which answer is right, nor what follows from it, before the task is done", () => {
    const { task, canGoOn, canGoBack } = stopView(lesson, noProgress);
    expect(task?.choices.map(({ letter, isShownRight }) => [letter, isShownRight])).toEqual([
      ["a", false],
      ["b", false],
    ]);
    expect([task?.debrief, task?.hints, task?.nextHint, task?.canShowSolution]).toEqual([undefined, [], "Hint (1 of 2)", false]);
    expect([canGoOn, canGoBack]).toEqual([false, false]);
  });

  it("after a wrong answer offers the solution, and stays closed to the next stop", () => {
    const answered = answerTask(lesson, noProgress, { kind: "choice", index: 0 });
    expect(answered?.judgement).toEqual({ right: false, hint: "It has a node." });
    const { task, canGoOn } = stopView(lesson, answered?.progress ?? noProgress);
    expect([task?.wrong, task?.canShowSolution, task?.isDone, canGoOn]).toEqual([1, true, false, false]);
  });

  it("lists the hints that were given, and offers none after the last", () => {
    const once = nextHint(lesson, noProgress)?.progress ?? noProgress;
    expect(stopView(lesson, once).task?.nextHint).toBe("Hint (2 of 2)");
    const twice = nextHint(lesson, once)?.progress ?? noProgress;
    const { task } = stopView(lesson, twice);
    expect(task?.hints.map((parts) => parts.map(({ text }) => text).join(""))).toEqual(["Look at #3.", "Read reason."]);
    expect(task?.nextHint).toBeUndefined();
  });

  it("once answered marks the right choice, with its proof, its finding and the way on", () => {
    const progress = answerTask(lesson, noProgress, { kind: "choice", index: 1 })?.progress ?? noProgress;
    const { task, canGoOn } = stopView(lesson, progress);
    expect(task?.choices.map(({ isShownRight }) => isShownRight)).toEqual([false, true]);
    expect(task?.debrief).toMatchObject({ lead: "Right.", frames: [7], moreFrames: 0, finding });
    expect(canGoOn).toBe(true);
  });

  it("a solution that was shown is not called an answer, and every right frame is named", () => {
    const first = answerTask(lesson, noProgress, { kind: "choice", index: 1 })?.progress ?? noProgress;
    const wrong = answerTask(lesson, goToStop(lesson, first, 1), { kind: "frame", sequence: 8 })?.progress ?? noProgress;
    const shown = showSolution(lesson, wrong)?.progress ?? noProgress;
    expect(stopView(lesson, shown).task?.debrief).toMatchObject({ lead: "Solution:", frames: [9, 11] });
    const end = stopView(lesson, goToStop(lesson, shown, 2));
    expect(end.finished).toBe("Lesson finished: 1 of 2 tasks answered.");
    expect([end.missing, end.isLast, end.canGoOn, end.place]).toEqual([lesson.stops[2]?.missing, true, false, "Stop 3 of 3"]);
  });

  it("names the first right frames, and counts the others", () => {
    const frames = Array.from({ length: 20 }, (_, i) => i + 1);
    const [, stop] = lesson.stops;
    const many = { ...lesson, stops: [{ ...stop, task: { ...stop?.task, frames } }] } as PlayableLesson;
    const progress = answerTask(many, noProgress, { kind: "frame", sequence: 4 })?.progress ?? noProgress;
    expect(stopView(many, progress).task?.debrief).toMatchObject({ frames: [1, 2, 3, 4, 5, 6, 7, 8], moreFrames: 12 });
  });
});

describe("the text of a stop", () => {
  it("becomes paragraphs, lists of items that follow each other, and lines of code", () => {
    expect(textViews("One `a b`\nline.\n\n- first\n- second\n\n    kubectl get pods\n    kubectl get rs\n\n- other")).toEqual([
      {
        kind: "paragraph",
        parts: [
          { text: "One ", isCode: false },
          { text: "a b", isCode: true },
          { text: " line.", isCode: false },
        ],
      },
      { kind: "list", items: [[{ text: "first", isCode: false }], [{ text: "second", isCode: false }]] },
      { kind: "code", text: "kubectl get pods\nkubectl get rs" },
      { kind: "list", items: [[{ text: "other", isCode: false }]] },
    ]);
  });

  it("is code only between two backticks", () => {
    expect(inlineParts("a `b` c `d")).toEqual([
      { text: "a ", isCode: false },
      { text: "b", isCode: true },
      { text: " c ", isCode: false },
      { text: "d", isCode: false },
    ]);
  });
});
