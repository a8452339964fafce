import { isTarget } from "../../record/membership.js";
import type { CommandContext } from "../common/context.js";
import { RecordScreen } from "../record/record-screen.js";
import { recordSession, type ScreenOptions } from "../record/record-session.js";
import type { ChangeFlags } from "./change-flags.js";
import { ChangeFormatter, type ChangeView } from "./change-formatter.js";

/** `status` and `changes` of objects of a cluster; records them as well, with all that belongs to them, when a session is named. */
export async function watchChanges(
  targets: readonly string[],
  view: ChangeView,
  flags: ChangeFlags,
  context: CommandContext,
): Promise<number> {
  const kept = flags.session !== undefined;
  return await recordSession({
    targets,
    command: [],
    // Nothing else is looked at, so nothing else is asked for.
    flags: kept ? flags : { ...flags, only: true },
    context,
    makeScreen: (options) => {
      const formatter = liveFormatter(view, flags, context, options);
      const { startMs } = options;
      return new RecordScreen({
        context,
        quiet: false,
        allNamespaces: flags.allNamespaces === true,
        startMs,
        kept,
        formatter,
      });
    },
    ...(kept ? {} : { unkept: true }),
  });
}

function liveFormatter(
  view: ChangeView,
  flags: ChangeFlags,
  { streams, clock }: CommandContext,
  { startMs, contact }: ScreenOptions,
): ChangeFormatter {
  const { clockOffsetMs } = contact.server;
  return new ChangeFormatter({
    view,
    flags,
    stdout: streams.stdout,
    namespaces: flags.allNamespaces === true,
    base: { startMs: clock.wallMs() - (clock.monotonicMs() - startMs) + (clockOffsetMs ?? 0) },
    clockOffsetMs,
    isWanted: (ref) => contact.plan.targets.some((target) => isTarget(target, ref, true)),
  });
}
