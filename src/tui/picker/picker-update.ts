import { assertNever } from "../../model/assert-never.js";
import type { SessionSummary } from "../../model/session.js";
import { graphemesOf } from "../../report/terminal/width.js";
import type { Message } from "../state/player-state.js";
import { isTooSmall } from "../view/layout.js";
import { entryKey, type PickerEntry } from "./picker-entry.js";
import { pickerLayout } from "./picker-layout.js";
import { type PickerState, type PreviewReading, selectedEntry, withShown } from "./picker-state.js";

/** What happens to the picker. */
export type PickerEvent =
  /** One key: a character as typed, or a name ("up", "page-down", "enter", "ctrl-c"). */
  | { readonly kind: "key"; readonly key: string }
  | { readonly kind: "resized"; readonly columns: number; readonly rows: number }
  /** The database was listed, for the first time or again. */
  | { readonly kind: "listed"; readonly stored: readonly PickerEntry[]; readonly notice?: Message | undefined; readonly nowMs: number }
  /** More of the bundled recordings is known. */
  | { readonly kind: "bundled"; readonly entries: readonly PickerEntry[] }
  | { readonly kind: "previewed"; readonly entry: PickerEntry; readonly reading: PreviewReading }
  /** The player has the terminal, and the keys that were typed for it. */
  | { readonly kind: "opened" }
  /** The player was left, or could not be opened. */
  | { readonly kind: "returned"; readonly message?: Message | undefined };

/** What the picker wants done. */
export type PickerEffect =
  /** Open the player on it. */
  | { readonly kind: "open"; readonly entry: PickerEntry }
  | { readonly kind: "suspend" }
  | { readonly kind: "quit"; readonly interrupted: boolean };

export interface PickerUpdated {
  readonly state: PickerState;
  readonly effects: readonly PickerEffect[];
}

/** The picker's whole behaviour: one event to the state after it and to what is to be done. Pure. */
export function updatePicker(state: PickerState, event: PickerEvent): PickerUpdated {
  switch (event.kind) {
    case "key":
      return press(state, event.key);
    case "resized":
      return only({ ...state, size: { columns: event.columns, rows: event.rows } });
    case "listed": {
      const stored = withKnown(event.stored, state.stored);
      const { nowMs, notice } = event;
      return only(stored === state.stored ? { ...state, nowMs, notice } : withShown({ ...state, nowMs, notice, stored }));
    }
    case "bundled":
      return only(withShown({ ...state, bundled: withKnown(event.entries, state.bundled) }));
    case "previewed":
      return only(withPreview(state, event.entry, event.reading));
    case "opened":
      return only(state.opening === undefined ? state : { ...state, opening: { ...state.opening, keys: [] } });
    case "returned":
      return only({ ...state, opening: undefined, message: event.message });
    default:
      return assertNever(event);
  }
}

/** The selected row is on the screen, and no line is empty that could show a row. */
function only(state: PickerState, ...effects: readonly PickerEffect[]): PickerUpdated {
  const { rows } = pickerLayout(state).list;
  const last = Math.max(0, state.shown.length - rows);
  const top = Math.min(last, state.selected, Math.max(state.top, state.selected - rows + 1));
  return { state: top === state.top ? state : { ...state, top }, effects };
}

/** Keys that are typed while the player opens are for the player, except the one that ends all. */
const maxKeysWaiting = 100;

function press(state: PickerState, key: string): PickerUpdated {
  const { opening } = state;
  if (key === "ctrl-c") return only(state, { kind: "quit", interrupted: true });
  if (opening !== undefined) return only({ ...state, opening: { ...opening, keys: [...opening.keys, key].slice(0, maxKeysWaiting) } });
  const quiet = state.message === undefined ? state : { ...state, message: undefined };
  const place = placeAfter(quiet, key);
  if (place !== undefined) return only({ ...quiet, selected: Math.max(0, Math.min(quiet.shown.length - 1, place)) });
  switch (key) {
    case "enter":
      return open(quiet);
    case "escape":
      // Nobody sees the filter where the terminal is too small: there is nothing to clear.
      return quiet.filter === "" || isTooSmall(quiet) ? only(quiet, { kind: "quit", interrupted: false }) : only(filtered(quiet, ""));
    case "ctrl-z":
      return only(quiet, { kind: "suspend" });
    default:
      return only(filtered(quiet, textAfter(quiet.filter, key)));
  }
}

/** Where a key that moves goes to; undefined for any other. */
function placeAfter(state: PickerState, key: string): number | undefined {
  const { selected, shown } = state;
  const page = Math.max(1, pickerLayout(state).list.rows - 1);
  switch (key) {
    case "up":
    case "ctrl-p":
      return selected - 1;
    case "down":
    case "ctrl-n":
      return selected + 1;
    case "page-up":
      return selected - page;
    case "page-down":
      return selected + page;
    case "home":
      return 0;
    case "end":
      return shown.length - 1;
    default:
      return undefined;
  }
}

const maxFilterLength = 200;

/** The filter after a key that edits it: all that can be typed is for the filter. */
function textAfter(filter: string, key: string): string {
  switch (key) {
    case "backspace":
      return [...graphemesOf(filter)].slice(0, -1).join("");
    case "ctrl-u":
      return "";
    case "ctrl-w":
      return filter.replace(/\S*\s*$/, "");
    default:
      // Names of keys are longer than one character.
      return [...key].length === 1 && filter.length + key.length <= maxFilterLength ? filter + key : filter;
  }
}

function filtered(state: PickerState, filter: string): PickerState {
  return filter === state.filter ? state : withShown({ ...state, filter });
}

function open(state: PickerState): PickerUpdated {
  const entry = selectedEntry(state);
  if (entry === undefined) return only(state);
  if (entry.problem !== undefined) return only({ ...state, message: { text: entry.problem, tone: "bad" } });
  return only({ ...state, opening: { entry, keys: [] } }, { kind: "open", entry });
}

/** More than anybody looks at again. */
const maxPreviews = 64;

function withPreview(state: PickerState, entry: PickerEntry, reading: PreviewReading): PickerState {
  const previews = new Map(state.previews);
  previews.delete(entryKey(entry));
  previews.set(entryKey(entry), { entry, reading });
  for (const key of previews.keys()) {
    if (previews.size <= maxPreviews) break;
    previews.delete(key);
  }
  return { ...state, previews };
}

/** The entries, each that is as it was before as the same object; all of them as the same list where none has changed. */
function withKnown(entries: readonly PickerEntry[], before: readonly PickerEntry[]): readonly PickerEntry[] {
  if (entries === before) return before;
  const known = new Map(before.map((entry) => [entryKey(entry), entry]));
  const merged = entries.map((entry) => {
    const same = known.get(entryKey(entry));
    return same !== undefined && isSame(same, entry) ? same : entry;
  });
  return merged.length === before.length && merged.every((entry, i) => entry === before[i]) ? before : merged;
}

function isSame(a: PickerEntry, b: PickerEntry): boolean {
  return a.problem === b.problem && isSameSummary(a.summary, b.summary);
}

/** All that can change of a session, or that differs where another one was recorded under its name. */
function isSameSummary(a: SessionSummary | undefined, b: SessionSummary | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return (
    a.state === b.state &&
    a.frames === b.frames &&
    a.durationMs === b.durationMs &&
    a.end?.outcome === b.end?.outcome &&
    a.header.title === b.header.title &&
    a.header.startedAt === b.header.startedAt
  );
}
