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

interface ScreenOptions {
  readonly terminal: Terminal;
  /** Aborts when a signal asks the program to end. */
  readonly interrupt: AbortSignal;
}

/** Gives a program the whole screen and the keyboard until `run` has ended. The terminal is given back however it ends. */
export async function onWholeScreen<State, Result>(
  program: ScreenProgram<State>,
  canvas: Canvas<State>,
  { terminal, interrupt }: ScreenOptions,
  run: () => Promise<Result>,
): Promise<Result> {
  const screen = new Screen(terminal);
  canvas.screen = screen;
  const unsubscribe = [
    terminal.onResize(() => {
      screen.forget();
      program.dispatch({ kind: "resized", columns: terminal.columns(), rows: terminal.rows() });
    }),
    listenToKeys(terminal.input, (key) => program.dispatch({ kind: "key", key })),
  ];
  const onInterrupt = () => program.interrupt();
  interrupt.addEventListener("abort", onInterrupt);
  try {
    canvas.drawNow(program.state);
    return await run();
  } finally {
    interrupt.removeEventListener("abort", onInterrupt);
    for (const each of unsubscribe) each();
    canvas.close();
    screen.close();
  }
}
