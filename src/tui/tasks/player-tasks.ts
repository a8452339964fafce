import type { FrameNarrator } from "../../interpret/interpret-at.js";
import type { PlayerContext } from "../runtime/player-context.js";
import { areFindingsKnown, findingsToRead } from "../state/findings-shown.js";
import { withLog } from "../state/known-findings.js";
import { currentIndex, type PlayerState } from "../state/player-state.js";
import { trackToRead } from "../state/tracks-shown.js";
import { isWorldShown, layoutOf, listHeight } from "../view/layout.js";
import { firstWorldRow } from "../view/world-beside.js";
import type { BackgroundTask } from "./background-tasks.js";
import { readFindingsOf } from "./findings-of-object.js";
import type { KeptTracks } from "./kept-tracks.js";
import { emptyWindow, rowIndex, rowsAround } from "./rows-around.js";
import { readTrack } from "./timeline.js";
import { largestTree, type ShownRows, type WorldReader } from "./world.js";
import type { Yielder } from "./yielder.js";

/** Rows read on each side of the position, and the distance from their edge at which more are read. */
const rowsEach = 80;
const edge = 40;

/** Reads the rows of the list around the position: first those on the screen, then those that the user may reach soon. */
export function rowsTask({ reader, state, dispatch }: PlayerContext, narrator: FrameNarrator, yielder: Yielder): BackgroundTask {
  const run = async () => {
    const { position, filter, window: known } = state();
    if (position < 1) return;
    const isNear = currentIndex(state()) >= 0;
    const window = await rowsAround(reader, narrator, {
      sequence: position,
      uids: filter?.uids,
      yielder,
      rowsPerSide: isNear ? rowsEach : listHeight(state()),
      known: isNear ? known : emptyWindow,
      isObsolete: () => (isNear ? rowIndex(known.rows, state().position) < 0 : state().position !== position),
    });
    if (state().filter === filter) dispatch({ kind: "rows", window });
  };
  return { isNeeded: lacksRows, run };
}

function lacksRows(state: PlayerState): boolean {
  const { window, position } = state;
  if (position < 1) return false;
  const index = currentIndex(state);
  if (index < 0) return state.seeking === undefined || state.filter === undefined;
  const near = isScreenWhole(state) ? edge : Math.min(edge, listHeight(state) - 1);
  return (index < near && !window.reachesStart) || (index >= window.rows.length - near && !window.reachesEnd);
}

/** Until then more rows are read only where the list would come to its end. */
function isScreenWhole(state: PlayerState): boolean {
  return trackToRead(state) === undefined && areFindingsKnown(state);
}

/** Reads the world of the step while it is shown, the objects on the screen first. */
export function worldTask({ state, dispatch, left }: PlayerContext, worlds: WorldReader): BackgroundTask {
  const run = async () => {
    const { position } = state();
    for await (const world of worlds.read(position, () => shownOf(state()))) {
      if (left.aborted || !isWorldShown(state()) || state().position !== position) return;
      dispatch({ kind: "world", world });
    }
  };
  return { isNeeded: lacksWorld, run };
}

function lacksWorld(state: PlayerState): boolean {
  const { world, position } = state;
  if (!isWorldShown(state)) return false;
  if (world === undefined || world.sequence !== position) return true;
  const { from, to } = shownOf(state);
  return (
    (world.unread > 0 && world.rows.length <= largestTree) || world.rows.slice(from, to).some(({ sequence }) => !world.facts.has(sequence))
  );
}

/** The rows on the screen. The first line of the pane is its heading. */
function shownOf(state: PlayerState): ShownRows {
  const { scroll } = state;
  const { detail, world } = layoutOf(state);
  if (world === undefined) return { from: Math.max(0, scroll - 1), to: scroll + detail.rows };
  const from = firstWorldRow(state, world.rows);
  return { from, to: from + world.rows };
}

/**
 * Reads the tracks of the timeline one after the other, from the kept analysis if there is one; a track that was interrupted continues where it
 * was left.
 */
export function tracksTask({ reader, state, dispatch, left }: PlayerContext, yielder: Yielder, kept?: KeptTracks): BackgroundTask {
  const run = async () => {
    const ref = trackToRead(state());
    if (ref === undefined) return;
    const whole = await kept?.of(ref);
    await yielder.pause();
    if (left.aborted) return;
    if (whole !== undefined) return dispatch({ kind: "track", track: whole });
    for await (const track of readTrack(reader, ref, state().timeline.tracks.get(ref.uid), yielder)) {
      if (left.aborted) return;
      dispatch({ kind: "track", track });
      if (trackToRead(state())?.uid !== ref.uid) return;
    }
  };
  return { isNeeded: (now) => kept?.isComplete !== false && trackToRead(now) !== undefined, run };
}

/** Where there are too many objects to diagnose all: reads the findings of the object of the step. */
export function findingsTask({ reader, state, dispatch, left }: PlayerContext, yielder: Yielder): BackgroundTask {
  const run = async () => {
    const ref = findingsToRead(state());
    if (ref === undefined) return;
    for await (const log of readFindingsOf(reader, ref, state().position, yielder)) {
      if (left.aborted || findingsToRead(state())?.uid !== ref.uid) return;
      dispatch({ kind: "findings", findings: withLog(state().findings, ref.uid, log) });
    }
  };
  return { isNeeded: (now) => findingsToRead(now) !== undefined, run };
}

/** How often the playhead moves, in real ms. */
const tickMs = 50;
const maxTickMs = 500;

/** Lets time pass while playing. */
export function playbackTask({ clock, state, dispatch, left }: PlayerContext): BackgroundTask {
  const run = async () => {
    let last = clock.monotonicMs();
    while (state().playing !== undefined && !left.aborted) {
      await clock.sleep(tickMs, left);
      const now = clock.monotonicMs();
      // A stop (Ctrl-Z, a laptop asleep) is no time that was watched.
      dispatch({ kind: "tick", elapsedMs: Math.min(now - last, maxTickMs) });
      last = now;
    }
  };
  return { isNeeded: ({ playing }) => playing !== undefined, run };
}
