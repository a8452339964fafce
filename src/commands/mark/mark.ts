import { UsageError } from "../../errors.js";
import { printable } from "../../io/printable.js";
import { momentForms } from "../../replay/moment.js";
import type { AddCommand, CommandContext } from "../common/context.js";
import { momentsByFlag, type TimeFlag, timeOption } from "../common/time-flag.js";

interface MarkFlags extends TimeFlag {
  readonly at: string;
  readonly db?: string;
}

/** `kubespy mark SESSION --at MOMENT TEXT` */
export const addMarkCommand: AddCommand = (program, context) => {
  const name = context.programName;
  program
    .command("mark")
    .summary("add a marker to a session, shown in the player and kept in recordings")
    .description(
      `Adds a marker with a text at a moment of a session, also while it is being recorded. The player shows markers and
jumps from one to the next; exported recordings contain them too. In the player, "m" adds one at the current step.`,
    )
    .argument("<session>", 'session name, unique prefix of one, or "@latest"')
    .argument("<text...>", "text of the marker; several words are joined")
    .requiredOption("--at <moment>", momentForms)
    .addOption(timeOption())
    .option("--db <file>", "database of sessions (default: KUBESPY_DB, else the user's data directory)")
    .addHelpText(
      "after",
      `
Examples:
  ${name} mark @latest --at 12.5s "here the image was fixed"
  ${name} mark web-7 --at 31 first restart`,
    )
    .action(async (session: string, words: readonly string[], flags: MarkFlags) => {
      await mark(session, words.join(" ").trim(), flags, context);
    });
};

async function mark(reference: string, text: string, flags: MarkFlags, context: CommandContext): Promise<void> {
  const { at, db, time } = flags;
  if (text === "")
    throw new UsageError("no text given for the marker", { hint: `such as: ${context.programName} mark ${reference} --at ${at} "here"` });
  const { withStoreOf } = await import("../../app/sessions/stored-session.js");
  const { markSession } = await import("../../app/sessions/sessions.js");
  const { session, summary, marker } = await withStoreOf(reference, context, db, (store) =>
    markSession(store, reference, { at, time, text, clock: context.clock }),
  );
  const moments = momentsByFlag(summary, flags, context);
  context.streams.stderr.write(`marked ${session} at ${moments.text(marker.offsetMs)}: ${printable(text, 300)}\n`);
}
