import { beforeAll, describe, expect, it } from "vitest";
import type { Lesson } from "../../src/lesson/lesson.js";
import { type Answer, judgeAnswer } from "../../src/lesson/play/judge-answer.js";
import {
  answerTask,
  goToStop,
  isTaskOpen,
  type LessonProgress,
  nextHint,
  noProgress,
  reachableStop,
  showSolution,
  taskCounts,
  taskProgress,
} from "../../src/lesson/play/lesson-progress.js";
import { makePlayable, predicatesOf } from "../../src/lesson/play/make-playable.js";
import type { PlayableLesson, PlayableTask } from "../../src/lesson/play/playable-lesson.js";
import { type LessonSession, matchPredicates } from "../../src/lesson/predicate/match-predicates.js";
import { bundledSession } from "./bundled-session.js";
import { explainStop, lastStop, lessonOf, predictStop, predictTask } from "./lesson-of.js";

let session: LessonSession;
let healthy: LessonSession;
let playable: PlayableLesson;
beforeAll(async () => {
  session = await bundledSession("pod-bad-image-tag");
  healthy = await bundledSession("pod-nginx");
  playable = await playableOn(session);
});

async function playableOn({ reader, analysis }: LessonSession, lesson: Lesson = lessonOf()): Promise<PlayableLesson> {
  const matches = await matchPredicates(predicatesOf(lesson), { reader, analysis });
  return makePlayable(lesson, "bad-image-tag", { analysis, frames: reader.summary.frames, matches });
}

function taskAt(stop: number): PlayableTask {
  const task = playable.stops[stop]?.task;
  if (task === undefined) throw new Error(`stop ${stop} asks nothing`);
  return task;
}

describe("a lesson on a session", () => {
  it("has a frame for each stop: the first that meets its predicate, or the last", () => {
    expect(playable.stops.map(({ sequence, pane, objects }) => [sequence, pane, objects])).toEqual([
      [1, "diff", []],
      [5, "object", []],
      [13, "diff", ["pod/nginx"]],
      [34, "diff", []],
    ]);
  });

  it("knows which choice is right by the frames between its stop and the next one", () => {
    expect(taskAt(0)).toMatchObject({ kind: "predict", proof: 2, choices: [{ isRight: false }, { isRight: true }, { isRight: false }] });
  });

  it("shows the finding that the right explanation is about, with its cause", () => {
    expect(taskAt(2)).toMatchObject({
      kind: "explain",
      proof: 13,
      finding: {
        class: "ImagePullBackOff",
        object: "Pod/nginx",
        causes: [expect.stringContaining("no such image or tag")],
      },
    });
  });

  it("keeps no hint for a choice that is right in this session", () => {
    const task = taskAt(0);
    expect("choices" in task && task.choices.map(({ hint }) => hint)).toEqual([
      "The API server never asks the registry.",
      undefined,
      "No node has it yet.",
    ]);
  });

  it("says of another session what that does not show, and asks nothing there", async () => {
    const { stops } = await playableOn(healthy);
    expect(stops.map(({ sequence, task, missing }) => [sequence, task?.kind, missing])).toEqual([
      [1, "predict", undefined],
      // The image is on the node: it is not pulled.
      [1, undefined, "This recording does not show this step."],
      [1, undefined, "This recording does not show this step."],
      [healthy.reader.summary.frames, undefined, undefined],
    ]);
  });

  it("asks nothing where every choice would be right", async () => {
    const choices = predictTask.choices.map((choice) => ({ ...choice, if: { object: "Pod" } }));
    const { stops } = await playableOn(session, lessonOf([{ ...predictStop, task: { ...predictTask, choices } }]));
    expect(stops[0]?.missing).toBe("This recording has no answer to the task.");
  });

  it("looks as far as `through` says for what comes next", async () => {
    const choices = [{ answer: "deleted", if: { change: "deleted" as const } }, { answer: "nothing" }];
    const proofs = [{ reaches: "Ready" }, { change: "deleted" as const }].map(async (through) => {
      const { stops } = await playableOn(session, lessonOf([{ ...predictStop, task: { ...predictTask, choices, through } }, explainStop]));
      return stops[0]?.task === undefined ? undefined : "proof" in stops[0].task && stops[0].task.proof;
    });
    expect(await Promise.all(proofs)).toEqual([undefined, 34]);
  });
});

