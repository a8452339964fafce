import { randomBytes } from "node:crypto";
import type { SessionHeader } from "../../model/session.js";
import type { SessionStore, SessionWriter } from "../../store/session-store.js";

/** What a recording asks of a store. */
export type RecordingStore = Pick<SessionStore, "create" | "has" | "digestKey" | "close">;

/**
 * Stands for a store where the cluster is only looked at: takes every frame, numbers it, and keeps nothing. Secrets are digested with a key
 * of this run all the same: what is shown ends up in scrollback.
 */
export class DiscardingStore implements RecordingStore {
  readonly #key = randomBytes(32);

  async create({ name }: SessionHeader): Promise<SessionWriter> {
    return forgetfulWriter(name);
  }

  async has(): Promise<boolean> {
    return false;
  }

  async digestKey(): Promise<Uint8Array> {
    return this.#key;
  }

  async close(): Promise<void> {}
}

function forgetfulWriter(name: string): SessionWriter {
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
