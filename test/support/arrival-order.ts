import { performance } from "node:perf_hooks";
import { expect } from "vitest";

/** Of the tests' servers: wall time between two events that go to different watches. */
export const spacingMs = 20;

/** How long this process did not get to run, at most: both ends of a socket lie in it. */
export class StallMeter implements Disposable {
  #maxMs = 0;
  #lastMs = performance.now();
  readonly #timer = setInterval(() => this.#beat(), 1);

  get maxMs(): number {
    this.#beat();
    return this.#maxMs;
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }

  #beat(): void {
    const nowMs = performance.now();
    this.#maxMs = Math.max(this.#maxMs, nowMs - this.#lastMs);
    this.#lastMs = nowMs;
  }
}

/** One change that was served or arrived. */
interface Served {
  readonly text: string;
  /** What keeps order: the collection that it was watched in. */
  readonly stream: string;
  /** When it was served, in ms of wall time. Not looked at of what arrived. */
  readonly servedMs: number;
}

/** When each change goes out at this speed: at its time, and apart from one on another stream. */
export function schedule(changes: readonly { readonly text: string; readonly stream: string; readonly offsetMs: number }[], speed: number) {
  let last: Served | undefined;
  return changes.map(({ text, stream, offsetMs }): Served => {
    const notBefore = last === undefined ? 0 : last.servedMs + (last.stream === stream ? 0 : spacingMs);
    last = { text, stream, servedMs: Math.max(offsetMs / speed, notBefore) };
    return last;
  });
}

/**
 * Expects that everything arrived once, in order: always within a stream; across streams where more time lies between two changes than the
 * process stood still. Sockets keep no order between them, so only time can; the earlier one may have been sent one stall late and the later
 * one read one stall late, which makes two. A process that never stood still for as long as lies between two streams gets exactly the order.
 */
export function expectInOrder(arrived: readonly Omit<Served, "servedMs">[], served: readonly Served[], stallMs: number): void {
  const ofStream = (all: readonly Omit<Served, "servedMs">[], stream: string) =>
    all.filter((one) => one.stream === stream).map(({ text }) => text);
  for (const stream of new Set([...served, ...arrived].map((one) => one.stream)))
    expect(ofStream(arrived, stream), stream).toEqual(ofStream(served, stream));
  const toleranceMs = stallMs < spacingMs ? 0 : 2 * stallMs;
  const order = servedInOrderOf(arrived, served);
  for (const [i, later] of order.entries())
    for (const earlier of order.slice(i + 1))
      if (later.position > earlier.position && later.servedMs - earlier.servedMs > toleranceMs)
        expect.fail(
          `came first, although it was served ${later.servedMs - earlier.servedMs} ms later (longest stall ${stallMs} ms):\n${later.text}\nbefore\n${earlier.text}`,
        );
}

/** Within a stream the order is the same, so the n-th that arrived is the n-th that was served. */
function servedInOrderOf(arrived: readonly { readonly stream: string }[], served: readonly Served[]) {
  const queues = new Map<string, (Served & { readonly position: number })[]>();
  for (const [position, one] of served.entries()) {
    const queue = queues.get(one.stream) ?? [];
    queue.push({ ...one, position });
    queues.set(one.stream, queue);
  }
  return arrived.flatMap(({ stream }) => queues.get(stream)?.shift() ?? []);
}
