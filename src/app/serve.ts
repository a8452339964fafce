import { systemClock } from "../io/clock.js";
import type { SessionReader } from "../model/session.js";
import { type ServedApi, type ServeOptions, startServer } from "../serve/start-server.js";

/**
 * Serves a session as a read-only Kubernetes API over plain HTTP on loopback, for kubectl and all else that speaks it. Recorded time begins
 * a second after the first request for objects, or stands still with `at`. Rejects with `KubespyError` when the port is taken.
 */
export async function serve(session: SessionReader, options: Partial<ServeOptions> = {}): Promise<ServedApi> {
  return await startServer(session, { clock: systemClock, ...options });
}
