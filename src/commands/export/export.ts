import { Option } from "commander";
import type { AddCommand } from "../common/context.js";
import type { ExportFlags } from "./export-session.js";

/** `kubespy export SESSION` */
export const addExportCommand: AddCommand = (program, context, exit) => {
  const name = context.programName;
  program
    .command("export")
    .summary("write a session to a file, to share it or for other programs")
    .description(
      `Writes a session as a recording: a file that every command accepts where a session is expected, and that can be attached to a bug report.
With "--as watch" it writes one line of JSON for each frame, with the whole object, for other programs.`,
    )
    .argument("<session>", 'session name, unique prefix of one, "@latest", recording file, or bundled recording')
    .option(
      "-o, --output <file>",
      'file to write, "-" for stdout (default: SESSION.kubespy.gz; stdout with --as watch); compressed when it ends in .gz',
    )
    .addOption(new Option("--as <form>", "what to write").choices(["recording", "watch"]).default("recording"))
    .option("-f, --force", "replace an existing file")
    .option("--db <file>", "database of sessions (default: KUBESPY_DB, else the user's data directory)")
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
