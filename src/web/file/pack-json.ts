import { absent, DividedTexts, isList, type Json, PackedTables } from "./packed-tables.js";
import { kinds, modes, type PackedHead } from "./unpack-json.js";

/**
 * A value as bytes that compress well, much better than its JSON where it holds many objects of the same kinds: see `unpackJson`. What JSON does
 * not have is left out, or null, as in JSON.
 */
export function packJson(value: unknown): Uint8Array {
  return new CellWriter(JSON.parse(JSON.stringify(value))).write();
}

/** As in the reader; what its cells had before, by the ids of values, with their places. */
class Column {
  readonly known = new Map<number, Map<number, number>>();
  items: Column | undefined;
  asked: (Json | typeof absent)[] = [];
}

class CellWriter {
  readonly #top: Json;
  readonly #ids = new Ids();
  readonly #numbers: Numbers;
  readonly #tables: PackedTables;
  readonly #rows: Map<number, number>[];
  readonly #columns: Column[][];
  readonly #texts = new Map<string, number>();
  readonly #queue: Column[] = [];
  readonly #out: number[] = [];

  constructor(top: Json) {
    this.#top = top;
    const divided = new DividedTexts();
    const values = new Set<Json>();
    visit(top, values, divided);
    this.#numbers = new Numbers([...values].filter(isFraction));
    this.#tables = new PackedTables(values, divided);
    this.#rows = this.#tables.tables.map(() => new Map());
    this.#columns = this.#tables.tables.map(({ keys, pieces }) => (keys ?? pieces?.slice(1) ?? []).map(() => new Column()));
  }

