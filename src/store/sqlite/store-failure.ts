import { KubespyError } from "../../errors.js";

/** The code of an SQLite or system error: "SQLITE_FULL", "EACCES"; "" when there is none. */
export function codeOf(error: unknown): string {
  const code = typeof error === "object" && error !== null && "code" in error ? error.code : undefined;
  return typeof code === "string" ? code : "";
}

/** Another writer is at it; trying again helps. */
export function isBusy(error: unknown): boolean {
  return /^SQLITE_(BUSY|LOCKED)/.test(codeOf(error));
}

/** What went wrong with the database at `path`, for people, with the next step. Errors that are already for people pass through. */
export function storeFailure(error: unknown, path: string): Error {
  if (error instanceof KubespyError) return error;
  const code = codeOf(error);
  const told = failures.find(([pattern]) => pattern.test(code));
  if (told === undefined) return error instanceof Error ? error : new Error(String(error));
  const [, message, hint] = told;
  return new KubespyError(`${message(path)}${code === "" ? "" : ` (${code})`}`, { hint, cause: error });
}

const elsewhere = "name another database with --db FILE or KUBESPY_DB";

const failures: readonly (readonly [RegExp, (path: string) => string, string])[] = [
  [/^(SQLITE_FULL|ENOSPC|EDQUOT)/, (path) => `no space left for ${path}`, `free some space, or ${elsewhere}`],
  [/^SQLITE_NOTADB/, (path) => `${path} is not a database`, `${elsewhere}; recordings are read by "kubespy replay FILE"`],
  [
    // Our statements are right for our schema: when one cannot be prepared, the schema on the disk is no longer what was written.
    /^(SQLITE_CORRUPT|SQLITE_FORMAT|SQLITE_ERROR)/,
    (path) => `${path} is damaged`,
    `sessions that can still be read can be saved with "kubespy export SESSION"; for new ones, ${elsewhere}`,
  ],
  [/^SQLITE_(BUSY|LOCKED)/, (path) => `${path} is locked by another program`, `wait until it is done, or ${elsewhere}`],
  [
    /^(SQLITE_READONLY|EROFS|EACCES|EPERM)/,
    (path) => `${path} cannot be written`,
    `look at the owner and mode of it and its folder, or ${elsewhere}`,
  ],
  [/^(SQLITE_CANTOPEN|ENOTDIR|EISDIR|ENOENT)/, (path) => `${path} cannot be opened as a database`, `look at the path, or ${elsewhere}`],
  [/^(SQLITE_IOERR|EIO)/, (path) => `reading or writing ${path} failed`, `look at the disk, or ${elsewhere}`],
];

/** The database, or a session in it, is no longer what was opened: removed, replaced, damaged. */
export function damaged(path: string, what: string, cause?: unknown): KubespyError {
  return new KubespyError(`${path} is damaged: ${what}`, {
    hint: 'other sessions may be whole: "kubespy export SESSION" saves them',
    cause,
  });
}
