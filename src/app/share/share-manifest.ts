import type { SessionShare } from "../../model/session-share.js";
import type { LiveRedaction } from "../../sharing/share/live-redaction.js";

/** The version of what `share` removes: a file of an earlier one may hold what a later one would remove. */
export const shareRulesVersion = 1;

/** The manifest of a session that is redacted while it is recorded, with what was removed so far. Its batch is that of the store: an export has another. */
export function shareWhileRecording(version: string, redaction: Pick<LiveRedaction, "batch" | "counts">): SessionShare {
  const { batch } = redaction;
  return { level: "secrets", by: `kubespy ${version}`, rules: shareRulesVersion, batch, removed: redaction.counts(), whileRecording: true };
}
