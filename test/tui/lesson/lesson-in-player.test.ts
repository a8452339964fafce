import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Lesson, Stop } from "../../../src/lesson/lesson.js";
import { noProgress } from "../../../src/lesson/play/lesson-progress.js";
import { makePlayable, predicatesOf } from "../../../src/lesson/play/make-playable.js";
import type { PlayableLesson } from "../../../src/lesson/play/playable-lesson.js";
import { matchPredicates } from "../../../src/lesson/predicate/match-predicates.js";
import { visibleWidth } from "../../../src/tui/view/styled.js";
import { bundledSession } from "../../lesson/bundled-session.js";
import { explainStop, findStop, lastStop, lessonOf, predictStop } from "../../lesson/lesson-of.js";
import { LessonPlayer } from "./lesson-player.js";

let session: Awaited<ReturnType<typeof bundledSession>>;
beforeAll(async () => {
  session = await bundledSession("pod-bad-image-tag");
});
afterAll(async () => await session.reader.close());

async function playable(lesson: Lesson): Promise<PlayableLesson> {
  const matches = await matchPredicates(predicatesOf(lesson), session);
  return makePlayable(lesson, "bad-image-tag", { analysis: session.analysis, frames: session.reader.summary.frames, matches });
}

async function player(
  stops: readonly Stop[] = [predictStop, findStop, explainStop, lastStop],
  options: Parameters<typeof LessonPlayer.open>[2] & { readonly lesson?: Partial<Lesson> } = {},
): Promise<LessonPlayer> {
  return await LessonPlayer.open(session.reader, await playable({ ...lessonOf(stops), ...options.lesson }), options);
}

const longText = Array.from({ length: 12 }, (_, i) => `    line ${i + 1} of the text`).join("\n");
const longStop: Stop = { title: "Long", at: { object: "Pod/nginx", change: "added" }, text: longText };

