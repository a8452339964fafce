import { assertNever } from "../model/assert-never.js";
import { toFinding, toProof, withFindings } from "./finding-moves.js";
import { type Action, actionOf } from "./key-table.js";
import { detailHeight, listHeight } from "./layout.js";
import { goTo, moveBy, nextMarker, play, previousMarker, scrollBy } from "./moves.js";
import type { Effect, PlayerEvent, Updated } from "./player-event.js";
import { currentIndex, currentRow, fastest, type Pane, type PlayerState, slowest } from "./player-state.js";
import { openPrompt, promptKey } from "./prompt.js";
import { emptyWindow } from "./rows-around.js";
import type { Query, Wanted } from "./seek.js";
import { stopPlaying, tick } from "./tick.js";
import { withTrack } from "./timeline.js";

/** The player's whole behaviour: one event to the state after it and to what is to be done. Pure. */
export function update(state: PlayerState, event: PlayerEvent): Updated<PlayerState> {
  return withWaitingKeys(afterEvent(state, event));
}

function afterEvent(state: PlayerState, event: PlayerEvent): Updated<PlayerState> {
  switch (event.kind) {
    case "key":
      return onKey(state, event.key);
    case "tick":
      return only(tick(state, event.elapsedMs));
    case "resized":
      return only(scrollBy({ ...state, size: { columns: event.columns, rows: event.rows } }, 0));
    case "rows":
      return only({ ...state, window: event.window });
    case "world":
      return only({ ...state, world: event.world });
    case "timeline":
      return only({ ...state, timeline: { ...state.timeline, ...event.known } });
    case "track":
      return only({ ...state, timeline: withTrack(state.timeline, event.track) });
    case "findings":
      return only(withFindings(state, event.findings));
    case "found":
      return foundOne(state, event.sequence, event.query);
    case "not-found":
      return only(say(without(state, "seeking"), `there is no ${event.what}`));
    case "progress":
      return only(state.seeking === undefined ? state : { ...state, seeking: { ...state.seeking, sequence: event.sequence } });
    case "filtered":
      return filtered(state, event.filter);
    case "not-filtered":
      return only({ ...without(state, "seeking"), message: event.message });
    case "marked":
      return only({ ...state, markers: event.markers, message: event.message });
    case "said":
      return only({ ...state, message: event.message });
    default:
      return assertNever(event);
  }
}

function onKey(state: PlayerState, key: string): Updated<PlayerState> {
  if (key === "ctrl-c") return doing(state, { kind: "quit", interrupted: true });
  if (state.prompt !== undefined) return promptKey(state, state.prompt, key);
  const action = actionOf(key);
  if (state.help) return action === "quit" ? doing(state, { kind: "quit", interrupted: false }) : only({ ...state, help: false });
  if (action === undefined) return only(state);
  const keysWaiting = state.keysWaiting ?? (action === "only-this" && currentRow(state) === undefined ? [] : undefined);
  if (keysWaiting === undefined || neverWaiting.has(action)) return onAction(before(state, action), action);
  return only({ ...state, keysWaiting: [...keysWaiting, key].slice(0, mostWaiting) });
}

/** The state as an action finds it: what was said is read, and who goes elsewhere leaves the finding that was gone to. */
function before(state: PlayerState, action: Action): PlayerState {
  const quiet = without(state, "message");
  return goingElsewhere.has(action) ? without(quiet, "chosenFinding") : quiet;
}

const goingElsewhere: ReadonlySet<Action> = new Set([
  "forward",
  "back",
  "screen-forward",
  "screen-back",
  "first",
  "last",
  "next-meaningful",
  "previous-meaningful",
  "next-found",
  "previous-found",
  "next-warning",
  "previous-warning",
  "next-marker",
  "previous-marker",
  "ask-jump",
  "only-this",
  "play",
]);

/** What needs no row to act on; what is typed into a prompt does not wait either. */
const neverWaiting: ReadonlySet<Action> = new Set([
  "ask-jump",
  "ask-filter",
  "ask-search",
  "ask-marker",
  "ask-write",
  "help",
  "escape",
  "suspend",
  "quit",
  "interrupt",
]);
const mostWaiting = 100;

