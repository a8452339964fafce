import type { Command } from "commander";
import { UsageError } from "../../errors.js";
import type { CommandContext } from "../common/context.js";
import { byOption } from "../common/flag-values.js";
import { withIdentities } from "../common/identity-flags.js";
import { latestWords } from "../common/session-words.js";
import { addViewFlags, assertFlagsFit, viewSource } from "../common/view-flags.js";
import type { ChangeFlags } from "./change-flags.js";
import type { ChangeView } from "./change-formatter.js";

/** Adds the arguments, flags and action that `status` and `changes` have in common. */
export function addChangeView(command: Command, view: ChangeView, context: CommandContext, exit: (code: number) => void): Command {
  command.argument(
    "<what...>",
    `an object, in kubectl syntax ("pod nginx", "deploy/web", "v1 Pod nginx"); or a session, ${latestWords}, a recording file ("-" for stdin), or a bundled recording`,
  );
  addViewFlags(command);
  command.optionsGroup("Output:");
  if (view === "changes") command.addOption(byOption());
  return command
    .option("--noise", "also show noise (managedFields, resourceVersion, ...)")
    .optionsGroup("General:")
    .action(async (words: readonly string[], flags: ChangeFlags) => {
      const source = await viewSource(words, flags, context);
      assertFlagsFit(flags, source, words);
      if (flags.idleLimit !== undefined && flags.speed === undefined)
        throw new UsageError("--idle-limit needs --speed", { hint: 'add "--speed 1" to play in recorded time' });
      if (source === "cluster") {
        const { watchChanges } = await import("./watch-changes.js");
        return exit(await watchChanges(words, view, flags, context));
      }
      const { replayChanges } = await import("./replay-changes.js");
      exit(await replayChanges(words.join(" "), view, flags, withIdentities(flags, context)));
    });
}