describe("a task", () => {
  it("of choices takes a letter and Enter; a wrong one gets its own hint in the lesson", async () => {
    await using play = await player();
    await play.press("enter");
    expect(play.lines.at(-2)).toBe("answer (a-c): █");
    await play.press("escape");
    expect(play.saved).toEqual([]);
    await play.press("enter", "A", "enter");
    expect(play.words).toContain("✗ a) is not right. The API server never asks the registry.");
    expect(play.lines.at(-2)).toBe("! a) is not right");
    expect(play.saved.at(-1)?.tasks).toEqual({ 0: { wrong: 1, hints: 0 } });
    await play.press("enter", "x", "enter");
    expect(play.lines.at(-2)).toBe("! type one letter, a-c");
    expect(play.saved).toHaveLength(1);
  });

  it("that is answered has its debrief in place of the question, at the frame that proves it", async () => {
    await using play = await player();
    await play.press("4", "enter", "b", "enter");
    expect(play.words).toContain("✓ b) The scheduler assigns it to a node The scheduler does not look at images.");
    expect(play.words).not.toContain("What comes next?");
    expect([play.state.position, play.state.pane]).toEqual([2, "diff"]);
    expect(play.saved.at(-1)?.tasks[0]?.done).toBe("answered");
  });

  it("of a frame is answered with the step that is shown, also the one that a running search leads to", async () => {
    await using play = await player([findStop]);
    await play.press("enter");
    expect(play.words).toContain("✗ #5 is not right. That is an Event.");
    await play.press("escape", "x", "enter");
    expect(play.words).toContain("✗ #11 is not right. That is the failed pull itself.");
    play.type(...":13", "enter", "enter");
    await play.settled();
    expect(play.words).toContain("✓ #13 shows it It waits before it retries.");
  });

  it("of a cause shows the finding with the debrief, and its solution after a try alone", async () => {
    await using play = await player([explainStop]);
    await play.press("s");
    expect(play.words).toContain("The solution is shown after a try");
    expect(play.state.lesson.progress).toEqual(noProgress);
    await play.press("i");
    expect(play.words).toContain("Hint 1 of 1: Press 4 for the findings.");
    await play.press("enter", "b", "enter", "s");
    expect(play.words).toContain("Solution: a) The image does not exist The tag was wrong. Finding: ImagePullBackOff on Pod/nginx:");
    expect(play.words).toContain("Cause: The kubelet could not pull image");
    expect(play.saved.at(-1)?.tasks[0]).toEqual({ wrong: 1, hints: 1, done: "shown" });
    await play.press("i");
    expect(play.lines.at(-2)).toBe("the task is done: Enter goes on");
  });

  it("that asks what comes next hides it until it is answered or the learner steps there", async () => {
    await using play = await player();
    const listed = () => play.lines.filter((line) => /^[▸ ] . +#\d/.test(line)).length;
    const track = async () => (await play.wholeScreen()).split("\n").find((line) => line.startsWith("Pod/nginx ")) ?? "";
    expect(listed()).toBe(1);
    expect(play.words).toContain("what comes next is hidden until you answer");
    expect(await track()).not.toContain("ErrImagePull");
    await play.press("4");
    expect(play.words).toContain("No findings at this step.");
    expect(play.words).not.toContain("At the end:");
    await play.press("1", "j");
    expect(listed()).toBe(2);
    await play.press("enter", "b", "enter");
    expect(play.words).not.toContain("is hidden until");
    expect(listed()).toBeGreaterThan(2);
    expect(await track()).toContain("ErrImagePull");
  });
});

describe("a stop", () => {
  it("shows its frame, pane and objects with their Events; Esc shows all objects", async () => {
    await using play = await player([{ ...findStop, task: undefined }, explainStop, lastStop]);
    expect([play.state.position, play.state.pane]).toEqual([5, "yaml"]);
    await play.press("z", "j", "enter");
    expect([play.state.position, play.state.pane, play.state.filter?.words]).toEqual([13, "diff", "pod/nginx"]);
    const kinds = new Set(play.state.window.rows.map((row) => (row.kind === "gap" ? "gap" : row.frame.ref.kind)));
    expect(kinds).toEqual(new Set(["Pod", "Event"]));
    expect(play.lines.at(-1)).not.toContain("--object");
    await play.press("escape");
    expect([play.state.position, play.state.filter]).toEqual([13, undefined]);
    await play.press("enter", "a", "enter", "enter");
    expect(play.state.lesson.progress.stop).toBe(2);
    await play.press("b");
    expect([play.state.position, play.state.filter?.words]).toEqual([13, "pod/nginx"]);
    expect(play.words).toContain("The tag was wrong.");
    await play.press("b", "b");
    expect(play.lines.at(-2)).toBe("this is the first stop");
  });

  it("ends a search: n and N go to meaningful changes again", async () => {
    await using play = await player([{ ...predictStop, task: undefined }, lastStop]);
    await play.press("/", ..."Pulling", "enter");
    expect(play.words).toContain('search "Pulling"');
    await play.press("enter", "N");
    expect(play.words).not.toContain('search "Pulling"');
    expect(play.state.position).toBe(33);
  });

  it("is shown among all objects where its filter would hide it or matches nothing", async () => {
    const hidden: Stop = { ...lastStop, objects: ["pod/none"] };
    await using play = await player([{ ...predictStop, task: undefined }, hidden]);
    await play.press("enter");
    expect([play.state.position, play.state.filter]).toEqual([34, undefined]);
    expect(play.lines.at(-2)).toContain('no object "pod/none" in this session');
  });

  it("that the recording lacks says so", async () => {
    await using play = await player([predictStop, { ...lastStop, at: { reaches: "Nothing" } }], {
      progress: { stop: 1, tasks: { 0: { wrong: 0, hints: 0, done: "answered" } }, isFinished: false },
    });
    expect(play.words).toContain("It is gone. This recording does not show this step.");
  });

  it("of a comparison has a pane of its own, which no other lesson has", async () => {
    const stop: Stop = { ...lastStop, show: "comparison" };
    await using play = await player([stop], { comparison: (columns) => [`compared in ${columns} columns`] });
    expect(play.words).toContain("5 [comparison]");
    expect(play.words).toContain("compared in 80 columns");
    await play.press("tab", "5");
    expect(play.state.pane).toBe("comparison");
    await using other = await player([stop]);
    await other.press("5");
    expect([other.state.pane, other.words.includes("comparison")]).toEqual(["diff", false]);
  });
});

describe("a lesson", () => {
  it("goes on where the learner was, and ends with what to read and to run", async () => {
    const done = { wrong: 0, hints: 0, done: "answered" } as const;
    const progress = { stop: 3, tasks: { 0: done, 1: done, 2: { ...done, done: "shown" as const } }, isFinished: false };
    const links = [{ title: "Images", url: "https://kubernetes.io/docs/concepts/containers/images/" }];
    await using play = await player(undefined, { progress, lesson: { links, synthetic: true } });
    expect(play.lines[0]).toMatch(/^A bad image tag · stop 4 of 4: The end .*#34\/34/);
    expect(play.words).toContain("(synthetic recording)");
    await play.press("enter");
    expect(play.saved.at(-1)?.isFinished).toBe(true);
    expect(play.words).toContain("A bad image tag. Lesson finished: 2 of 3 tasks answered.");
    expect(play.words).toContain(
      "Next: kubespy learn next-one In the Kubernetes documentation: - Images https://kubernetes.io/docs/concepts/containers/images/",
    );
    await play.press("b");
    expect(play.words).toContain("It is gone.");
  });

  it("begins at the first open task where its progress is of another version of it", async () => {
    await using play = await player(undefined, { progress: { stop: 17, tasks: {}, isFinished: false } });
    expect(play.state.lesson.progress.stop).toBe(0);
  });

  it("is hidden by L, and shown again by a key that asks for something of it", async () => {
    await using play = await player([longStop, lastStop]);
    expect(play.words).toContain("line 12 of the text");
    await play.press("L");
    expect(play.words).not.toContain("of the text");
    expect(play.words).toContain("L show lesson");
    await play.press("j", "L", "L", "enter");
    expect(play.words).toContain("It is gone.");
  });

  it("has its keys first in the help, and in the footer those that do something now", async () => {
    await using play = await player();
    expect(play.lines.at(-1)).toMatch(/^\? help {2}Enter answer {2}i hint {2}↑↓ step/);
    await play.press("?");
    expect(play.lines[2]).toMatch(/^ {2}Enter +answer the task/);
    await play.press("?", "enter", "a", "enter");
    expect(play.lines.at(-1)).toContain("s solution");
    await play.press("enter", "b", "enter");
    expect(play.lines.at(-1)).toContain("Enter next stop");
  });
});

describe("the screen", () => {
  it("holds twelve lines of a lesson at 80x24, above a list of two lines and a detail of three", async () => {
    await using play = await player([longStop]);
    expect(play.lines.slice(1, 13).map((line) => line.trim())).toEqual(longText.split("\n").map((line) => line.trim()));
    const titles = play.lines.flatMap((line, i) => (line.startsWith("── ") ? [i] : []));
    expect([titles[0], titles[1]]).toEqual([15, 18]);
  });

  it.each([
    [40, 12],
    [80, 24],
    [119, 30],
    [120, 24],
    [200, 50],
  ])("is never wider or longer than %ix%i, whatever the lesson shows", async (columns, rows) => {
    const wide: Stop = {
      ...predictStop,
      title: "A title of a stop that is as long as they come, seventy columns wide",
      text: `\`${"x".repeat(200)}\`\n\n${longText}`,
    };
    await using play = await player([wide, findStop], { columns, rows });
    for (const keys of [["i"], ["enter", "a", "enter"], ["]", "]"], ["["], ["?", "?"], ["enter", "b", "enter"], ["enter"], ["L"]]) {
      await play.press(...keys);
      expect(play.lines).toHaveLength(rows);
      for (const line of play.lines) expect(visibleWidth(line)).toBeLessThanOrEqual(columns);
    }
  });

  it("of 40x12 scrolls the text to its end, and shows a hint at once", async () => {
    await using play = await player([{ ...predictStop, text: longText }], { columns: 40, rows: 12 });
    expect(play.lines[4]).toMatch(/^── lines 1-3 of \d+, \] \[ scroll ─/);
    const seen = new Set<string>();
    for (let i = 0; i < 30; i++) {
      for (const line of play.lines.slice(1, 4)) seen.add(line.trim());
      await play.press("]");
    }
    for (const text of [...longText.split("\n").map((line) => line.trim()), "What comes next?", "c) The image is pulled"])
      expect([...seen]).toContain(text);
    await play.press("i");
    expect(play.words).toContain("Hint 1 of 2: Who looks at a Pod without a node?");
  });

  it("escapes what of a lesson would steer the terminal", async () => {
    const stop: Stop = { ...lastStop, title: "a\u001b[2Jb", text: "c\u001b]0;d\u0007e" };
    await using play = await player([stop]);
    for (const sign of ["\u001b", "\u0007"]) expect(play.lines.join("\n")).not.toContain(sign);
  });

  it.each([
    [80, 24],
    [140, 40],
  ])("holds at %ix%i: an open task, a wrong answer, the debrief, the end", async (columns, rows) => {
    await using play = await player(undefined, { columns, rows });
    const holds = async (name: string) =>
      await expect(await play.wholeScreen()).toMatchFileSnapshot(`__snapshots__/${name}.${columns}x${rows}.txt`);
    await holds("open");
    await play.press("enter", "c", "enter");
    await holds("wrong");
    await play.press("enter", "b", "enter", "enter", ..."xjj", "enter", "enter");
    await play.press("enter", "a", "enter");
    await holds("debrief");
    await play.press("enter", "enter");
    await holds("end");
  });
});
