import type { PackedHead } from "./unpack-json.js";

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** Of a key that an object lacks and others of its table have. */
export const absent = Symbol();

/** The tables, and what belongs into which. */
export class PackedTables {
  readonly tables: PackedHead["tables"][number][] = [];
  readonly #byKeys = new Map<string, number>();
  readonly #byPieces = new Map<string, number>();

  readonly #divided: DividedTexts;

  constructor(values: ReadonlySet<Json>, divided: DividedTexts) {
    this.#divided = divided;
    const shapes = new Map<string, readonly string[]>();
    const templates = new Map<string, { readonly pieces: readonly string[]; count: number }>();
    for (const value of values) {
      if (typeof value === "string") {
        const { pieces } = divided.of(value);
        if (pieces.length < 2) continue;
        const key = JSON.stringify(pieces);
        const template = templates.get(key) ?? { pieces, count: 0 };
        template.count++;
        templates.set(key, template);
      } else if (typeof value === "object" && value !== null && !isList(value)) {
        const keys = Object.keys(value);
        shapes.set(JSON.stringify(keys), keys);
      }
    }
    for (const [key, keys] of shapes) this.#byKeys.set(key, this.#tableFor(keys));
    for (const [key, { pieces, count }] of templates) if (count > 1) this.#byPieces.set(key, this.tables.push({ pieces }) - 1);
  }

  /** A table with most of these keys, in the same order, gets the others. */
  #tableFor(keys: readonly string[]): number {
    if (keys.length <= maxMergedKeys && this.tables.length <= maxMergedTables)
      for (const [i, table] of this.tables.entries()) {
        const merged = merge(table.keys ?? [], keys);
        if (merged === undefined) continue;
        this.tables[i] = { keys: merged };
        return i;
      }
    return this.tables.push({ keys }) - 1;
  }

  /** Undefined for a text that has none. */
  tableOf(value: Json): number | undefined {
    if (typeof value === "string") {
      const { pieces } = this.#divided.of(value);
      return pieces.length < 2 ? undefined : this.#byPieces.get(JSON.stringify(pieces));
    }
    return this.#byKeys.get(JSON.stringify(Object.keys(value as object)));
  }

  partsOf(value: Json): readonly (Json | typeof absent)[] {
    if (typeof value === "string") return this.#divided.of(value).parts;
    const table = this.tables[this.tableOf(value) ?? 0];
    const entries = value as { readonly [key: string]: Json };
    return (table?.keys ?? []).map((key) => (Object.hasOwn(entries, key) ? (entries[key] ?? null) : absent));
  }
}

/** An analysis has fewer; what a hostile recording adds is stored, in whatever space. */
const maxMergedKeys = 100;
const maxMergedTables = 300;

/** Keys that hold both in their orders, where most are the same; undefined where there are none. */
function merge(a: readonly string[], b: readonly string[]): readonly string[] | undefined {
  if (a.length > maxMergedKeys) return undefined;
  const shared = a.filter((key) => b.includes(key));
  if (shared.length * 5 < (a.length + b.length - shared.length) * 3) return undefined;
  if (shared.join("\0") !== b.filter((key) => a.includes(key)).join("\0")) return undefined;
  const merged: string[] = [];
  let at = 0;
  for (const key of a) {
    if (b.includes(key)) {
      const end = b.indexOf(key);
      for (; at < end; at++) merged.push(b[at] ?? "");
      at = end + 1;
    }
    merged.push(key);
  }
  return [...merged, ...b.slice(at)];
}

/** `divide`, once for each text. */
export class DividedTexts {
  readonly #known = new Map<string, Divided>();

  of(text: string): Divided {
    const known = this.#known.get(text) ?? divide(text);
    this.#known.set(text, known);
    return known;
  }
}

interface Divided {
  readonly pieces: readonly string[];
  readonly parts: readonly Json[];
}

/** A text around its numbers and the words that have some, which are divided further: "pod/web-17 in 5s" has "web-17" and 5, "web-17" has 17. */
function divide(text: string): Divided {
  if (text.length > maxDividedLength) return { pieces: [text], parts: [] };
  const isWord = /^[\w.-]+$/.test(text);
  const found = isWord
    ? [...text.matchAll(/(?<!\d)(?:0|[1-9]\d{0,14})(?!\d)/g)]
    : [...text.matchAll(/[\w.-]+/g)].filter(([word]) => /\d/.test(word));
  const pieces: string[] = [];
  let at = 0;
  for (const match of found) {
    pieces.push(text.slice(at, match.index));
    at = match.index + match[0].length;
  }
  const parts = found.map(([part]) => (/^(0|[1-9]\d{0,14})$/.test(part) ? Number(part) : part));
  return { pieces: [...pieces, text.slice(at)], parts };
}

const maxDividedLength = 2000;

export function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
