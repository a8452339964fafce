import type { Clock } from "../../io/clock.js";
import type { Terminal } from "../../io/terminal.js";
import type { Marker, SessionReader } from "../../model/session.js";
import { namesNamespaces, timeBase } from "../../report/overview/session-display.js";
import { type PlayerStart, type PlayerState, startState } from "../state/player-state.js";
import { Screen } from "../view/screen.js";
import { view } from "../view/view.js";
import type { InkApp } from "./ink-app.js";
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
  readonly save: (file: string, text: string) => Promise<void>;
  readonly mark?: ((marker: Marker) => Promise<void>) | undefined;
  /** Aborts when a signal asks the program to end. */
  readonly interrupt: AbortSignal;
}

/** At most this many drawings a second, however fast keys come. */
const drawEveryMs = 16;

/**
 * Opens the interactive player on a terminal; resolves when its user leaves it. The terminal is given back however it ends.
 *
 * The first screen is drawn before the terminal library is there: loading that takes longer than all else together.
 */
export async function openPlayer(options: OpenPlayerOptions): Promise<PlayerEnd> {
  const { terminal, interrupt } = options;
  const canvas = new Canvas();
  const player = await makePlayer(options, canvas);
  await player.open();
  if (interrupt.aborted) return "interrupted";
  const screen = new Screen(terminal);
  canvas.screen = screen;
  const unsubscribe = [
    terminal.onResize(() => {
      screen.forget();
      canvas.forget();
      player.dispatch({ kind: "resized", columns: terminal.columns(), rows: terminal.rows() });
    }),
    listenToKeys(terminal.input, (key) => player.dispatch({ kind: "key", key })),
  ];
  const onInterrupt = () => player.interrupt();
  interrupt.addEventListener("abort", onInterrupt);
  try {
    canvas.drawNow(player.state);
    canvas.app = await loadInkApp(terminal, screen);
    canvas.forget();
    const ended = player.run();
    canvas.drawNow(player.state);
    return await ended;
  } finally {
    interrupt.removeEventListener("abort", onInterrupt);
    for (const each of unsubscribe) each();
    canvas.close();
    screen.close();
  }
}

async function loadInkApp(terminal: Terminal, screen: Screen): Promise<InkApp> {
  terminal.beforeLoadingReact();
  const { mountInkApp } = await import("./ink-app.js");
  return mountInkApp({ draw: (lines) => screen.draw(lines) });
}

async function makePlayer(options: OpenPlayerOptions, canvas: Canvas): Promise<Player> {
  const { reader, terminal, colour, command, clock, save, mark } = options;
  const { summary } = reader;
  const session = { summary, command, base: timeBase(summary), namespaces: namesNamespaces(summary), colour };
  const size = { columns: terminal.columns(), rows: terminal.rows() };
  const start = startState(session, size, { ...options.start, markers: await reader.markers() });
  const suspend = () => canvas.screen?.suspend();
  return new Player({ reader, start, clock, save, mark, suspend, onChange: (state) => canvas.drawSoon(state) });
}

/** Draws states: the newest one, not each. */
class Canvas {
  screen: Screen | undefined;
  app: InkApp | undefined;
  #next: PlayerState | undefined;
  #lines: readonly string[] = [];
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
    const lines = view(state);
    // What is read beside the screen seldom changes it, and to compose it anew takes longer than all else.
    if (this.app !== undefined && lines.length === this.#lines.length && lines.every((line, row) => line === this.#lines[row])) return;
    this.#lines = lines;
    if (this.app === undefined) this.screen?.draw(lines);
    else this.app.show(lines, state.size.columns);
  }

  /** The terminal does not show any longer what was drawn last. */
  forget(): void {
    this.#lines = [];
  }

  close(): void {
    clearTimeout(this.#timer);
    this.app?.unmount();
  }
}
