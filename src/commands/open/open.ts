import { Option } from "commander";
import type { AddCommand } from "../common/context.js";
import { addHelpDetails } from "../common/help-details.js";
import { identityOption, withIdentities } from "../common/identity-flags.js";
import { latestWords } from "../common/session-words.js";
import type { OpenFlags } from "./run-open.js";

/** `kubespy open SESSION` */
export const addOpenCommand: AddCommand = (program, context, exit) => {
  const name = context.programName;
  const command = program
    .command("open")
    .summary("show a session in the browser, also while it is recorded")
    .description(
      `Shows the page of a session in your browser: the findings, the timeline and every step. The page reads what it shows from this command, on this
machine only, until Ctrl-C; a session that is being recorded is followed. "${name} report" writes the same page as a file.`,
    )
    .argument("<session>", `session name, unique prefix of one, ${latestWords}, recording file, or bundled recording`)
    .option("--port <n>", "port on 127.0.0.1 (default: any free port)")
    .addOption(new Option("--no-browser", "print the address, and open no browser"))
    .addOption(identityOption())
    .option("--db <file>", "database of sessions (default: KUBESPY_DB, else the user's data directory)");
  addHelpDetails(command, {
    examples: [[`${name} open @latest`], [`${name} open incident.kubespy.gz`], [`${name} open web-3 --no-browser --port 8080`]],
  }).action(async (session: string, flags: OpenFlags) => {
    const { runOpen } = await import("./run-open.js");
    exit(await runOpen(session, flags, withIdentities(flags, context)));
  });
};
