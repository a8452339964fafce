/**
 * Reads fields of objects that nobody has checked: a recording or a server may hold anything anywhere, so every reader
 * answers for the wrong type as it does for absence. Only own fields are seen, never what a prototype lends.
 */
export function at(value: unknown, ...path: readonly (string | number)[]): unknown {
  let here: unknown = value;
  for (const step of path) {
    if (typeof here !== "object" || here === null || !Object.hasOwn(here, step)) return undefined;
    here = (here as Record<string | number, unknown>)[step];
  }
  return here;
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

/** A number that the API leaves out when it is 0, as most counts of a status. */
export function countAt(value: unknown, ...path: readonly (string | number)[]): number {
  return numberAt(value, ...path) ?? 0;
}

/** The items of a list; empty when it is no list. */
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
  const ms = Date.parse(text);
  return Number.isNaN(ms) ? undefined : ms;
}
