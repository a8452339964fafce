import { isWordCode } from "./expression-reader.js";
import { addBit, CharacterSide, type Positions } from "./positions.js";

/** A set of positions that was reached in a text, with where it leads; each is made once. */
interface SetState {
  readonly set: Uint32Array;
  /** By class of character and sides. */
  readonly next: (SetState | undefined)[];
  /** Whether a match ends with the next character; as `next`. */
  readonly ends: (boolean | undefined)[];
}

/** Beyond this many sets, which only expressions with a choice in each of many repetitions have, they are made again and again. */
const maxStates = 2000;

/**
 * Finds every character that is part of any match of an expression, not only of those that a search from left to right would take: nothing of a
 * match stays because it overlaps with another.
 *
 * The work grows with the length of the text alone: one pass forward finds what can have begun, and, where anything ends, one backward what can still
 * end. A character is part of a match where both meet. Sets of positions and their transitions are remembered (a lazy deterministic automaton).
 */
export class ExpressionSearch {
  readonly #positions: Positions;
  readonly #classes: CharacterClasses;
  readonly #forward: Map<string, SetState> = new Map();
  readonly #backward: Map<string, SetState> = new Map();

  constructor(positions: Positions) {
    this.#positions = positions;
    this.#classes = new CharacterClasses(positions);
  }

  /** Offsets of the stretches whose characters are all part of a match. In order, none touching another. */
  rangesIn(text: string): readonly { readonly start: number; readonly end: number }[] {
    if (!this.#hasMatch(text)) return [];
    const begun = this.#begunSets(text);
    const ranges: { start: number; end: number }[] = [];
    let state = this.#state(this.#backward, new Uint32Array(this.#positions.words));
    for (let at = text.length - 1; at >= 0; at--) {
      state = this.#before(state, this.#classes.of(text.charCodeAt(at)), this.#sidesAt(text, at + 1));
      const reached = begun[at];
      if (reached === undefined || !intersect(reached.set, state.set)) continue;
      const last = ranges.at(-1);
      if (last?.start === at + 1) last.start = at;
      else ranges.push({ start: at, end: at + 1 });
    }
    return ranges.reverse();
  }

  #hasMatch(text: string): boolean {
    let state = this.#start(text);
    for (let at = 0; at < text.length; at++) {
      const kind = this.#classes.of(text.charCodeAt(at));
      const sides = this.#sidesAt(text, at + 1);
      if (this.#ends(state, kind, sides)) return true;
      state = this.#after(state, kind, sides);
    }
    return false;
  }

  /** For each character, which positions it may be taken for, with what came before. */
  #begunSets(text: string): readonly SetState[] {
    const states: SetState[] = [];
    let state = this.#start(text);
    for (let at = 0; at < text.length; at++) {
      states.push(state);
      state = this.#after(state, this.#classes.of(text.charCodeAt(at)), this.#sidesAt(text, at + 1));
    }
    return states;
  }

  #start(text: string): SetState {
    return this.#state(this.#forward, this.#positions.first[this.#sidesAt(text, 0)] ?? new Uint32Array(this.#positions.words));
  }

  #after(state: SetState, kind: number, sides: number): SetState {
    const slot = kind * CharacterSide.all + sides;
    const known = state.next[slot];
    if (known !== undefined) return known;
    const { first, follow } = this.#positions;
    const set = Uint32Array.from(first[sides] ?? []);
    for (const position of bitsOf(state.set, this.#classes.members(kind))) addAll(set, follow[sides]?.[position]);
    const next = this.#state(this.#forward, set);
    state.next[slot] = next;
    return next;
  }

  #ends(state: SetState, kind: number, sides: number): boolean {
    const slot = kind * CharacterSide.all + sides;
    let ends = state.ends[slot];
    if (ends === undefined) {
      const last = this.#positions.last[sides];
      ends = false;
      for (const position of bitsOf(state.set, this.#classes.members(kind))) if (last !== undefined && hasBit(last, position)) ends = true;
      state.ends[slot] = ends;
    }
    return ends;
  }

  /** Which positions a character can be taken for, so that a match still ends; `sides`: behind it. */
  #before(state: SetState, kind: number, sides: number): SetState {
    const slot = kind * CharacterSide.all + sides;
    const known = state.next[slot];
    if (known !== undefined) return known;
    const { follow, last, words } = this.#positions;
    const set = new Uint32Array(words);
    const members = this.#classes.members(kind);
    for (const position of bitsOf(members, members)) {
      const following = follow[sides]?.[position];
      if (hasBit(last[sides] ?? set, position) || (following !== undefined && intersect(following, state.set))) addBit(set, position);
    }
    const next = this.#state(this.#backward, set);
    state.next[slot] = next;
    return next;
  }

  /** What stands on both sides of the place in front of this character. */
  #sidesAt(text: string, at: number): number {
    if (!this.#positions.hasSides) return 0;
    const before = at > 0 && isWordCode(text.charCodeAt(at - 1));
    const after = at < text.length && isWordCode(text.charCodeAt(at));
    return (
      (at === 0 ? CharacterSide.start : 0) | (at === text.length ? CharacterSide.end : 0) | (before !== after ? CharacterSide.boundary : 0)
    );
  }

  #state(known: Map<string, SetState>, set: Uint32Array): SetState {
    const key = set.join();
    const same = known.get(key);
    if (same !== undefined) return same;
    if (known.size >= maxStates) known.clear();
    const state: SetState = { set, next: [], ends: [] };
    known.set(key, state);
    return state;
  }
}

/** Characters that no position tells apart are of one class. */
class CharacterClasses {
  readonly #positions: Positions;
  readonly #ofCode = new Int32Array(0x1_00_00).fill(-1);
  readonly #byMembers = new Map<string, number>();
  readonly #members: Uint32Array[] = [];

  constructor(positions: Positions) {
    this.#positions = positions;
  }

  of(code: number): number {
    const known = this.#ofCode[code];
    return known === undefined || known < 0 ? this.#add(code) : known;
  }

  /** The positions that take a character of this class. */
  members(kind: number): Uint32Array {
    return this.#members[kind] ?? new Uint32Array(this.#positions.words);
  }

  #add(code: number): number {
    const members = new Uint32Array(this.#positions.words);
    for (const [i, matches] of this.#positions.matches.entries()) if (matches(code)) addBit(members, i);
    const key = members.join();
    let kind = this.#byMembers.get(key);
    if (kind === undefined) {
      kind = this.#members.push(members) - 1;
      this.#byMembers.set(key, kind);
    }
    this.#ofCode[code] = kind;
    return kind;
  }
}

function hasBit(set: Uint32Array, bit: number): boolean {
  return ((set[bit >>> 5] ?? 0) & (1 << (bit & 31))) !== 0;
}

function addAll(set: Uint32Array, more: Uint32Array | undefined): void {
  if (more !== undefined) for (let i = 0; i < set.length; i++) set[i] = (set[i] ?? 0) | (more[i] ?? 0);
}

function intersect(a: Uint32Array, b: Uint32Array): boolean {
  for (let i = 0; i < a.length; i++) if (((a[i] ?? 0) & (b[i] ?? 0)) !== 0) return true;
  return false;
}

/** The members of both sets. */
function* bitsOf(a: Uint32Array, b: Uint32Array): Generator<number> {
  for (let i = 0; i < a.length; i++) {
    let word = ((a[i] ?? 0) & (b[i] ?? 0)) >>> 0;
    for (; word !== 0; word &= word - 1) yield i * 32 + 31 - Math.clz32(word & -word);
  }
}
