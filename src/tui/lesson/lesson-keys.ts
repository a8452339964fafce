import { actionsByKey, type KeyHelp, keyHelp } from "../../replay/replay-keys.js";
import type { LessonShown } from "./lesson-shown.js";

/** What a key does while a lesson is played, besides all that the player does. */
export type LessonAction =
  | "lesson-next"
  | "lesson-back"
  | "lesson-hint"
  | "lesson-solution"
  | "lesson-hide"
  | "lesson-scroll-down"
  | "lesson-scroll-up"
  | "pane-comparison";

const always: readonly KeyHelp<LessonAction>[] = [
  keyHelp("Enter", "answer the task (find: with the step shown); go on", [["lesson-next", "enter"]]),
  keyHelp("b", "back to the stop before", [["lesson-back", "b"]]),
  keyHelp("i  s", "hint; solution, after a try", [
    ["lesson-hint", "i"],
    ["lesson-solution", "s"],
  ]),
  keyHelp("L  ] [", "hide or show the lesson; scroll its text", [
    ["lesson-hide", "L"],
    ["lesson-scroll-down", "]"],
    ["lesson-scroll-up", "["],
  ]),
];
const escapeHelp = keyHelp<LessonAction>("Esc", "show the steps of all objects, where a stop shows only some", []);
const comparisonHelp = keyHelp<LessonAction>("5", "comparison with the baseline", [["pane-comparison", "5"]]);

/** The keys of a lesson, in the order of the help. */
export function lessonKeys({ comparison }: Pick<LessonShown, "comparison">): readonly KeyHelp<LessonAction>[] {
  return [...always, escapeHelp, ...(comparison === undefined ? [] : [comparisonHelp])];
}

const actions = actionsByKey([...always, comparisonHelp]);

/** What this key does in a lesson; undefined where it is a key of the player, or none. */
export function lessonActionOf(key: string, { comparison }: Pick<LessonShown, "comparison">): LessonAction | undefined {
  const action = actions.get(key);
  return action === "pane-comparison" && comparison === undefined ? undefined : action;
}
