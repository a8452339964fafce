import { type PageLessonAction, pageLessonActionOf, pageLessonKeys } from "../../view/lesson/lesson-keys.js";
import { furtherKeys, openDialog } from "../state/dialogs.js";
import { isMeantFor } from "../state/keys.js";
import { askHint, askSolution, goBack, goOn, isLessonShown } from "./lesson-state.js";

/** Follows the keys of the lesson as `followKeys` does those of the page. */
export function followLessonKeys(): void {
  furtherKeys.value = pageLessonKeys;
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing || openDialog.value !== undefined) return;
    const action = pageLessonActionOf(event);
    if (action === undefined || isMeantFor(event.target, event.key) || (event.key === "Enter" && isPressedBy(event.target))) return;
    event.preventDefault();
    // What was hidden is shown by what changes it.
    if (action !== "lesson-panel") isLessonShown.value = true;
    acts[action]();
  });
}

/** What Enter presses, or moves. */
function isPressedBy(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest("button, a, summary, input, select, textarea, [role=separator], [role=tab]") !== null;
}

const acts: Readonly<Record<PageLessonAction, () => void>> = {
  "lesson-on": () => {
    if (!goOn()) document.querySelector<HTMLElement>(".lesson [type=radio]")?.focus();
  },
  "lesson-back": goBack,
  "lesson-hint": askHint,
  "lesson-solution": askSolution,
  "lesson-panel": () => {
    isLessonShown.value = !isLessonShown.value;
  },
};
