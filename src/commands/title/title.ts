import { printable } from "../../io/printable.js";
import type { AddCommand } from "../common/context.js";
import { addHelpDetails } from "../common/help-details.js";
import { latestWords } from "../common/session-words.js";

/** `kubespy title SESSION TEXT` */
export const addTitleCommand: AddCommand = (program, context) => {
  const name = context.programName;
  const command = program
    .command("title")
    .summary("set the title of a session")
    .description("Sets the title of a session of the database, and replaces the one it has; an empty title removes it.")
    .argument("<session>", `session name, unique prefix of one, or ${latestWords}`)
    .argument("<text...>", "the title; several words are joined")
    .option("--db <file>", "database of sessions (default: KUBESPY_DB, else the user's data directory)");
  addHelpDetails(command, {
    examples: [[`${name} title @latest "The rollout that hung on a missing Secret"`], [`${name} title web-7 ""`, `remove the title`]],
  }).action(async (session: string, words: readonly string[], { db }: { readonly db?: string }) => {
    const { withStoreOf } = await import("../../app/sessions/stored-session.js");
    const { setSessionTitle } = await import("../../app/sessions/sessions.js");
    const title = words.join(" ").trim();
    const set = title === "" ? undefined : title;
    const named = await withStoreOf(session, context, db, (store) => setSessionTitle(store, session, set));
    context.streams.stderr.write(title === "" ? `${named} has no title now\n` : `${named} · ${printable(title, 300)}\n`);
  });
};
