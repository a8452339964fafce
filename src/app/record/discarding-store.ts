import { randomBytes } from "node:crypto";
import type { SessionHeader } from "../../model/session.js";
import type { SessionStore, SessionWriter } from "../../store/session-store.js";

/**
 * A store that numbers frames and keeps nothing, for views of a cluster that record no session. Values of Secrets are digested all the
 * same, with a key of this run: what is shown stays in the scrollback of the terminal.
 */
export class DiscardingStore implements Pick<SessionStore, "create" | "has" | "digestKey"> {
  readonly #key = randomBytes(32);

  async create({ name }: SessionHeader): Promise<SessionWriter> {
    return discardingWriter(name);
  }

  async has(): Promise<boolean> {
    return false;
  }

  async digestKey(): Promise<Uint8Array> {
    return this.#key;
  }
}

function discardingWriter(name: string): SessionWriter {
  let frames = 0;
  return {
    name,
    append: () => ++frames,
    backpressure: () => undefined,
    flush: async () => {},
    get committed() {
      return frames;
    },
    lost: new Promise(() => {}),
    updateHeader: () => {},
    addMarker: () => {},
    end: async () => {},
    abandon: async () => {},
    discard: async () => {},
  };
}
