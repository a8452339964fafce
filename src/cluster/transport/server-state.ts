import { limitTime } from "./limit-time.js";
import { failureOfError, mayBeAway } from "./request-failures.js";
import type { Transport } from "./transport.js";

/**
 * `away`: it does not answer. `starting`: it says that it is not ready, or takes too long to answer this (it may answer other requests already), or
 * what stands before it has no server to pass requests on to. `ready`: it answers, or at least what keeps us from asking is not that it is away.
 */
export type ServerState = "away" | "starting" | "ready";

/** A server that is there answers at once. */
const answerMs = 2_000;

/**
 * Asks `/readyz`, which everybody may read by default and which costs a server next to nothing. A 5xx there tells a server that is starting from
 * one that runs and fails at something else. Never rejects.
 */
export function readServerState(transport: Pick<Transport, "read">, signal: AbortSignal): Promise<ServerState> {
  return limitTime(signal, answerMs, async (limited) => {
    try {
      await transport.read({ path: "/readyz", accept: "*/*", signal: limited });
      return "ready";
    } catch (error) {
      const failure = failureOfError(error, limited);
      if (failure.status !== undefined) return failure.status >= 500 ? "starting" : "ready";
      if (limited.aborted && !signal.aborted) return "starting";
      return mayBeAway(failure) ? "away" : "ready";
    }
  });
}
