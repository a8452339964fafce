import type { Explanation } from "../engine/symptom.js";

/**
 * How much a message of kubelet or runtime explains. Those that only say that an earlier try has not ended, or took too long, often follow the
 * one with the cause:
 *
 *   rpc error: code = DeadlineExceeded desc = context deadline exceeded
 *   failed to reserve container name "web_0": name "web_0" is reserved for "9f86d0"
 *   rpc error: code = Aborted desc = An operation with the given Volume ID pvc-1 already exists
 */
export function explanationIn(message: string): Explanation {
  return { rank: message === "" ? 0 : consequences.test(message) ? 1 : 2 };
}

const consequences =
  /deadline ?exceeded|timed out waiting for the condition|is reserved for|already in use by container|already exists|no retries permitted|error reading from server|transport is closing/i;
