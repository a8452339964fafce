/** `length` bytes from `x` on in one text equal those from `y` on in the other. */
export interface CommonRun {
  readonly x: number;
  readonly y: number;
  readonly length: number;
}

/**
 * What two JSON texts have in common from (`x`, `y`) on, in the order of both: runs that neither overlap nor cross. Not always the most possible, but
 * found in time that grows with the texts, whatever they are.
 *
 * Runs begin where something begins in JSON (behind a comma, a bracket, a backslash). While the next beginnings of both texts agree, a value was
 * replaced, by far the most frequent change. Where they do not, the next beginnings of one text are looked up in a table of the other's, and both
 * continue where the least is skipped.
 */
export function commonRuns(a: Uint8Array, x: number, b: Uint8Array, y: number, table: MatchTable): readonly CommonRun[] {
  const runs: CommonRun[] = [];
  const texts = { a, b, aView: viewOf(a), bView: viewOf(b), table, bytesLeft: maxComparedTimes * (a.length + b.length) };
  const differing = addReplacedValues(texts, x, y, runs);
  if (differing.x < a.length && differing.y < b.length) addMovedValues(texts, differing.x, differing.y, runs);
  return runs;
}

/** Two beginnings are compared further when this many bytes agree. */
const minRunBytes = 12;
/** So many offsets of one beginning are tried: the search in a text that repeats itself is limited. */
const maxTried = 8;
/** So many times the length of both texts may be compared in vain, in one that repeats itself nearly: what follows is not searched. */
const maxComparedTimes = 16;
/** So many beginnings are looked up for the one where the least is skipped. */
const maxCandidates = 12;

interface Texts {
  readonly a: Uint8Array;
  readonly b: Uint8Array;
  readonly aView: DataView;
  readonly bView: DataView;
  readonly table: MatchTable;
  /** How many bytes may still be compared in vain. */
  bytesLeft: number;
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** Continues while the next beginnings of both texts agree. Returns the offsets from which they do not. */
function addReplacedValues(texts: Texts, fromX: number, fromY: number, runs: CommonRun[]): { readonly x: number; readonly y: number } {
  const { a, b } = texts;
  let x = fromX;
  let y = fromY;
  while (true) {
    const nextX = nextBeginning(a, x + 1);
    const nextY = nextBeginning(b, y + 1);
    const length = agreeing(texts, nextX, nextY) ? forward(a, nextX, b, nextY) : 0;
    if (length < minRunBytes) return { x, y };
    runs.push({ x: nextX, y: nextY, length });
    x = nextX + length;
    y = nextY + length;
  }
}

/** Where something begins in the first text, by a hash of what follows. Made once and used for many texts, one pair at a time. */
export class MatchTable {
  /** Of each hash the lowest beginning, as its number plus one; 0: none. */
  slots = empty;
  /** Of each beginning, by number: its offset, and which of the same slot comes next, plus one. */
  offsets = empty;
  followers = empty;

  addOffset(index: number, offset: number): void {
    if (index === this.offsets.length) {
      const larger = new Int32Array(Math.max(256, index * 2));
      larger.set(this.offsets);
      this.offsets = larger;
      this.followers = new Int32Array(larger.length);
    }
    this.offsets[index] = offset;
  }

