import type { Database } from "better-sqlite3";
import { KubespyError } from "../../errors.js";

/**
 * A database may come from anyone. Views, triggers and virtual tables, of which kubespy makes none, would run when it reads or writes its tables: throws
 * `KubespyError` where there are any. Functions with side effects, which defaults and checks of a table can call, are off.
 */
export function requirePlainSchema(database: Database, path: string): void {
  database.pragma("trusted_schema = OFF");
  const foreign = database
    .prepare<[], string>("SELECT type FROM sqlite_master WHERE type NOT IN ('table', 'index') OR sql LIKE 'CREATE VIRTUAL%' LIMIT 1")
    .pluck()
    .get() as unknown as string | undefined;
  if (foreign === undefined) return;
  throw new KubespyError(`${path} was changed by another program: it holds a ${foreign === "table" ? "virtual table" : foreign}`, {
    hint: "do not trust it; ask for a recording instead, or use another database with --db FILE or KUBESPY_DB",
  });
}
