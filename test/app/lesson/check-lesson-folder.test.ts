import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { checkLessonFolder } from "../../../src/app/lesson/check-lesson-folder.js";
import { projectRoot, temporaryFolder } from "../../support/program.js";

const context = {
  cwd: projectRoot,
  packageRoot: projectRoot,
  programName: "kubespy",
  interrupt: new AbortController().signal,
  streams: {} as never,
};

it.each([
  ["job/fails, pod/fails-", []],
  ["job/fails, pod/fails-*", [{ where: "stop 1 (A)", problem: 'objects[1]: no object "pod/fails-*" in this session' }]],
])("the objects [%s] of a stop are looked for in the recording", async (objects, problems) => {
  using folder = temporaryFolder();
  const stop = `{ title: A, at: { object: Job/fails }, objects: [${objects}], text: Text. }`;
  const lesson = `{ lesson: 1, title: T, summary: S, minutes: 5, recording: job-backoff, stops: [${stop}] }\n`;
  writeFileSync(join(folder.path, "lesson.yaml"), lesson);
  expect((await checkLessonFolder({ name: "lesson", path: folder.path }, context)).problems).toEqual(problems);
});
