import { printable } from "../../io/printable.js";
import type { AddCommand } from "../common/context.js";

/** `kubespy title SESSION TEXT` */
export const addTitleCommand: AddCommand = (program, context) => {
  const name = context.programName;
  program
    .command("title")
    .summary("give a session a title")
    .description("Gives a session of the database a title for people, in place of the one it has; an empty one takes it away.")
    .argument("<session>", 'name, unique beginning of one, or "@latest"')
    .argument("<text...>", "the title; several words are joined")
    .option("--db <file>", "database of sessions (default: KUBESPY_DB, else the user's data folder)")
    .addHelpText(
      "after",
      `
Examples:
  ${name} title @latest "The rollout that hung on a missing Secret"
  ${name} title web-7 ""                       no title any more`,
    )
    .action(async (session: string, words: readonly string[], { db }: { readonly db?: string }) => {
      const { withStoreOf } = await import("../../app/sessions/stored-session.js");
      const { setSessionTitle } = await import("../../app/sessions/sessions.js");
      const title = words.join(" ").trim();
      const set = title === "" ? undefined : title;
      const named = await withStoreOf(session, context, db, (store) => setSessionTitle(store, session, set));
      context.streams.stderr.write(title === "" ? `${named} has no title now\n` : `${named} · ${printable(title, 300)}\n`);
    });
};