/** What was typed meanwhile is done once the objects that were asked for are shown, or it is clear that there are none. */
function withWaitingKeys(updated: Updated<PlayerState>): Updated<PlayerState> {
  const { state, effects } = updated;
  const { keysWaiting, ...free } = state;
  const isBusy = state.seeking !== undefined || state.prompt !== undefined || state.help;
  if (keysWaiting === undefined || isBusy || currentIndex(state) < 0) return updated;
  return keysWaiting.reduce<Updated<PlayerState>>(
    (before, key) => {
      const after = onKey(before.state, key);
      return { state: after.state, effects: [...before.effects, ...after.effects] };
    },
    { state: free, effects },
  );
}

const panes: readonly Pane[] = ["diff", "yaml", "world", "findings"];

function onAction(state: PlayerState, action: Action): Updated<PlayerState> {
  switch (action) {
    case "forward":
      return only(moveBy(state, 1));
    case "back":
      return only(moveBy(state, -1));
    case "screen-forward":
      return only(moveBy(state, Math.max(1, listHeight(state) - 1)));
    case "screen-back":
      return only(moveBy(state, -Math.max(1, listHeight(state) - 1)));
    case "first":
      return toEnd(state, "first");
    case "last":
      return toEnd(state, "last");
    case "next-meaningful":
      return toNext(state, { kind: "meaningful" }, 1);
    case "previous-meaningful":
      return toNext(state, { kind: "meaningful" }, -1);
    case "next-found":
      return toNext(state, found(state), 1);
    case "previous-found":
      return toNext(state, found(state), -1);
    case "next-warning":
      return toNext(state, { kind: "warning" }, 1);
    case "previous-warning":
      return toNext(state, { kind: "warning" }, -1);
    case "next-finding":
      return only(toFinding(state, 1));
    case "previous-finding":
      return only(toFinding(state, -1));
    case "next-proof":
      return only(toProof(state, 1));
    case "previous-proof":
      return only(toProof(state, -1));
    case "next-marker":
      return toMarker(state, nextMarker(state)?.offsetMs, "further marker");
    case "previous-marker":
      return toMarker(state, previousMarker(state)?.offsetMs, "earlier marker");
    case "ask-jump":
      return only(openPrompt(state, "jump"));
    case "ask-filter":
      return only(openPrompt(state, "filter"));
    case "ask-search":
      return only(openPrompt(state, "search"));
    case "ask-marker":
      return only(openPrompt(state, "marker"));
    case "ask-write":
      return only(openPrompt(state, "write"));
    case "only-this":
      return onlyThis(state);
    case "play":
      return play(state);
    case "faster":
      return only({ ...state, speed: Math.min(fastest, state.speed * 2) });
    case "slower":
      return only({ ...state, speed: Math.max(slowest, state.speed / 2) });
    case "pane-next":
      return only(showPane(state, panes[(panes.indexOf(state.pane) + 1) % panes.length] ?? "diff"));
    case "pane-diff":
      return only(showPane(state, "diff"));
    case "pane-yaml":
      return only(showPane(state, "yaml"));
    case "pane-world":
      return only(showPane(state, "world"));
    case "pane-findings":
      return only(showPane(state, "findings"));
    case "noise":
      return only(say({ ...state, noise: !state.noise, scroll: 0 }, state.noise ? "noise is hidden" : "noise is shown"));
    case "scroll-down":
      return only(scrollBy(state, 1));
    case "scroll-up":
      return only(scrollBy(state, -1));
    case "page-down":
      return only(scrollBy(state, Math.max(1, detailHeight(state) - 1)));
    case "page-up":
      return only(scrollBy(state, -Math.max(1, detailHeight(state) - 1)));
    case "help":
      return only({ ...state, help: true });
    case "escape":
      return endWhatGoesOn(state);
    case "suspend":
      return doing(state, { kind: "suspend" });
    case "quit":
      return doing(state, { kind: "quit", interrupted: false });
    case "interrupt":
      return doing(state, { kind: "quit", interrupted: true });
    default:
      return assertNever(action);
  }
}

