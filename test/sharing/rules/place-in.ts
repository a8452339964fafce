import type { Place } from "../../../src/sharing/policy/place.js";

/** The place at a path of an object. */
export function placeIn(
  object: { readonly kind: string; readonly apiVersion: string; readonly [field: string]: unknown },
  path: readonly (string | number)[],
): Place {
  const parents: unknown[] = [];
  let at: unknown = object;
  for (const step of path) {
    parents.push(at);
    at = (at as Readonly<Record<string | number, unknown>>)[step];
  }
  return { kind: object.kind, apiVersion: object.apiVersion, path, parents };
}
