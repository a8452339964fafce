import type { CommandContext } from "../common/context.js";
import { RecordScreen } from "../record/record-screen.js";
import { clusterSubject, watchOnScreen } from "../record/record-session.js";
import type { ChangeFlags } from "./change-flags.js";
import type { ChangeView } from "./change-formatter.js";
import { changeFormatter } from "./make-formatter.js";

/** `status` and `changes` of objects of a cluster; records them as well, with all that belongs to them, when a session is named. */
export async function watchChanges(
  targets: readonly string[],
  view: ChangeView,
  flags: ChangeFlags,
  context: CommandContext,
): Promise<number> {
  const kept = flags.session !== undefined;
  return await watchOnScreen(targets, {
    // Nothing else is shown, so nothing else is requested.
    flags: kept ? flags : { ...flags, only: true },
    context,
    makeScreen: (started, failed) => {
      const subject = clusterSubject(started, flags);
      const formatter = changeFormatter(view, subject, flags, context);
      const { moments } = subject;
      return new RecordScreen({ context, db: flags.db, quiet: false, startMs: started.startMs, moments, kept, formatter, failed });
    },
  });
}
