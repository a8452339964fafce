import type { SessionStore } from "../../store/session-store.js";

/** Of longer sessions, the first command that reads one derives it. */
const maxFrames = 5_000;
const maxMs = 1_000;

/**
 * Derives what the next command would, and keeps it beside the session that was just recorded: it then opens at once. Never rejects; `skip` ends it early,
 * with nothing kept.
 */
export async function keepAnalysis(store: Pick<SessionStore, "open">, session: string, skip: AbortSignal): Promise<void> {
  const signal = AbortSignal.any([skip, AbortSignal.timeout(maxMs)]);
  try {
    const reader = await store.open(session);
    try {
      if (reader.summary.frames > maxFrames || signal.aborted) return;
      const { analysisOf } = await import("../sessions/derived/derived-session.js");
      await analysisOf(reader, signal);
    } finally {
      await reader.close();
    }
  } catch {
    // What was recorded is safe, and whoever reads it is told what is wrong with it.
  }
}
