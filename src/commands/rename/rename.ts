import type { AddCommand } from "../common/context.js";
import { addHelpDetails } from "../common/help-details.js";
import { latestWords } from "../common/session-words.js";

/** `kubespy rename OLD NEW` */
export const addRenameCommand: AddCommand = (program, context) => {
  const name = context.programName;
  const command = program
    .command("rename")
    .summary("rename a session")
    .description("Renames a session of the database. Files that were already exported keep the old name.")
    .argument("<session>", `session name, unique prefix of one, or ${latestWords}`)
    .argument("<new-name>", "lower-case letters, digits, '.', '_' and '-'")
    .option("--db <file>", "database of sessions (default: KUBESPY_DB, else the user's data directory)");
  addHelpDetails(command, {
    examples: [[`${name} rename web-7 before-the-fix`], [`${name} rename @latest after-the-fix`]],
  }).action(async (session: string, newName: string, { db }: { readonly db?: string }) => {
    const { withStoreOf } = await import("../../app/sessions/stored-session.js");
    const { renameSession } = await import("../../app/sessions/sessions.js");
    const oldName = await withStoreOf(session, context, db, (store) => renameSession(store, session, newName));
    context.streams.stderr.write(`renamed ${oldName} to ${newName}\n`);
  });
};
