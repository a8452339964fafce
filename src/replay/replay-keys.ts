/** What a key does where a session is replayed, in the terminal and in the page. */
export type ReplayAction =
  | "forward"
  | "back"
  | "screen-forward"
  | "screen-back"
  | "first"
  | "last"
  | "next-meaningful"
  | "previous-meaningful"
  | "next-found"
  | "previous-found"
  | "next-warning"
  | "previous-warning"
  | "next-finding"
  | "previous-finding"
  | "next-evidence"
  | "previous-evidence"
  | "next-marker"
  | "previous-marker"
  | "ask-jump"
  | "ask-filter"
  | "ask-search"
  | "only-this"
  | "play"
  | "faster"
  | "slower"
  | "noise"
  | "scroll-down"
  | "scroll-up"
  | "page-down"
  | "page-up"
  | "help"
  | "escape";

interface KeyBinding<Action> {
  /** Characters as they are typed; others by name: "down", "page-up", "ctrl-f". */
  readonly keys: readonly string[];
  readonly action: Action;
}

/** One line of the help: what is shown of the keys, and what they do. */
export interface KeyHelp<Action> {
  readonly shown: string;
  readonly what: string;
  readonly bindings: readonly KeyBinding<Action>[];
}

/** Moves. Arrows and the keys of vi and less do what hands expect of them. */
export const moveKeys: readonly KeyHelp<ReplayAction>[] = [
  keyHelp("↓ → j l   ↑ ← k h", "one step forward, back", [
    ["forward", "down", "right", "j", "l"],
    ["back", "up", "left", "k", "h"],
  ]),
  keyHelp("g G  Home End", "first, last step", [
    ["first", "g", "home"],
    ["last", "G", "end"],
  ]),
  keyHelp("PgDn PgUp", "one page forward, back", [
    ["screen-forward", "page-down", "ctrl-f"],
    ["screen-back", "page-up", "ctrl-b"],
  ]),
  keyHelp("n N", "next, previous meaningful change (or match)", [
    ["next-found", "n"],
    ["previous-found", "N"],
  ]),
  keyHelp("} {", "next, previous meaningful change", [
    ["next-meaningful", "}"],
    ["previous-meaningful", "{"],
  ]),
  keyHelp("e E", "next, previous warning", [
    ["next-warning", "e"],
    ["previous-warning", "E"],
  ]),
  keyHelp("x X  v V", "next, previous finding; its evidence", [
    ["next-finding", "x"],
    ["previous-finding", "X"],
    ["next-evidence", "v"],
    ["previous-evidence", "V"],
  ]),
  keyHelp("' \"", "next, previous marker", [
    ["next-marker", "'"],
    ["previous-marker", '"'],
  ]),
  keyHelp(":", "go to 12 (a sequence), 1.4s, 50% or 10:57:39Z", [["ask-jump", ":"]]),
];

export const filterKeys: KeyHelp<ReplayAction> = keyHelp("f  o", "only some objects; only this one, and back", [
  ["ask-filter", "f"],
  ["only-this", "o"],
]);

export const playKeys: readonly KeyHelp<ReplayAction>[] = [
  keyHelp("Space", "play in recorded time, pause", [["play", " "]]),
  keyHelp("+ -", "faster, slower (0.25x to 64x)", [
    ["faster", "+", "=", ">"],
    ["slower", "-", "<"],
  ]),
];

export const detailKeys: readonly KeyHelp<ReplayAction>[] = [
  keyHelp("J K  ^D ^U", "scroll the detail", [
    ["scroll-down", "J"],
    ["scroll-up", "K"],
    ["page-down", "ctrl-d"],
    ["page-up", "ctrl-u"],
  ]),
  keyHelp("z", "show or hide noise, such as managedFields", [["noise", "z"]]),
];

export function keyHelp<Action>(shown: string, what: string, bindings: readonly (readonly [Action, ...string[]])[]): KeyHelp<Action> {
  return { shown, what, bindings: bindings.map(([action, ...keys]) => ({ action, keys })) };
}

/** What each key of a table does. */
export function actionsByKey<Action>(table: readonly KeyHelp<Action>[]): ReadonlyMap<string, Action> {
  return new Map(table.flatMap(({ bindings }) => bindings.flatMap(({ keys, action }) => keys.map((key) => [key, action] as const))));
}
