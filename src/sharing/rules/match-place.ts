import { isKind } from "../../replay/kind-words.js";
import type { Place } from "../policy/place.js";
import { itemName } from "./place-path.js";
import type { PlacePattern, StepPattern } from "./place-pattern.js";

/** Whether a pattern is about objects of this kind at all. */
export function matchesKind({ kind }: PlacePattern, ref: Pick<Place, "kind" | "apiVersion">): boolean {
  if (kind === undefined) return true;
  // What is in no object has no version; a custom resource may be called Session.
  if (kind.isExact || kind.word === "session") return kind.word === ref.kind;
  return isKind(kind.word, ref);
}

/**
 * How many steps of the path the pattern names, from the object on: all of them if it names the value itself, fewer if it names what the value is in.
 * Undefined: it names neither. Of several ways to match (`**`), the deepest. Does not look at the kind.
 */
export function matchedDepth({ segments }: PlacePattern, place: Place): number | undefined {
  let at = 0;
  for (let i = 0; i < segments.length; i++) {
    const segment = segments[i] ?? [];
    const last = place.path.length - segment.length;
    if (last < at) return undefined;
    const start =
      i === 0
        ? firstAt(segment, place, 0, 0)
        : i < segments.length - 1
          ? firstAt(segment, place, at, last)
          : lastAt(segment, place, at, last);
    if (start === undefined) return undefined;
    at = start + segment.length;
  }
  return at;
}

function firstAt(segment: readonly StepPattern[], place: Place, from: number, to: number): number | undefined {
  for (let at = from; at <= to; at++) if (matchesAt(segment, place, at)) return at;
  return undefined;
}

function lastAt(segment: readonly StepPattern[], place: Place, from: number, to: number): number | undefined {
  for (let at = to; at >= from; at--) if (matchesAt(segment, place, at)) return at;
  return undefined;
}

function matchesAt(segment: readonly StepPattern[], place: Place, at: number): boolean {
  for (let i = 0; i < segment.length; i++) {
    const pattern = segment[i];
    const step = place.path[at + i];
    if (pattern === undefined || step === undefined || !matchesStep(pattern, step, place.parents[at + i])) return false;
  }
  return true;
}

function matchesStep(pattern: StepPattern, step: string | number, parent: unknown): boolean {
  switch (pattern.step) {
    case "field":
      return step === pattern.name;
    case "any field":
      return typeof step === "string";
    case "any item":
      return typeof step === "number";
    case "index":
      return step === pattern.index;
    case "member":
      return (typeof step === "number" ? itemName(parent, step) : step) === pattern.name;
  }
}
