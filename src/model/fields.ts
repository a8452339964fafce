/**
 * Reads fields of unchecked objects: a recording or a server may hold any value anywhere, so a value of the wrong type counts as absent.
 * Reads own fields only, never those of a prototype.
 */
export function at(value: unknown, ...path: readonly (string | number)[]): unknown {
  let here: unknown = value;
  for (let i = 0; i < path.length && here !== undefined; i++) here = memberOf(here, path[i] as string | number);
  return here;
}

/** JSON holds no functions: one that is found belongs to the prototype, as does `__proto__`. Reading first is much cheaper than `hasOwn`. */
function memberOf(value: unknown, step: string | number): unknown {
  if (typeof value !== "object" || value === null) return undefined;
  const found = (value as Record<string | number, unknown>)[step];
  return (typeof found === "function" || step === "__proto__") && !Object.hasOwn(value, step) ? undefined : found;
}

/** A non-empty string, or undefined. */
export function textAt(value: unknown, ...path: readonly (string | number)[]): string | undefined {
  const found = at(value, ...path);
  return typeof found === "string" && found !== "" ? found : undefined;
}

/** A finite number, or undefined. */
export function numberAt(value: unknown, ...path: readonly (string | number)[]): number | undefined {
  const found = at(value, ...path);
  return typeof found === "number" && Number.isFinite(found) ? found : undefined;
}

/** A number that the API omits when it is 0, as most counts of a status. */
export function countAt(value: unknown, ...path: readonly (string | number)[]): number {
  return numberAt(value, ...path) ?? 0;
}

/** The items of a list; empty when it is not a list. */
export function itemsAt(value: unknown, ...path: readonly (string | number)[]): readonly unknown[] {
  const found = at(value, ...path);
  return Array.isArray(found) ? found : [];
}

/** The members of a map with string values (labels, annotations). */
export function textsAt(value: unknown, ...path: readonly (string | number)[]): ReadonlyMap<string, string> {
  const found = at(value, ...path);
  if (typeof found !== "object" || found === null || Array.isArray(found)) return new Map();
  return new Map(Object.entries(found).filter((entry): entry is [string, string] => typeof entry[1] === "string"));
}

/** An API time ("2026-11-22T10:57:19Z", with a fraction or without) in ms since the epoch. */
export function timeAt(value: unknown, ...path: readonly (string | number)[]): number | undefined {
  const text = textAt(value, ...path);
  if (text === undefined || !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/.test(text)) return undefined;
  const ms = plainTime(text) ?? Date.parse(text);
  return Number.isNaN(ms) ? undefined : ms;
}

/** Of the form that almost all API times have, at a fifth of the cost of `Date.parse`. Undefined for any other, which that must read. */
function plainTime(text: string): number | undefined {
  if (text.length !== 20 || text.charCodeAt(19) !== letterZ) return undefined;
  const [month, day] = [digitsAt(text, 5), digitsAt(text, 8)];
  const [hour, minute, second] = [digitsAt(text, 11), digitsAt(text, 14), digitsAt(text, 17)];
  // Date.UTC takes years below 100 to be of the 20th century.
  if (text.startsWith("00") || month < 1 || month > 12 || day < 1 || day > 28 || hour > 23 || minute > 59 || second > 59) return undefined;
  return Date.UTC(digitsAt(text, 0) * 100 + digitsAt(text, 2), month - 1, day, hour, minute, second);
}

const letterZ = 0x5a;

/** The number of two digits. */
function digitsAt(text: string, at: number): number {
  return text.charCodeAt(at) * 10 + text.charCodeAt(at + 1) - 11 * 0x30;
}
