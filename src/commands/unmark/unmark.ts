import { printable } from "../../io/printable.js";
import type { AddCommand, CommandContext } from "../common/context.js";
import { addHelpDetails } from "../common/help-details.js";
import { latestWords } from "../common/session-words.js";
import { momentsByFlag, type TimeFlag, timeOption } from "../common/time-flag.js";

interface UnmarkFlags extends TimeFlag {
  readonly db?: string;
}

/** `kubespy unmark SESSION MARKER` */
export const addUnmarkCommand: AddCommand = (program, context) => {
  const name = context.programName;
  const command = program
    .command("unmark")
    .summary("remove a marker from a session")
    .description(
      `Removes a marker from a session, also while it is being recorded, and prints it. MARKER is its number in the list that
"${name} mark SESSION" prints, its offset (or its time, as listed with --time) or its whole text; several words are joined.`,
    )
    .argument("<session>", `session name, unique prefix of one, or ${latestWords}`)
    .argument("<marker...>", "number, offset, time or whole text of the marker")
    .addOption(timeOption())
    .option("--db <file>", "database of sessions (default: KUBESPY_DB, else the user's data directory)");
  addHelpDetails(command, {
    examples: [
      [`${name} mark web-7`, `list the markers`],
      [`${name} unmark web-7 2`],
      [`${name} unmark web-7 +12.500s`],
      [`${name} unmark @latest first restart`],
    ],
  }).action(
    async (session: string, words: readonly string[], flags: UnmarkFlags) => await unmark(session, words.join(" "), flags, context),
  );
};

/** What was removed is printed: it can be added again. */
async function unmark(reference: string, which: string, flags: UnmarkFlags, context: CommandContext): Promise<void> {
  const { withStoreOf } = await import("../../app/sessions/stored-session.js");
  const { removeSessionMarker } = await import("../../app/sessions/session-markers.js");
  const { session, summary, marker } = await withStoreOf(reference, context, flags.db, (store) =>
    removeSessionMarker(store, reference, { which, time: flags.time }),
  );
  const moments = momentsByFlag(summary, flags, context);
  context.streams.stderr.write(`removed the marker of ${session} at ${moments.text(marker.offsetMs)}: ${printable(marker.text, 300)}\n`);
}
