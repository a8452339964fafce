import { closest, KubespyError } from "../../errors.js";
import { suggestedCommand } from "../../io/suggested-command.js";
import { parseSessionReference } from "../../store/session-reference.js";
import { NoSuchSession, type SessionStore } from "../../store/session-store.js";
import type { AppContext } from "../app-context.js";
import { databasePath, withExistingDatabase } from "../open-store.js";
import { bundledRecording } from "./bundled-recordings.js";
import { isFileReference } from "./open-session.js";

/**
 * Opens the database that holds a session, to change the session, and closes it when `use` is done. Recording files and bundled recordings
 * cannot be changed: the error for one says to import it.
 */
export async function withStoreOf<T>(
  reference: string,
  context: AppContext,
  db: string | undefined,
  use: (store: SessionStore) => Promise<T>,
): Promise<T> {
  return await withExistingDatabase(context, db, "write", async (store) => {
    parseSessionReference(reference);
    if (store === undefined) throw notStored(new NoSuchSession(reference, databasePath(context, db), []), reference, context, db);
    return await use(store).catch((error: unknown) => {
      throw error instanceof NoSuchSession ? notStored(error, reference, context, db) : error;
    });
  });
}

function notStored(cause: NoSuchSession, reference: string, context: AppContext, db: string | undefined): KubespyError {
  const name = context.programName;
  if (isFileReference(reference, context) || bundledRecording(context, reference) !== undefined)
    return new KubespyError(`"${reference}" is a recording; only sessions of the database can be changed`, {
      hint: `import it first: "${suggestedCommand(name, ["import", reference], { db })}"`,
      cause,
    });
  return withListOf(cause, context, db);
}

/** The same error, whose hint names the list of the database that was searched. */
export function withListOf(cause: NoSuchSession, { programName }: Pick<AppContext, "programName">, db: string | undefined): KubespyError {
  const { reference } = cause;
  if (reference.startsWith("@") && cause.names.length > 0) return cause;
  const near = closest(reference, cause.names);
  const list = `run "${suggestedCommand(programName, ["ls"], { db })}" to see the sessions recorded there`;
  return new KubespyError(cause.message, { hint: near === undefined ? list : `did you mean "${near}"? ${list}`, cause });
}
