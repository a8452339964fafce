import type { CommandContext } from "../common/context.js";
import { recordSession } from "../record/record-session.js";
import type { TraceFlags } from "./trace-flags.js";
import { TraceScreen } from "./trace-screen.js";

/** `trace` of objects of a cluster; records them as well when a session is named. Resolves with the exit code. */
export async function traceCluster(targets: readonly string[], flags: TraceFlags, context: CommandContext): Promise<number> {
  return await recordSession({
    targets,
    command: [],
    flags,
    context,
    makeScreen: (options) => new TraceScreen(context, flags, options),
    ...(flags.session === undefined ? { unkept: true } : {}),
  });
}
