import { Option } from "commander";
import type { AddCommand } from "../common/context.js";
import type { ExportFlags } from "./export-session.js";

/** `kubespy export SESSION` */
export const addExportCommand: AddCommand = (program, context, exit) => {
  const name = context.programName;
  program
    .command("export")
    .summary("write a session as one file, to share it or for other programs to read")
    .description(
      `Writes a session as a recording, the file that every command takes where a session is expected; it can be attached to a bug report as it
is. With "--as watch" it writes one line of JSON a frame, each with the whole object, for other programs.`,
    )
    .argument("<session>", 'name, unique beginning of one, "@latest", recording file, or bundled recording')
    .option(
      "-o, --output <file>",
      'file to write, "-" for stdout (default: SESSION.kubespy.gz; stdout with --as watch); compressed when it ends in .gz',
    )
    .addOption(new Option("--as <form>", "what to write").choices(["recording", "watch"]).default("recording"))
    .option("-f, --force", "replace the file if it is there")
    .option("--db <file>", "database of sessions (default: KUBESPY_DB, else the user's data folder)")
    .addHelpText(
      "after",
      `
Examples:
  ${name} export @latest
  ${name} export web-3 -o incident.kubespy.gz
  ${name} export web-3 --as watch | jq 'select(.type == "DELETED").object.metadata.name'`,
    )
    .action(async (session: string, flags: ExportFlags) => {
      const { exportSession } = await import("./export-session.js");
      exit(await exportSession(session, flags, context));
    });
};
