import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import type { KeyInput, Page } from "puppeteer-core";
import { afterAll, expect, it } from "vitest";
import { courseLessons, type LessonFolder } from "../../../src/app/lesson/lesson-folders.js";
import { openLesson } from "../../../src/app/lesson/open-lesson.js";
import { textBlocks } from "../../../src/lesson/lesson-lines.js";
import { judgeAnswer } from "../../../src/lesson/play/judge-answer.js";
import type { PlayableLesson, PlayableStop, PlayableTask } from "../../../src/lesson/play/playable-lesson.js";
import { describeInBrowsers } from "../../support/browsers.js";
import { lessonExport } from "../../support/lesson-export.js";
import { projectRoot, temporaryFolder } from "../../support/program.js";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const course = await courseLessons({ packageRoot: projectRoot });

describeInBrowsers("what a learner does with the page of a lesson", (browser, kind) => {
  const folder = temporaryFolder();
  afterAll(() => folder[Symbol.dispose]());
  const files = new Map<string, string>();

  /** Opens the page of a lesson, of which the browser knows nothing yet. */
  const use = async (lesson: LessonFolder, width: number, act: (page: Page, playable: PlayableLesson) => Promise<void>) => {
    const file = files.get(lesson.path) ?? join(folder.path, `${lesson.number}-${lesson.name}.html`);
    if (!files.has(lesson.path)) expect((await lessonExport([lesson.path, "-o", file])).code).toBe(0);
    files.set(lesson.path, file);
    await using opened = await browser().open(file, { width });
    const { page } = opened;
    await page.waitForSelector(".lesson");
    await page.evaluate(() => {
      localStorage.clear();
      history.replaceState(null, "", location.pathname);
    });
    await page.reload();
    await page.waitForSelector(".lesson .lesson-main");
    await act(page, await playableOf(lesson));
    expect([opened.complaints, opened.requests, browser().left]).toEqual([[], [], []]);
  };

  it.each(course.map((lesson) => [lesson.name, lesson] as const))(
    "%s is played to its end, with a wrong and the right answer to each task",
    { timeout: 240_000 },
    async (_, lesson) => {
      await use(lesson, kind === "chromium" ? 1280 : 400, async (page, playable) => {
        for (const [index, stop] of playable.stops.entries()) {
          await expect.poll(() => textOf(page, ".lesson .bar")).toContain(`Stop ${index + 1} of ${playable.stops.length}`);
          expect(squeezed(await textOf(page, "#lesson-title"))).toContain(squeezed(stop.title));
          await expect.poll(() => shownStep(page)).toBe(stop.sequence);
          await page.waitForSelector(`#pane[data-pane="${{ object: "object", world: "world" }[stop.pane as string] ?? "step"}"]`);
          const top = stop.pane === "findings" ? ".verdict" : stop.pane === "comparison" ? ".lesson-comparison" : "#lesson-top[hidden]";
          expect(await page.$(top), `${stop.title}: ${top}`).not.toBeNull();
          await expect.poll(() => showsWhatComesNext(page)).toBe(stop.task?.kind !== "predict");
          if (stop.task !== undefined) await solve(page, stop, stop.task);
          await expect.poll(() => showsWhatComesNext(page)).toBe(true);
          if (index < playable.stops.length - 1) await page.click(".lesson-main");
        }
        await page.waitForSelector(".lesson-finished");
        const sizes = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
        expect(sizes[0]).toBeLessThanOrEqual(sizes[1] ?? 0);
      });
    },
  );

  const [asking] = course;
  if (asking === undefined) throw new Error("the course has no lessons");

  it("progress is known when the page is opened again, and the lesson can be started again", { timeout: 120_000 }, async () => {
    await use(asking, 1280, async (page, playable) => {
      await throughFirst(page, playable);
      const place = await textOf(page, ".lesson .bar");
      await page.reload();
      await page.waitForSelector(".lesson .lesson-main");
      expect(await textOf(page, ".lesson .bar")).toBe(place);
      await page.click(".lesson-moves button");
      await expect.poll(() => textOf(page, ".lesson .bar")).toContain("Stop 1 of");
    });
  });

  it("a lesson is answered with the keyboard alone, by the keys of the player too, and a hint is read out", {
    timeout: 120_000,
  }, async () => {
    await use(asking, 1280, async (page, playable) => {
      await page.keyboard.press("Tab");
      expect(await page.evaluate(() => document.activeElement?.textContent)).toBe("Go to the lesson");
      await page.keyboard.press("Enter");
      expect(await page.evaluate(() => document.activeElement?.className)).toBe("lesson");
      const at = playable.stops.findIndex(({ task }) => task !== undefined);
      for (let i = 0; i < at; i++) await page.keyboard.press("Enter");
      await page.keyboard.press("i");
      const [hint = ""] = playable.stops[at]?.task?.hints ?? [];
      await expect.poll(async () => squeezed(await textOf(page, ".lesson [aria-live=polite]"))).toContain(squeezed(hint));
      // Before a try there is no solution.
      await page.keyboard.press("s");
      expect(await page.$(".lesson-debrief")).toBeNull();
      const task = playable.stops[at]?.task;
      if (task?.kind === "find") {
        if (judgeAnswer(task, { kind: "frame", sequence: (await shownStep(page)) ?? 0 }).right) await page.keyboard.press("G");
        await page.keyboard.press("Enter");
      } else {
        // Nothing is marked: the choices get the focus. Then the arrows mark one.
        await page.keyboard.press("Enter");
        expect(await page.evaluate(() => document.activeElement?.getAttribute("type"))).toBe("radio");
        const wrong = task?.choices.findIndex(({ isRight }) => !isRight) ?? 0;
        await page.keyboard.press(" " as KeyInput);
        for (let i = 0; i < wrong; i++) await page.keyboard.press("ArrowDown");
        await page.keyboard.press("Enter");
      }
      await page.waitForSelector(".lesson-wrong");
      await page.keyboard.press("s");
      await page.waitForSelector(".lesson-debrief");
      await page.keyboard.press("L");
      await page.waitForSelector(".lesson-strip");
      expect(await page.evaluate(() => document.activeElement?.textContent)).toBe("Show the lesson");
      await page.keyboard.press("L");
      await page.waitForSelector(".lesson-debrief");
      await page.keyboard.press("?");
      await page.waitForSelector("dialog[open]");
      expect(await textOf(page, "dialog")).toContain("hide or show the lesson");
    });
  });

  it("axe finds nothing, open or answered, wide or narrow, in both colours", { timeout: 180_000 }, async () => {
    await use(asking, 1280, async (page, playable) => {
      await page.evaluate(axe);
      const look = async (what: string) => {
        for (const scheme of kind === "chromium" ? ["light", "dark"] : ["dark"]) {
          if (kind === "chromium") await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
          expect(await violations(page), `${what}, ${scheme}`).toEqual([]);
        }
      };
      await look("open");
      await page.setViewport({ width: 400, height: 800 });
      await throughFirst(page, playable, async () => await look("answered"));
      await page.setViewport({ width: 1280, height: 800 });
      // Where the stop does not show them.
      if ((await page.$(".verdict")) === null) await page.click(".lesson-top .bar button");
      await page.waitForSelector(".verdict");
      await look("findings");
      await page.keyboard.press("L");
      await page.waitForSelector(".lesson-strip");
      await look("hidden");
    });
  });
});

