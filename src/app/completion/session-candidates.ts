import { offsetFormat } from "../../io/moment-format.js";
import { managerNames } from "../../lifecycle/fields/managed-fields.js";
import { displayName } from "../../model/kube-object.js";
import type { SessionReader } from "../../model/session.js";
import type { AppContext } from "../app-context.js";
import { openSession } from "../sessions/open-session.js";
import type { Candidate } from "./cluster-candidates.js";

/** Reading more takes longer than a person waits for a completion. */
const maxManaged = 300;
/** Where a session has more, nobody looks for a name in a list. */
const maxObjects = 2000;

/** What of a session could be typed. */
export type SessionWords = "objects" | "kinds" | "managers" | "markers";

/** What could be typed, from a session as a user calls it. Rejects with `KubespyError` where it cannot be read. */
export async function sessionCandidates(
  part: SessionWords,
  reference: string,
  context: AppContext,
  db: string | undefined,
): Promise<readonly Candidate[]> {
  // Over stdin it would be taken from the command that is being typed.
  if (reference === "-") return [];
  const session = await openSession(reference, context, { db });
  try {
    return await readers[part](session);
  } finally {
    await session.close();
  }
}

const readers: Readonly<Record<SessionWords, (session: SessionReader) => Promise<readonly Candidate[]>>> = {
  objects: async (session) => unique((await refsOf(session)).map((ref) => displayName(ref))),
  kinds: async (session) => unique((await refsOf(session)).map(({ kind }) => kind)),
  managers: async (session) => {
    const frames = await session.lastFramesAt(session.summary.frames);
    const names = frames
      .slice(0, maxManaged)
      .flatMap(({ revision, actor }) => [...managerNames(revision.object), ...(actor === undefined ? [] : [actor.user])]);
    return unique(names.sort());
  },
  markers: async (session) =>
    (await session.markers()).map(({ offsetMs, text }, i) => ({
      word: String(i + 1),
      description: `${offsetFormat.text(offsetMs)} ${text}`,
    })),
};

/** Without Kubernetes Events: their names are generated, and there are many. */
async function refsOf(session: SessionReader) {
  const objects = await session.objectsAt(session.summary.frames);
  return objects
    .map(({ ref }) => ref)
    .filter(({ kind }) => kind !== "Event")
    .slice(0, maxObjects);
}

function unique(words: readonly string[]): readonly Candidate[] {
  return [...new Set(words)].map((word) => ({ word }));
}
