import type { Marker } from "../../model/session.js";
import { currentIndex, currentRow, type PlayerState, type Prompt, playheadMs } from "./player-state.js";
import { doing, only, say, type Updated } from "./updated.js";

/**
 * The markers of the step shown: made at its offset, or after it and before the next step. Steps that were received together have the same offset,
 * and the same markers.
 */
export function markersHere(state: PlayerState): readonly Marker[] {
  const row = currentRow(state);
  if (row === undefined) return [];
  const from = row.frame.offsetMs;
  const to = state.window.rows[currentIndex(state) + 1]?.frame.offsetMs ?? Number.POSITIVE_INFINITY;
  return state.markers.filter(({ offsetMs }) => offsetMs === from || (offsetMs > from && offsetMs < to));
}

/** A line to type a marker into: the first one of the step if there is one, else a new one. */
export function markerPrompt(state: PlayerState): Prompt {
  return promptFor(markersHere(state)[0]);
}

/** Tab goes through the markers of the step, and to a new one after the last. */
export function nextMarkerPrompt(state: PlayerState, { marker }: Prompt): Prompt {
  const here = markersHere(state);
  return promptFor(marker === undefined ? here[0] : here[placeOf(marker, here) + 1]);
}

/** Why no marker can be made or changed here; undefined where it can. */
export function whyNoMarkers({ live, session }: Pick<PlayerState, "live" | "session">): string | undefined {
  return live?.lost === undefined ? session.noMarkers : `cannot change markers: ${live.lost}`;
}

function promptFor(marker: Marker | undefined): Prompt {
  return marker === undefined ? { kind: "marker", text: "" } : { kind: "marker", text: marker.text, marker };
}

/** "marker 1 of 2 (empty removes it, Tab: next): ". */
export function markerLabel(state: PlayerState, { marker }: Prompt): string {
  const here = markersHere(state);
  if (marker === undefined) return here.length === 0 ? "marker: " : "another marker: ";
  const at = placeOf(marker, here);
  const which = here.length === 1 ? "edit marker" : `edit marker ${at + 1} of ${here.length}`;
  return `${which} (empty removes it, Tab: ${at === here.length - 1 ? "another" : "next"}): `;
}

/** By what it says: the markers may have been read again since. */
function placeOf({ offsetMs, text, madeAt }: Marker, markers: readonly Marker[]): number {
  return markers.findIndex((other) => other.offsetMs === offsetMs && other.text === text && other.madeAt === madeAt);
}

/** Stores what was typed: a new marker, another text of one, or that one is to go. */
export function submitMarker(state: PlayerState, { marker }: Prompt, text: string): Updated {
  // The session may have been lost while the text was typed.
  const refusal = whyNoMarkers(state);
  if (refusal !== undefined) return only(say(state, refusal, "bad"));
  if (marker !== undefined && text === "") return doing(state, { kind: "remove-marker", marker });
  if (marker !== undefined) return marker.text.trim() === text ? only(state) : doing(state, { kind: "edit-marker", marker, text });
  if (text === "") return only(state);
  if (state.position >= 1 && currentRow(state) === undefined) return only(say(state, "the step has not been read yet: try again", "bad"));
  return doing(state, { kind: "mark", marker: { offsetMs: playheadMs(state), text } });
}
