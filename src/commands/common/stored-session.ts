import { closest, KubespyError } from "../../errors.js";
import type { SessionReader } from "../../model/session.js";
import { NoSuchSession, type SessionStore } from "../../store/session-store.js";
import { bundledRecording } from "./bundled-recordings.js";
import type { CommandContext } from "./context.js";
import { isFileReference } from "./open-session.js";
import { databasePath, openExistingStore } from "./open-store.js";

export interface StoredSessionFlags {
  readonly db?: string;
}

/**
 * Opens a session of the store to change it: by name, unique beginning or `@latest`. Files and bundled recordings are never changed; whoever
 * names one is told to import it. Both are closed when `use` is done.
 */
export async function withStoredSession<T>(
  reference: string,
  { db }: StoredSessionFlags,
  context: CommandContext,
  use: (store: SessionStore, session: SessionReader) => Promise<T>,
): Promise<T> {
  const store = await openExistingStore(context, db, "write");
  if (store === undefined) throw notStored(new NoSuchSession(reference, databasePath(context, db), []), reference, context);
  try {
    const session = await store.open(reference).catch((error: unknown) => {
      throw error instanceof NoSuchSession ? notStored(error, reference, context) : error;
    });
    try {
      return await use(store, session);
    } finally {
      await session.close();
    }
  } finally {
    await store.close();
  }
}

function notStored(cause: NoSuchSession, reference: string, context: CommandContext): KubespyError {
  const name = context.programName;
  if (isFileReference(reference, context) || bundledRecording(context, reference) !== undefined)
    return new KubespyError(`"${reference}" is a recording, and only sessions of the database can be changed`, {
      hint: `make a session of it first: "${name} import ${reference}"`,
      cause,
    });
  const near = closest(reference, cause.names);
  const list = `run "${name} ls" to see the sessions recorded there`;
  return new KubespyError(cause.message, { hint: near === undefined ? list : `did you mean "${near}"? ${list}`, cause });
}