  write(): Uint8Array {
    this.#ask(new Column(), this.#top);
    for (let column = this.#queue.shift(); column !== undefined; column = this.#queue.shift()) this.#write(column);
    const head: PackedHead = { texts: [...this.#texts.keys()], tables: this.#tables.tables, errors: this.#numbers.errors };
    const json = new TextEncoder().encode(JSON.stringify(head));
    const length: number[] = [];
    putWhole(length, json.length);
    const numbers: number[] = [];
    putWhole(numbers, this.#numbers.scale);
    putWhole(numbers, this.#numbers.differences.length);
    for (const difference of this.#numbers.differences) putSigned(numbers, difference);
    return concatenated([length, json, numbers, this.#out]);
  }

  #ask(column: Column, value: Json | typeof absent): void {
    if (column.asked.push(value) === 1) this.#queue.push(column);
  }

  #write(column: Column): void {
    const values = column.asked;
    column.asked = [];
    const cellKinds = values.map((value) => this.#kindOf(value));
    this.#putKnown(column, -1, cellKinds, (kind) => kind);
    const cells = new Map<number, Json[]>();
    for (const [i, kind] of cellKinds.entries())
      cells
        .set(kind, cells.get(kind) ?? [])
        .get(kind)
        ?.push(values[i] as Json);
    for (const kind of column.known.get(-1)?.keys() ?? []) this.#putCells(kind, cells.get(kind) ?? [], column);
  }

  #kindOf(value: Json | typeof absent): number {
    if (value === absent) return kinds.absent;
    if (value === null) return kinds.null;
    if (typeof value === "boolean") return value ? kinds.true : kinds.false;
    if (typeof value === "number") return isFraction(value) ? kinds.fraction : kinds.whole;
    if (Array.isArray(value)) return kinds.list;
    const table = this.#tables.tableOf(value);
    return table === undefined ? kinds.text : kinds.table + table;
  }

  #putCells(kind: number, cells: readonly Json[], column: Column): void {
    if (kind < kinds.whole || cells.length === 0) return;
    if (kind === kinds.whole) putWholes(this.#out, cells as readonly number[]);
    else if (kind === kinds.fraction)
      putWholes(
        this.#out,
        (cells as readonly number[]).map((number) => this.#numbers.places.get(number) ?? 0),
      );
    else if (kind === kinds.list) this.#putLists(cells as readonly (readonly Json[])[], column);
    else this.#putRows(kind, cells, column);
  }

  #putLists(lists: readonly (readonly Json[])[], column: Column): void {
    const fresh: (readonly Json[])[] = [];
    this.#putKnown(
      column,
      kinds.list,
      lists.map((list) => this.#ids.of(list)),
      (_, i) => fresh.push(lists[i] ?? []) * 0,
    );
    putWholes(
      this.#out,
      fresh.map(({ length }) => length),
    );
    column.items ??= new Column();
    for (const list of fresh) for (const item of list) this.#ask(column.items, item);
  }

  /** Texts and rows, which all columns share. */
  #putRows(kind: number, cells: readonly Json[], column: Column): void {
    const fresh: Json[] = [];
    this.#putKnown(
      column,
      kind,
      cells.map((cell) => this.#ids.of(cell)),
      (id, i) => {
        const cell = cells[i] ?? null;
        if (typeof cell === "string" && kind === kinds.text) return backTo(this.#texts, cell, () => {});
        return backTo(this.#rows[kind - kinds.table] ?? new Map<number, number>(), id, () => fresh.push(cell));
      },
    );
    for (const cell of fresh)
      for (const [place, part] of this.#tables.partsOf(cell).entries()) {
        const below = this.#columns[kind - kinds.table]?.[place];
        if (below !== undefined) this.#ask(below, part);
      }
  }

  /** Ids by their places among those of their kind that the column had. `code` says of a new one what it is. */
  #putKnown(column: Column, kind: number, ids: readonly number[], code: (id: number, at: number) => number): void {
    const known = column.known.get(kind) ?? new Map<number, number>();
    column.known.set(kind, known);
    const codes: number[] = [];
    const places = ids.map((id, i) => {
      const place = known.get(id);
      if (place !== undefined) return place;
      codes.push(code(id, i));
      known.set(id, known.size);
      return known.size - 1;
    });
    putWholes(this.#out, places);
    putWholes(this.#out, codes);
  }
}

/** How far back from the end a known one is; 0 for a new one. */
function backTo<T>(places: Map<T, number>, value: T, onNew: () => void): number {
  const place = places.get(value);
  if (place !== undefined) return places.size - place;
  places.set(value, places.size);
  onNew();
  return 0;
}

/** Numbers for values: the same for equal ones. */
class Ids {
  readonly #ids = new Map<string, number>();
  readonly #known = new Map<Json, number>();

  of(value: Json): number {
    const known = this.#known.get(value);
    if (known !== undefined) return known;
    const key = this.#keyOf(value);
    const id = this.#ids.get(key) ?? this.#ids.size;
    this.#ids.set(key, id);
    this.#known.set(value, id);
    return id;
  }

  #keyOf(value: Json): string {
    if (value === null || typeof value !== "object") return JSON.stringify(value);
    if (isList(value)) return `[${value.map((item) => this.of(item)).join()}]`;
    return `{${Object.entries(value).map(([key, item]) => `${JSON.stringify(key)}:${this.of(item)}`)}}`;
  }
}

/** Fractions, in their order, as whole numbers of a common unit. */
class Numbers {
  readonly scale: number;
  readonly places: ReadonlyMap<number, number>;
  readonly differences: readonly number[];
  readonly errors: readonly (readonly [number, number])[];

  constructor(fractions: readonly number[]) {
    const sorted = [...fractions].sort((a, b) => a - b);
    this.places = new Map(sorted.map((number, i) => [number, i]));
    this.scale = [1, 10, 100, 1000, 1e4, 1e5].find((scale) => sorted.every((n) => Math.round(n * scale) / scale === n)) ?? 1e6;
    const errors: [number, number][] = [];
    const units = sorted.map((number, i) => {
      const unit = Math.round(number * this.scale);
      const error = number - unit / this.scale;
      if (error === 0 && Math.abs(unit) <= maxWhole) return unit;
      const isExact = Math.abs(unit) <= maxWhole && unit / this.scale + error === number;
      errors.push([i, isExact ? error : number]);
      return isExact ? unit : 0;
    });
    this.errors = errors;
    this.differences = units.map((unit, i) => unit - (units[i - 1] ?? 0));
  }
}

function isFraction(value: Json): value is number {
  return typeof value === "number" && (!Number.isSafeInteger(value) || Math.abs(value) > maxWhole);
}

/** Differences of these, doubled, are exact. */
const maxWhole = 2 ** 50;

function visit(value: Json, into: Set<Json>, divided: DividedTexts): void {
  into.add(value);
  if (typeof value === "string") {
    // Of what it is divided into, too.
    for (const part of divided.of(value).parts) visit(part, into, divided);
  } else if (typeof value === "object" && value !== null) for (const item of Object.values(value)) visit(item, into, divided);
}

function putWholes(out: number[], values: readonly number[]): void {
  if (values.length < 2) {
    for (const value of values) putSigned(out, value);
    return;
  }
  const differences = values.map((value, i) => value - (values[i - 1] ?? 0));
  const isDifference = cost(differences) < cost(values);
  const stored = isDifference ? differences : values;
  const isConstant = stored.every((value) => value === stored[0]);
  putWhole(out, (isDifference ? modes.difference : 0) + (isConstant ? modes.constant : 0));
  for (const value of isConstant ? stored.slice(0, 1) : stored) putSigned(out, value);
}

/** Bits of an ideal code for the single values. */
function cost(values: readonly number[]): number {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  let bits = 0;
  for (const [value, count] of counts) bits += count * Math.log2(values.length / count) + Math.log2(Math.abs(value) + 1);
  return bits;
}

function putSigned(out: number[], value: number): void {
  putWhole(out, value < 0 ? -value * 2 - 1 : value * 2);
}

function putWhole(out: number[], value: number): void {
  let rest = value;
  for (; rest >= 128; rest = Math.floor(rest / 128)) out.push((rest % 128) + 128);
  out.push(rest);
}

function concatenated(parts: readonly ArrayLike<number>[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
