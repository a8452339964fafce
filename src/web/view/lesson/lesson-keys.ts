import { actionsByKey, type KeyHelp, keyHelp } from "../../../replay/replay-keys.js";
import type { TypedKey } from "../page-keys.js";

/** What a key does in the page of a lesson, beside the keys of every page. */
export type LessonAction = "lesson-on" | "lesson-back" | "lesson-hint" | "lesson-solution" | "lesson-panel";

/** Those of the player. */
export const lessonKeys: readonly KeyHelp<LessonAction>[] = [
  keyHelp("Enter", "answer the task; when it is done, the next stop", [["lesson-on", "Enter"]]),
  keyHelp("b", "previous stop", [["lesson-back", "b"]]),
  keyHelp("i  s", "hint; solution, after a try", [
    ["lesson-hint", "i"],
    ["lesson-solution", "s"],
  ]),
  keyHelp("L", "hide or show the lesson", [["lesson-panel", "L"]]),
];

const actions = actionsByKey(lessonKeys);

/** What a key does; with Ctrl, Alt or Meta it belongs to the browser. */
export function lessonActionOf({ key, ctrlKey, metaKey, altKey }: TypedKey): LessonAction | undefined {
  return ctrlKey || metaKey || altKey ? undefined : actions.get(key);
}