/** Ends what is going on: a search that runs, playing, a search term. */
function endWhatGoesOn(state: PlayerState): Updated<PlayerState> {
  const idle = without(state, "keysWaiting");
  if (idle.seeking !== undefined) return doing(without(idle, "seeking"), { kind: "stop-seeking" });
  if (idle.playing !== undefined) return only(stopPlaying(idle));
  return only(without(idle, "search"));
}

function toEnd(state: PlayerState, which: "first" | "last"): Updated<PlayerState> {
  if (state.filter === undefined) return only(goTo(state, which === "first" ? 1 : state.session.summary.frames));
  return seeking(state, { kind: "end", which }, `${which} step`);
}

/** While a search is on, its matches; else what is meaningful. */
function found({ search }: PlayerState): Wanted {
  return search === undefined ? { kind: "meaningful" } : { kind: "text", text: search };
}

/** Keys come faster than searches end: the same asked for again meanwhile goes on from what was found. */
function toNext(state: PlayerState, what: Wanted, direction: 1 | -1): Updated<PlayerState> {
  const words = `${direction === 1 ? "further" : "earlier"} ${wordsFor(what)}`;
  if (state.seeking?.what === words) return only({ ...state, seeking: { ...state.seeking, again: (state.seeking.again ?? 0) + 1 } });
  return seeking(state, { kind: "next", what, direction }, words);
}

function foundOne(state: PlayerState, sequence: number, query: Query): Updated<PlayerState> {
  const there = goTo(without(state, "seeking"), sequence);
  const { seeking: sought } = state;
  if (sought?.again === undefined || sought.again === 0) return only(there);
  const { state: next, effects } = seeking(there, query, sought.what);
  return { state: { ...next, seeking: { what: sought.what, again: sought.again - 1 } }, effects };
}

function wordsFor(what: Wanted): string {
  switch (what.kind) {
    case "any":
      return "step";
    case "meaningful":
      return "meaningful change";
    case "warning":
      return "warning";
    case "text":
      return `match of "${what.text}"`;
    default:
      return assertNever(what);
  }
}

function toMarker(state: PlayerState, offsetMs: number | undefined, what: string): Updated<PlayerState> {
  if (offsetMs === undefined) return only(say(state, `there is no ${what}`));
  return seeking(state, { kind: "moment", moment: { kind: "offset", offsetMs } }, what);
}

export function seeking(state: PlayerState, query: Query, what: string): Updated<PlayerState> {
  return doing({ ...state, seeking: { what } }, { kind: "seek", query, what });
}

/** Only the object of this step; all again when that is so already. */
function onlyThis(state: PlayerState): Updated<PlayerState> {
  if (state.filter !== undefined) return filtered(state, undefined);
  const row = currentRow(state);
  if (row?.kind !== "object") return only(say(state, "this step is of no object"));
  const { kind, name, uid } = row.frame.ref;
  return filtered(state, { words: `${kind}/${name}`, uids: [uid] });
}

function filtered(state: PlayerState, filter: PlayerState["filter"]): Updated<PlayerState> {
  const { keysWaiting = [] } = state;
  const next = { ...without(state, "filter"), window: emptyWindow, keysWaiting, ...(filter === undefined ? {} : { filter }) };
  return seeking(next, { kind: "moment", moment: { kind: "sequence", sequence: state.position } }, "step of these objects");
}

function showPane(state: PlayerState, pane: Pane): PlayerState {
  return { ...state, pane, scroll: 0 };
}

function say(state: PlayerState, text: string): PlayerState {
  return { ...state, message: { text, tone: "neutral" } };
}

function only(state: PlayerState): Updated<PlayerState> {
  return { state, effects: [] };
}

function doing(state: PlayerState, ...effects: readonly Effect[]): Updated<PlayerState> {
  return { state, effects };
}

function without<K extends "message" | "chosenFinding" | "seeking" | "filter" | "search" | "keysWaiting">(
  state: PlayerState,
  key: K,
): Omit<PlayerState, K> & { [P in K]?: never } {
  const { [key]: _, ...rest } = state;
  return rest as Omit<PlayerState, K> & { [P in K]?: never };
}
