import type { TimeFormat } from "../../io/moment-format.js";
import type { Message } from "../state/player-state.js";
import { filterWords, matchesFilter } from "./entry-filter.js";
import { entryKey, type PickerEntry } from "./picker-entry.js";
import type { SessionPreview } from "./session-preview.js";

/** What is known of the frames of an entry. */
export type PreviewReading =
  | { readonly kind: "read"; readonly preview: SessionPreview }
  /** They are too many to be read for a preview. */
  | { readonly kind: "large" }
  | { readonly kind: "failed"; readonly problem: string };

interface KnownPreview {
  /** As it was when it was read. */
  readonly entry: PickerEntry;
  readonly reading: PreviewReading;
}

/** Everything that the screen of the picker is drawn from. Changed by `updatePicker` alone. */
export interface PickerState {
  readonly size: { readonly columns: number; readonly rows: number };
  readonly colour: boolean;
  /** How the preview shows the times of a session. */
  readonly time: TimeFormat;
  /** The wall clock when the sessions were listed, in ms: ages are counted up to it. */
  readonly nowMs: number;
  /** Newest first. */
  readonly stored: readonly PickerEntry[];
  readonly bundled: readonly PickerEntry[];
  /** Below the head: how to record a session where there is none, or why the database cannot be read. */
  readonly notice?: Message | undefined;
  /** As typed. */
  readonly filter: string;
  /** The entries that the filter matches. */
  readonly shown: readonly PickerEntry[];
  /** The place of the selected one in `shown`; 0 where there is none. */
  readonly selected: number;
  /** The place of the first one on the screen. */
  readonly top: number;
  /** By `entryKey`. */
  readonly previews: ReadonlyMap<string, KnownPreview>;
  /** Present while the player opens on an entry: keys are for the player. */
  readonly opening?: { readonly entry: PickerEntry; readonly keys: readonly string[] } | undefined;
  readonly message?: Message | undefined;
}

export function startPicker(size: PickerState["size"], colour: boolean, time: TimeFormat = "offset"): PickerState {
  return { size, colour, time, nowMs: 0, stored: [], bundled: [], filter: "", shown: [], selected: 0, top: 0, previews: new Map() };
}

export function selectedEntry({ shown, selected }: PickerState): PickerEntry | undefined {
  return shown[selected];
}

/** The state with what its filter matches; the selected entry stays selected if it is still shown, else the first one is. */
export function withShown(state: PickerState): PickerState {
  const words = filterWords(state.filter);
  const all = [...state.stored, ...state.bundled];
  const shown = words.length === 0 ? all : all.filter((entry) => matchesFilter(entry, words));
  const before = selectedEntry(state);
  const key = before && entryKey(before);
  return { ...state, shown, selected: Math.max(0, key === undefined ? 0 : shown.findIndex((entry) => entryKey(entry) === key)) };
}

/** A session that is being recorded grows with every look at it: a large one is not read again. */
const maxReadAgainFrames = 2000;

/** The entry whose preview is to be read: the selected one, unless that was done since it changed. */
export function entryToPreview(state: PickerState): PickerEntry | undefined {
  const entry = selectedEntry(state);
  if (entry?.summary === undefined || state.opening !== undefined) return undefined;
  const known = state.previews.get(entryKey(entry));
  if (known === undefined) return entry;
  const isLarge = entry.summary.state === "recording" && entry.summary.frames > maxReadAgainFrames;
  return known.entry === entry || isLarge ? undefined : entry;
}
