import { areFindingsKnown } from "./findings-shown.js";
import { currentIndex, type PlayerState } from "./player-state.js";
import { trackToRead } from "./tracks-shown.js";

/** All of a session with no more frames than this is read before its first screen is drawn: that takes a fraction of the time in which the program starts. */
const smallSession = 2000;
/** Only a machine that is very busy takes longer. */
const maxSmallMs = 2000;
/** Of a longer session, what is kept beside it is waited for. */
const maxKeptMs = 150;

/** How long the first screen waits at most to be whole. 0: it is drawn with what is there. */
export function maxWaitMs({ session }: PlayerState, hasKept: boolean): number {
  if (session.summary.frames <= smallSession) return maxSmallMs;
  return hasKept ? maxKeptMs : 0;
}

export function areRowsRead(state: PlayerState): boolean {
  return state.position < 1 || currentIndex(state) >= 0;
}

/** Nothing is read any longer that the list, the timeline and the findings of the step show. */
export function isScreenWhole(state: PlayerState): boolean {
  return areRowsRead(state) && trackToRead(state) === undefined && areFindingsKnown(state);
}
