import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  answerTask,
  goToStop,
  type LessonProgress,
  nextHint,
  noProgress,
  reachableStop,
} from "../../../../src/lesson/play/lesson-progress.js";
import type { PlayableLesson } from "../../../../src/lesson/play/playable-lesson.js";
import { browserProgressKey, keptProgress } from "../../../../src/web/view/lesson/kept-progress.js";

const stop = (sequence: number) => ({ title: `#${sequence}`, text: "", sequence, pane: "diff" as const, objects: [] });
const task = { kind: "find" as const, question: "?", hints: ["a", "b"], debrief: "!", frames: [2], mistakes: [] };

const lesson: PlayableLesson = {
  name: "sample",
  title: "A sample",
  summary: "",
  minutes: 1,
  synthetic: false,
  links: [],
  stops: [{ ...stop(1), task }, stop(2), { ...stop(3), task }],
};

describe("progress that a browser kept", () => {
  it("is read as it was kept", () => {
    const hinted = nextHint(lesson, noProgress)?.progress ?? noProgress;
    const wrong = answerTask(lesson, hinted, { kind: "frame", sequence: 1 })?.progress ?? noProgress;
    const right = answerTask(lesson, wrong, { kind: "frame", sequence: 2 })?.progress ?? noProgress;
    for (const progress of [noProgress, hinted, wrong, right, goToStop(lesson, right, 1), goToStop(lesson, right, 2)])
      expect(keptProgress(JSON.stringify(progress), lesson)).toEqual(progress);
  });

  it("never opens a stop beyond an open task, whatever was kept", () => {
    expect(keptProgress(JSON.stringify({ stop: 2, tasks: {}, isFinished: true }), lesson).stop).toBe(0);
    expect(keptProgress('{"stop":9,"tasks":{"0":{"wrong":0,"hints":0,"done":"answered"}},"isFinished":false}', lesson).stop).toBe(2);
  });

  it("is a progress of this lesson for any text", () => {
    const texts = fc.oneof(
      fc.string(),
      fc.json(),
      fc.json().map((json) => `{"stop":${json},"tasks":${json},"isFinished":${json}}`),
    );
    fc.assert(
      fc.property(texts, (text) => {
        const progress: LessonProgress = keptProgress(text, lesson);
        expect(progress.stop).toBeLessThanOrEqual(reachableStop(lesson, progress));
        for (const { wrong, hints } of Object.values(progress.tasks)) {
          expect(wrong).toBeGreaterThanOrEqual(0);
          expect(hints).toBeLessThanOrEqual(2);
        }
        expect(Object.keys(progress.tasks).every((index) => lesson.stops[Number(index)]?.task !== undefined)).toBe(true);
      }),
    );
    expect(keptProgress(null, lesson)).toEqual(noProgress);
  });

  it("is kept by name and title, so that two lessons of one name have their own", () => {
    expect(browserProgressKey({ ...lesson, title: "Another" })).not.toBe(browserProgressKey(lesson));
  });
});
