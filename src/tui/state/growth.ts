import { printable } from "../../io/printable.js";
import type { ObjectRef, Uid } from "../../model/kube-object.js";
import type { SessionSummary } from "../../model/session.js";
import { beginsObject, matchesObject } from "../../replay/choose-objects.js";
import { namesNamespaces, timeBase } from "../../report/overview/session-display.js";
import { isFollowing } from "./live.js";
import type { PlayerEvent } from "./player-event.js";
import { currentIndex, type PlayerState } from "./player-state.js";
import { say, without } from "./updated.js";

type EventOf<Kind extends PlayerEvent["kind"]> = Extract<PlayerEvent, { readonly kind: Kind }>;

/** More was recorded, or the recording has ended. The step shown stays: that of a player that follows changes with the newest rows. */
export function grown(state: PlayerState, { summary, markers }: EventOf<"grown">): PlayerState {
  const { live, window, session, position } = state;
  if (live === undefined) return state;
  const seenFrames = live.isFollowing ? summary.frames : live.seenFrames;
  const after: PlayerState = {
    ...state,
    session: sessionAfter(session, summary),
    window: { ...window, reachesEnd: window.readSequence >= summary.frames },
    // The first frame of all has come.
    position: Math.max(position, Math.min(1, summary.frames)),
    markers,
    live: { ...live, seenFrames },
  };
  return summary.state === session.summary.state ? after : say(after, endWords(summary));
}

/** What the header says changes rarely, and what was made from it is made anew then only. */
function sessionAfter(session: PlayerState["session"], { header, ...rest }: SessionSummary): PlayerState["session"] {
  const known = session.summary.header;
  if (JSON.stringify(header) === JSON.stringify(known)) return { ...session, summary: { ...rest, header: known } };
  const summary = { ...rest, header };
  return { ...session, summary, base: timeBase(summary), namespaces: namesNamespaces(summary) };
}

function endWords({ state, end }: SessionSummary): string {
  if (state === "interrupted") return "the recording was interrupted: its recorder is gone, and all frames that it stored are here";
  return `the recording has ended${end?.reason === undefined ? "" : `: ${printable(end.reason, 300)}`}`;
}

/** Those that match the words of the filter are shown too, from their first step on. */
export function appeared(state: PlayerState, { refs, afterSequence }: EventOf<"appeared">): PlayerState {
  const { filter, window } = state;
  if (filter?.takesLater !== true) return state;
  const words = filter.words.split(" ");
  const beginnings = filter.beginnings ?? [];
  const chosen = new Set<Uid>(filter.uids);
  for (const ref of refs)
    if (words.some((word) => matchesObject(word, ref)) || beginnings.some((word) => isLaterOf(word, ref))) chosen.add(ref.uid);
  if (chosen.size === filter.uids.length) return state;
  // Rows of them may be missing among those that were read meanwhile.
  const rows = window.rows.filter(({ frame }) => frame.sequence <= afterSequence);
  const readSequence = Math.min(window.readSequence, afterSequence);
  return { ...state, filter: { ...filter, uids: [...chosen] }, window: { ...window, rows, readSequence, reachesEnd: false } };
}

/** An object that was chosen by the beginning of its name brings no Kubernetes Events along, unless they were named. */
function isLaterOf(beginning: string, ref: ObjectRef): boolean {
  return beginsObject(beginning, ref) && (ref.kind !== "Event" || beginning.includes("/"));
}

/** Of a player that follows the newest step is shown, else the rows where the step shown is among them. */
export function withRows(state: PlayerState, { window, isNewest = false }: EventOf<"rows">): PlayerState {
  if (!isNewest) return { ...state, window };
  const newest = window.rows.at(-1)?.frame.sequence;
  if (!isFollowing(state)) return currentIndex({ ...state, window }) < 0 ? state : { ...state, window };
  if (newest === undefined || newest === state.position) return { ...state, window };
  const scroll = state.pane === "diff" || state.pane === "yaml" ? 0 : state.scroll;
  return { ...without(state, "chosenFinding"), window, position: newest, scroll };
}

export function lost(state: PlayerState, reason: string): PlayerState {
  if (state.live === undefined) return state;
  return say({ ...state, live: { ...state.live, isFollowing: false, lost: reason } }, `following ended: ${printable(reason, 300)}`, "bad");
}
