import { statSync } from "node:fs";
import type { SessionReader, SessionSummary } from "../../model/session.js";
import { type ListSessionsOptions, NoSuchSession, type StoredSession } from "../../store/session-store.js";
import type { AppContext } from "../app-context.js";
import { databasePath, withExistingDatabase } from "../open-store.js";
import { bundledRecording } from "./bundled-recordings.js";
import { openRecordingReference, openStored } from "./open-session.js";

/** What the lists of sessions show (`kubespy ls`, and the one to choose from), and how one of them is opened. */

/** The sessions of the database, newest first; none where there is no database, and none is created. Rejects as `SessionStore.list` does. */
export async function storedSessions(
  context: AppContext,
  db: string | undefined,
  options: ListSessionsOptions = {},
): Promise<readonly StoredSession[]> {
  return await withExistingDatabase(context, db, "read", async (store) => (await store?.list(options)) ?? []);
}

/** The same as before as long as nothing was written into the database: listing thousands of sessions again takes longer than to look at its files. */
export function databaseStamp(context: AppContext, db: string | undefined): string {
  const path = databasePath(context, db);
  return `${fileStamp(path)}, ${fileStamp(`${path}-wal`)}`;
}

function fileStamp(path: string): string {
  try {
    const file = statSync(path, { throwIfNoEntry: false });
    // Who only reads makes an empty file beside the database.
    return file === undefined || file.size === 0 ? "none" : `${file.ino} ${file.size} ${file.mtimeMs}`;
  } catch {
    // What is no path of a file: listing says so.
    return "none";
  }
}

/** The summary of the bundled recording with this name. The file is read whole: some milliseconds. */
export async function bundledSummary(name: string, context: AppContext): Promise<SessionSummary> {
  const recording = await openBundled(name, context);
  await recording.close();
  return recording.summary;
}

/** Opens a bundled recording, also where the database or the directory holds something else that has its name. */
export async function openBundled(name: string, context: AppContext): Promise<SessionReader> {
  return await openRecordingReference(bundledRecording(context, name) ?? name, context);
}

/** Opens the session of the database that has exactly this name, also where there is a file that is called so. */
export async function openStoredByName(name: string, context: AppContext, db: string | undefined): Promise<SessionReader> {
  const found = await openStored(name, context, db);
  if (found instanceof NoSuchSession) throw found;
  if (found.summary.header.name === name) return found;
  // It was removed meanwhile, and the name of another one begins with its name.
  await found.close();
  throw new NoSuchSession(name, databasePath(context, db), []);
}
