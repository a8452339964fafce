import { changesOf } from "../../interpret/frame-changes.js";
import { frameJson } from "../../report/replay/replay-json.js";
import { jsonLine } from "../../report/terminal/json-line.js";
import { currentRow, momentsShown, type PlayerState } from "../state/player-state.js";
import { detailLines } from "./detail-lines.js";

/** Wide enough that nothing is folded that need not be. */
const fileColumns = 160;

/**
 * What `w` writes: the detail as it is shown (diff, whole object or world), whole and without colour, below a line that says where it is
 * from; or, into a file that is called .json, the frame as `replay -o json --full` gives it.
 */
export function writtenText(state: PlayerState, file: string): string {
  const row = currentRow(state);
  if (row === undefined) return "";
  if (file.endsWith(".json")) {
    const noise = { noise: state.noise, kubeEvents: true };
    // What is found on first use is not copied.
    const shown = row.kind === "gap" ? row : { ...row, by: row.by, changes: changesOf(row.frame, row.before, noise) };
    return `${jsonLine(frameJson(shown, { full: true }))}\n`;
  }
  const plain = { ...state, session: { ...state.session, colour: false } };
  const detail = detailLines(plain, fileColumns);
  const { header } = state.session.summary;
  const place = `# ${header.name} #${row.frame.sequence} ${momentsShown(state).text(row.frame.offsetMs)} (${row.frame.observedAt})`;
  return `${[place, ...detail.slice(0, detail.length)].map((line) => line.trimEnd()).join("\n")}\n`;
}
