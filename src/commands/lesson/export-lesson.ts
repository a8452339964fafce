import type { AddCommand } from "../common/context.js";
import { addHelpDetails } from "../common/help-details.js";
import type { ExportLessonFlags } from "./run-export-lesson.js";

/** `kubespy lesson export LESSON`, of the group `kubespy lesson`. */
export const addLessonExportCommand: AddCommand = (lesson, context, exit) => {
  const name = context.programName;
  const command = lesson
    .command("export")
    .summary("write a lesson as one HTML file that any browser opens")
    .description(
      `Writes a lesson as a page: one HTML file with its texts and tasks beside its recording. A class opens it in any browser, without installing
anything, without a server and without a network. The file contains the answers, and the recording as it is.`,
    )
    .argument("<lesson>", "lesson of the course (its name, a unique prefix of one, or its number), or a folder with a lesson.yaml")
    .optionsGroup("What to write:")
    .option("-o, --output <file>", 'file to write, "-" for stdout (default: LESSON.lesson.html)')
    .option("-f, --force", "replace an existing file");
  addHelpDetails(command, {
    examples: [[`${name} lesson export bad-image-tag`], [`${name} lesson export 1 -o class.html`]],
  }).action(async (reference: string, flags: ExportLessonFlags) => {
    const { runExportLesson } = await import("./run-export-lesson.js");
    exit(await runExportLesson(reference, flags, context));
  });
};
