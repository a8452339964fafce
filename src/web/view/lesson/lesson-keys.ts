import { actionsByKey, type KeyHelp, keyHelp } from "../../../replay/replay-keys.js";
import type { TypedKey } from "../page-keys.js";

/** What a key does in the page of a lesson, beside the keys of every page. */
export type PageLessonAction = "lesson-on" | "lesson-back" | "lesson-hint" | "lesson-solution" | "lesson-panel";

/** Those of the player. */
export const pageLessonKeys: readonly KeyHelp<PageLessonAction>[] = [
  keyHelp("Enter", "answer the task; when it is done, the next stop", [["lesson-on", "Enter"]]),
  keyHelp("b", "previous stop", [["lesson-back", "b"]]),
  keyHelp("i  s", "hint; solution, after a try", [
    ["lesson-hint", "i"],
    ["lesson-solution", "s"],
  ]),
  keyHelp("L", "hide or show the lesson", [["lesson-panel", "L"]]),
];

const actions = actionsByKey(pageLessonKeys);

/** What a key does; with Ctrl, Alt or Meta it belongs to the browser. */
export function pageLessonActionOf({ key, ctrlKey, metaKey, altKey }: TypedKey): PageLessonAction | undefined {
  return ctrlKey || metaKey || altKey ? undefined : actions.get(key);
}
