import { managerNames } from "../../lifecycle/fields/managed-fields.js";
import type { AppContext } from "../app-context.js";
import { openSession } from "./open-session.js";

/** Reading more takes longer than a person waits for a completion. */
const maxObjects = 300;

/**
 * The field managers named in the last states of a session's objects, and the users who made the last changes, in the order of the alphabet; of very many
 * objects, in some of them.
 */
export async function sessionManagers(reference: string, context: AppContext, db: string | undefined): Promise<readonly string[]> {
  const reader = await openSession(reference, context, { db });
  try {
    const frames = await reader.lastFramesAt(reader.summary.frames);
    const names = frames
      .slice(0, maxObjects)
      .flatMap(({ revision, actor }) => [...managerNames(revision.object), ...(actor === undefined ? [] : [actor.user])]);
    return [...new Set(names)].sort();
  } finally {
    await reader.close();
  }
}
