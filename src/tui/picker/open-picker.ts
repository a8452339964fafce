import type { Clock } from "../../io/clock.js";
import type { TimeFormat } from "../../io/moment-format.js";
import type { Terminal } from "../../io/terminal.js";
import { Canvas } from "../runtime/canvas.js";
import { onWholeScreen, withKeys } from "../runtime/on-whole-screen.js";
import type { PlayerEnd } from "../runtime/player.js";
import { Picker, type PickerSource } from "./picker.js";
import { startPicker } from "./picker-state.js";
import { pickerView } from "./picker-view.js";

interface OpenPickerOptions {
  readonly source: PickerSource;
  readonly terminal: Terminal;
  readonly clock: Clock;
  readonly colour: boolean;
  /** How the preview shows the times of a session; default: as offsets. */
  readonly time?: TimeFormat | undefined;
  /** Shown where the database holds no session: how to record one. */
  readonly whenEmpty: string;
  /** Aborts when a signal asks the program to end. */
  readonly interrupt: AbortSignal;
}

/**
 * Lists sessions on a terminal, and opens the player on those that its user chooses: whoever leaves the player is back in the list. Resolves when the list
 * is left, or either is interrupted. The terminal is given back however it ends.
 */
export async function openPicker(options: OpenPickerOptions): Promise<PlayerEnd> {
  const { terminal, interrupt, source, clock, whenEmpty, colour, time } = options;
  const canvas = new Canvas(pickerView);
  const picker = new Picker({
    source,
    clock,
    whenEmpty,
    start: startPicker({ columns: terminal.columns(), rows: terminal.rows() }, colour, time),
    suspend: () => canvas.screen?.suspend(),
    onChange: (state) => canvas.drawSoon(state),
  });
  try {
    await picker.open();
    while (!interrupt.aborted) {
      const turn = await withKeys(picker, options, () => onWholeScreen(picker, canvas, terminal, () => picker.turn()));
      if (turn.kind === "left") return turn.end;
      turn.lend();
      const end = await turn.ended;
      if (end === "interrupted") return end;
      await picker.list();
    }
    return "interrupted";
  } finally {
    picker.close();
  }
}
