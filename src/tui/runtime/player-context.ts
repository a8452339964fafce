import type { Clock } from "../../io/clock.js";
import type { SessionReader } from "../../model/session.js";
import type { PlayerEvent } from "../state/player-event.js";
import type { PlayerState } from "../state/player-state.js";

/** What background tasks and effects know of the player. */
export interface PlayerContext {
  readonly reader: SessionReader;
  readonly clock: Clock;
  /** As it is now: it may be another one after every wait. */
  readonly state: () => PlayerState;
  /** Gives the player the result; ignored once it has been left. */
  readonly dispatch: (event: PlayerEvent) => void;
  /** Starts something that takes time. A rejection (a session that cannot be read) ends the player, unless it is being left anyway. */
  readonly begin: (action: () => Promise<void>) => void;
  /** Aborts when the player is left. */
  readonly left: AbortSignal;
}
