import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import type { Lesson } from "../../src/lesson/lesson.js";
import { runInProcess } from "../support/in-process.js";
import { temporaryFolder } from "../support/program.js";

/** A learner with a data folder of their own, who types commands of `kubespy learn`. */
export function learner(options: Parameters<typeof runInProcess>[1] = {}) {
  const folder = temporaryFolder();
  onTestFinished(() => folder[Symbol.dispose]());
  const env = { XDG_DATA_HOME: folder.path, HOME: folder.path };
  const run = (...words: readonly string[]) => runInProcess(["learn", ...words], { env, cwd: folder.path, ...options });
  return {
    env,
    path: folder.path,
    progressFile: join(folder.path, "kubespy", "learn.json"),
    run,
    /** The output of a command that works. */
    types: async (...words: readonly string[]) => {
      const { code, stdout, stderr } = await run(...words);
      if (code !== 0 || stderr !== "") throw new Error(`kubespy learn ${words.join(" ")} ended with ${code}: ${stderr}`);
      return stdout;
    },
    /** A lesson of one's own, in the folder of this name. JSON is YAML. */
    write: (lesson: Lesson, name = "incident") => {
      mkdirSync(join(folder.path, name), { recursive: true });
      writeFileSync(join(folder.path, name, "lesson.yaml"), JSON.stringify(lesson));
      return `./${name}`;
    },
  };
}
