import type { ObjectRef, Uid } from "../../model/kube-object.js";
import { trackedBy } from "../tasks/timeline.js";
import { layoutOf } from "../view/layout.js";
import { currentRow, type PlayerState } from "./player-state.js";

/** The objects whose tracks the screen shows: those that appeared first, and always the one that the step is about; of a filter, the chosen ones. */
export function tracksShown(state: PlayerState): readonly ObjectRef[] {
  const { timeline, filter } = state;
  const most = layoutOf(state).tracks;
  const wanted = filter === undefined ? undefined : new Set<Uid>(filter.uids);
  const shown: ObjectRef[] = [];
  for (const ref of timeline.refs) {
    if (shown.length >= most) break;
    if (wanted === undefined || wanted.has(ref.uid)) shown.push(ref);
  }
  const current = trackedBy(currentRow(state)?.frame, state.timeline);
  if (current !== undefined && !shown.some(({ uid }) => uid === current.uid)) shown.splice(Math.min(shown.length, most - 1), 1, current);
  return shown;
}

/** The shown object whose track is to be read next, that of the step first; undefined when all were read. `canRead`: of which that is possible. */
export function trackToRead(state: PlayerState, canRead: (ref: ObjectRef) => boolean = () => true): ObjectRef | undefined {
  const { frames } = state.session.summary;
  const isUnread = (ref: ObjectRef) => (state.timeline.tracks.get(ref.uid)?.readSequence ?? -1) < frames && canRead(ref);
  const shown = tracksShown(state);
  const current = trackedBy(currentRow(state)?.frame, state.timeline);
  return shown.find((ref) => ref.uid === current?.uid && isUnread(ref)) ?? shown.find(isUnread);
}
