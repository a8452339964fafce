import type { AddCommand } from "../common/context.js";
import type { ImportFlags } from "./import-recording.js";

/** `kubespy import FILE` */
export const addImportCommand: AddCommand = (program, context, exit) => {
  const name = context.programName;
  program
    .command("import")
    .summary("put a recording file, or what kubectl wrote, into the database of sessions")
    .description(
      `Stores a recording as a session. Its own name is taken, with a number behind it where that one is taken already. Of a recording that is
cut short or damaged, what can be read is kept, with a warning. (To look at a recording there is no need to import it: every command takes files.)

Takes also the output of "kubectl get -w -o json", best with --output-watch-events, and the array that the older kubespy's "record" writes. These do
not say when a change was received, so its time comes from the object. To keep the time of arrival, pipe kubectl into "${name} record -".`,
    )
    .argument("<file>", 'recording file, output of kubectl in JSON, "-" for stdin, or bundled recording')
    .option("--session <name>", "name of the session (default: the recording's own, or the file's)")
    .option("--db <file>", "database of sessions (default: KUBESPY_DB, else the user's data folder)")
    .addHelpText(
      "after",
      `
Examples:
  ${name} import incident.kubespy.gz
  ${name} import pod-crashloop --session lesson-1
  ${name} import pods.json                         from: kubectl get pods -w -o json --output-watch-events >pods.json`,
    )
    .action(async (file: string, flags: ImportFlags) => {
      const { importRecording } = await import("./import-recording.js");
      exit(await importRecording(file, flags, context));
    });
};
