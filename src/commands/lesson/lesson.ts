import type { AddCommand } from "../common/context.js";
import { addHelpDetails } from "../common/help-details.js";
import { addLessonCheckCommand } from "./check-lessons.js";
import { addLessonExportCommand } from "./export-lesson.js";
import { addLessonNewCommand } from "./new-lesson.js";

/** In the order in which an instructor needs them. */
const lessonCommands: readonly AddCommand[] = [addLessonNewCommand, addLessonCheckCommand, addLessonExportCommand];

/** `kubespy lesson COMMAND`: for those who make lessons. */
export const addLessonCommand: AddCommand = (program, context, exit) => {
  const name = context.programName;
  const lesson = program
    .command("lesson")
    .summary("make a lesson of a session, check it, hand it out as a page")
    .description(
      `Makes a lesson of a session: a folder with "lesson.yaml", which has stops with texts and tasks, and the recording that it is about. docs/lessons.md
explains the format.`,
    )
    .usage("COMMAND");
  addHelpDetails(lesson, { notes: [`"${name} lesson COMMAND --help" explains a command.`] });
  for (const add of lessonCommands) add(lesson, context, exit);
};
