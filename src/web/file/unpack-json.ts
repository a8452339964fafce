import { decodeUtf8 } from "../../json/json.js";

/**
 * What `packJson` wrote, as a value. Parts that are equal become the same object: who changes one changes all.
 *
 * A value is a cell: a literal, a list, or a row of a table. A table has the objects with the same keys (a key that one lacks is an absent cell),
 * or the texts with the same words around their numbers. Rows and lists that are equal are stored once. The cells below one key of a table, or
 * in the lists of one column, form a column. A column is stored as the kinds of its cells, then the cells of each kind.
 */
export function unpackJson(bytes: Uint8Array): unknown {
  const top = new Row(undefined);
  new CellReader(bytes).readBelow(top);
  return built(top.cells[0]);
}

/** Kinds of cells; a fraction is a place in the list of numbers. From `table` on, rows of the first table, the second ... */
export const kinds = { absent: 0, null: 1, false: 2, true: 3, whole: 4, fraction: 5, text: 6, list: 7, table: 8 } as const;

/** How whole numbers are stored: as they are, or as differences to the previous one; the same one only once. */
export const modes = { difference: 1, constant: 2 } as const;

/** As JSON, at the beginning. */
export interface PackedHead {
  readonly texts: readonly string[];
  /** Of objects, their keys; of texts, the pieces around their numbers. */
  readonly tables: readonly { readonly keys?: readonly string[]; readonly pieces?: readonly string[] }[];
  /** What is to be added to these numbers of the list. */
  readonly errors: readonly (readonly [place: number, error: number])[];
}

const absent = Symbol();

class Row {
  readonly cells: unknown[] = [];
  value: unknown;
  constructor(readonly table: PackedHead["tables"][number] | undefined) {}
}

/** The cells at one place of rows, and what its cells had before: of each kind, in the order in which it appeared. */
class Column {
  readonly kinds: number[] = [];
  readonly texts: string[] = [];
  readonly rows = new Map<number, Row[]>();
  items: Column | undefined;
  asked: Row[] = [];
  /** Undefined: the next cell of the row. */
  constructor(readonly place?: number) {}
}

