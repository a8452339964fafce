import type { SessionHeader } from "../../model/session.js";
import type { SessionStore, SessionWriter } from "../../store/session-store.js";

/** What it takes to find a free name. */
export type NamingStore = Pick<SessionStore, "create" | "has">;

export interface NamingOptions {
  /** `--session`: this name and no other; it must be free. */
  readonly wanted: string | undefined;
  /** Put a number behind the name also where it is free, as for the runs of one target: nginx-1, nginx-2. */
  readonly numbered?: boolean;
}

/** Begins a session by the name asked for, else by the header's own, with the first number behind it that is free. Rejects with `KubespyError`. */
export async function createSession(store: NamingStore, header: SessionHeader, naming: NamingOptions): Promise<SessionWriter> {
  if (naming.wanted !== undefined) return await store.create({ ...header, name: naming.wanted });
  for (let n = 1; ; n++) {
    const name = n === 1 && !naming.numbered ? header.name : `${header.name.slice(0, 90)}-${n}`;
    if (await store.has(name)) continue;
    try {
      return await store.create({ ...header, name });
    } catch (error) {
      // Another program took the name between the two calls; anything else is a failure.
      if (!(await store.has(name))) throw error;
    }
  }
}
