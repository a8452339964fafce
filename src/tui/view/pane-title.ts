import { widthOf } from "../../report/terminal/width.js";
import { shownDiffBase } from "../state/diff-moves.js";
import { openFailureCount } from "../state/findings-shown.js";
import { type Pane, type PlayerState, panesOf } from "../state/player-state.js";

/** The panes with the one that is shown in brackets, and which of its lines are shown: as much of it as there is room for. */
export function paneTitle(state: PlayerState, lines: number, height: number, columns: number): string {
  const names = namesOf(state);
  const entries = (wanted: (pane: Pane) => boolean) =>
    panesOf(state).map((pane, i) => `${i + 1}${pane === state.pane ? ` [${names[pane]}]` : wanted(pane) ? ` ${names[pane]}` : ""}`);
  const all = entries(() => true).join("  ");
  const place = lines <= height ? "" : linesText(state.scroll, lines, height);
  const short = place.replace("lines ", "");
  const forms = [
    `${all}${place === "" ? "" : `${place} (J K)`}`,
    `${all}${place}`,
    `${all}${short}`,
    `${entries(() => false).join(" ")}${short}`,
  ];
  return forms.find((form) => widthOf(form) <= columns) ?? forms.at(-1) ?? "";
}

function namesOf(state: PlayerState): Readonly<Record<Pane, string>> {
  const failures = openFailureCount(state);
  const findings = failures === 0 ? "findings" : `findings !${failures}`;
  return { diff: diffTitle(state), yaml: "object", world: "world", findings, comparison: "comparison" };
}

/** "diff", and what the step is compared with. */
function diffTitle(state: PlayerState): string {
  const { diffBase, noise, position } = state;
  const words = `diff${noise ? " with noise" : ""}`;
  const marked = diffBase?.row.frame.sequence;
  if (marked === undefined) return words;
  if (shownDiffBase(state) === undefined) return `${words} from #${marked} to …`;
  return `${words} from #${Math.min(marked, position)} to #${Math.max(marked, position)}`;
}

/** "  lines 1-12 of 30", where not all are shown. `from`: the first one, from 0. */
export function linesText(from: number, lines: number, height: number): string {
  return lines <= height ? "" : `  lines ${from + 1}-${Math.min(lines, from + height)} of ${lines}`;
}
