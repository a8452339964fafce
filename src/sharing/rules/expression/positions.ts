import { InvalidRule } from "../invalid-rule.js";
import type { Expression, Position } from "./expression.js";
import { expressionHint } from "./parse-expression.js";

/** What stands on both sides of a place between two characters, as far as `^`, `$` and `\b` ask for it: bits. */
export const CharacterSide = { start: 1, end: 2, boundary: 4, all: 8 } as const;

/**
 * An expression as the characters in it, numbered from 0, and which can follow which (the automaton of Glushkov). Sets of characters are bit sets.
 * Each list is indexed by what stands on both sides (`CharacterSide`).
 */
export interface Positions {
  readonly matches: readonly ((code: number) => boolean)[];
  /** With which a match can begin. */
  readonly first: readonly Uint32Array[];
  /** What can follow each of them. */
  readonly follow: readonly (readonly Uint32Array[])[];
  /** With which a match can end. */
  readonly last: readonly Uint32Array[];
  /** Words of a bit set. */
  readonly words: number;
  /** Whether `^`, `$` or `\b` is in it; otherwise all sides are the same. */
  readonly hasSides: boolean;
}

const maxCharacters = 500;

/** Throws `InvalidRule` for an expression that is too large once its `{n}` are written out. */
export function positionsOf(expression: Expression): Positions {
  const graph = new Graph();
  const end = graph.add({ to: [] });
  const start = graph.build(expression, end);
  const matches = graph.characters.map(({ matches }) => matches);
  const words = Math.ceil(matches.length / 32);
  const forSides = <T>(of: (side: number) => T): readonly T[] => {
    if (graph.hasPositions) return Array.from({ length: CharacterSide.all }, (_, side) => of(side));
    return Array<T>(CharacterSide.all).fill(of(0));
  };
  const reached = (from: number, side: number) => graph.reachable(from, side, words);
  return {
    matches,
    words,
    hasSides: graph.hasPositions,
    first: forSides((side) => reached(start, side).characters),
    follow: forSides((side) => graph.characters.map(({ next }) => reached(next, side).characters)),
    last: forSides((side) => {
      const last = new Uint32Array(words);
      for (const [i, { next }] of graph.characters.entries()) if (reached(next, side).nodes.has(end)) addBit(last, i);
      return last;
    }),
  };
}

export function addBit(set: Uint32Array, bit: number): void {
  set[bit >>> 5] = (set[bit >>> 5] ?? 0) | (1 << (bit & 31));
}

interface GraphNode {
  /** Where it goes without a character. */
  to: readonly number[];
  /** Only at such a place. */
  readonly where?: Position;
  /** The number of the character that must come. */
  readonly character?: number;
}

class Graph {
  readonly characters: { readonly matches: (code: number) => boolean; readonly next: number }[] = [];
  readonly #nodes: GraphNode[] = [];
  hasPositions = false;
  #built = 0;

  add(node: GraphNode): number {
    if (this.#nodes.length > maxCharacters * 8) throw tooLarge();
    return this.#nodes.push(node) - 1;
  }

  /** The node where the expression begins that goes on at `next`. */
  build(expression: Expression, next: number): number {
    // Repetitions of what is empty add no node.
    if (++this.#built > maxCharacters * 40) throw tooLarge();
    switch (expression.is) {
      case "character":
        if (this.characters.length >= maxCharacters) throw tooLarge();
        this.characters.push({ matches: expression.matches, next });
        return this.add({ to: [], character: this.characters.length - 1 });
      case "position":
        this.hasPositions = true;
        return this.add({ to: [next], where: expression.where });
      case "sequence":
        return expression.parts.reduceRight((after, part) => this.build(part, after), next);
      case "choice":
        return this.add({ to: expression.parts.map((part) => this.build(part, next)) });
      case "repeat":
        return this.#repeat(expression, next);
    }
  }

  #repeat({ part, min, max }: Expression & { readonly is: "repeat" }, next: number): number {
    if (Math.max(min, Number.isFinite(max) ? max : 0) > maxCharacters) throw tooLarge();
    let start = next;
    if (Number.isFinite(max)) for (let i = min; i < max; i++) start = this.add({ to: [this.build(part, start), next] });
    else {
      const loop: GraphNode = { to: [next] };
      start = this.add(loop);
      loop.to = [this.build(part, start), next];
    }
    for (let i = 0; i < min; i++) start = this.build(part, start);
    return start;
  }

  /** What is reached from a node without a character. */
  reachable(from: number, side: number, words: number): { readonly characters: Uint32Array; readonly nodes: ReadonlySet<number> } {
    const nodes = new Set([from]);
    const characters = new Uint32Array(words);
    for (const at of nodes) {
      const { to, where, character } = this.#nodes[at] ?? { to: [] };
      if (character !== undefined) addBit(characters, character);
      if (where === undefined || holds(where, side)) for (const next of to) nodes.add(next);
    }
    return { characters, nodes };
  }
}

function holds(where: Position, side: number): boolean {
  switch (where) {
    case "start":
      return (side & CharacterSide.start) !== 0;
    case "end":
      return (side & CharacterSide.end) !== 0;
    case "boundary":
      return (side & CharacterSide.boundary) !== 0;
    case "no boundary":
      return (side & CharacterSide.boundary) === 0;
  }
}

function tooLarge(): InvalidRule {
  return new InvalidRule(`the pattern is too large: more than ${maxCharacters} characters with its repetitions`, expressionHint);
}
