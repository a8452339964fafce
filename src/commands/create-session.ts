import type { SessionHeader } from "../model/session.js";
import type { SessionStore, SessionWriter } from "../store/session-store.js";

/**
 * Begins a session by the name asked for, which must be free; else by the header's own name, or that with the first number behind it that is
 * free. Rejects with `KubespyError`.
 */
export async function createSession(store: SessionStore, header: SessionHeader, wanted: string | undefined): Promise<SessionWriter> {
  if (wanted !== undefined) return await store.create({ ...header, name: wanted });
  for (let n = 1; ; n++) {
    const name = n === 1 ? header.name : `${header.name.slice(0, 90)}-${n}`;
    if (await store.has(name)) continue;
    try {
      return await store.create({ ...header, name });
    } catch (error) {
      // Another program took the name between the two calls; anything else is a failure.
      if (!(await store.has(name))) throw error;
    }
  }
}
