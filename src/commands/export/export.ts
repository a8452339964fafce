import { Option } from "commander";
import type { AddCommand } from "../common/context.js";
import { addCutFlags } from "../common/cut-flags.js";
import { parseIdleLimit, parseSpeed } from "../common/flag-values.js";
import { addHelpDetails } from "../common/help-details.js";
import { identityOption, withIdentities } from "../common/identity-flags.js";
import { latestWords } from "../common/session-words.js";
import type { ExportFlags } from "./run-export.js";

/** `kubespy export SESSION` */
export const addExportCommand: AddCommand = (program, context, exit) => {
  const name = context.programName;
  const command = program
    .command("export")
    .summary("write a session to a file as it is: for you, or for a program")
    .description(
      `Writes a session as a recording: a file that every command accepts where a session is expected, and that can be attached to a bug report.
With "--as watch" it writes one line of JSON for each frame, with the whole object, for other programs. With "--as markdown" it writes a
comment for an issue: the findings with their evidence, the timeline, the changes that matter and what was not seen, in at most 60,000
characters. With "--as asciicast" it writes the text replay as a terminal shows it, for "asciinema play".
--from, --to, --object and --kind cut the session to what matters. A recording then says what it is a part of.`,
    )
    .argument("<session>", `session name, unique prefix of one, ${latestWords}, recording file, or bundled recording`)
    .optionsGroup("What to write:")
    .option(
      "-o, --output <file>",
      'file to write, "-" for stdout (default: SESSION.kubespy.gz, SESSION-part.kubespy.gz when cut; stdout for the other forms); compressed when it ends in .gz',
    )
    .addOption(new Option("--as <form>", "what to write").choices(["recording", "watch", "markdown", "asciicast"]).default("recording"));
  addCutFlags(command)
    .optionsGroup("What to write:")
    .addOption(
      new Option("--speed <factor>", "of an asciicast: recorded time, this many times as fast (default: 1)").argParser((text) =>
        parseSpeed(text),
      ),
    )
    .addOption(
      new Option("--idle-limit <duration>", "of an asciicast: longer pauses are played as this long (default: 3s)").argParser((text) =>
        parseIdleLimit(text),
      ),
    )
    .option("-f, --force", "replace an existing file")
    .optionsGroup("General:")
    .addOption(identityOption())
    .option("--db <file>", "database of sessions (default: KUBESPY_DB, else the user's data directory)");
  addHelpDetails(command, {
    examples: [
      [`${name} export @latest`],
      [`${name} export web-3 -o incident.kubespy.gz`],
      [`${name} export deployment-bad-rollout --from 10s --to 50% --object deploy/web`],
      [`${name} export @latest --kind po,rs`],
      [`${name} export web-3 --as watch | jq 'select(.type == "DELETED").object.metadata.name'`],
      [`${name} export web-3 --as markdown | gh issue comment 7 --body-file -`],
      [`${name} export web-3 --as asciicast -o web-3.cast`],
    ],
  }).action(async (session: string, flags: ExportFlags) => {
    const { runExport } = await import("./run-export.js");
    exit(await runExport(session, flags, withIdentities(flags, context)));
  });
};
