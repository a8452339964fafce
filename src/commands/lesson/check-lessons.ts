import { Option } from "commander";
import type { AddCommand } from "../common/context.js";
import { addHelpDetails } from "../common/help-details.js";
import type { LessonCheckFlags } from "./run-check-lessons.js";

/** `kubespy lesson check LESSON...` */
export const addLessonCheckCommand: AddCommand = (lesson, context, exit) => {
  const name = context.programName;
  const command = lesson
    .command("check")
    .summary("check lessons against their recordings")
    .description(
      `Checks lessons: that "lesson.yaml" is as docs/lessons.md has it, that the files it names are there and whole, that each predicate is met by exactly the
expected frames, that each hint can be reached, and that each stop fits a terminal of 80x24. All problems of all lessons are listed.`,
    )
    .argument("<lessons...>", "folders of lessons, or names of lessons of the course")
    .addOption(new Option("-o, --output <format>", "how to print").choices(["text", "json"]).default("text"));
  addHelpDetails(command, {
    exitStatus: [
      ["0", "no lesson has a problem"],
      ["1", "there are problems"],
    ],
    examples: [
      [`${name} lesson check incident-7`, "the lesson in this folder"],
      [`${name} lesson check bad-image-tag -o json`, "a lesson of the course"],
    ],
  }).action(async (lessons: readonly string[], flags: LessonCheckFlags) => {
    const { runCheckLessons } = await import("./run-check-lessons.js");
    exit(await runCheckLessons(lessons, flags, context));
  });
};
