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

/** What a key does outside a prompt. */
export type Action =
  | ReplayAction
  | "follow"
  | "ask-marker"
  | "diff-from"
  | "ask-write"
  | "pane-next"
  | "pane-diff"
  | "pane-yaml"
  | "pane-world"
  | "pane-findings"
  | "next-times"
  | "copy"
  | "suspend"
  | "quit"
  | "interrupt";

/** All keys of the player, in the order of the help; those of the page are alike where it does the same. */
export const keyTable: readonly KeyHelp<Action>[] = [
  ...moveKeys,
  keyHelp("F", "follow a recording in progress: its newest step", [["follow", "F"]]),
  keyHelp("/", "search: what changed, or the whole object shown", [["ask-search", "/"]]),
  filterKeys,
  ...playKeys,
  keyHelp("Tab  1 2 3 4", "diff, whole object, world, findings", [
    ["pane-next", "tab"],
    ["pane-diff", "1"],
    ["pane-yaml", "2"],
    ["pane-world", "3"],
    ["pane-findings", "4"],
  ]),
  ...detailKeys,
  keyHelp("d", "mark a step; on another of its object, the diff of both", [["diff-from", "d"]]),
  keyHelp("m", "add, edit or remove a marker here", [["ask-marker", "m"]]),
  keyHelp("w  y  t", "write the detail to a file; copy the command; times", [
    ["ask-write", "w"],
    ["copy", "y"],
    ["next-times", "t"],
  ]),
  keyHelp("?  q", "this help; quit", [
    ["help", "?"],
    ["escape", "escape"],
    ["quit", "q"],
    ["suspend", "ctrl-z"],
    ["interrupt", "ctrl-c"],
  ]),
];

const actions = actionsByKey(keyTable);

/** What this key does; undefined when it does nothing. */
export function actionOf(key: string): Action | undefined {
  return actions.get(key);
}