class CellReader {
  readonly #bytes: Uint8Array;
  readonly #head: PackedHead;
  readonly #numbers: number[] = [];
  readonly #columns: Column[][];
  readonly #rows: Row[][];
  readonly #texts: string[] = [];
  readonly #queue: Column[] = [];
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    const end = this.#whole() + this.#at;
    this.#head = JSON.parse(decodeUtf8(bytes, this.#at, end)) as PackedHead;
    this.#at = end;
    const { tables, errors } = this.#head;
    const scale = this.#whole();
    let sum = 0;
    for (let count = this.#whole(); count > 0; count--) {
      sum += this.#signed();
      this.#numbers.push(sum / scale);
    }
    for (const [place, error] of errors) this.#numbers[place] = (this.#numbers[place] ?? 0) + error;
    this.#columns = tables.map(({ keys, pieces }) => (keys ?? pieces?.slice(1) ?? []).map((_, place) => new Column(place)));
    this.#rows = tables.map(() => []);
  }

  readBelow(top: Row): void {
    this.#ask(new Column(), top);
    for (let column = this.#queue.shift(); column !== undefined; column = this.#queue.shift()) this.#read(column);
  }

  #ask(column: Column, row: Row): void {
    if (column.asked.push(row) === 1) this.#queue.push(column);
  }

  #read(column: Column): void {
    const { asked } = column;
    column.asked = [];
    const cellKinds = this.#known(asked.length, column.kinds, (kind) => kind);
    const places = new Map<number, number[]>();
    for (const [i, kind] of cellKinds.entries())
      places
        .set(kind, places.get(kind) ?? [])
        .get(kind)
        ?.push(i);
    const cells: unknown[] = [];
    for (const kind of column.kinds) {
      const at = places.get(kind) ?? [];
      for (const [i, value] of this.#cells(kind, at.length, column).entries()) cells[at[i] ?? 0] = value;
    }
    for (const [i, row] of asked.entries()) row.cells[column.place ?? row.cells.length] = cells[i];
  }

  #cells(kind: number, count: number, column: Column): readonly unknown[] {
    if (count === 0) return [];
    if (kind < kinds.whole) return new Array(count).fill([absent, null, false, true][kind]);
    if (kind === kinds.whole) return this.#wholes(count);
    if (kind === kinds.fraction) return this.#wholes(count).map((place) => this.#numbers[place]);
    if (kind === kinds.text) return this.#known(count, column.texts, (back) => this.#textBefore(back));
    const rows = column.rows.get(kind) ?? [];
    column.rows.set(kind, rows);
    const before = rows.length;
    if (kind > kinds.list) return this.#known(count, rows, (back) => this.#rowBefore(kind - kinds.table, back));
    const found = this.#known(count, rows, () => new Row(undefined));
    const fresh = rows.slice(before);
    const lengths = this.#wholes(fresh.length);
    column.items ??= new Column();
    for (const [i, row] of fresh.entries()) for (let length = lengths[i] ?? 0; length > 0; length--) this.#ask(column.items, row);
    return found;
  }

  #textBefore(back: number): string {
    if (back === 0) this.#texts.push(this.#head.texts[this.#texts.length] ?? "");
    return this.#texts.at(-Math.max(1, back)) ?? "";
  }

  #rowBefore(table: number, back: number): Row {
    const rows = this.#rows[table] ?? [];
    const known = back === 0 ? undefined : rows.at(-back);
    if (known !== undefined) return known;
    const row = new Row(this.#head.tables[table]);
    rows.push(row);
    for (const column of this.#columns[table] ?? []) this.#ask(column, row);
    return row;
  }

  /** Values by their places among those that the column had; a place further on is a new one. */
  #known<T>(count: number, values: T[], fresh: (code: number) => T): readonly T[] {
    const places = this.#wholes(count);
    let last = -1;
    for (const place of places) last = Math.max(last, place);
    for (const code of this.#wholes(Math.max(0, last + 1 - values.length))) values.push(fresh(code));
    return places.map((place) => values[place] as T);
  }

  #wholes(count: number): number[] {
    if (count < 2) return count === 0 ? [] : [this.#signed()];
    const mode = this.#whole();
    const constant = mode & modes.constant ? this.#signed() : undefined;
    const wholes: number[] = [];
    for (let previous = 0; wholes.length < count; wholes.push(previous)) {
      const stored = constant ?? this.#signed();
      previous = mode & modes.difference ? previous + stored : stored;
    }
    return wholes;
  }

  #signed(): number {
    const value = this.#whole();
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }

  /** Seven bits a byte, the lowest first. */
  #whole(): number {
    for (let value = 0, unit = 1; ; unit *= 128) {
      const byte = this.#bytes[this.#at++] ?? 0;
      value += (byte % 128) * unit;
      if (byte < 128) return value;
    }
  }
}

function built(cell: unknown): unknown {
  if (!(cell instanceof Row)) return cell;
  cell.value ??= build(cell);
  return cell.value;
}

function build({ table, cells }: Row): unknown {
  if (table === undefined) return cells.map(built);
  const { keys, pieces } = table;
  if (pieces !== undefined) return pieces.reduce((text, piece, i) => text + textOf(built(cells[i - 1])) + piece);
  const object: Record<string, unknown> = {};
  keys?.forEach((key, i) => {
    const cell = cells[i];
    if (cell === absent) return;
    if (key === "__proto__")
      Object.defineProperty(object, key, { value: built(cell), enumerable: true, configurable: true, writable: true });
    else object[key] = built(cell);
  });
  return object;
}

/** The parts of a text are texts and numbers. */
function textOf(part: unknown): string {
  return typeof part === "string" || typeof part === "number" ? `${part}` : "";
}
