import { pageViews } from "../../view/links.js";
import { type PageAction, pageActionOf } from "../../view/page-keys.js";
import { openDialog } from "./dialogs.js";
import { setFilter } from "./filters.js";
import {
  chooseStepObject,
  endActivity,
  firstStep,
  goToFinding,
  goToFound,
  goToMarker,
  goToMeaningful,
  goToNextEvidence,
  goToWarning,
  lastStep,
  moveRows,
  nextStep,
  previousStep,
} from "./moves.js";
import { playFaster, playSlower, togglePlaying } from "./player.js";
import { chosenUids, isPlaying, noise, pane, runningSearch, searchedText } from "./view-state.js";

/** Follows the keys, wherever the focus is, except where they are typed or mean something there. */
export function followKeys(): void {
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing || openDialog.value !== undefined) return;
    const action = pageActionOf(event);
    if (action === undefined || isMeantFor(event.target, event.key)) return;
    event.preventDefault();
    acts[action]();
  });
}

/** Keys that move within what scrolls. */
const scrollKeys: ReadonlySet<string> = new Set(["ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight", "PageUp", "PageDown", "Home", "End"]);

/** Whether the focused element takes the key itself: text is typed, a button is pressed, a pane scrolls. */
export function isMeantFor(target: EventTarget | null, key: string): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target.closest("textarea, select, input:not([type=checkbox], [type=radio])") !== null) return true;
  if (key === " ") return target.closest("button, a, summary, input, [role=tab]") !== null;
  if (!scrollKeys.has(key)) return false;
  return target.closest("[role=tablist], [role=separator], [type=radio], .pane, .verdict") !== null;
}

const acts: Readonly<Record<PageAction, () => void>> = {
  forward: nextStep,
  back: previousStep,
  "screen-forward": () => moveRows(rowsOnScreen()),
  "screen-back": () => moveRows(-rowsOnScreen()),
  first: firstStep,
  last: lastStep,
  "next-meaningful": () => goToMeaningful(1),
  "previous-meaningful": () => goToMeaningful(-1),
  "next-found": () => goToFound(1),
  "previous-found": () => goToFound(-1),
  "next-warning": () => goToWarning(1),
  "previous-warning": () => goToWarning(-1),
  "next-finding": () => goToFinding(1),
  "previous-finding": () => goToFinding(-1),
  "next-evidence": () => goToNextEvidence(1),
  "previous-evidence": () => goToNextEvidence(-1),
  "next-marker": () => goToMarker(1),
  "previous-marker": () => goToMarker(-1),
  "ask-jump": () => open("jump"),
  "ask-filter": () => open("filter"),
  "ask-search": () => document.getElementById("search")?.focus(),
  "only-this": chooseStepObject,
  play: togglePlaying,
  faster: playFaster,
  slower: playSlower,
  noise: () => {
    noise.value = !noise.value;
  },
  "scroll-down": () => scrollPane(1),
  "scroll-up": () => scrollPane(-1),
  "page-down": () => scrollPane(10),
  "page-up": () => scrollPane(-10),
  help: () => open("help"),
  escape: endOne,
  "pane-1": () => showPane(0),
  "pane-2": () => showPane(1),
  "pane-3": () => showPane(2),
  "pane-4": () => showPane(3),
  "pane-5": () => showPane(4),
};

function open(dialog: typeof openDialog.value): void {
  openDialog.value = dialog;
}

function showPane(place: number): void {
  pane.value = pageViews[place] ?? "step";
}

/** Ends one thing at a time, the filter last. */
function endOne(): void {
  const isBusy = runningSearch.value !== undefined || isPlaying.value || searchedText.value !== undefined;
  if (isBusy) endActivity();
  else if (chosenUids.value !== undefined) setFilter("");
}

function rowsOnScreen(): number {
  const list = document.querySelector<HTMLElement>(".steps-list");
  const row = list?.querySelector<HTMLElement>("[data-sequence]");
  return Math.max(1, Math.floor((list?.clientHeight ?? 0) / (row?.offsetHeight ?? 26)) - 2);
}

/** CSS px. */
const lineHeight = 40;

function scrollPane(lines: number): void {
  document.getElementById("pane")?.scrollBy({ top: lines * lineHeight });
}
