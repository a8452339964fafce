import { type Command, Option } from "commander";
import type { AuditSelection } from "../../app/import/audit-selection.js";
import { UsageError } from "../../errors.js";
import type { Clock } from "../../io/clock.js";
import { parseDuration } from "../../io/duration.js";
import { collectWords } from "../common/flag-values.js";

/** What of an audit log is read. */
export interface AuditFlags {
  readonly namespace?: readonly string[];
  readonly object?: readonly string[];
  readonly kind?: readonly string[];
  readonly since?: string;
  readonly until?: string;
}

export function addAuditFlags(command: Command): Command {
  return command
    .optionsGroup("Of audit logs:")
    .addOption(new Option("-n, --namespace <name>", "of audit logs, only this namespace; may be repeated").argParser(collectWords))
    .addOption(
      new Option(
        "--object <which>",
        "of audit logs, only these objects and the Kubernetes Events about them: KIND/NAME or NAME, in full, or a whole kind; may be repeated",
      ).argParser(collectWords),
    )
    .addOption(new Option("--kind <kinds>", "of audit logs, only these kinds: po,deploy; may be repeated").argParser(collectWords))
    .option("--since <time>", "of audit logs, only what happened since: a time (2026-11-22T10:00:00Z), or how long ago (2h)")
    .option("--until <time>", "of audit logs, only what happened until then: a time, or how long ago");
}

/** Undefined where no flag chooses. Throws `UsageError`. */
export function selectionOf(
  { namespace, object, kind, since, until }: AuditFlags,
  clock: Pick<Clock, "wallMs">,
): AuditSelection | undefined {
  if ([namespace, object, kind, since, until].every((flag) => flag === undefined)) return undefined;
  const [sinceMs, untilMs] = [timeFlag("--since", since, clock), timeFlag("--until", until, clock)];
  if (sinceMs !== undefined && untilMs !== undefined && sinceMs > untilMs)
    throw new UsageError(`--since ${since} is after --until ${until}`, { hint: "swap the two" });
  return {
    ...(namespace === undefined ? {} : { namespaces: namespace }),
    ...(object === undefined ? {} : { objects: object }),
    ...(kind === undefined ? {} : { kinds: kind }),
    ...(sinceMs === undefined ? {} : { sinceMs }),
    ...(untilMs === undefined ? {} : { untilMs }),
  };
}

/** In ms since the epoch. */
function timeFlag(flag: string, text: string | undefined, clock: Pick<Clock, "wallMs">): number | undefined {
  if (text === undefined) return undefined;
  const agoMs = parseDuration(text);
  if (agoMs !== undefined) return clock.wallMs() - agoMs;
  const ms = /^\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)?)?$/.test(text) ? Date.parse(text) : Number.NaN;
  if (!Number.isNaN(ms)) return ms;
  throw new UsageError(`invalid ${flag} "${text}"`, {
    hint: `use a time, as "${flag} 2026-11-22T10:00:00Z", or how long ago, as "${flag} 2h"`,
  });
}
