import { Option } from "commander";
import type { AddCommand } from "../common/context.js";
import { addHelpDetails } from "../common/help-details.js";
import { identityOption, withIdentities } from "../common/identity-flags.js";
import { latestWords } from "../common/session-words.js";
import { timeOption } from "../common/time-flag.js";
import type { ShowFlags } from "./run-show.js";

/** `kubespy show SESSION|FILE` */
export const addShowCommand: AddCommand = (program, context, exit) => {
  const name = context.programName;
  const command = program
    .command("show")
    .summary("summarise a session: objects, stages, milestones, gaps")
    .description(
      `Summarises a session: what it holds and how it ended, its objects as a tree of owners with the stages of each over time, when each stage was
first reached, metrics that changed (containers ready, restarts, replicas available), markers, and the recorded streams with their gaps.`,
    )
    .argument("<session>", `a session, ${latestWords}, a recording file ("-" for stdin), or a bundled recording`)
    .addOption(new Option("-o, --output <format>", "text, or json: one object").choices(["text", "json"]).default("text"))
    .addOption(timeOption())
    .addOption(identityOption())
    .option("--db <file>", "database of sessions (default: KUBESPY_DB, else the user's data directory)");
  addHelpDetails(command, {
    examples: [
      [`${name} show @latest`],
      [`${name} show deployment-rollout`, `a bundled recording`],
      [`${name} show incident.kubespy.gz -o json | jq '.timelines[].milestones'`],
    ],
  }).action(async (session: string, flags: ShowFlags) => {
    const { runShow } = await import("./run-show.js");
    exit(await runShow(session, flags, withIdentities(flags, context)));
  });
};
