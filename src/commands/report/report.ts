import { Option } from "commander";
import type { AddCommand } from "../common/context.js";
import { addCutFlags } from "../common/cut-flags.js";
import { addHelpDetails } from "../common/help-details.js";
import { identityOption, withIdentities } from "../common/identity-flags.js";
import { latestWords } from "../common/session-words.js";
import type { ReportFlags } from "./run-report.js";

/** `kubespy report SESSION` */
export const addReportCommand: AddCommand = (program, context, exit) => {
  const name = context.programName;
  const command = program
    .command("report")
    .summary("write a session as one HTML file that any browser opens")
    .description(
      `Writes a session as a page: one HTML file with the findings, the timeline, every step and the recording itself. It opens in any browser,
without a server and without a network, and every command reads the recording back from it.`,
    )
    .usage("[options] <session> [session]\n--baseline <session...> --candidate <session...>")
    .argument(
      "[sessions...]",
      `one session, or two to compare: session name, unique prefix of one, ${latestWords}, recording file, or bundled recording`,
    )
    .optionsGroup("What to write:")
    .option("-o, --output <file>", 'file to write, "-" for stdout (default: SESSION.html)');
  const time = new Option("--time <zone>", "zone of a time of day in --from and --to: utc, or local (of the time zone in TZ)");
  addCutFlags(command, time.choices(["utc", "local"]))
    .optionsGroup("What to write:")
    .option("--zip", "write a zip archive that holds the page, for where HTML files are refused")
    .optionsGroup("What to compare:")
    .option("--baseline <sessions...>", "several sessions to compare with")
    .option("--candidate <sessions...>", "several sessions to compare")
    .optionsGroup("What to write:")
    .option("-f, --force", "replace an existing file")
    .optionsGroup("General:")
    .addOption(identityOption())
    .option("--db <file>", "database of sessions (default: KUBESPY_DB, else the user's data directory)");
  addHelpDetails(command, {
    examples: [
      [`${name} report @latest`],
      [`${name} report web-3 -o incident.html`],
      [`${name} report pod-nginx pod-bad-image-tag`, `two sessions side by side`],
      [`${name} report web-3 --from 10s --to 40s --object deploy/web`],
      [`${name} report incident.kubespy.gz --zip`],
    ],
  }).action(async (sessions: readonly string[], flags: ReportFlags) => {
    const { runReport } = await import("./run-report.js");
    exit(await runReport(sessions, flags, withIdentities(flags, context)));
  });
};
