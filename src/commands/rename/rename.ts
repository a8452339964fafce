import type { AddCommand } from "../common/context.js";

/** `kubespy rename OLD NEW` */
export const addRenameCommand: AddCommand = (program, context) => {
  const name = context.programName;
  program
    .command("rename")
    .summary("give a session another name")
    .description("Gives a session of the database another name. Files exported before keep the old one.")
    .argument("<session>", 'name, unique beginning of one, or "@latest"')
    .argument("<new-name>", "lower-case letters, digits, '.', '_' and '-'")
    .option("--db <file>", "database of sessions (default: KUBESPY_DB, else the user's data folder)")
    .addHelpText(
      "after",
      `
Examples:
  ${name} rename web-7 before-the-fix
  ${name} rename @latest after-the-fix`,
    )
    .action(async (session: string, newName: string, { db }: { readonly db?: string }) => {
      const { withStoreOf } = await import("../../app/sessions/stored-session.js");
      const { renameSession } = await import("../../app/sessions/sessions.js");
      const oldName = await withStoreOf(session, context, db, (store) => renameSession(store, session, newName));
      context.streams.stderr.write(`renamed ${oldName} to ${newName}\n`);
    });
};
