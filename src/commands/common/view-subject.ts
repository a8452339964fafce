import { sessionTargets, type ViewTarget } from "../../app/view.js";
import type { MomentFormat } from "../../io/moment-format.js";
import type { SessionHeader, SessionReader } from "../../model/session.js";
import { namesNamespaces, timeBase } from "../../report/overview/session-display.js";

/** What a view (`status`, `changes`, `trace`) shows: the same of a cluster and of a session. */
export interface ViewSubject {
  /** None: everything. */
  readonly targets: readonly ViewTarget[];
  /** Name the namespace of each object: there may be several. */
  readonly namespaces: boolean;
  /** The server's clock at offset 0, ms since the epoch; undefined when it is not known. */
  readonly startMs: number | undefined;
  readonly clockOffsetMs: number | undefined;
  /** How its moments are shown. */
  readonly moments: MomentFormat;
  readonly scope: Pick<SessionHeader, "targets" | "streams" | "part">;
}

/** `objects`: what `--object` names, instead of the session's targets. */
export async function sessionSubject(
  session: SessionReader,
  objects: readonly string[] | undefined,
  moments: MomentFormat,
): Promise<ViewSubject> {
  const { summary } = session;
  return {
    targets: await sessionTargets(session, objects),
    namespaces: namesNamespaces(summary),
    startMs: timeBase(summary).startMs,
    clockOffsetMs: summary.header.server?.clockOffsetMs,
    moments,
    scope: summary.header,
  };
}
