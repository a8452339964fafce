import { FrameNarrator } from "../../interpret/interpret-at.js";
import type { ObjectRef } from "../../model/kube-object.js";
import type { PlayerContext } from "../runtime/player-context.js";
import { findingsToRead } from "../state/findings-shown.js";
import { isScreenWhole } from "../state/first-screen.js";
import { withLog } from "../state/known-findings.js";
import { isFollowing } from "../state/live.js";
import { areMatchesKnown, isSameSearch, matchesNow, stepSearch } from "../state/matches-shown.js";
import { currentIndex, type PlayerState } from "../state/player-state.js";
import { trackToRead } from "../state/tracks-shown.js";
import { isWorldShown, layoutOf, listHeight } from "../view/layout.js";
import { firstWorldRow } from "../view/world-beside.js";
import type { BackgroundTask } from "./background-tasks.js";
import { readFindingsOf } from "./findings-of-object.js";
import type { KeptTracks } from "./kept-tracks.js";
import { findMatches } from "./matches.js";
import { emptyWindow, newestRows, rowIndex, rowsAround } from "./rows-around.js";
import { readTrack } from "./timeline.js";
import { largestTree, type ShownRows, type WorldReader } from "./world.js";
import type { Yielder } from "./yielder.js";

/** Rows read on each side of the position, and the distance from their edge at which more are read. */
const rowsEach = 80;
const edge = 40;

/** Reads the rows of the list around the position: first those on the screen, then those that the user may reach soon. */
export function rowsTask({ reader, state, dispatch }: PlayerContext, narrator: FrameNarrator, yielder: Yielder): BackgroundTask {
  const readNewest = async () => {
    const { filter, window: known, session } = state();
    const place = { frames: session.summary.frames, uids: filter?.uids, yielder, rowsPerSide: rowsEach, known };
    const window = await newestRows(reader, narrator, place);
    if (state().filter === filter) dispatch({ kind: "rows", window, isNewest: true });
  };
  const run = async () => {
    const { position, filter, window: known, session } = state();
    if (position < 1) return;
    if (lacksNewest(state())) return readNewest();
    const isNear = currentIndex(state()) >= 0;
    const window = await rowsAround(reader, narrator, {
      sequence: position,
      frames: session.summary.frames,
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
  if (lacksNewest(state)) return true;
  const index = currentIndex(state);
  if (index < 0) return state.seeking === undefined || state.filter === undefined;
  // Until the screen is whole, more rows are read only where the list would come to its end.
  const near = isScreenWhole(state) ? edge : Math.min(edge, listHeight(state) - 1);
  return (index < near && !window.reachesStart) || (index >= window.rows.length - near && !window.reachesEnd);
}

function lacksNewest(state: PlayerState): boolean {
  return isFollowing(state) && !state.window.reachesEnd;
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
  const canRead = (ref: ObjectRef) => kept === undefined || kept.knows(ref);
  const run = async () => {
    const ref = trackToRead(state(), canRead);
    if (ref === undefined) return;
    const whole = await kept?.of(ref);
    await yielder.pause();
    if (left.aborted) return;
    if (whole !== undefined) return dispatch({ kind: "track", track: whole });
    for await (const track of readTrack(reader, ref, state().timeline.tracks.get(ref.uid), yielder)) {
      if (left.aborted) return;
      dispatch({ kind: "track", track });
      if (trackToRead(state(), canRead)?.uid !== ref.uid) return;
    }
  };
  return { isNeeded: (now) => trackToRead(now, canRead) !== undefined, run };
}

/** Where there are too many objects to diagnose all: reads the findings of the object of the step. */
export function findingsTask({ reader, clock, state, dispatch, left }: PlayerContext, yielder: Yielder): BackgroundTask {
  const run = async () => {
    const ref = findingsToRead(state());
    if (ref === undefined) return;
    for await (const log of readFindingsOf(reader, ref, state().position, { yielder, clock })) {
      if (left.aborted || findingsToRead(state())?.uid !== ref.uid) return;
      dispatch({ kind: "findings", findings: withLog(state().findings, ref.uid, log) });
    }
  };
  return { isNeeded: (now) => findingsToRead(now) !== undefined, run };
}

/** While a text is searched: finds all steps that match, from the first on. */
export function matchesTask({ reader, state, dispatch, left }: PlayerContext, yielder: Yielder): BackgroundTask {
  const narrator = new FrameNarrator(reader);
  const run = async () => {
    const search = stepSearch(state());
    if (search === undefined) return;
    for await (const matches of findMatches(reader, narrator, search, { known: matchesNow(state()), yielder })) {
      const now = stepSearch(state());
      if (left.aborted || now === undefined || !isSameSearch(search, now)) return;
      dispatch({ kind: "matches", matches });
    }
  };
  return { isNeeded: (now) => stepSearch(now) !== undefined && !areMatchesKnown(now), run };
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
