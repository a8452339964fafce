import { Option } from "commander";
import { UsageError } from "../../errors.js";
import { suggestedCommand } from "../../io/suggested-command.js";
import { objectForms } from "../../replay/choose-objects.js";
import { momentForms } from "../../replay/moment.js";
import type { AddCommand, CommandContext } from "../common/context.js";
import { byOption, collectWords, parseIdleLimit, parseSpeed } from "../common/flag-values.js";
import { addHelpDetails } from "../common/help-details.js";
import { identityOption, withIdentities } from "../common/identity-flags.js";
import { latestWords } from "../common/session-words.js";
import { timeOption } from "../common/time-flag.js";
import type { ReplayFlags } from "./replay-flags.js";

/** `kubespy replay SESSION|FILE|-` */
export const addReplayCommand: AddCommand = (program, context, exit) => {
  const name = context.programName;
  const command = program
    .command("replay")
    .summary("step through a session: what happened, what changed, why")
    .description(
      `Show a session step by step: what happened in a sentence, what it means, and the fields that changed. On a terminal an interactive
player opens, which steps forward and back ("?" shows its keys); in a pipe, or with --plain, --from, --to, --by or --full, it is text.
A recording in progress opens at its newest step and is followed: a step back pauses that, F continues.
--at starts the player at that moment; --speed starts it playing.
SESSION is a session's name, a unique prefix of it, or ${latestWords}; a bundled recording; a recording file; or - for one on stdin. Without it, a
list of the sessions and bundled recordings opens on a terminal: type to filter, Enter opens the player, and q returns to the list.`,
    )
    .argument("[session]", "a session, a recording file, or -; default: choose from a list, on a terminal")
    .optionsGroup("What to show:")
    .option("--from <moment>", `start here: ${momentForms}`)
    .option("--to <moment>", "end here, this moment included")
    .option("--at <moment>", "only this moment: its last step, and all objects as they were then; in the player, start there")
    .optionsGroup("Output:")
    .addOption(timeOption())
    .optionsGroup("What to show:")
    .addOption(
      new Option("--object <which>", `only these objects: ${objectForms}, or the beginning of a uid; may be repeated`).argParser(
        collectWords,
      ),
    )
    .addOption(byOption())
    .option("--noise", "also show noise (managedFields, resourceVersion, ...)")
    .option("--full", "show the whole object after each step; managedFields in one line, unless --noise is given")
    .optionsGroup("How it is played:")
    .addOption(
      new Option(
        "--speed <factor>",
        "play in recorded time, this many times as fast (default: text is printed at once, the player waits for keys)",
      ).argParser((text) => parseSpeed(text)),
    )
    .addOption(
      new Option(
        "--idle-limit <duration>",
        "when playing, shorten longer pauses to this (default: not shortened in text, 3s in the player)",
      ).argParser((text) => parseIdleLimit(text)),
    )
    .optionsGroup("Output:")
    .option("--plain", "plain text, also on a terminal")
    .addOption(new Option("-o, --output <format>", "text, or json: one object per line").choices(["text", "json"]).default("text"))
    .optionsGroup("General:")
    .addOption(identityOption())
    .option("--db <file>", "database of sessions (default: KUBESPY_DB, else the user's data directory)");
  addHelpDetails(command, {
    examples: [
      [`${name} replay`],
      [`${name} replay @latest`],
      [`${name} replay @latest --plain | less`],
      [`${name} replay pod-bad-image-tag --object pod/nginx`],
      [`${name} replay deployment-rollout --by kubectl`],
      [`${name} replay web-1.kubespy.gz --from 10s --to 50% --noise`],
      [`${name} replay pod-nginx --at 2s --full`],
      [`${name} replay pod-nginx --time local`],
      [`${name} replay pod-nginx --speed 4`],
      [`${name} replay @latest -o json | jq -r .sentence`],
    ],
  }).action(async (session: string | undefined, flags: ReplayFlags) => {
    if (session === undefined) {
      if (!wantsPlayer(flags, context)) throw noSessionGiven(name, flags);
      const { pickSession } = await import("./pick-session.js");
      return exit(await pickSession(flags, context));
    }
    if (wantsPlayer(flags, context)) {
      const { playSession } = await import("./play-session.js");
      return exit(await playSession(session, flags, withIdentities(flags, context)));
    }
    assertCoherent(flags);
    const { replaySession } = await import("./replay-session.js");
    exit(await replaySession(session, flags, withIdentities(flags, context)));
  });
};

/** A list to choose from needs a terminal, and the player. */
function noSessionGiven(programName: string, { db }: ReplayFlags): UsageError {
  return new UsageError("no session given", {
    hint: `run "${suggestedCommand(programName, ["ls"], { db })}" to see the sessions, or "${programName} ls --bundled" to see the bundled recordings`,
  });
}

/** On a terminal the player opens, unless a flag requests what only text has: a range of steps, whole objects, JSON. */
function wantsPlayer(flags: ReplayFlags, { terminal }: CommandContext): boolean {
  if (terminal === undefined || flags.plain || flags.output !== "text") return false;
  return flags.from === undefined && flags.to === undefined && flags.by === undefined && flags.full === undefined;
}

function assertCoherent(flags: ReplayFlags): void {
  const clash = (["from", "to", "by", "speed"] as const).find((flag) => flags.at !== undefined && flags[flag] !== undefined);
  if (clash !== undefined)
    throw new UsageError(`--at and --${clash} cannot be combined`, { hint: "--at shows one moment; use --from and --to for a range" });
  if (flags.idleLimit !== undefined && flags.speed === undefined)
    throw new UsageError("--idle-limit needs --speed", { hint: 'add "--speed 1" to play in recorded time' });
}
