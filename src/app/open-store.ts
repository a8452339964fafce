import { resolve } from "node:path";
import { type Clock, systemClock } from "../io/clock.js";
import type { SessionStore } from "../store/session-store.js";

export interface OpenStoreOptions {
  /** The database must exist, and it is not written to. Default: it is made where there is none. */
  readonly readonly?: boolean;
  /** For tests. Default: the system's. */
  readonly clock?: Clock;
}

/**
 * The store of sessions in the SQLite database at this path: the same file that `kubespy --db` names. Several programs may have it open at
 * once. Loads SQLite only now. Rejects with `KubespyError` when it cannot be opened, is another program's, or a newer kubespy's.
 */
export async function openStore(path: string, options: OpenStoreOptions = {}): Promise<SessionStore> {
  const { openSqliteStore } = await import("../store/sqlite/sqlite-store.js");
  const { clock = systemClock, readonly = false } = options;
  return await openSqliteStore(resolve(path), { clock, readonly });
}
