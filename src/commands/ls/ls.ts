import { Option } from "commander";
import type { AddCommand } from "../common/context.js";
import { addSessionFilters } from "../common/session-filter-flags.js";
import type { LsFlags } from "./list-sessions.js";

/** `kubespy ls` */
export const addLsCommand: AddCommand = (program, context, exit) => {
  const name = context.programName;
  const ls = program
    .command("ls")
    .summary("list the recorded sessions, newest first")
    .description(
      `Lists the sessions of the database, the one that came last first; with --bundled, the recordings that come with the program. Filters add up: a
session is listed when all of them hold.`,
    )
    .option("--bundled", "list the recordings that come with the program")
    .addOption(
      new Option("-o, --output <form>", "wide (with titles), json (one object a line), or name").choices(["wide", "json", "name"]),
    );
  addSessionFilters(ls)
    .option("--db <file>", "database of sessions (default: KUBESPY_DB, else the user's data folder)")
    .addHelpText(
      "after",
      `
Examples:
  ${name} ls
  ${name} ls --bundled
  ${name} ls --target deploy/web --since 7d
  ${name} ls --outcome interrupted,failed -o name
  ${name} ls -o json | jq -r 'select(.gaps > 0).name'`,
    )
    .action(async (flags: LsFlags) => {
      const { listSessions } = await import("./list-sessions.js");
      exit(await listSessions(flags, context));
    });
};
