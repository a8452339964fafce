import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { UsageError } from "../errors.js";
import { type Clock, systemClock } from "../io/clock.js";
import { addressOf } from "../io/file-path.js";
import type { SessionStore } from "../store/session-store.js";
import { defaultDatabasePath } from "../store/sqlite/database-path.js";
import type { AppContext } from "./app-context.js";

export interface OpenStoreOptions {
  /** The database must exist, and it is not written to. Default: it is created where there is none. */
  readonly readonly?: boolean;
  /**
   * What was changed without being asked for, one line each: the mode of a database that other users could read, copies of Secret values that an
   * earlier version kept.
   */
  readonly onNotice?: ((text: string) => void) | undefined;
  /** For tests. Default: the system's. */
  readonly clock?: Clock;
}

/**
 * The store of sessions in the SQLite database at this path: the same file that `kubespy --db` names. Several programs may have it open at
 * once. Loads SQLite only now. Rejects with `KubespyError` when it cannot be opened, is an address, is another program's, or a newer kubespy's.
 */
export async function openStore(path: string, options: OpenStoreOptions = {}): Promise<SessionStore> {
  assertDatabaseFile(path);
  const { openSqliteStore } = await import("../store/sqlite/sqlite-store.js");
  const { clock = systemClock, readonly = false, onNotice } = options;
  return await openSqliteStore(resolve(path), { clock, readonly, onNotice });
}

type DatabaseContext = Pick<AppContext, "cwd" | "env" | "clock" | "onNotice">;

/** The absolute path of the database: `db` where it is given, else by the environment. Throws `UsageError` where that is an address. */
export function databasePath({ cwd, env }: Pick<DatabaseContext, "cwd" | "env">, db: string | undefined): string {
  const named = db ?? defaultDatabasePath(env);
  assertDatabaseFile(named);
  return resolve(cwd, named);
}

/** The scheme of an address would choose another engine: there is one, and it keeps a file. */
function assertDatabaseFile(named: string): void {
  const address = addressOf(named);
  if (address === undefined) return;
  throw new UsageError(`cannot open ${address.shown} as a database: it is an address, not a file`, {
    hint: "sessions are kept in an SQLite file: name one with --db FILE or KUBESPY_DB",
  });
}

/** Opens the database, which is created where there is none, and closes it when `use` is done. */
export async function withDatabase<T>(
  context: DatabaseContext,
  db: string | undefined,
  use: (store: SessionStore) => Promise<T>,
): Promise<T> {
  return await closing(await openStore(databasePath(context, db), context), use);
}

/** As `withDatabase`, for reading unless said otherwise; calls `use` without a store where there is no database, and creates none. */
export async function withExistingDatabase<T>(
  context: DatabaseContext,
  db: string | undefined,
  access: "read" | "write",
  use: (store: SessionStore | undefined) => Promise<T>,
): Promise<T> {
  const store = await openExistingDatabase(context, db, access);
  return store === undefined ? await use(undefined) : await closing(store, use);
}

/** Undefined where there is no database; none is created. */
export async function openExistingDatabase(
  context: DatabaseContext,
  db: string | undefined,
  access: "read" | "write" = "read",
): Promise<SessionStore | undefined> {
  const path = databasePath(context, db);
  return existsSync(path)
    ? await openStore(path, { clock: context.clock, onNotice: context.onNotice, readonly: access === "read" })
    : undefined;
}

async function closing<T>(store: SessionStore, use: (store: SessionStore) => Promise<T>): Promise<T> {
  try {
    return await use(store);
  } finally {
    await store.close();
  }
}
