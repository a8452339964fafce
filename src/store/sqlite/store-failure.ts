import { KubespyError } from "../../errors.js";
import { codeOf } from "../../io/system-error.js";

/** Another writer holds a lock; retrying helps. */
export function isBusy(error: unknown): boolean {
  return /^SQLITE_(BUSY|LOCKED)/.test(codeOf(error));
}

/** Explains a failure of the database at `path`, with the next step. Passes `KubespyError` through. */
export function storeFailure(error: unknown, path: string): Error {
  if (error instanceof KubespyError) return error;
  const code = codeOf(error);
  const known = failures.find(([pattern]) => pattern.test(code));
  if (known === undefined) return error instanceof Error ? error : new Error(String(error));
  const [, message, hint] = known;
  return new KubespyError(`${message(path)}${code === "" ? "" : ` (${code})`}`, { hint, cause: error });
}

const elsewhere = "use another database with --db FILE or KUBESPY_DB";

const failures: readonly (readonly [RegExp, (path: string) => string, string])[] = [
  [
    /^(SQLITE_FULL|SQLITE_IOERR_SHMSIZE|ENOSPC|EDQUOT)/,
    (path) => `no space left for ${path}`,
    `free some space, which "kubespy rm SESSION" does on a full disk too, or ${elsewhere}`,
  ],
  [/^SQLITE_NOTADB/, (path) => `${path} is not a database`, `to read a recording, run "kubespy replay FILE"; else ${elsewhere}`],
  [
    // Our statements match our schema: if one cannot be prepared, the schema in the file is damaged.
    /^(SQLITE_CORRUPT|SQLITE_FORMAT|SQLITE_ERROR)/,
    (path) => `${path} is damaged`,
    `save readable sessions with "kubespy export SESSION"; for new ones, ${elsewhere}`,
  ],
  [/^SQLITE_(BUSY|LOCKED)/, (path) => `${path} is locked by another program`, `wait until it has finished, or ${elsewhere}`],
  [
    /^(SQLITE_READONLY|EROFS|EACCES|EPERM)/,
    (path) => `cannot write to ${path}`,
    `check the permissions of the file and its folder, or ${elsewhere}`,
  ],
  [
    /^(SQLITE_CANTOPEN|ENOTDIR|EISDIR|ENOENT|ELOOP|ENAMETOOLONG)/,
    (path) => `cannot open ${path} as a database`,
    `check the path, or ${elsewhere}`,
  ],
  [/^(SQLITE_IOERR|EIO)/, (path) => `I/O error on ${path}`, `check the disk, or ${elsewhere}`],
];

/** The database or a session in it is not what was opened: removed, replaced or damaged. */
export function damaged(path: string, what: string, cause?: unknown): KubespyError {
  return new KubespyError(`${path} is damaged: ${what}`, {
    hint: 'other sessions may be intact: save them with "kubespy export SESSION"',
    cause,
  });
}
