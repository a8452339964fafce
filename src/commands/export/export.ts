import { Option } from "commander";
import type { AddCommand } from "../common/context.js";
import { addCutFlags } from "../common/cut-flags.js";
import type { ExportFlags } from "./run-export.js";

/** `kubespy export SESSION` */
export const addExportCommand: AddCommand = (program, context, exit) => {
  const name = context.programName;
  const command = program
    .command("export")
    .summary("write a session to a file, to share it or for other programs")
    .description(
      `Writes a session as a recording: a file that every command accepts where a session is expected, and that can be attached to a bug report.
With "--as watch" it writes one line of JSON for each frame, with the whole object, for other programs.
--from, --to, --object and --kind cut it to what matters. The file is a recording of its own, and says what it is a part of.`,
    )
    .argument("<session>", 'session name, unique prefix of one, "@latest", recording file, or bundled recording')
    .option(
      "-o, --output <file>",
      'file to write, "-" for stdout (default: SESSION.kubespy.gz, SESSION-part.kubespy.gz when cut; stdout with --as watch); compressed when it ends in .gz',
    )
    .addOption(new Option("--as <form>", "what to write").choices(["recording", "watch"]).default("recording"));
  addCutFlags(command)
    .option("-f, --force", "replace an existing file")
    .option("--db <file>", "database of sessions (default: KUBESPY_DB, else the user's data directory)")
    .addHelpText(
      "after",
      `
Examples:
  ${name} export @latest
  ${name} export web-3 -o incident.kubespy.gz
  ${name} export deployment-bad-rollout --from 10s --to 50% --object deploy/web
  ${name} export @latest --kind po,rs
  ${name} export web-3 --as watch | jq 'select(.type == "DELETED").object.metadata.name'`,
    )
    .action(async (session: string, flags: ExportFlags) => {
      const { runExport } = await import("./run-export.js");
      exit(await runExport(session, flags, context));
    });
};
