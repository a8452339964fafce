/** What a key does outside a prompt. */
export type Action =
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
  | "ask-marker"
  | "ask-write"
  | "only-this"
  | "play"
  | "faster"
  | "slower"
  | "pane-next"
  | "pane-diff"
  | "pane-yaml"
  | "pane-world"
  | "pane-findings"
  | "noise"
  | "scroll-down"
  | "scroll-up"
  | "page-down"
  | "page-up"
  | "help"
  | "escape"
  | "suspend"
  | "quit"
  | "interrupt";

interface KeyBinding {
  readonly keys: readonly string[];
  readonly action: Action;
}

/** One line of the help: what is shown of the keys, and what they do. */
interface KeyHelp {
  readonly shown: string;
  readonly what: string;
  readonly bindings: readonly KeyBinding[];
}

/** All keys, in the order of the help. Arrows and the keys of vi and less do what hands expect of them. */
export const keyTable: readonly KeyHelp[] = [
  help("↓ → j l   ↑ ← k h", "one step forward, back", [
    ["forward", "down", "right", "j", "l"],
    ["back", "up", "left", "k", "h"],
  ]),
  help("g G  Home End", "first, last step", [
    ["first", "g", "home"],
    ["last", "G", "end"],
  ]),
  help("PgDn PgUp", "one page forward, back", [
    ["screen-forward", "page-down", "ctrl-f"],
    ["screen-back", "page-up", "ctrl-b"],
  ]),
  help("n N", "next, previous meaningful change (or match)", [
    ["next-found", "n"],
    ["previous-found", "N"],
  ]),
  help("} {", "next, previous meaningful change", [
    ["next-meaningful", "}"],
    ["previous-meaningful", "{"],
  ]),
  help("e E", "next, previous warning", [
    ["next-warning", "e"],
    ["previous-warning", "E"],
  ]),
  help("x X  v V", "next, previous finding; its evidence", [
    ["next-finding", "x"],
    ["previous-finding", "X"],
    ["next-evidence", "v"],
    ["previous-evidence", "V"],
  ]),
  help("' \"", "next, previous marker", [
    ["next-marker", "'"],
    ["previous-marker", '"'],
  ]),
  help(":", "go to 12 (a sequence), 1.4s or 50%", [["ask-jump", ":"]]),
  help("/", "search in what changed; Esc ends it", [["ask-search", "/"]]),
  help("f  o", "only some objects; only this one", [
    ["ask-filter", "f"],
    ["only-this", "o"],
  ]),
  help("Space", "play in recorded time, pause", [["play", " "]]),
  help("+ -", "faster, slower (0.25x to 64x)", [
    ["faster", "+", "=", ">"],
    ["slower", "-", "<"],
  ]),
  help("Tab  1 2 3 4", "diff, whole object, world, findings", [
    ["pane-next", "tab"],
    ["pane-diff", "1"],
    ["pane-yaml", "2"],
    ["pane-world", "3"],
    ["pane-findings", "4"],
  ]),
  help("J K  ^D ^U", "scroll the detail", [
    ["scroll-down", "J"],
    ["scroll-up", "K"],
    ["page-down", "ctrl-d"],
    ["page-up", "ctrl-u"],
  ]),
  help("z", "show or hide noise in diffs", [["noise", "z"]]),
  help("m", "add a marker here", [["ask-marker", "m"]]),
  help("w", "write the detail to a file", [["ask-write", "w"]]),
  help("?  q", "this help; quit", [
    ["help", "?"],
    ["escape", "escape"],
    ["quit", "q"],
    ["suspend", "ctrl-z"],
    ["interrupt", "ctrl-c"],
  ]),
];

const actions: ReadonlyMap<string, Action> = new Map(
  keyTable.flatMap(({ bindings }) => bindings.flatMap(({ keys, action }) => keys.map((key) => [key, action] as const))),
);

/** What this key does; undefined when it does nothing. */
export function actionOf(key: string): Action | undefined {
  return actions.get(key);
}

function help(shown: string, what: string, bindings: readonly (readonly [Action, ...string[]])[]): KeyHelp {
  return { shown, what, bindings: bindings.map(([action, ...keys]) => ({ action, keys })) };
}