/** Whether the timeline is drawn, and the list of steps goes on to its end: it ends with the step that is shown, where what comes next is hidden. */
async function showsWhatComesNext(page: Page): Promise<boolean> {
  const isDrawn = (await page.$(".timeline canvas, .timeline svg")) !== null;
  const isListed = (await page.$(".steps-hidden")) === null;
  expect(isListed).toBe(isDrawn);
  if (isListed) return true;
  const shown = (await shownStep(page)) ?? 0;
  const listed = await page.$$eval(".steps [id^=step-]", (rows) => rows.map(({ id }) => Number(id.slice("step-".length))));
  return Math.max(...listed) > shown;
}

async function playableOf(lesson: LessonFolder): Promise<PlayableLesson> {
  const context = {
    cwd: projectRoot,
    interrupt: new AbortController().signal,
    packageRoot: projectRoot,
    programName: "kubespy",
    streams: { stdin: process.stdin },
  };
  const opened = await openLesson(lesson, context);
  await opened.close();
  return opened.playable;
}

/** Solves the first task of a lesson, and all stops before it; then goes to the next stop, where there is one. */
async function throughFirst(page: Page, { stops }: PlayableLesson, solved: () => Promise<void> = async () => {}): Promise<void> {
  for (const [index, stop] of stops.entries()) {
    await expect.poll(() => textOf(page, ".lesson .bar")).toContain(`Stop ${index + 1} of`);
    if (stop.task !== undefined) {
      await solve(page, stop, stop.task);
      await solved();
    }
    if (index < stops.length - 1) await page.click(".lesson-main");
    if (stop.task !== undefined) return;
  }
}

