import { Option } from "commander";
import type { AddCommand } from "../common/context.js";
import { addHelpDetails } from "../common/help-details.js";
import { type LearnFlags, learnRequest } from "./learn-request.js";
import { addLiveOptions, liveNotes } from "./live-options.js";

/** `kubespy learn [LESSON]`, `kubespy learn next|hint|solution|answer ANSWER` */
export const addLearnCommand: AddCommand = (program, context, exit) => {
  const name = context.programName;
  const command = program
    .command("learn")
    .summary("learn Kubernetes lifecycles from recordings, without a cluster")
    .description(
      `Lessons on recordings of real clusters: what the kubelet, the scheduler and the controllers do, and what a failure looks like. They work offline.
A lesson has stops, most of them with a task: predict what happens next, find the step that shows something, or explain why it happened.
Without a lesson the course is listed. On a terminal a lesson opens in the player, else its stop is printed; the words
next, hint, solution and answer go on in the lesson that was opened last, in any terminal and in scripts.`,
    )
    .usage("[options] [lesson]\nnext | hint | solution\nanswer <answer>")
    .argument("[lesson]", 'a lesson of the course, by its number, its name or the beginning of it; or a folder with a "lesson.yaml"')
    .argument("[answer]", "of a choice its letter; of a step its number (12) or any other moment that --at of replay takes")
    .optionsGroup("The course:")
    .option("--list", "list the course and your progress, also on a terminal")
    .optionsGroup("How a lesson opens:")
    .option("--plain", "print the stop as text, also on a terminal")
    .option("--serve", "also serve the moment of the stop as a read-only Kubernetes API, for kubectl; it follows you through the lesson")
    .optionsGroup("Your progress:")
    .option("--reset", "remove your progress in the lesson, or in all lessons; on a terminal it asks first")
    .optionsGroup("General:")
    .option("-y, --yes", "with --reset or --live: do not ask for confirmation")
    .addOption(new Option("-o, --output <format>", "of the list, or with --live: text, or json").choices(["text", "json"]).default("text"));
  addLiveOptions(command);
  addHelpDetails(command, {
    notes: [
      `In a pipe or with --plain, go on with commands: "${name} learn answer b", "${name} learn hint", "${name} learn next".`,
      "A wrong answer gets a hint, and is no failure: the exit status is 0. The solution is shown after a try, right or wrong.",
      "Progress is kept in learn.json beside the default database ($XDG_DATA_HOME/kubespy, else ~/.local/share/kubespy).",
      ...liveNotes,
    ],
    examples: [
      [`${name} learn`, "the course"],
      [`${name} learn 1`, "its first lesson"],
      [`${name} learn bad-image-tag --plain`],
      [`${name} learn 1 --serve`, "see the same moment with kubectl"],
      [`${name} learn --list -o json | jq .lessons`],
    ],
  }).action(async (lesson: string | undefined, answer: string | undefined, flags: LearnFlags) => {
    const request = learnRequest(
      [lesson, answer].filter((word) => word !== undefined),
      flags,
      context,
    );
    const { runLearn } = await import("./run-learn.js");
    exit(await runLearn(request, context));
  });
};
