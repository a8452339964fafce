import type { Mutation } from "./mutations.js";

/** One parser of bytes that nobody vouches for. */
export interface FuzzTarget {
  readonly name: string;
  /** Inputs to begin with: real ones. */
  seeds(): Promise<readonly Uint8Array[]>;
  /** How an input is changed. */
  readonly mutations: readonly Mutation[];
  /** Larger inputs are cut. */
  readonly maxBytes: number;
  /**
   * Reads an input wholly and checks what must hold of it. An input is refused in the way that the parser documents; anything else that is thrown
   * is a failure.
   */
  read(input: Uint8Array): Promise<"accepted" | "refused">;
}

/** What must hold of every input does not hold of this one. */
class Violation extends Error {}

export function ensure(condition: boolean, rule: string): asserts condition {
  if (!condition) throw new Violation(rule);
}

export function ensureSameBytes(a: Uint8Array, b: Uint8Array, rule: string): void {
  if (Buffer.compare(a, b) !== 0) throw new Violation(`${rule}: ${a.length} and ${b.length} bytes`);
}

/** Splits an input at places that follow from the input itself, so that a failure can be repeated. */
export function* pieces(input: Uint8Array): Generator<Buffer> {
  const bytes = Buffer.from(input.buffer, input.byteOffset, input.length);
  let step = (bytes.length % 7) + 1;
  for (let at = 0; at < bytes.length; at += step) {
    step = Math.max(1, (step * 31 + (bytes[at] ?? 0)) % 4096);
    yield bytes.subarray(at, at + step);
  }
}

export async function* asyncPieces(input: Uint8Array): AsyncGenerator<Buffer> {
  yield* pieces(input);
}