describe("an answer", () => {
  it.each<readonly [string, stop: number, Answer, ReturnType<typeof judgeAnswer>]>([
    [
      "right choice: the frame that proves it",
      0,
      { kind: "choice", index: 1 },
      { right: true, debrief: "The scheduler does not look at images.", sequence: 2 },
    ],
    ["wrong choice: its hint", 0, { kind: "choice", index: 0 }, { right: false, hint: "The API server never asks the registry." }],
    ["no choice: the first hint", 0, { kind: "choice", index: 7 }, { right: false, hint: "Who looks at a Pod without a node?" }],
    [
      "a frame for a choice: the first hint",
      0,
      { kind: "frame", sequence: 2 },
      { right: false, hint: "Who looks at a Pod without a node?" },
    ],
    ["any right frame counts", 1, { kind: "frame", sequence: 20 }, { right: true, debrief: "It waits before it retries.", sequence: 20 }],
    ["a wrong frame: the hint of the mistake", 1, { kind: "frame", sequence: 9 }, { right: false, hint: "That is an Event." }],
    [
      "of mistakes, the first that the frame meets",
      1,
      { kind: "frame", sequence: 17 },
      { right: false, hint: "That is the failed pull itself." },
    ],
    ["another frame: the first hint", 1, { kind: "frame", sequence: 1 }, { right: false, hint: "Press n." }],
    ["a choice for a frame: the first hint", 1, { kind: "choice", index: 0 }, { right: false, hint: "Press n." }],
  ])("%s", (_, stop, answer, judgement) => {
    expect(judgeAnswer(taskAt(stop), answer)).toEqual(judgement);
  });
});

describe("the progress of a learner", () => {
  const wrong: Answer = { kind: "choice", index: 0 };
  const right: Answer = { kind: "choice", index: 1 };
  const answering = (progress: LessonProgress, ...answers: readonly Answer[]) =>
    answers.reduce((before, answer) => answerTask(playable, before, answer)?.progress ?? before, progress);

  it("goes no further than the first open task, and back to any stop", () => {
    expect(goToStop(playable, noProgress, 1)).toBe(noProgress);
    const answered = answering(noProgress, right);
    expect([reachableStop(playable, noProgress), reachableStop(playable, answered)]).toEqual([0, 1]);
    const second = goToStop(playable, answered, 1);
    expect([
      second.stop,
      goToStop(playable, second, 2).stop,
      goToStop(playable, second, 0).stop,
      goToStop(playable, second, -1).stop,
    ]).toEqual([1, 1, 0, 1]);
  });

  it("counts wrong answers until the right one", () => {
    const progress = answering(noProgress, wrong, wrong, right, wrong);
    expect(taskProgress(progress, 0)).toEqual({ wrong: 2, hints: 0, done: "answered" });
    expect(isTaskOpen(playable, progress)).toBe(false);
  });

  it("gives the hints one after the other, and the last one again", () => {
    let progress = noProgress;
    const given = ["first", "second", "again"].map(() => {
      const next = nextHint(playable, progress);
      progress = next?.progress ?? progress;
      return next?.hint;
    });
    expect(given).toEqual(["Who looks at a Pod without a node?", "Its name begins with s.", "Its name begins with s."]);
    expect(taskProgress(progress, 0).hints).toBe(2);
  });

  it("shows the solution after a try, and remembers that it was shown", () => {
    expect(showSolution(playable, noProgress)).toBeUndefined();
    const shown = showSolution(playable, answering(noProgress, wrong));
    expect(shown).toMatchObject({ answer: { kind: "choice", index: 1 }, judgement: { right: true, sequence: 2 } });
    expect(shown && taskProgress(shown.progress, 0).done).toBe("shown");
  });

  it("is finished at the last stop, once all tasks are done", () => {
    let progress = noProgress;
    for (const [i, answer] of [right, { kind: "frame", sequence: 13 }, { kind: "choice", index: 0 }].entries())
      progress = goToStop(playable, answering(progress, answer as Answer), i + 1);
    expect([progress.stop, progress.isFinished, taskCounts(playable, progress)]).toEqual([3, true, { done: 3, all: 3 }]);
    expect(goToStop(playable, progress, 0).isFinished).toBe(true);
  });

  it("finishes with its last answer where the last stop asks", async () => {
    const short = await playableOn(session, lessonOf([predictStop]));
    expect(answerTask(short, noProgress, right)?.progress.isFinished).toBe(true);
  });

  it("has nothing to say at a stop that asks nothing", async () => {
    const silent = await playableOn(session, lessonOf([lastStop]));
    expect([answerTask(silent, noProgress, right), nextHint(silent, noProgress), showSolution(silent, noProgress)]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    expect(isTaskOpen(silent, noProgress)).toBe(false);
  });
});
