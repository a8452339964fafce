import { existsSync } from "node:fs";
import { resolve } from "node:path";
import type { SessionStore } from "../../store/session-store.js";
import { defaultDatabasePath } from "../../store/sqlite/database-path.js";
import type { CommandContext } from "./context.js";

/** The database of this call, as an absolute path: `--db`, else the default. */
export function databasePath(context: CommandContext, db: string | undefined): string {
  return resolve(context.cwd, db ?? defaultDatabasePath(context.env));
}

/** The store of this call; it is made where there is none. Loads SQLite only here. */
export async function openStore(context: CommandContext, db: string | undefined): Promise<SessionStore> {
  const { openSqliteStore } = await import("../../store/sqlite/sqlite-store.js");
  return openSqliteStore(databasePath(context, db), { clock: context.clock });
}

/** The store of this call, for reading unless said otherwise; undefined where there is none, and none is made. */
export async function openExistingStore(
  context: CommandContext,
  db: string | undefined,
  access: "read" | "write" = "read",
): Promise<SessionStore | undefined> {
  const path = databasePath(context, db);
  if (!existsSync(path)) return undefined;
  const { openSqliteStore } = await import("../../store/sqlite/sqlite-store.js");
  return openSqliteStore(path, { clock: context.clock, readonly: access === "read" });
}
