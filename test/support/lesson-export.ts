import { Command } from "commander";
import { addLessonExportCommand } from "../../src/commands/lesson/export-lesson.js";
import { systemClock } from "../../src/io/clock.js";
import type { OutputStream } from "../../src/io/streams.js";
import { nowhere, type ProgramResult, projectRoot } from "./program.js";

/** Runs `kubespy lesson export` with these arguments, in a pipe. Throws what the program would print as an error. */
export async function lessonExport(args: readonly string[], { cwd = projectRoot }: { readonly cwd?: string } = {}): Promise<ProgramResult> {
  const written = { stdout: "", stderr: "" };
  let code = -1;
  const to = (name: keyof typeof written): OutputStream => ({
    write: (text) => {
      written[name] += typeof text === "string" ? text : Buffer.from(text).toString();
      return true;
    },
    drained: () => Promise.resolve(),
    isTty: false,
    columns: () => 80,
    rows: () => 24,
    colour: false,
  });
  const context = {
    streams: { stdin: process.stdin, stdout: to("stdout"), stderr: to("stderr") },
    clock: systemClock,
    env: { XDG_DATA_HOME: nowhere, HOME: nowhere },
    cwd,
    interrupt: new AbortController().signal,
    packageRoot: projectRoot,
    version: "0.0.0",
    programName: "kubespy",
    self: [],
  };
  const lesson = new Command("lesson");
  addLessonExportCommand(lesson, context, (ended) => {
    code = ended;
  });
  await lesson.parseAsync(["export", ...args], { from: "user" });
  return { code, ...written };
}