  clearSlots(size: number): void {
    if (this.slots.length < size) this.slots = new Int32Array(size);
    else this.slots.fill(0, 0, size);
  }
}

const empty = new Int32Array(0);

function addMovedValues(texts: Texts, fromX: number, fromY: number, runs: CommonRun[]): void {
  const mask = tabulate(texts, fromX);
  let x = fromX;
  let y = fromY;
  while (y < texts.b.length) {
    const next = nearest(texts, mask, x, y);
    if (next.length > 0) runs.push(next);
    x = next.x + next.length;
    y = next.y + next.length;
  }
}

/** The run for which the least of both texts is skipped; of length 0, behind the beginnings examined, when there is none. */
function nearest(texts: Texts, mask: number, fromX: number, fromY: number): CommonRun {
  const { a, b, bView } = texts;
  let x = fromX;
  let y = fromY;
  let passed = Number.POSITIVE_INFINITY;
  let at = nextBeginning(b, fromY);
  for (let ahead = 0; ahead < maxCandidates && at + minRunBytes <= b.length && at - fromY < passed; ahead++) {
    const found = longEnough(texts, hashAt(bView, at) & mask, fromX, at);
    if (found >= 0 && found - fromX + (at - fromY) < passed) {
      passed = found - fromX + (at - fromY);
      x = found;
      y = at;
    }
    at = nextBeginning(b, at + 1);
  }
  if (passed < Number.POSITIVE_INFINITY) return { x, y, length: forward(a, x, b, y) };
  return { x: fromX, y: at + minRunBytes <= b.length ? at : b.length, length: 0 };
}

/** Enters all beginnings of the first text, the last first, so that each slot begins with the lowest. Returns the mask of the slots. */
function tabulate({ a, aView, table }: Texts, fromX: number): number {
  let count = 0;
  for (let x = nextBeginning(a, fromX); x + minRunBytes <= a.length; x = nextBeginning(a, x + 1)) {
    table.addOffset(count++, x);
  }
  let size = 64;
  while (size < count * 2) size *= 2;
  table.clearSlots(size);
  for (let i = count - 1; i >= 0; i--) {
    const slot = hashAt(aView, table.offsets[i] as number) & (size - 1);
    table.followers[i] = table.slots[slot] as number;
    table.slots[slot] = i + 1;
  }
  return size - 1;
}

/** The first offset at or after `x` from which the texts agree for long enough to be worth what is skipped; -1 when there is none. */
function longEnough(texts: Texts, slot: number, x: number, y: number): number {
  let entry = firstAtOrAfter(texts.table, slot, x);
  for (let tried = 0; entry !== 0 && tried < maxTried && texts.bytesLeft > 0; tried++, entry = texts.table.followers[entry - 1] as number) {
    const at = texts.table.offsets[entry - 1] as number;
    if (agreeing(texts, at, y) && forwardAtMost(texts, at, y, minRunBytes + ((at - x) >> 2))) return at;
  }
  return -1;
}

/** Takes the entries before `x` out of the slot: `x` only grows, and a text that repeats itself has them all in one. */
function firstAtOrAfter({ slots, offsets, followers }: MatchTable, slot: number, x: number): number {
  let entry = slots[slot] as number;
  while (entry !== 0 && (offsets[entry - 1] as number) < x) entry = followers[entry - 1] as number;
  slots[slot] = entry;
  return entry;
}

/** The next offset at or after `from` where something begins. */
function nextBeginning(bytes: Uint8Array, from: number): number {
  let at = Math.max(1, from);
  while (at < bytes.length && beginsNext[bytes[at - 1] as number] === 0) at++;
  return at;
}

const beginsNext = new Uint8Array(256);
for (const character of ",{[\\") beginsNext[character.charCodeAt(0)] = 1;

function hashAt(view: DataView, at: number): number {
  const mixed = Math.imul(view.getInt32(at, true), 0x9e3779b1) ^ Math.imul(view.getInt32(at + 4, true), 0x85ebca6b);
  const hash = Math.imul(mixed ^ view.getInt32(at + 8, true), 0xc2b2ae35);
  return hash ^ (hash >>> 15);
}

function agreeing({ a, b, aView, bView }: Texts, x: number, y: number): boolean {
  if (x + minRunBytes > a.length || y + minRunBytes > b.length) return false;
  return (
    aView.getInt32(x, true) === bView.getInt32(y, true) &&
    aView.getInt32(x + 4, true) === bView.getInt32(y + 4, true) &&
    aView.getInt32(x + 8, true) === bView.getInt32(y + 8, true)
  );
}

function forwardAtMost(texts: Texts, x: number, y: number, wanted: number): boolean {
  const { a, b } = texts;
  if (x + wanted > a.length || y + wanted > b.length) {
    const length = forward(a, x, b, y);
    texts.bytesLeft -= length;
    return length >= Math.min(a.length - x, b.length - y);
  }
  let n = minRunBytes;
  while (n < wanted && a[x + n] === b[y + n]) n++;
  texts.bytesLeft -= n;
  return n >= wanted;
}

function forward(a: Uint8Array, x: number, b: Uint8Array, y: number): number {
  const limit = Math.min(a.length - x, b.length - y);
  let n = 0;
  while (n < limit && a[x + n] === b[y + n]) n++;
  return n;
}
