import type { Place } from "../../../src/sharing/policy/place.js";
import { structuralPolicy } from "../../../src/sharing/policy/policy.js";

/** What the policy removes at one place. */
export interface RemovedAt {
  readonly at: string;
  readonly value: string;
  readonly what: string;
}

/** Everything that the policy removes in an object, by the steps of a share: command lines, whole values, parts of texts, documents within texts, keys. */
export function removalsIn(object: unknown): readonly RemovedAt[] {
  const removed: RemovedAt[] = [];
  walk(object, { ...rootOf(object, { kind: "", apiVersion: "" }), path: [], parents: [] }, removed);
  return removed;
}

/** As "path = value", which is shorter to expect. */
export function removedLines(object: unknown): readonly string[] {
  return removalsIn(object).map(({ at, value }) => `${at} = ${value}`);
}

function walk(value: unknown, place: Place, removed: RemovedAt[]): void {
  const at = place.path.join(".");
  const hide = (what: string) => (hidden: string) => {
    removed.push({ at, value: hidden, what });
    return "redacted-0123456789abcdef";
  };
  if (Array.isArray(value) && value.length > 0 && value.every((item) => typeof item === "string") && structuralPolicy.isCommandAt(place)) {
    structuralPolicy.commandWords(value, hide("command line"));
    return;
  }
  if (typeof value === "object" && value !== null) members(value, place, removed);
  if (typeof value !== "string" && typeof value !== "number" && typeof value !== "boolean") return;
  const removal = structuralPolicy.removalAt(value, place);
  if (removal !== undefined) {
    if (!removal.unlessHarmless || !structuralPolicy.isHarmless(`${value}`)) removed.push({ at, value: `${value}`, what: removal.what });
    return;
  }
  if (typeof value !== "string" || structuralPolicy.textParts(value, place, hide("part")) !== undefined) return;
  if (structuralPolicy.isDocument(value, place)) document(value, place, removed);
}

function members(value: object, place: Place, removed: RemovedAt[]): void {
  for (const [name, member] of Object.entries(value)) {
    const inner = { ...place, path: [...place.path, Array.isArray(value) ? Number(name) : name], parents: [...place.parents, value] };
    structuralPolicy.keyWithoutValue(name, inner, (hidden) => {
      removed.push({ at: inner.path.join("."), value: hidden, what: "key" });
      return "redacted-0123456789abcdef";
    });
    walk(member, inner, removed);
  }
}

function document(text: string, place: Place, removed: RemovedAt[]): void {
  let inner: unknown;
  try {
    inner = JSON.parse(text);
  } catch {
    return;
  }
  walk(inner, { ...place, ...rootOf(inner, place) }, removed);
}

function rootOf(object: unknown, outer: Pick<Place, "kind" | "apiVersion">): Pick<Place, "kind" | "apiVersion"> {
  const { kind, apiVersion } = object as { readonly kind?: unknown; readonly apiVersion?: unknown };
  return { kind: typeof kind === "string" ? kind : outer.kind, apiVersion: typeof apiVersion === "string" ? apiVersion : outer.apiVersion };
}