/** With a wrong answer first: it is met with its hint, and the stop stays. */
async function solve(page: Page, stop: PlayableStop, task: PlayableTask): Promise<void> {
  if (task.kind === "find") await solveFind(page, stop, task);
  else {
    const wrong = task.choices.findIndex(({ isRight }) => !isRight);
    await page.click(`.lesson-choices label:nth-of-type(${wrong + 1}) input`);
    await page.click(".lesson-main");
    await isRefused(page, task.choices[wrong]?.hint ?? task.hints[0] ?? "");
    await page.click(`.lesson-choices label:nth-of-type(${task.choices.findIndex(({ isRight }) => isRight) + 1}) input`);
    await page.click(".lesson-main");
  }
  await page.waitForSelector(".lesson-debrief");
  expect(await page.$(".lesson-wrong")).toBeNull();
  const said = squeezed(await textOf(page, ".lesson-debrief"));
  for (const { text } of textBlocks(task.debrief)) expect(said).toContain(squeezed(text));
  if (task.kind === "find") return;
  if (task.finding !== undefined) expect(said).toContain(squeezed(task.finding.message));
  await expect.poll(() => shownStep(page)).toBe(task.proof);
}

async function solveFind(page: Page, stop: PlayableStop, task: Extract<PlayableTask, { kind: "find" }>): Promise<void> {
  const [right = 0] = task.frames;
  const wrong = [...task.mistakes.flatMap(({ frames }) => frames), stop.sequence, 1, right + 1, right - 1].find(
    (sequence) => sequence > 0 && !task.frames.includes(sequence),
  );
  await goTo(page, wrong ?? 0);
  await page.click(".lesson-main");
  const judged = judgeAnswer(task, { kind: "frame", sequence: wrong ?? 0 });
  await isRefused(page, judged.right ? "" : judged.hint);
  await goTo(page, right);
  await page.click(".lesson-main");
}

async function isRefused(page: Page, hint: string): Promise<void> {
  expect(hint).not.toBe("");
  await expect.poll(async () => squeezed(await textOf(page, ".lesson-wrong"))).toContain(squeezed(hint));
  expect(await page.$(".lesson-debrief")).toBeNull();
}

/** As a reader does: the steps that a stop does not list are found once all objects are shown. */
async function goTo(page: Page, sequence: number): Promise<void> {
  await page.evaluate((to) => location.assign(`#${to}`), sequence);
  await expect.poll(() => shownStep(page)).toBe(sequence);
  await expect.poll(() => textOf(page, ".lesson-main")).toContain(`(#${sequence})`);
}

async function shownStep(page: Page): Promise<number | undefined> {
  return await page.evaluate(() => {
    const step = document.querySelector<HTMLElement>(".step-row.current");
    return step === null ? undefined : Number(step.dataset["sequence"]);
  });
}

/** "" where there is none. */
async function textOf(page: Page, selector: string): Promise<string> {
  return await page.evaluate((wanted) => document.querySelector(wanted)?.textContent ?? "", selector);
}

/** Without what a page breaks lines at, and without the marks of code. */
function squeezed(text: string): string {
  return text.replace(/[\s`]/g, "");
}

async function violations(page: Page): Promise<unknown> {
  const found = (await page.evaluate("axe.run(document, { resultTypes: ['violations'] })")) as {
    readonly violations: readonly {
      readonly id: string;
      readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
    }[];
  };
  return found.violations.map(({ id, nodes }) => [
    id,
    ...nodes.slice(0, 3).map(({ html, failureSummary }) => [html.slice(0, 200), failureSummary]),
  ]);
}
