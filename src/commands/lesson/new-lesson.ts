import { Option } from "commander";
import { shareLevels } from "../../model/session-share.js";
import type { AddCommand } from "../common/context.js";
import { collectWhole } from "../common/flag-values.js";
import { addHelpDetails } from "../common/help-details.js";
import { identityOption } from "../common/identity-flags.js";
import { latestWords } from "../common/session-words.js";
import type { NewLessonFlags } from "./run-new-lesson.js";

/** `kubespy lesson new SESSION -o DIR` */
export const addLessonNewCommand: AddCommand = (lesson, context, exit) => {
  const name = context.programName;
  const command = lesson
    .command("new")
    .summary("draft a lesson of a session")
    .description(
      `Drafts a lesson of a session in a new folder: stops at its turns (what was created, its milestones, findings and gaps) with what happened there, and
tasks that these answer. What you have to write is marked TODO. The draft passes "${name} lesson check" as it is.

With --share the session is redacted first, as "${name} share" does: the recording, the texts and the predicates then hold nothing of what is removed.`,
    )
    .argument("<session>", `session name, unique prefix of one, ${latestWords}, recording file, or bundled recording`)
    .usage("[options] <session> -o <dir>")
    .optionsGroup("What to write:")
    .option("-o, --output <dir>", "folder of the lesson; it must not exist, or be empty")
    .optionsGroup("What to remove:")
    .option("--share", "redact the session first, to give the lesson to others")
    .addOption(new Option("--level <level>", "what --share removes (default: secrets)").choices(shareLevels))
    .addOption(new Option("--keep <path>", "keep a value, as it is; may be repeated").argParser(collectWhole))
    .addOption(
      new Option("--remove <path>", "remove a value too, or what matches /PATTERN/ in any text; may be repeated").argParser(collectWhole),
    )
    .option("--rules <file>", "what to keep and remove (default: kubespy-share.yaml, here or up to the root of the repository)")
    .optionsGroup("General:")
    .addOption(identityOption())
    .option("--db <file>", "database of sessions (default: KUBESPY_DB, else the user's data directory)");
  addHelpDetails(command, {
    examples: [
      [`${name} lesson new web-3 -o stuck-rollout`],
      [`${name} lesson new web-3 -o stuck-rollout --share --level identities`, "to give it to others"],
    ],
  }).action(async (session: string, flags: NewLessonFlags) => {
    const { runNewLesson } = await import("./run-new-lesson.js");
    exit(await runNewLesson(session, flags, context));
  });
};
