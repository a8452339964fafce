import type { Clock } from "../../io/clock.js";
import type { SessionReader } from "../../model/session.js";
import type { PlayerEvent } from "../state/player-event.js";
import type { PlayerState } from "../state/player-state.js";

/** What those know of the player who read, wait and write for it. */
export interface PlayerContext {
  readonly reader: SessionReader;
  readonly clock: Clock;
  /** As it is now: it may be another one after every wait. */
  readonly state: () => PlayerState;
  /** Tells the player what has come of it; nothing happens any more once it has been left. */
  readonly dispatch: (event: PlayerEvent) => void;
  /** Begins what takes time. That it rejects ends the player: a session that cannot be read, unless the player is being left anyway. */
  readonly begin: (action: () => Promise<void>) => void;
  /** Aborts when the player is left. */
  readonly left: AbortSignal;
}
