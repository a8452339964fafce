import { Option } from "commander";
import { UsageError } from "../../errors.js";
import type { AddCommand } from "../common/context.js";
import type { CompareFlags } from "./compare-flags.js";

/** `kubespy compare A B [C...]` */
export const addCompareCommand: AddCommand = (program, context, exit) => {
  const name = context.programName;
  program
    .command("compare")
    .summary("two lifecycles side by side: where they part, what was slower, what went wrong in one only")
    .description(
      `Compares lifecycles: says in a sentence where they part, shows the two frames with their diff, the milestones of both, findings and Events
that only one has, what was asked for differently, how they ended, and charts. Objects are matched by what they are in the lifecycle, not by
generated names; times count from each object's creation. More than two are each compared with the first.

With --baseline and --candidate several runs stand against several: medians, spreads, and whether a step got slower or it is chance.`,
    )
    .argument("[sessions...]", 'sessions, "@latest", recording files ("-" for stdin) or bundled recordings, mixed')
    .addOption(new Option("--baseline <sessions...>", "several runs to compare with"))
    .addOption(new Option("--candidate <sessions...>", "several runs that are to be judged"))
    .addOption(new Option("--keep <what>", "treat as a difference what is otherwise put aside; may be nodes").choices(["nodes"]))
    .option("--exit-code", "exit with 3 when they part")
    .addOption(
      new Option("--fail-on <slower>", "exit with 3 when a milestone is later by more than this, such as slower=20%").argParser(slowerFlag),
    )
    .addOption(
      new Option("-o, --output <format>", "text, json, or markdown to paste").choices(["text", "json", "markdown"]).default("text"),
    )
    .option("--db <file>", "database of sessions (default: KUBESPY_DB, else the user's data folder)")
    .addHelpText(
      "after",
      `
Examples:
  ${name} compare pod-nginx pod-bad-image-tag       two bundled recordings
  ${name} compare good.kubespy.gz @latest -o markdown
  ${name} compare before after --exit-code --fail-on slower=20%
  ${name} compare --baseline main-1 main-2 main-3 main-4 --candidate pr-1 pr-2 pr-3 pr-4`,
    )
    .action(async (sessions: readonly string[], flags: CompareFlags) => {
      const { compareSessions } = await import("./compare-sessions.js");
      exit(await compareSessions(sessions, flags, context));
    });
};

/** Reads "slower=20%" as 0.2. */
function slowerFlag(text: string): number {
  const percent = /^slower=(\d{1,6}(?:\.\d{1,3})?)%$/.exec(text)?.[1];
  if (percent !== undefined) return Number(percent) / 100;
  throw new UsageError(`invalid --fail-on "${text}"`, {
    hint: 'use how much later a milestone may be: "--fail-on slower=20%"',
  });
}
