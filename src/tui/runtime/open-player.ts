import type { Clock } from "../../io/clock.js";
import type { Terminal } from "../../io/terminal.js";
import type { Marker, SessionReader } from "../../model/session.js";
import { namesNamespaces, timeBase } from "../../report/overview/session-display.js";
import { type PlayerStart, type PlayerState, startState } from "../state/player-state.js";
import type { Growths } from "../tasks/follow.js";
import type { KeptAnalysis } from "../tasks/kept-tracks.js";
import { Screen } from "../view/screen.js";
import { view } from "../view/view.js";
import { listenToKeys } from "./keyboard.js";
import { Player, type PlayerEnd } from "./player.js";

interface OpenPlayerOptions {
  readonly reader: SessionReader;
  readonly terminal: Terminal;
  readonly clock: Clock;
  readonly colour: boolean;
  /** The command that shows the same session: "kubespy replay web-1". */
  readonly command: string;
  readonly start: Omit<PlayerStart, "markers">;
  /** What was derived from the session before, where it was kept. */
  readonly analysis?: KeptAnalysis | undefined;
  readonly save: (file: string, text: string) => Promise<void>;
  readonly mark?: ((marker: Marker) => Promise<void>) | undefined;
  /** Of a session that is being recorded: what comes. */
  readonly growths?: Growths | undefined;
  /** Aborts when a signal asks the program to end. */
  readonly interrupt: AbortSignal;
}

/** At most this many drawings a second, however fast keys come. */
const drawEveryMs = 16;

/**
 * Opens the interactive player on a terminal; resolves when its user leaves it. The terminal is given back however it ends. Keys are taken from the
 * beginning, also those that the terminal kept since the program was started.
 */
export async function openPlayer(options: OpenPlayerOptions): Promise<PlayerEnd> {
  const { terminal, interrupt } = options;
  const canvas = new Canvas();
  const player = await makePlayer(options, canvas);
  const onInterrupt = () => player.interrupt();
  interrupt.addEventListener("abort", onInterrupt);
  terminal.setRaw(true);
  const unlisten = listenToKeys(terminal.input, (key) => player.dispatch({ kind: "key", key }));
  let isOnScreen = false;
  try {
    await player.open();
    if (interrupt.aborted) return "interrupted";
    isOnScreen = true;
    return await runOnScreen(player, canvas, terminal);
  } finally {
    interrupt.removeEventListener("abort", onInterrupt);
    unlisten();
    // The screen gives it back itself.
    if (!isOnScreen) terminal.setRaw(false);
  }
}

async function runOnScreen(player: Player, canvas: Canvas, terminal: Terminal): Promise<PlayerEnd> {
  const screen = new Screen(terminal);
  canvas.screen = screen;
  const unsubscribe = terminal.onResize(() => {
    screen.forget();
    player.dispatch({ kind: "resized", columns: terminal.columns(), rows: terminal.rows() });
  });
  try {
    // The terminal may have been resized while the session was read.
    player.dispatch({ kind: "resized", columns: terminal.columns(), rows: terminal.rows() });
    const end = player.run();
    canvas.drawNow(player.state);
    return await end;
  } finally {
    unsubscribe();
    canvas.close();
    screen.close();
  }
}

async function makePlayer(options: OpenPlayerOptions, canvas: Canvas): Promise<Player> {
  const { reader, terminal, colour, command, clock, analysis, save, mark, growths } = options;
  const { summary } = reader;
  const session = { summary, command, base: timeBase(summary), namespaces: namesNamespaces(summary), colour };
  const size = { columns: terminal.columns(), rows: terminal.rows() };
  const start = startState(session, size, { ...options.start, markers: await reader.markers() });
  const suspend = () => canvas.screen?.suspend();
  return new Player({ reader, start, clock, analysis, save, mark, growths, suspend, onChange: (state) => canvas.drawSoon(state) });
}

/** Draws states: the newest one, not each. */
class Canvas {
  screen: Screen | undefined;
  #next: PlayerState | undefined;
  #timer: NodeJS.Timeout | undefined;

  drawSoon(state: PlayerState): void {
    this.#next = state;
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      if (this.#next !== undefined) this.drawNow(this.#next);
    }, drawEveryMs);
  }

  drawNow(state: PlayerState): void {
    this.#next = undefined;
    this.screen?.draw(view(state));
  }

  close(): void {
    clearTimeout(this.#timer);
  }
}
