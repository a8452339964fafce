import type { Finding } from "../../diagnosis/engine/finding.js";
import type { SessionReader } from "../../model/session.js";
import { diagnoseSession } from "../diagnose.js";

/** Who has ended a recording waits for its last line: longer than this it is not worth. */
const maxReadingMs = 2_000;

/**
 * The findings of a session that was just recorded and that nobody diagnosed meanwhile. Undefined where they are not known: it took too long, `skip`
 * aborted, or it cannot be read. What was recorded is safe all the same.
 */
export async function closingFindings(
  store: { readonly open: (session: string) => Promise<SessionReader> },
  session: string,
  skip: AbortSignal,
): Promise<readonly Finding[] | undefined> {
  const signal = AbortSignal.any([skip, AbortSignal.timeout(maxReadingMs)]);
  try {
    const reader = await store.open(session);
    try {
      const findings = await diagnoseSession(reader, { signal });
      return signal.aborted ? undefined : findings;
    } finally {
      await reader.close();
    }
  } catch {
    return undefined;
  }
}
