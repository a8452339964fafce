import type { PlayerState } from "../state/player-state.js";

/** Something that goes on beside the keys as long as the state calls for it: a reading, or time that passes. */
export interface BackgroundTask {
  isNeeded(state: PlayerState): boolean;
  /** Tells by events what comes of it. Resolves when it is done, or when nobody wants it any longer. */
  run(): Promise<void>;
}
