import type { SessionHeader } from "../../model/session.js";
import type { SessionStore, SessionWriter, SessionWriterOptions } from "../../store/session-store.js";

interface NamingOptions extends SessionWriterOptions {
  /** This name and no other; it must be free. */
  readonly wanted: string | undefined;
  /** Append a number even where the name is free, as for the recordings of one target: nginx-1, nginx-2. */
  readonly numbered?: boolean;
}

/** Begins a session by the name wanted, else by the header's name with the first free number appended. Rejects with `KubespyError`. */
export async function createSession(
  store: Pick<SessionStore, "create" | "has">,
  header: SessionHeader,
  { wanted, numbered = false, maxHeldBytes }: NamingOptions,
): Promise<SessionWriter> {
  if (wanted !== undefined) return await store.create({ ...header, name: wanted }, { maxHeldBytes });
  for (let n = 1; ; n++) {
    const name = n === 1 && !numbered ? header.name : `${header.name.slice(0, 90)}-${n}`;
    if (await store.has(name)) continue;
    try {
      return await store.create({ ...header, name }, { maxHeldBytes });
    } catch (error) {
      // Another program took the name between the two calls; anything else is a failure.
      if (!(await store.has(name))) throw error;
    }
  }
}
