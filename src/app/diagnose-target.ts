import { type Coverage, fullCoverage } from "../diagnosis/engine/coverage.js";
import type { Finding } from "../diagnosis/engine/finding.js";
import type { SessionSummary } from "../model/session.js";
import type { SessionStore } from "../store/session-store.js";
import { type Recorded, type RecordOptions, record } from "./record.js";
import { findingsOf } from "./sessions/derived/derived-session.js";

export interface DiagnoseTargetOptions extends RecordOptions {
  readonly store: RecordOptions["store"] & Pick<SessionStore, "open">;
}

/** A recording and the findings of its session. */
export interface TargetDiagnosis {
  readonly recorded: Recorded;
  /** Absent when nothing was seen and no session was kept. */
  readonly summary?: SessionSummary;
  readonly findings: readonly Finding[];
  /** Why the state that `until` names was not reached, or no target was ever seen: "not ready within 2m: pod nginx was never created". Absent otherwise. */
  readonly unmet?: string;
  /** What the findings do not cover. */
  readonly coverage: Coverage;
}

/** A workload that has neither settled nor failed by then is diagnosed as it is. */
const defaultTimeoutMs = 2 * 60_000;

/**
 * Records objects of a cluster, by default until they have settled and 2 minutes at most, and diagnoses the session, however the recording ended.
 * Rejects as `record` does.
 */
export async function diagnoseTarget(targets: readonly string[], options: DiagnoseTargetOptions): Promise<TargetDiagnosis> {
  const end = options.forMs === undefined ? { until: "settled" } : {};
  const recorded = await record(targets, { timeoutMs: defaultTimeoutMs, ...end, ...options });
  const unmet = unmetOf(recorded, options);
  if (recorded.discarded) return { recorded, findings: [], coverage: fullCoverage, unmet: unmet ?? "nothing was seen" };
  const session = await options.store.open(recorded.session);
  try {
    return {
      recorded,
      summary: session.summary,
      ...(await findingsOf(session)),
      ...(unmet === undefined ? {} : { unmet }),
    };
  } finally {
    await session.close();
  }
}

/** Without `until`, an object that has not settled is diagnosed as it is: only one that was never seen cannot be. */
function unmetOf({ end, unseen }: Recorded, { until }: DiagnoseTargetOptions): string | undefined {
  if (until !== undefined && end.outcome !== "until") return end.reason ?? `not ${until}`;
  if (unseen.length === 0) return undefined;
  return `nothing was seen of ${unseen.join(", ")}`;
}
