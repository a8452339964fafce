import { Option } from "commander";
import type { AddCommand } from "../common/context.js";
import { durationFlag } from "../common/flag-values.js";
import { addHelpDetails } from "../common/help-details.js";
import { identityOption, withIdentities } from "../common/identity-flags.js";
import { latestWords } from "../common/session-words.js";
import type { QueryFlags } from "./run-query.js";

const defaultTimeoutMs = 30_000;

/** `kubespy query SQL [SESSION|FILE...]` */
export const addQueryCommand: AddCommand = (program, context, exit) => {
  const name = context.programName;
  const command = program
    .command("query")
    .summary("answer questions about sessions in SQL, read-only")
    .description(
      `Runs one SELECT of SQLite over all sessions of the database, or over the sessions and recording files that are named. Without SQL it prints the tables:
sessions, frames (with each object as JSON), objects, events, findings, milestones, gaps and markers.`,
    )
    .argument("[sql]", "one SELECT statement")
    .argument("[sessions...]", `only these: sessions, ${latestWords}, recording files ("-" for stdin), or bundled recordings`)
    .option("-f, --file <file>", 'read the SQL from this file ("-" for stdin); all arguments are sessions then')
    .addOption(
      new Option("-o, --output <form>", "table, json (one object per line), or csv").choices(["table", "json", "csv"]).default("table"),
    )
    .addOption(
      new Option("--timeout <duration>", "stop a query that takes longer")
        .argParser(durationFlag("--timeout", "5m"))
        .default(defaultTimeoutMs, "30s"),
    )
    .addOption(identityOption())
    .option("--db <file>", "database of sessions (default: KUBESPY_DB, else the user's data directory)");
  addHelpDetails(command, {
    examples: [
      [`${name} query`, `the tables and their columns`],
      [`${name} query "SELECT session, type, reason, count FROM events" @latest`],
      [`${name} query "SELECT offsetMs, sentence FROM frames WHERE kind = 'Pod'" pod-crashloop`],
      [`${name} query -o csv "SELECT session, class, message FROM findings WHERE NOT resolved"`],
      [`${name} query -f slow-pulls.sql before.kubespy.gz after.kubespy.gz`],
    ],
  }).action(async (sql: string | undefined, sessions: readonly string[], flags: QueryFlags) => {
    const { runQuery } = await import("./run-query.js");
    exit(await runQuery(sql, sessions, flags, withIdentities(flags, context)));
  });
};
