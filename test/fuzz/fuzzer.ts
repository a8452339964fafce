import { type Random, randomFrom } from "../faults/seeded.js";
import type { FuzzTarget } from "./fuzz-target.js";

/**
 * The inputs of one run, each made of earlier ones. The same seed, the same inputs, as long as the same ones are kept.
 *
 * Keeps what is worth changing further: the seeds, and what `keep` is called for.
 */
export class InputStream {
  readonly #target: FuzzTarget;
  readonly #seeds: readonly Uint8Array[];
  readonly #kept: Uint8Array[];
  readonly #random: Random;

  constructor(target: FuzzTarget, seeds: readonly Uint8Array[], seed: number) {
    this.#target = target;
    this.#seeds = seeds;
    this.#kept = [...seeds];
    this.#random = randomFrom(seed);
  }

  get kept(): number {
    return this.#kept.length;
  }

  next(): Uint8Array {
    const random = this.#random;
    // Half of them of what was found last: it is near code that was not reached before.
    const recent = random.below(2) === 0 ? this.#kept.slice(-32) : this.#kept;
    let input = Buffer.from(random.pick(recent));
    for (let n = 1 + random.below(4); n > 0; n--) input = Buffer.from(random.pick(this.#target.mutations)(input, random, this.#kept));
    return input.subarray(0, this.#target.maxBytes);
  }

  keep(input: Uint8Array): void {
    this.#kept.push(input);
    if (this.#kept.length > maxKept) this.#kept.splice(this.#seeds.length, 1);
  }
}

const maxKept = 2000;
