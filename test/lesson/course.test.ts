import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { checkLessonFolder } from "../../src/app/lesson/check-lesson-folder.js";
import { courseLessons, readLesson } from "../../src/app/lesson/lesson-folders.js";
import type { Lesson } from "../../src/lesson/lesson.js";
import { projectRoot } from "../support/program.js";

const context = {
  cwd: projectRoot,
  packageRoot: projectRoot,
  programName: "kubespy",
  interrupt: new AbortController().signal,
  streams: {} as never,
};
const folders = await courseLessons(context);
const course = await Promise.all(folders.map(async (folder) => ({ folder, name: folder.name, lesson: await readLesson(folder, context) })));

function tasksOf({ stops }: Lesson): readonly object[] {
  return stops.flatMap(({ task }) => task ?? []);
}

it("the course has fourteen lessons, numbered one after the other", () => {
  expect(folders.map(({ number }) => number)).toEqual(Array.from({ length: 14 }, (_, i) => i + 1));
});

describe("each lesson of the course", () => {
  it.each(course)("$name is true of its recording, and every hint can be reached", { timeout: 60_000 }, async ({ folder }) => {
    expect((await checkLessonFolder(folder, context)).problems).toEqual([]);
  });

  it.each(course)("$name has 6 to 10 stops, and 4 to 7 tasks, of all three kinds", ({ lesson }) => {
    expect(lesson.stops.length).toBeGreaterThanOrEqual(6);
    expect(lesson.stops.length).toBeLessThanOrEqual(10);
    const tasks = tasksOf(lesson);
    expect(tasks.length).toBeGreaterThanOrEqual(4);
    expect(tasks.length).toBeLessThanOrEqual(7);
    for (const kind of ["predict", "find", "explain"]) expect(tasks.some((task) => kind in task)).toBe(true);
  });

  it.each(course)("$name refers to pages of the Kubernetes documentation", ({ lesson: { links = [] } }) => {
    expect(links.length).toBeGreaterThan(0);
    for (const { url } of links) expect(url).toMatch(/^https:\/\/kubernetes\.io\/docs\//);
  });
});

describe("the manifests of fixtures/", () => {
  const fixtures = readdirSync(join(projectRoot, "fixtures")).filter((file) => file.endsWith(".yaml"));
  const named = fixtures.flatMap((file) => {
    const [, lesson] = /^# Lesson: kubespy learn (\S+)$/m.exec(readFileSync(join(projectRoot, "fixtures", file), "utf8")) ?? [];
    return lesson === undefined ? [] : [{ file, lesson }];
  });

  it("name a lesson of the course, where they name one", () => {
    const names = course.map(({ name }) => name);
    expect(named.filter(({ lesson }) => !names.includes(lesson))).toEqual([]);
  });

  it("name the lesson whose live run applies them", () => {
    const live = course.flatMap(({ name, lesson }) =>
      lesson.live && fixtures.includes(lesson.live.fixture) ? { file: lesson.live.fixture, lesson: name } : [],
    );
    expect(live.filter((each) => !named.some(({ file, lesson }) => file === each.file && lesson === each.lesson))).toEqual([]);
  });
});
