import { ExitCode } from "../../errors.js";
import type { AddCommand, CommandContext } from "../common/context.js";

interface ImportFlags {
  readonly session?: string;
  readonly db?: string;
}

/** `kubespy import FILE` */
export const addImportCommand: AddCommand = (program, context, exit) => {
  const name = context.programName;
  program
    .command("import")
    .summary("store a recording file, or the output of kubectl, as a session")
    .description(
      `Stores a recording as a session, under its own name; a number is appended where that name is taken. If a recording is truncated or damaged,
the readable part is kept, with a warning. (To view a recording there is no need to import it: every command accepts files.)

Also accepts the output of "kubectl get -w -o json", best with --output-watch-events, and the array that the older kubespy's "record" writes.
These do not contain arrival times, so times come from the objects. To record arrival times, pipe kubectl into "${name} record -".`,
    )
    .argument("<file>", 'recording file, page of "report", output of kubectl in JSON, "-" for stdin, or bundled recording')
    .option("--session <name>", "name of the session (default: the recording's own, or the file's)")
    .option("--db <file>", "database of sessions (default: KUBESPY_DB, else the user's data directory)")
    .addHelpText(
      "after",
      `
Examples:
  ${name} import incident.kubespy.gz
  ${name} import incident.html                     the recordings in a page
  ${name} import pod-crashloop --session lesson-1
  ${name} import pods.json                         from: kubectl get pods -w -o json --output-watch-events >pods.json`,
    )
    .action(async (file: string, flags: ImportFlags) => {
      exit(await importFile(file, flags, context));
    });
};

async function importFile(file: string, { session, db }: ImportFlags, context: CommandContext): Promise<number> {
  const { importReference } = await import("../../app/import/import-input.js");
  const { warn } = await import("../common/print-session.js");
  const { clock, interrupt, streams, programName } = context;
  const onWarning = (text: string) => warn(text, context);
  try {
    for await (const imported of importReference(file, context, { db, session, signal: interrupt, onWarning, clock })) {
      const frames = `${imported.frames} ${imported.frames === 1 ? "frame" : "frames"}`;
      const times = imported.times === "derived" ? "; arrival times unknown: offsets come from the objects' own times" : "";
      streams.stderr.write(
        `imported as session "${imported.session}" (${frames})${times}\nreplay it with "${programName} replay ${imported.session}"\n`,
      );
    }
    return ExitCode.done;
  } catch (error) {
    if (interrupt.aborted) return ExitCode.interrupted;
    throw error;
  }
}
