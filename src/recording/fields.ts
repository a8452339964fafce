import { BadLine } from "./format.js";

type JsonRecord = Readonly<Record<string, unknown>>;

/** Takes the known fields from an untrusted JSON record and checks each; `rest()` are the others. Throws `BadLine`. */
export class Fields {
  readonly #record: JsonRecord;
  readonly #taken = new Set<string>();

  constructor(value: unknown, what: string) {
    this.#record = recordOf(value, what);
  }

  has(name: string): boolean {
    return Object.hasOwn(this.#record, name);
  }

  take(name: string): unknown {
    this.#taken.add(name);
    return this.has(name) ? this.#record[name] : undefined;
  }

  string(name: string): string {
    return this.optionalString(name) ?? fail(`${name} is missing`);
  }

  optionalString(name: string): string | undefined {
    const value = this.take(name);
    return value === undefined || typeof value === "string" ? value : fail(`${name} is not a string`);
  }

  boolean(name: string): boolean {
    const value = this.take(name);
    return typeof value === "boolean" ? value : fail(`${name} is neither true nor false`);
  }

  /** A flag is `true` or absent. */
  flag(name: string): true | undefined {
    const value = this.take(name);
    return value === undefined || value === true ? value : fail(`${name} is not true`);
  }

  count(name: string): number {
    return this.optionalCount(name) ?? fail(`${name} is missing`);
  }

  optionalCount(name: string): number | undefined {
    const value = this.take(name);
    if (value === undefined) return undefined;
    return Number.isSafeInteger(value) && (value as number) >= 0 ? (value as number) : fail(`${name} is not a count`);
  }

  /** Milliseconds: finite, and within the range of a date. */
  milliseconds(name: string): number {
    const value = this.take(name);
    return typeof value === "number" && Math.abs(value) <= 8.64e15 ? value : fail(`${name} is not a number of milliseconds`);
  }

  time(name: string): string {
    return this.optionalTime(name) ?? fail(`${name} is missing`);
  }

  optionalTime(name: string): string | undefined {
    const value = this.optionalString(name);
    if (value === undefined) return undefined;
    return value.length <= 40 && !Number.isNaN(Date.parse(value)) ? value : fail(`${name} is not a time`);
  }

  strings(name: string): readonly string[] {
    return this.array(name).map((item) => (typeof item === "string" ? item : fail(`${name} holds something other than strings`)));
  }

  array(name: string): readonly unknown[] {
    const value = this.take(name);
    return Array.isArray(value) ? value : fail(`${name} is not a list`);
  }

  /** Fields that were not taken: of a newer or foreign writer. Undefined when there are none. */
  rest(): JsonRecord | undefined {
    const names = Object.keys(this.#record).filter((name) => !this.#taken.has(name));
    return names.length === 0 ? undefined : Object.fromEntries(names.map((name) => [name, this.#record[name]]));
  }
}

export function recordOf(value: unknown, what: string): JsonRecord {
  if (typeof value !== "object" || value === null || Array.isArray(value)) fail(`${what} is not a JSON object`);
  return value as JsonRecord;
}

export function fail(problem: string): never {
  throw new BadLine(problem);
}

/** `{ name: value }`, or nothing when there is no value: for fields that are absent rather than undefined. */
export function optional<Name extends string, Value>(name: Name, value: Value | undefined): { readonly [N in Name]?: Value } {
  return value === undefined ? {} : ({ [name]: value } as { [N in Name]: Value });
}

/** The default time of a line: start plus offset, in whole milliseconds. */
export function timeAfter(startedAtMs: number, offsetMs: number): string {
  const wallMs = startedAtMs + offsetMs;
  return Math.abs(wallMs) <= 8.64e15 ? new Date(wallMs).toISOString() : fail("offsetMs is outside the range of dates");
}
