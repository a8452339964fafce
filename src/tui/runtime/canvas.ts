import type { Screen } from "../view/screen.js";

/** At most this many drawings a second, however fast keys come. */
const drawEveryMs = 16;

/** Draws states on a screen: the newest one, not each. */
export class Canvas<State> {
  /** Absent: what was drawn would be seen by nobody. */
  screen: Screen | undefined;
  readonly #view: (state: State) => readonly string[];
  #next: State | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(view: (state: State) => readonly string[]) {
    this.#view = view;
  }

  drawSoon(state: State): void {
    this.#next = state;
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      if (this.#next !== undefined) this.drawNow(this.#next);
    }, drawEveryMs);
  }

  drawNow(state: State): void {
    this.#next = undefined;
    this.screen?.draw(this.#view(state));
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.screen = undefined;
  }
}
