/** Other work has its turn after so many steps of a loop, or so many bytes: some milliseconds of work. */
const maxSteps = 256;
const maxBytes = 1024 * 1024;

/** Lets a long loop yield to the event loop often enough that signals, timers and sockets are served, and seldom enough to cost nothing. */
export class LoopYielder {
  readonly #nextTurn: () => Promise<void>;
  #steps = 0;
  #bytes = 0;

  /** `nextTurn` resolves once others that wait have run. */
  constructor(nextTurn: () => Promise<void>) {
    this.#nextTurn = nextTurn;
  }

  /** Call it with the bytes that a step worked on, and await what it returns: undefined, mostly. */
  step(bytes: number): Promise<void> | undefined {
    this.#steps++;
    this.#bytes += bytes;
    if (this.#steps < maxSteps && this.#bytes < maxBytes) return undefined;
    return this.now();
  }

  now(): Promise<void> {
    this.#steps = 0;
    this.#bytes = 0;
    return this.#nextTurn();
  }
}
