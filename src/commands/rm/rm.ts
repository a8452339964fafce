import { Option } from "commander";
import type { AddCommand } from "../common/context.js";
import { durationFlag } from "../common/flag-values.js";
import { addHelpDetails } from "../common/help-details.js";
import type { RmFlags } from "./run-remove.js";

/** `kubespy rm SESSION...` */
export const addRmCommand: AddCommand = (program, context, exit) => {
  const name = context.programName;
  const command = program
    .command("rm")
    .summary("remove sessions from the database")
    .description(
      `Permanently removes sessions, by their full names, or all that are older than a duration. On a terminal it asks first; elsewhere it needs --yes.
Their content is removed from the file, and its space returns to the file system.`,
    )
    .usage("[options] <session...>\n[options] --older-than <duration>")
    .argument("[session...]", "full names of sessions")
    .addOption(
      new Option("--older-than <duration>", "all sessions that were recorded or imported longer ago than this, such as 30d").argParser(
        durationFlag("--older-than", "30d"),
      ),
    )
    .option("-y, --yes", "do not ask for confirmation")
    .option("--db <file>", "database of sessions (default: KUBESPY_DB, else the user's data directory)");
  addHelpDetails(command, {
    examples: [
      [`${name} rm nginx-1`],
      [`${name} rm --older-than 30d`, `"${name} ls --older-than 30d" shows them first`],
      [`${name} rm $(${name} ls -o name | grep ^test-) --yes`],
    ],
  }).action(async (sessions: readonly string[], flags: RmFlags) => {
    const { runRemove } = await import("./run-remove.js");
    exit(await runRemove(sessions, flags, context));
  });
};
