import type { SessionReader } from "../../../src/model/session.js";

/** Every text, every number and every key of a session, and in which object it is ("" for what is in none). */
export async function forEachString(session: SessionReader, visit: (text: string, uid: string, sequence: number) => void): Promise<void> {
  const { header, end } = session.summary;
  for (const text of stringsIn([header, end, await session.markers()])) visit(text, "", 0);
  for await (const frame of session.frames()) {
    if (frame.kind === "gap") for (const text of stringsIn(frame)) visit(text, "", frame.sequence);
    else for (const text of stringsIn([frame.ref, frame.revision.object])) visit(text, frame.ref.uid, frame.sequence);
  }
}

export function* stringsIn(root: unknown): Iterable<string> {
  const open: unknown[] = [root];
  while (open.length > 0) {
    const value = open.pop();
    if (typeof value === "string") yield value;
    else if (typeof value === "number") yield `${value}`;
    else if (typeof value === "object" && value !== null)
      for (const [key, member] of Object.entries(value)) {
        if (!Array.isArray(value)) yield key;
        open.push(member);
      }
  }
}
