import { paintWith } from "../../report/terminal/paint.js";
import { subjectOfStep } from "../state/findings-shown.js";
import type { PlayerState } from "../state/player-state.js";
import { plainOf } from "./styled.js";
import { worldLines } from "./world-lines.js";

/** The world beside the detail: its title, and as many lines as there are rows. */
interface WorldBeside {
  readonly title: string;
  readonly lines: readonly string[];
}

/**
 * The heading of the world, and its rows from the first; from further down where the object of the step would not be seen. Until the world of
 * a new step has been read, the one before stays, dimmed: it is nearly the same, and a screen that goes blank with every key cannot be read.
 */
export function worldBeside(state: PlayerState, columns: number, height: number): WorldBeside {
  const { world, position } = state;
  const isNow = world?.sequence === position;
  const shown = world === undefined || isNow ? state : { ...state, position: world.sequence };
  const all = worldLines(shown, columns);
  const from = 1 + firstWorldRow(state, height);
  const lines = [...all.slice(0, 1), ...all.slice(from, from + height - 1)];
  const { dim } = paintWith(state.session.colour);
  const rows = world?.rows.length ?? 0;
  const part = rows < height ? "" : `  objects ${from}-${Math.min(rows, from + height - 2)} of ${rows}`;
  return { title: `world${part}${isNow ? "" : "  reading …"}`, lines: isNow ? lines : lines.map((line) => dim(plainOf(line))) };
}

/** The place of the first row that is shown, below the heading. */
export function firstWorldRow(state: PlayerState, height: number): number {
  const rows = state.world?.rows ?? [];
  const room = height - 1;
  const uid = subjectOfStep(state)?.uid;
  const at = uid === undefined ? -1 : rows.findIndex(({ ref }) => ref.uid === uid);
  return at < room ? 0 : Math.max(0, Math.min(at - Math.floor(room / 2), rows.length - room));
}
