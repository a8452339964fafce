import {
  actionsByKey,
  detailKeys,
  filterKeys,
  type KeyHelp,
  keyHelp,
  moveKeys,
  playKeys,
  type ReplayAction,
} from "../../replay/replay-keys.js";

/** What a key does in the page. */
export type PageAction = ReplayAction | `pane-${PaneNumber}`;

/** The place of a pane among its tabs, from 1. */
type PaneNumber = 1 | 2 | 3 | 4 | 5;

/** All keys of the page, in the order of the help: those of the player. Tab moves the focus, as in every page. */
export const pageKeys: readonly KeyHelp<PageAction>[] = [
  ...moveKeys,
  keyHelp("/", "search in everything; Esc ends it", [["ask-search", "/"]]),
  filterKeys,
  ...playKeys,
  keyHelp("1 2 3 4 5", "step, object, world, charts, completeness", [
    ["pane-1", "1"],
    ["pane-2", "2"],
    ["pane-3", "3"],
    ["pane-4", "4"],
    ["pane-5", "5"],
  ]),
  ...detailKeys.map((help) => ({ ...help, shown: help.shown.replace(/ +\^D \^U/, "") })),
  keyHelp("?  Esc", "this help; close, or end the search and the filter", [
    ["help", "?"],
    ["escape", "escape"],
  ]),
];

const actions = actionsByKey(pageKeys);

/** A key as browsers report it. */
export interface TypedKey {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
}

const names: Readonly<Record<string, string>> = {
  ArrowDown: "down",
  ArrowUp: "up",
  ArrowLeft: "left",
  ArrowRight: "right",
  Home: "home",
  End: "end",
  PageDown: "page-down",
  PageUp: "page-up",
  Escape: "escape",
};

/**
 * What a key does; undefined where it does nothing here. With Ctrl, Alt or Meta it belongs to the browser. On some keyboards a character is typed
 * with AltGr, which is reported as Ctrl and Alt: then the character counts.
 */
export function pageActionOf({ key, ctrlKey, metaKey, altKey }: TypedKey): PageAction | undefined {
  const isAltGr = ctrlKey && altKey && [...key].length === 1;
  if (metaKey || ((ctrlKey || altKey) && !isAltGr)) return undefined;
  return actions.get(names[key] ?? key);
}
