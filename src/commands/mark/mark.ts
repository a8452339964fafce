import type { AddCommand } from "../common/context.js";
import type { MarkFlags } from "./mark-session.js";

/** `kubespy mark SESSION --at MOMENT TEXT` */
export const addMarkCommand: AddCommand = (program, context) => {
  const name = context.programName;
  program
    .command("mark")
    .summary("put a marker into a session, for the player and for whoever gets the recording")
    .description(
      `Puts a marker with a text at a moment of a session, also while it is being recorded. The player shows markers and
jumps from one to the next; exported recordings hold them too. In the player itself, "m" puts one where you stand.`,
    )
    .argument("<session>", 'name, unique beginning of one, or "@latest"')
    .argument("<text...>", "what is to be said there; several words are joined")
    .requiredOption("--at <moment>", "an offset (1.4s), a sequence (12) or a share (50%)")
    .option("--db <file>", "database of sessions (default: KUBESPY_DB, else the user's data folder)")
    .addHelpText(
      "after",
      `
Examples:
  ${name} mark @latest --at 12.5s "here the image was fixed"
  ${name} mark web-7 --at 31 first restart`,
    )
    .action(async (session: string, words: readonly string[], flags: MarkFlags) => {
      const { markSession } = await import("./mark-session.js");
      await markSession(session, words.join(" ").trim(), flags, context);
    });
};
