import type { PlayerContext } from "../runtime/player-context.js";
import { trackToRead } from "../state/tracks-shown.js";
import type { BackgroundTask } from "./background-task.js";
import { readTrack } from "./timeline.js";
import type { Yielder } from "./yielder.js";

/** Reads the tracks of the timeline one after the other; a track that was interrupted continues where it was left. */
export function tracksTask({ reader, state, dispatch, left }: PlayerContext, yielder: Yielder): BackgroundTask {
  const run = async () => {
    const ref = trackToRead(state());
    if (ref === undefined) return;
    for await (const track of readTrack(reader, ref, state().timeline.tracks.get(ref.uid), yielder)) {
      if (left.aborted) return;
      dispatch({ kind: "track", track });
      if (trackToRead(state())?.uid !== ref.uid) return;
    }
  };
  return { isNeeded: (now) => trackToRead(now) !== undefined, run };
}
