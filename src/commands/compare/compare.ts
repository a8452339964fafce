import { Option } from "commander";
import { UsageError } from "../../errors.js";
import { allTimeFormats } from "../../io/moment-format.js";
import type { AddCommand } from "../common/context.js";
import { addHelpDetails } from "../common/help-details.js";
import { identityOption, withIdentities } from "../common/identity-flags.js";
import { addReportFlag } from "../common/report-flag.js";
import { latestWords } from "../common/session-words.js";
import type { CompareFlags } from "./compare-flags.js";

/** `kubespy compare A B [C...]` */
export const addCompareCommand: AddCommand = (program, context, exit) => {
  const name = context.programName;
  const command = program
    .command("compare")
    .summary("compare two sessions: where they diverge, what was slower")
    .description(
      `Compares sessions: says in a sentence where they diverge and why; then the findings that only one has, the milestones of both, the two frames
with their diff, Events, spec differences, how they ended, and charts. Objects are matched by their role in the lifecycle, not by
generated names; times count from each object's creation. More than two sessions are each compared with the first.

With --baseline and --candidate, two groups of sessions are compared: medians, spreads, and whether a step became slower by more than chance.`,
    )
    .usage("[options] <session> <session...>\n--baseline <session...> --candidate <session...>")
    .argument("[sessions...]", `sessions, ${latestWords}, recording files ("-" for stdin) or bundled recordings, mixed`)
    .optionsGroup("What to compare:")
    .addOption(new Option("--baseline <sessions...>", "group of sessions to compare with"))
    .addOption(new Option("--candidate <sessions...>", "group of sessions to compare with the baseline"))
    .addOption(new Option("--keep <what>", "treat as a difference what is ignored by default; may be nodes").choices(["nodes"]))
    .optionsGroup("Output:")
    .option("--all", "everything; without it a terminal gets the first of each section (a pipe always gets everything)")
    .optionsGroup("For scripts:")
    .option("--exit-code", "exit with 3 when the sessions diverge")
    .addOption(
      new Option("--fail-on <slower>", "exit with 3 when a milestone is later by more than this, such as slower=20%").argParser(slowerFlag),
    )
    .optionsGroup("Output:")
    .addOption(
      new Option("-o, --output <format>", "text, json, or markdown to paste").choices(["text", "json", "markdown"]).default("text"),
    )
    .addOption(
      new Option(
        "--time <format>",
        "show findings and frames since their objects were created (offset, the default), or on the clock: utc, or local (of the time zone in TZ)",
      ).choices(allTimeFormats),
    )
    .optionsGroup("General:")
    .addOption(identityOption())
    .option("--db <file>", "database of sessions (default: KUBESPY_DB, else the user's data directory)");
  addReportFlag(command, "the page of the comparison, of two sessions or two groups,");
  addHelpDetails(command, {
    examples: [
      [`${name} compare pod-nginx pod-bad-image-tag`, `two bundled recordings`],
      [`${name} compare good.kubespy.gz @latest -o markdown`],
      [`${name} compare before after --exit-code --fail-on slower=20% --report comparison.html`],
      [`${name} compare --baseline main-1 main-2 main-3 main-4 --candidate pr-1 pr-2 pr-3 pr-4`],
    ],
  }).action(async (sessions: readonly string[], flags: CompareFlags) => {
    const { compareSessions } = await import("./compare-sessions.js");
    exit(await compareSessions(sessions, flags, withIdentities(flags, context)));
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
