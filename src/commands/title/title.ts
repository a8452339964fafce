import { printable } from "../../io/printable.js";
import type { AddCommand } from "../common/context.js";
import type { StoredSessionFlags } from "../common/stored-session.js";

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
    .action(async (session: string, words: readonly string[], flags: StoredSessionFlags) => {
      const { withStoredSession } = await import("../common/stored-session.js");
      const title = words.join(" ").trim();
      await withStoredSession(session, flags, context, async (store, { summary }) => {
        await store.setTitle(summary.header.name, title === "" ? undefined : title);
        const done = title === "" ? `${summary.header.name} has no title now` : `${summary.header.name} · ${printable(title, 300)}`;
        context.streams.stderr.write(`${done}\n`);
      });
    });
};
