import type { ObjectRef, Uid } from "../../model/kube-object.js";
import { trackedBy } from "../tasks/timeline.js";
import { layoutOf } from "../view/layout.js";
import { isFollowing } from "./live.js";
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

/**
 * The shown object whose track is to be read next; undefined when all were read. That of the step goes first, except where the step is always another
 * one, as the newest is. `canRead`: of which that is possible.
 */
export function trackToRead(state: PlayerState, canRead: (ref: ObjectRef) => boolean = () => true): ObjectRef | undefined {
  const { frames } = state.session.summary;
  const readTo = ({ uid }: ObjectRef) => state.timeline.tracks.get(uid)?.readSequence ?? -1;
  const unread = tracksShown(state).filter((ref) => readTo(ref) < frames && canRead(ref));
  const current = isFollowing(state) ? undefined : trackedBy(currentRow(state)?.frame, state.timeline);
  const ofStep = unread.find((ref) => ref.uid === current?.uid);
  return (
    ofStep ??
    unread.reduce<ObjectRef | undefined>((least, ref) => (least === undefined || readTo(ref) < readTo(least) ? ref : least), undefined)
  );
}
