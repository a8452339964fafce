/** `length` bytes from `x` in the one text are those from `y` in the other. */
export interface CommonRun {
  readonly x: number;
  readonly y: number;
  readonly length: number;
}

/**
 * What two texts of JSON have in common, in the order of both: runs that neither overlap nor cross. Not the most there could be, but found
 * in time that grows with the texts, whatever they are.
 *
 * Both are cut into tokens at JSON's punctuation. Stretches of tokens that occur once in each text are anchors; the longest row of them
 * that ascends in both is kept, and what lies between two anchors is looked at in the same way, for shorter stretches. (This is known as
 * patience diff.) API objects repeat themselves much, but seldom between two anchors.
 */
export function commonRuns(a: Uint8Array, b: Uint8Array): readonly CommonRun[] {
  const from = tokenize(a, fromScratch);
  const to = tokenize(b, toScratch);
  const runs: CommonRun[] = [];
  new Matcher(from, to, runs).match({ fromStart: 0, fromEnd: from.length, toStart: 0, toEnd: to.length }, 0);
  return runs;
}

/** Stretches of so many tokens are tried as anchors, one after the other. */
const stretches = [4, 2, 1] as const;

/** After a replaced token, so many equal ones show that both texts go on alike. */
const surelyBack = 8;
/** Stretches within stretches are looked into no deeper: texts made to be hard are replaced in the end. */
const maxDepth = 100;

/** Pieces of a text: where each ends, and a hash by which they are compared first. */
interface Tokens {
  readonly bytes: Uint8Array;
  readonly ends: Int32Array;
  readonly hashes: Int32Array;
  readonly length: number;
}

interface Scratch {
  ends: Int32Array;
  hashes: Int32Array;
}

/** Kept from call to call: making them anew costs more than the work in them. */
const fromScratch: Scratch = { ends: new Int32Array(0), hashes: new Int32Array(0) };
const toScratch: Scratch = { ends: new Int32Array(0), hashes: new Int32Array(0) };

/** A token ends after one of `, : { } [ ]`: always between two characters of UTF-8. */
function tokenize(bytes: Uint8Array, scratch: Scratch): Tokens {
  if (scratch.ends.length < bytes.length) {
    scratch.ends = new Int32Array(bytes.length * 2);
    scratch.hashes = new Int32Array(bytes.length * 2);
  }
  const { ends, hashes } = scratch;
  let length = 0;
  let hash = 0;
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i] as number;
    hash = (Math.imul(hash, 31) + byte) | 0;
    if (isPunctuation[byte] === 0 && i + 1 < bytes.length) continue;
    ends[length] = i + 1;
    hashes[length++] = hash;
    hash = 0;
  }
  return { bytes, ends, hashes, length };
}

const isPunctuation = new Uint8Array(256);
for (const character of ",:{}[]") isPunctuation[character.charCodeAt(0)] = 1;

/** Part of both texts, in tokens. */
interface Stretch {
  readonly fromStart: number;
  readonly fromEnd: number;
  readonly toStart: number;
  readonly toEnd: number;
}

class Matcher {
  readonly #from: Tokens;
  readonly #to: Tokens;
  readonly #runs: CommonRun[];

  constructor(from: Tokens, to: Tokens, runs: CommonRun[]) {
    this.#from = from;
    this.#to = to;
    this.#runs = runs;
  }

  /** Adds what is common in this stretch. `level`: which length of anchors is tried first. `depth`: of stretches within stretches. */
  match({ fromStart, fromEnd, toStart, toEnd }: Stretch, level: number, depth = 0): void {
    const start = this.#walk(fromStart, fromEnd, toStart, toEnd);
    const after = this.#backward(start.x, fromEnd, start.y, toEnd);
    const inner = { fromStart: start.x, fromEnd: fromEnd - after, toStart: start.y, toEnd: toEnd - after };
    if (inner.fromStart < inner.fromEnd && inner.toStart < inner.toEnd && depth < maxDepth) this.#between(inner, level, depth + 1);
    this.#add(inner.fromEnd, inner.toEnd, after);
  }

  /** Goes forward while both agree, over single tokens that were replaced: the most frequent change by far. Returns where that ends. */
  #walk(fromStart: number, fromEnd: number, toStart: number, toEnd: number): Pair {
    let x = fromStart;
    let y = toStart;
    while (true) {
      const same = this.#forward(x, fromEnd, y, toEnd);
      this.#add(x, y, same);
      x += same;
      y += same;
      if (this.#forward(x + 1, Math.min(fromEnd, x + 1 + surelyBack), y + 1, toEnd) < surelyBack) return { x, y };
      x++;
      y++;
    }
  }

