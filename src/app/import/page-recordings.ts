import { KubespyError } from "../../errors.js";
import { BadPage, findRecordings } from "../../web/file/find-recordings.js";
import type { ImportMember } from "./import-members.js";
import { RefusedInput } from "./refused-input.js";

interface PageRecording {
  /** "incident.html#2" */
  readonly name: string;
  /** Can be read once, before the next recording is asked for. */
  readonly bytes: AsyncIterable<Uint8Array>;
}

/** The recordings in a page, one after the other. Rejects with `KubespyError` where there is none. */
export async function* pageRecordings({ name, bytes }: ImportMember): AsyncGenerator<PageRecording, void, void> {
  const parts = findRecordings(bytes);
  let count = 0;
  try {
    let next = await parts.next();
    while (!next.done) {
      if (next.value.kind !== "recording") next = await parts.next();
      else {
        const found = new OneRecording(parts);
        yield { name: `${name}#${++count}`, bytes: found.bytes() };
        next = await found.rest();
      }
    }
  } catch (error) {
    if (error instanceof BadPage) throw new KubespyError(`cannot read ${name}: ${error.message}`, { cause: error });
    throw error;
  }
  if (count === 0) throw new RefusedInput(name, noRecording);
}

const noRecording = { what: "a web page that holds no recording", advice: "write pages that do with: kubespy report SESSION" };

type Parts = ReturnType<typeof findRecordings>;

/** The parts of a page up to the next recording. */
class OneRecording {
  readonly #parts: Parts;
  #next: IteratorResult<Awaited<ReturnType<Parts["next"]>>["value"]> | undefined;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  async *bytes(): AsyncGenerator<Uint8Array, void, void> {
    for (;;) {
      const next = await this.#parts.next();
      if (next.done || next.value.kind === "recording") {
        this.#next = next;
        return;
      }
      yield next.value.bytes;
    }
  }

  /** The part behind it, also where it was not read to its end. */
  async rest(): ReturnType<Parts["next"]> {
    for await (const _ of this.#next === undefined ? this.bytes() : []);
    return (this.#next ?? { done: true, value: undefined }) as Awaited<ReturnType<Parts["next"]>>;
  }
}
