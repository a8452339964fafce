import type { SourceValue } from "./query-catalogue.js";
import type { QueryPipe, ValuesAnswer } from "./query-messages.js";

const maxReadAhead = 512;

/**
 * The values of one function of frames, which another process supplies. Who reads frame after frame gets them in batches: twice as many as before when more
 * than half of the last ones were used, half as many otherwise.
 */
export class FrameValues {
  readonly #name: string;
  readonly #pipe: QueryPipe;
  #session = 0;
  #from = 0;
  #values: ValuesAnswer = [];
  #isUsed = new Uint8Array(0);
  #used = 0;

  constructor(name: string, pipe: QueryPipe) {
    this.#name = name;
    this.#pipe = pipe;
  }

  /** NULL for what is no frame. */
  of(session: unknown, sequence: unknown): string | number | bigint | null {
    if (typeof session !== "number" || typeof sequence !== "number") return null;
    if (session !== this.#session || sequence < this.#from || sequence >= this.#from + this.#values.length) this.#read(session, sequence);
    const i = sequence - this.#from;
    if (this.#isUsed[i] === 0) this.#used++;
    this.#isUsed[i] = 1;
    return sqlOf(this.#values[i]);
  }

  #read(session: number, sequence: number): void {
    const before = this.#values.length;
    const isGoingOn = session === this.#session && sequence >= this.#from && 2 * this.#used > before;
    const count = isGoingOn ? Math.min(maxReadAhead, 2 * before) : Math.max(1, Math.floor(before / 2));
    this.#values = this.#pipe.ask({ kind: "values", name: this.#name, session, sequence, count });
    this.#session = session;
    this.#from = sequence;
    this.#isUsed = new Uint8Array(this.#values.length);
    this.#used = 0;
  }
}

function sqlOf(value: SourceValue): string | number | bigint | null {
  if (typeof value === "boolean") return value ? 1n : 0n;
  return value ?? null;
}
