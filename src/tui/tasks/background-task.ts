import type { PlayerState } from "../state/player-state.js";

/** Something that runs beside the keys while the state needs it: reading, or playback. */
export interface BackgroundTask {
  isNeeded(state: PlayerState): boolean;
  /** Dispatches events with its results. Resolves when it is done or no longer needed. */
  run(): Promise<void>;
}
