import { describe, expect, it } from "vitest";
import { courseLessons, type LessonFolder } from "../../../src/app/lesson/lesson-folders.js";
import { type OpenLesson, openLesson } from "../../../src/app/lesson/open-lesson.js";
import { lessonLines } from "../../../src/lesson/lesson-lines.js";
import { choiceLetter, judgeAnswer } from "../../../src/lesson/play/judge-answer.js";
import type { ChoiceTask, FrameTask, PlayableStop, PlayableTask } from "../../../src/lesson/play/playable-lesson.js";
import { projectRoot } from "../../support/program.js";
import { LessonPlayer, oneLine } from "./lesson-player.js";

const context = {
  packageRoot: projectRoot,
  cwd: projectRoot,
  programName: "kubespy",
  interrupt: new AbortController().signal,
  streams: { stdin: (async function* () {})() },
};
const lessons = await courseLessons(context);

describe.each(lessons.map((folder) => [folder.name, folder] as const))("the lesson %s in the player at 80x24", (_, folder) => {
  it("is played to its end: each wrong answer shows its hint, each right one its debrief, and no text is cut", {
    timeout: 120_000,
  }, async () => {
    await playToEnd(folder);
  });
});

async function playToEnd(folder: LessonFolder): Promise<void> {
  const open = await openLesson(folder, context);
  try {
    await using player = await LessonPlayer.open(open.session, open.playable, comparisonOf(open));
    for (const [i, stop] of open.playable.stops.entries()) {
      expect(player.state.lesson.progress.stop).toBe(i);
      assertStopShown(player, stop);
      if (stop.task !== undefined) await answerTask(player, stop.task);
      await player.press("enter");
    }
    const { title, links } = open.playable;
    for (const text of [`${title}. Lesson finished: `, "Next: kubespy learn next-one", ...links.map((link) => link.title)])
      expect(player.words).toContain(oneLine(text));
    expect(player.saved.at(-1)?.isFinished).toBe(true);
  } finally {
    await open.close();
  }
}

function comparisonOf({ baseline }: OpenLesson) {
  return baseline === undefined ? {} : { comparison: () => ["what differs"] };
}

/** Its frame is shown, and every line of it, of its text and of its question. */
function assertStopShown(player: LessonPlayer, stop: PlayableStop): void {
  expect(stop.missing).toBeUndefined();
  expect(player.state.position).toBe(stop.sequence);
  expect(player.words).toContain(oneLine(stop.title));
  const expected = lessonLines(stop, 80).map(({ text }) => text.replaceAll("`", "").trimEnd());
  const first = player.lines.indexOf(expected[0] ?? "");
  expect(player.lines.slice(first, first + expected.length)).toEqual(expected);
}

async function answerTask(player: LessonPlayer, task: PlayableTask): Promise<void> {
  await player.press("s");
  expect(player.words).toContain("The solution is shown after a try");
  for (const hint of task.hints) {
    await player.press("i");
    expect(player.words).toContain(oneLine(hint));
  }
  await (task.kind === "find" ? findStep(player, task) : chooseAnswer(player, task));
  expect(player.words).toContain(oneLine(task.debrief));
  const finding = task.kind === "find" ? undefined : task.finding;
  if (finding !== undefined) expect(player.words).toContain(oneLine(finding.message));
}

async function chooseAnswer(player: LessonPlayer, task: ChoiceTask): Promise<void> {
  const letters = task.choices.map((choice, i) => ({ ...choice, letter: choiceLetter(i) }));
  for (const { letter, hint = task.hints[0] } of letters.filter(({ isRight }) => !isRight)) {
    await player.press("enter", letter, "enter");
    expect(player.words).toContain(oneLine(`✗ ${letter}) is not right. ${hint}`));
  }
  const right = letters.find(({ isRight }) => isRight);
  await player.press("enter", right?.letter ?? "", "enter");
  expect(player.state.position).toBe(task.proof);
  expect(player.words).toContain(oneLine(`✓ ${right?.letter}) ${right?.answer}`));
}

/** Every frame: the wrong ones first, then one that is right. */
async function findStep(player: LessonPlayer, task: FrameTask): Promise<void> {
  const hints = new Set<string>();
  for (let sequence = 1; sequence <= player.state.session.summary.frames; sequence++) {
    const judgement = judgeAnswer(task, { kind: "frame", sequence });
    // One frame for each hint.
    if (judgement.right || hints.has(judgement.hint)) continue;
    hints.add(judgement.hint);
    await player.goTo(sequence);
    await player.press("enter");
    expect(player.words).toContain(oneLine(`✗ #${sequence} is not right. ${judgement.hint}`));
  }
  for (const { hint } of task.mistakes) expect(hints).toContain(hint);
  for (const sequence of [...task.frames.slice(0, 1), ...task.frames.slice(-1)]) {
    await player.goTo(sequence);
    expect(player.state.position, "each right frame can be reached").toBe(sequence);
  }
  await player.press("enter");
  expect(player.words).toContain(`✓ #${task.frames.at(-1)} shows it`);
}
