import type { Effect } from "./player-event.js";
import type { PlayerState } from "./player-state.js";

/** The result of an event: the state after it, and the effects to run. */
export interface Updated {
  readonly state: PlayerState;
  readonly effects: readonly Effect[];
}

export function only(state: PlayerState): Updated {
  return { state, effects: [] };
}

export function doing(state: PlayerState, ...effects: readonly Effect[]): Updated {
  return { state, effects };
}

/** Shows a message in the line below the panes, until the next key. */
export function say(state: PlayerState, text: string, tone: "neutral" | "bad" = "neutral"): PlayerState {
  return { ...state, message: { text, tone } };
}

type Absent =
  | "message"
  | "chosenFinding"
  | "seeking"
  | "filter"
  | "search"
  | "matchPlace"
  | "reveal"
  | "diffBase"
  | "keysWaiting"
  | "prompt"
  | "playing";

/** The state without this key. */
export function without<K extends Absent>(state: PlayerState, key: K): Omit<PlayerState, K> & { [P in K]?: never } {
  const { [key]: _, ...rest } = state;
  return rest as Omit<PlayerState, K> & { [P in K]?: never };
}
