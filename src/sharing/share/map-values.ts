import type { Place } from "../policy/place.js";

/** A value of JSON that has no members. */
export type Leaf = string | number | boolean | null;

/** What becomes of the parts of an object. */
export interface ValueMapper {
  leaf(value: Leaf, place: Place): unknown;
  /** A list that is taken as a whole; undefined: each of its items is mapped. */
  list(items: readonly unknown[], place: Place): readonly unknown[] | undefined;
  /** The name of a member; `place` is that of its value. Undefined: the member is left out. */
  name(name: string, place: Place): string | undefined;
  /** What became of the same object or list, in the same place of the same object, before. Undefined: it is mapped. */
  known?(value: object): unknown;
  remember?(value: object, result: unknown, depth: number): void;
  /** Whether results are wanted; otherwise values are looked at only, and each comes back as it was. Default: true. */
  readonly builds?: boolean;
  /** What stands in for a value that is nested too deep to be looked at. */
  tooDeep(place: Place): unknown;
}

/** Nobody nests an object this deep; what is nested deeper is not looked at. */
export const maxDepth = 400;

/**
 * An object or list rebuilt from what the mapper makes of its parts, in the same order. A member called `__proto__` is one like any other; of two names
 * that become the same, the later value stays.
 */
export function mapValues(value: unknown, root: Pick<Place, "kind" | "apiVersion">, mapper: ValueMapper, within?: Place): unknown {
  return new Walk(root, mapper, within).value(value);
}

type Members = Readonly<Record<string, unknown>>;

class Walk implements Place {
  readonly kind: string;
  readonly apiVersion: string;
  readonly path: (string | number)[];
  readonly parents: unknown[];
  readonly #mapper: ValueMapper;

  constructor({ kind, apiVersion }: Pick<Place, "kind" | "apiVersion">, mapper: ValueMapper, within: Place | undefined) {
    this.kind = kind;
    this.apiVersion = apiVersion;
    this.path = within === undefined ? [] : [...within.path];
    this.parents = within === undefined ? [] : [...within.parents];
    this.#mapper = mapper;
  }

  value(value: unknown): unknown {
    if (typeof value !== "object" || value === null) return this.#mapper.leaf(value as Leaf, this);
    if (this.path.length >= maxDepth) return this.#mapper.tooDeep(this);
    // Managed fields are full of these.
    if (isEmpty(value)) return value;
    const known = this.#mapper.known?.(value);
    if (known !== undefined) return known;
    const mapped = Array.isArray(value) ? this.#list(value) : this.#record(value as Members);
    const result = this.#mapper.builds === false ? value : mapped;
    this.#mapper.remember?.(value, result, this.path.length);
    return result;
  }

  /** The very list where nothing in it changed; so with a record. */
  #list(items: readonly unknown[]): readonly unknown[] {
    const whole = this.#mapper.list(items, this);
    if (whole !== undefined) return whole;
    this.parents.push(items);
    let result: unknown[] | undefined;
    for (let i = 0; i < items.length; i++) {
      this.path.push(i);
      const item = this.value(items[i]);
      this.path.pop();
      if (result === undefined && item !== items[i]) result = items.slice(0, i);
      result?.push(item);
    }
    this.parents.pop();
    return result ?? items;
  }

  #record(record: Members): Members {
    this.parents.push(record);
    const names = Object.keys(record);
    let result: Record<string, unknown> | undefined;
    for (let i = 0; i < names.length; i++) {
      const name = names[i] ?? "";
      this.path.push(name);
      const mapped = this.#mapper.name(name, this);
      const value = mapped === undefined ? undefined : this.value(record[name]);
      this.path.pop();
      if (result === undefined && (mapped !== name || value !== record[name])) result = firstMembers(record, names, i);
      if (result !== undefined && mapped !== undefined) setMember(result, mapped, value);
    }
    this.parents.pop();
    return result ?? record;
  }
}

function firstMembers(record: Members, names: readonly string[], count: number): Record<string, unknown> {
  const first: Record<string, unknown> = {};
  for (let i = 0; i < count; i++) {
    const name = names[i] ?? "";
    setMember(first, name, record[name]);
  }
  return first;
}

function isEmpty(value: object): boolean {
  for (const _ in value) return false;
  return true;
}

function setMember(record: Record<string, unknown>, name: string, value: unknown): void {
  if (name === "__proto__") Object.defineProperty(record, name, { value, enumerable: true, configurable: true, writable: true });
  else record[name] = value;
}
