import type { Terminal } from "../../io/terminal.js";
import { Screen } from "../view/screen.js";
import type { Canvas } from "./canvas.js";
import { listenToKeys } from "./keyboard.js";

/** What the player and the picker are to their terminal. */
interface ScreenProgram<State> {
  readonly state: State;
  dispatch(
    event: { readonly kind: "key"; readonly key: string } | { readonly kind: "resized"; readonly columns: number; readonly rows: number },
  ): void;
  interrupt(): void;
}

interface KeyOptions {
  readonly terminal: Terminal;
  /** Aborts when a signal asks the program to end. */
  readonly interrupt: AbortSignal;
}

/** Gives a program the keys, one by one, and signals, until `run` has ended. */
export async function withKeys<State, Result>(
  program: ScreenProgram<State>,
  { terminal, interrupt }: KeyOptions,
  run: () => Promise<Result>,
): Promise<Result> {
  const onInterrupt = () => program.interrupt();
  interrupt.addEventListener("abort", onInterrupt);
  terminal.setRaw(true);
  const unlisten = listenToKeys(terminal.input, (key) => program.dispatch({ kind: "key", key }));
  try {
    return await run();
  } finally {
    interrupt.removeEventListener("abort", onInterrupt);
    unlisten();
    terminal.setRaw(false);
  }
}

/** Gives a program the whole screen until `run` has ended. The terminal is given back however it ends. */
export async function onWholeScreen<State, Result>(
  program: ScreenProgram<State>,
  canvas: Canvas<State>,
  terminal: Terminal,
  run: () => Promise<Result>,
): Promise<Result> {
  const sayResized = () => program.dispatch({ kind: "resized", columns: terminal.columns(), rows: terminal.rows() });
  // Before the screen listens: it draws again what it was given last, which must fit what the terminal has become.
  const unsubscribeContinue = terminal.onContinue(() => {
    sayResized();
    canvas.drawNow(program.state);
  });
  const screen = new Screen(terminal);
  canvas.screen = screen;
  const unsubscribe = terminal.onResize(() => {
    screen.forget();
    sayResized();
  });
  try {
    // It may have been resized since the program was made, or was here last.
    sayResized();
    const end = run();
    canvas.drawNow(program.state);
    return await end;
  } finally {
    unsubscribe();
    unsubscribeContinue();
    canvas.close();
    screen.close();
  }
}
