import { assertNever } from "../../model/assert-never.js";
import { withTrack } from "../tasks/timeline.js";
import { filtered, notFiltered } from "./filter-moves.js";
import { withFindings } from "./finding-moves.js";
import { appeared, grown, lost, withRows } from "./growth.js";
import { scrollBy } from "./moves.js";
import type { PlayerEvent } from "./player-event.js";
import type { PlayerState } from "./player-state.js";
import { press, pressWaiting } from "./press.js";
import { matchFound, revealMatch } from "./search-moves.js";
import { found } from "./seek-moves.js";
import { tick } from "./tick.js";
import { only, say, type Updated, without } from "./updated.js";

/** The player's whole behaviour: one event to the state after it and to what is to be done. Pure. */
export function update(state: PlayerState, event: PlayerEvent): Updated {
  const { state: after, effects } = afterEvent(state, event);
  return pressWaiting({ state: revealMatch(after), effects });
}

function afterEvent(state: PlayerState, event: PlayerEvent): Updated {
  switch (event.kind) {
    case "key":
      return press(state, event.key);
    case "tick":
      return only(tick(state, event.elapsedMs));
    case "resized":
      return only(scrollBy({ ...state, size: { columns: event.columns, rows: event.rows } }, 0));
    case "rows":
      return only(withRows(state, event));
    case "world":
      return only({ ...state, world: event.world });
    case "timeline":
      return only({ ...state, timeline: { ...state.timeline, ...event.known } });
    case "track":
      return only({ ...state, timeline: withTrack(state.timeline, event.track) });
    case "findings":
      return only(withFindings(state, event.findings));
    case "found":
      if (event.query.kind === "match") return matchFound(state, event.sequence, event.query, event.wrapped === true);
      return found(state, event.sequence, event.query);
    case "matches":
      return only({ ...state, matches: event.matches });
    case "not-found":
      return only(say(without(state, "seeking"), `no ${event.what}`));
    case "progress":
      return only(state.seeking === undefined ? state : { ...state, seeking: { ...state.seeking, sequence: event.sequence } });
    case "filtered":
      return filtered(state, event.filter, event.sequence);
    case "not-filtered":
      return only(notFiltered(state, event.message, event.sequence));
    case "marked":
      return only({ ...state, markers: event.markers, message: event.message });
    case "grown":
      return only(grown(state, event));
    case "appeared":
      return only(appeared(state, event));
    case "lost":
      return only(lost(state, event.reason));
    case "opened":
      return only(event.keys.length === 0 ? state : { ...state, keysWaiting: event.keys });
    case "said":
      return only({ ...state, message: event.message });
    default:
      return assertNever(event);
  }
}
