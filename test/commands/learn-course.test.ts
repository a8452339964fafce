import { describe, expect, it } from "vitest";
import { courseLessons } from "../../src/app/lesson/lesson-folders.js";
import { openLesson } from "../../src/app/lesson/open-lesson.js";
import { choiceLetter, judgeAnswer, rightAnswer } from "../../src/lesson/play/judge-answer.js";
import type { PlayableTask } from "../../src/lesson/play/playable-lesson.js";
import { projectRoot } from "../support/program.js";
import { learner } from "./learn-support.js";

const context = {
  cwd: projectRoot,
  packageRoot: projectRoot,
  programName: "kubespy",
  interrupt: new AbortController().signal,
  keys: undefined,
  streams: { stdin: process.stdin },
};
const course = await courseLessons(context);

interface WrongAnswer {
  readonly typed: string;
  readonly hint: string;
}

/** Each wrong choice; of steps one for each mistake that has a hint of its own, and one that has none. */
function wrongAnswers(task: PlayableTask, frames: number): readonly WrongAnswer[] {
  const answers =
    task.kind === "find"
      ? Array.from({ length: frames }, (_, i) => ({ typed: `#${i + 1}`, answer: { kind: "frame", sequence: i + 1 } as const }))
      : task.choices.map((_, index) => ({ typed: choiceLetter(index), answer: { kind: "choice", index } as const }));
  const wrong = answers.flatMap(({ typed, answer }) => {
    const judgement = judgeAnswer(task, answer);
    return judgement.right ? [] : [{ typed, hint: judgement.hint }];
  });
  return task.kind === "find" ? [...new Map(wrong.map((each) => [each.hint, each])).values()] : wrong;
}

/** As the text of a lesson is drawn: without backticks, and wherever its lines are broken. */
const words = (text: string) => text.replaceAll("`", "").replace(/\s+/g, " ").trim();

describe.each(course)("the lesson $name", (folder) => {
  it("is played to its end as text, with wrong and right answers", { timeout: 240_000 }, async () => {
    const open = await openLesson(folder, context);
    const { playable, session } = open;
    const { frames } = session.summary;
    await open.close();
    const { types, run } = learner();
    let output = await types(folder.name);
    for (const [i, { title, text, task }] of playable.stops.entries()) {
      if (i > 0) output = await types("next");
      const [first = ""] = text.split("\n\n");
      expect(output).toContain(`stop ${i + 1} of ${playable.stops.length}\n${title}\n`);
      expect(words(output)).toContain(words(first).slice(0, 60));
      if (task === undefined) continue;
      expect(words(output)).toContain(words(task.question));
      expect((await run("next")).code, "before the answer").toBe(1);
      expect((await run("solution")).code, "before a try").toBe(1);
      expect(words(await types("hint"))).toContain(words(task.hints[0] ?? ""));
      for (const { typed, hint } of wrongAnswers(task, frames)) {
        output = await types("answer", typed);
        expect(output, typed).toMatch(/^Not right\./);
        expect(words(output), typed).toContain(words(hint));
      }
      const right = rightAnswer(task);
      output = await types("answer", right.kind === "frame" ? String(right.sequence) : choiceLetter(right.index));
      expect(output).toMatch(/^Right\./);
      expect(words(output)).toContain(words(task.debrief.replace(/^- /gm, "")).slice(0, 60));
      if ("finding" in task && task.finding !== undefined) expect(output).toContain(task.finding.class);
    }
    expect(await types(folder.name)).toContain("Lesson finished");
    const { lessons } = JSON.parse(await types("--list", "-o", "json"));
    expect(lessons[(folder.number ?? 0) - 1]).toMatchObject({ name: folder.name, finished: true });
    if (course.at(-1) !== folder) expect(await types("next")).toContain("stop 1 of");
  });
});
