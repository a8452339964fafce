/** The object of each frame of a session, by sequence: objects are numbered from 1, gaps have 0. */
export interface FrameObjects {
  objectOf(sequence: number): number;
}

/**
 * The sequences of the last frame of each object at or before this one, ascending. Searches backward until all `objects` that have appeared by then
 * (those with the numbers from 1) are found.
 */
export function lastOfEach(frames: FrameObjects, sequence: number, objects: number): readonly number[] {
  const seen = new Uint8Array(objects + 1);
  const last: number[] = [];
  for (let at = sequence; at >= 1 && last.length < objects; at--) {
    const object = frames.objectOf(at);
    if (object === 0 || seen[object] !== 0) continue;
    seen[object] = 1;
    last.push(at);
  }
  return last.reverse();
}

/** The last sequence of this object at or before this one. */
export function lastOfOne(frames: FrameObjects, object: number, sequence: number): number | undefined {
  for (let at = sequence; at >= 1; at--) if (frames.objectOf(at) === object) return at;
  return undefined;
}

/** The next sequence of a chosen object (`chosen[number]` is 1) from `from` to `to`, both included; one beyond `to` where there is none. */
function nextChosen(frames: FrameObjects, chosen: Uint8Array, from: number, to: number, by: 1 | -1): number {
  let at = from;
  while ((to - at) * by >= 0 && chosen[frames.objectOf(at)] !== 1) at += by;
  return at;
}

/** All sequences from one to another, each included, up or down. */
export function* between(from: number, to: number, by: 1 | -1): Generator<number> {
  for (let at = from; (to - at) * by >= 0; at += by) yield at;
}

/**
 * The sequences of chosen objects from one to another, each included; undefined now and then where many frames are skipped, so that the caller can
 * yield to other work.
 */
export function* chosenBetween(
  frames: FrameObjects,
  chosen: Uint8Array,
  from: number,
  to: number,
  by: 1 | -1,
): Generator<number | undefined> {
  for (let at = from; (to - at) * by >= 0; at += by) {
    const end = by === 1 ? Math.min(to, at + maxSkipped) : Math.max(to, at - maxSkipped);
    at = nextChosen(frames, chosen, at, end, by);
    if ((end - at) * by >= 0) yield at;
    else {
      at = end;
      yield undefined;
    }
  }
}

const maxSkipped = 8192;

/** Of the `objects` with the numbers from 1: how many of the first `frames` each has, and which are its first and last. */
export function spansOf(index: FrameObjects, frames: number, objects: number): readonly FrameSpan[] {
  const spans = Array.from({ length: objects + 1 }, () => ({ frames: 0, firstSequence: 0, lastSequence: 0 }));
  for (let at = 1; at <= frames; at++) {
    const span = spans[index.objectOf(at)];
    if (span === undefined) continue;
    span.frames++;
    span.firstSequence ||= at;
    span.lastSequence = at;
  }
  return spans.slice(1);
}

interface FrameSpan {
  readonly frames: number;
  readonly firstSequence: number;
  readonly lastSequence: number;
}

/** How many of ascending values (`valueAt`, from 1 to `count`) are below this limit. */
export function countBelow(valueAt: (index: number) => number, count: number, limit: number): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (valueAt(middle) < limit) low = middle;
    else high = middle - 1;
  }
  return low;
}
