import { setImmediate as nextTurn } from "node:timers/promises";
import { expect } from "vitest";
import { systemClock } from "../../src/io/clock.js";
import type { SessionReader } from "../../src/model/session.js";
import type { MarkerEditor } from "../../src/tui/runtime/effect-runner.js";
import { Player } from "../../src/tui/runtime/player.js";
import { areFindingsKnown } from "../../src/tui/state/findings-shown.js";
import { areMatchesKnown } from "../../src/tui/state/matches-shown.js";
import { currentRow, type PlayerStart, type PlayerState, startState } from "../../src/tui/state/player-state.js";
import { plainOf } from "../../src/tui/view/styled.js";
import { view } from "../../src/tui/view/view.js";

interface RunningPlayerOptions extends Partial<PlayerStart> {
  readonly columns?: number;
  readonly rows?: number;
  readonly markerEditor?: MarkerEditor;
}

/** A player that runs without a terminal: keys go in, and its screen is read once everything that it shows has been. */
export class RunningPlayer implements AsyncDisposable {
  readonly #player: Player;
  readonly #ended: Promise<unknown>;

  private constructor(player: Player) {
    this.#player = player;
    this.#ended = player.run();
  }

  static async on(reader: SessionReader, options: RunningPlayerOptions = {}): Promise<RunningPlayer> {
    const { columns = 100, rows = 30, markerEditor, ...start } = options;
    const session = { summary: reader.summary, command: "kubespy replay s", base: { startMs: 0 }, namespaces: false, colour: false };
    const player = new Player({
      reader,
      start: startState(session, { columns, rows }, { position: 1, markers: await reader.markers(), ...start }),
      clock: systemClock,
      markers: markerEditor,
      onChange: () => {},
      save: async () => {},
      suspend: () => {},
    });
    await player.open();
    return new RunningPlayer(player);
  }

  get state(): PlayerState {
    return this.#player.state;
  }

  /** The lines of the screen, without colours. */
  get lines(): readonly string[] {
    return view(this.state).map(plainOf);
  }

  /** The line below the panes. */
  get message(): string {
    return this.lines.at(-2) ?? "";
  }

  /** The lines of the detail that are on the screen. */
  get detail(): readonly string[] {
    return this.lines.slice(this.lines.findIndex((line) => line.startsWith("── 1 ")) + 1, -2);
  }

  /** Presses keys by name, without waiting between them; resolves once nothing is being read. */
  async press(...keys: readonly string[]): Promise<void> {
    for (const key of keys) this.#player.dispatch({ kind: "key", key });
    await this.settled();
  }

  /** Types a text, and Enter. */
  async type(text: string): Promise<void> {
    await this.press(...text, "enter");
  }

  async settled(): Promise<void> {
    // What an effect does without reading is done by then.
    await nextTurn();
    await expect.poll(() => isSettled(this.state), { timeout: 10_000, interval: 1 }).toBe(true);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#player.interrupt();
    await this.#ended;
  }
}

function isSettled(state: PlayerState): boolean {
  const { seeking, keysWaiting, reveal, search } = state;
  const isRead = currentRow(state) !== undefined && areFindingsKnown(state);
  return (
    isRead && seeking === undefined && keysWaiting === undefined && reveal === undefined && (search === undefined || areMatchesKnown(state))
  );
}
