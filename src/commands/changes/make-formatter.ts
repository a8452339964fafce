import { ManagerFilter } from "../../replay/manager-filter.js";
import { timeBaseBeside } from "../../report/overview/session-display.js";
import type { CommandContext } from "../common/context.js";
import type { ViewSubject } from "../common/view-subject.js";
import type { ChangeFlags } from "./change-flags.js";
import { ChangeFormatter, type ChangeView } from "./change-formatter.js";

/** The formatter of a view, for a cluster or a session. `by`: of the changes that it selects only. */
export function changeFormatter(
  view: ChangeView,
  subject: ViewSubject,
  flags: ChangeFlags,
  { streams }: CommandContext,
  by = flags.by === undefined ? undefined : new ManagerFilter(flags.by),
): ChangeFormatter {
  const { targets, namespaces, startMs, clockOffsetMs, moments } = subject;
  return new ChangeFormatter({
    view,
    flags,
    stdout: streams.stdout,
    namespaces,
    base: timeBaseBeside(moments, { startMs }),
    moments,
    clockOffsetMs,
    by,
    isWanted: (ref) => targets.length === 0 || targets.some((target) => target.matches(ref)),
  });
}
