import { type Command, Option } from "commander";
import type { AddCommand } from "../common/context.js";
import { collectWords, durationFlag } from "../common/flag-values.js";
import { addHelpDetails } from "../common/help-details.js";
import type { LsFlags } from "./list-sessions.js";

/** `kubespy ls` */
export const addLsCommand: AddCommand = (program, context, exit) => {
  const name = context.programName;
  const ls = program
    .command("ls")
    .summary("list the recorded sessions, newest first")
    .description(
      `Lists the sessions of the database, newest first; with --bundled, the recordings that are part of the program. A session is listed when it
matches all filters.`,
    )
    .optionsGroup("What to list:")
    .option("--bundled", "list the bundled recordings")
    .optionsGroup("Output:")
    .addOption(
      new Option("-o, --output <form>", "wide (with titles, and whether each is complete), json (one object per line), or name").choices([
        "wide",
        "json",
        "name",
      ]),
    );
  addFilters(ls)
    .optionsGroup("Output:")
    .addOption(
      new Option("--time <zone>", "show start times in UTC (default) or local time (of the time zone in TZ)").choices(["utc", "local"]),
    )
    .optionsGroup("General:")
    .option("--db <file>", "database of sessions (default: KUBESPY_DB, else the user's data directory)");
  addHelpDetails(ls, {
    examples: [
      [`${name} ls`],
      [`${name} ls --bundled`],
      [`${name} ls --target deploy/web --since 7d`],
      [`${name} ls --outcome interrupted,failed -o name`],
      [`${name} ls -o json | jq -r 'select(.gaps > 0).name'`],
    ],
  }).action(async (flags: LsFlags) => {
    const { listSessions } = await import("./list-sessions.js");
    exit(await listSessions(flags, context));
  });
};

function addFilters(command: Command): Command {
  return command
    .optionsGroup("What to list:")
    .addOption(
      new Option(
        "--target <which>",
        "sessions of this target: KIND/NAME, a name, a whole kind, or a selector as typed; may be repeated",
      ).argParser(collectWords),
    )
    .addOption(
      new Option("--since <duration>", "recorded or imported within this time, such as 90m or 7d").argParser(durationFlag("--since", "7d")),
    )
    .addOption(
      new Option("--older-than <duration>", "recorded or imported longer ago than this, such as 30d").argParser(
        durationFlag("--older-than", "30d"),
      ),
    )
    .addOption(
      new Option(
        "--outcome <words>",
        "how the session ended, as in the column STATE, such as interrupted or timed-out; may be repeated",
      ).argParser(collectWords),
    );
}