  #between(stretch: Stretch, level: number, depth: number): void {
    const size = stretches[level];
    if (size === undefined) return;
    let { fromStart, toStart } = stretch;
    for (const { x, y } of longestAscending(uniquePairs(this.#from, this.#to, stretch, size))) {
      if (x < fromStart || y < toStart) continue;
      const length = this.#forward(x, stretch.fromEnd, y, stretch.toEnd);
      if (length === 0) continue;
      this.match({ fromStart, fromEnd: x, toStart, toEnd: y }, level, depth);
      this.#add(x, y, length);
      fromStart = x + length;
      toStart = y + length;
    }
    const rest = { fromStart, fromEnd: stretch.fromEnd, toStart, toEnd: stretch.toEnd };
    const found = fromStart > stretch.fromStart || toStart > stretch.toStart;
    if (found) this.match(rest, level, depth);
    else this.#between(rest, level + 1, depth);
  }

  #forward(x: number, xEnd: number, y: number, yEnd: number): number {
    let n = 0;
    while (x + n < xEnd && y + n < yEnd && sameToken(this.#from, x + n, this.#to, y + n)) n++;
    return n;
  }

  #backward(x: number, xEnd: number, y: number, yEnd: number): number {
    let n = 0;
    while (x < xEnd - n && y < yEnd - n && sameToken(this.#from, xEnd - n - 1, this.#to, yEnd - n - 1)) n++;
    return n;
  }

  #add(x: number, y: number, tokens: number): void {
    if (tokens === 0) return;
    const start = startOf(this.#from, x);
    this.#runs.push({ x: start, y: startOf(this.#to, y), length: startOf(this.#from, x + tokens) - start });
  }
}

function startOf(tokens: Tokens, index: number): number {
  return index === 0 ? 0 : (tokens.ends[index - 1] as number);
}

function sameToken(a: Tokens, x: number, b: Tokens, y: number): boolean {
  if (a.hashes[x] !== b.hashes[y]) return false;
  const aStart = startOf(a, x);
  const bStart = startOf(b, y);
  const length = (a.ends[x] as number) - aStart;
  if (length !== (b.ends[y] as number) - bStart) return false;
  for (let i = 0; i < length; i++) if (a.bytes[aStart + i] !== b.bytes[bStart + i]) return false;
  return true;
}

interface Pair {
  readonly x: number;
  readonly y: number;
}

/** A table of hashes, kept from call to call and cleared by raising its age. An entry says where its hash occurs in each text. */
let table = makeTable(0);
const nowhere = -1;
const oftener = -2;

function makeTable(size: number) {
  const column = () => new Int32Array(size);
  return { size, age: 0, ages: column(), keys: column(), from: column(), to: column() };
}

/** Where stretches of `size` tokens stand that (going by their hashes) occur once in each text, ascending in x. */
function uniquePairs(fromTokens: Tokens, toTokens: Tokens, { fromStart, fromEnd, toStart, toEnd }: Stretch, size: number): readonly Pair[] {
  const mask = clearTable(fromEnd - fromStart);
  const { age, ages, keys, from, to } = table;
  const slots: number[] = [];
  for (let x = fromStart; x + size <= fromEnd; x++) {
    const hash = stretchHash(fromTokens, x, size);
    let slot = hash & mask;
    while (ages[slot] === age && keys[slot] !== hash) slot = (slot + 1) & mask;
    if (ages[slot] === age) from[slot] = oftener;
    else {
      ages[slot] = age;
      keys[slot] = hash;
      from[slot] = x;
      to[slot] = nowhere;
      slots.push(slot);
    }
  }
  for (let y = toStart; y + size <= toEnd; y++) {
    const hash = stretchHash(toTokens, y, size);
    let slot = hash & mask;
    while (ages[slot] === age && keys[slot] !== hash) slot = (slot + 1) & mask;
    if (ages[slot] === age) to[slot] = to[slot] === nowhere ? y : oftener;
  }
  const pairs: Pair[] = [];
  for (const slot of slots)
    if ((from[slot] as number) >= 0 && (to[slot] as number) >= 0) pairs.push({ x: from[slot] as number, y: to[slot] as number });
  return pairs;
}

/** Makes room for so many entries, at most half full; returns the mask of its slots. */
function clearTable(entries: number): number {
  let size = 64;
  while (size < entries * 2) size *= 2;
  if (table.size < size) table = makeTable(size);
  table.age++;
  return size - 1;
}

function stretchHash(tokens: Tokens, start: number, size: number): number {
  let hash = 0;
  for (let i = start; i < start + size; i++) hash = (Math.imul(hash, 0x01000193) ^ (tokens.hashes[i] as number)) | 0;
  return hash ^ (hash >>> 15);
}

/** The longest row of pairs that ascends in y too, of pairs that ascend in x. */
function longestAscending(pairs: readonly Pair[]): readonly Pair[] {
  /** Of the rows of each length, which pair ends the one that ends lowest; and before each pair, which comes in its row. */
  const lowestEnd: number[] = [];
  const previous = new Int32Array(pairs.length);
  pairs.forEach(({ y }, i) => {
    let low = 0;
    let high = lowestEnd.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((pairs[lowestEnd[middle] as number] as Pair).y < y) low = middle + 1;
      else high = middle;
    }
    previous[i] = low === 0 ? -1 : (lowestEnd[low - 1] as number);
    lowestEnd[low] = i;
  });
  const row: Pair[] = [];
  for (let i = lowestEnd.at(-1) ?? -1; i >= 0; i = previous[i] as number) row.push(pairs[i] as Pair);
  return row.reverse();
}
