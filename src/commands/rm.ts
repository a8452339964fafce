import type { AddCommand } from "./context.js";
import type { RmFlags } from "./remove-sessions.js";

/** `kubespy rm SESSION...` */
export const addRmCommand: AddCommand = (program, context, exit) => {
  const name = context.programName;
  program
    .command("rm")
    .summary("remove sessions from the database")
    .description("Removes sessions for good, by their full names. On a terminal it asks first; elsewhere it needs --yes.")
    .argument("<session...>", "full names")
    .option("-y, --yes", "do not ask")
    .option("--db <file>", "database of sessions (default: KUBESPY_DB, else the user's data folder)")
    .addHelpText(
      "after",
      `
Examples:
  ${name} rm nginx-1
  ${name} rm $(${name} ls -o name | grep ^test-) --yes`,
    )
    .action(async (sessions: readonly string[], flags: RmFlags) => {
      const { removeSessions } = await import("./remove-sessions.js");
      exit(await removeSessions(sessions, flags, context));
    });
};
