import type { Place } from "../policy/place.js";
import type { PlacePattern } from "./place-pattern.js";

/**
 * Fields by which a recording says what an object is, in which order its revisions are, and what it belongs to. No rule removes them, also none that
 * removes all; level "identities" replaces the names among them.
 */
const fields: ReadonlySet<string> = new Set(["apiVersion", "kind"]);
const metadataFields: ReadonlySet<string> = new Set([
  "creationTimestamp",
  "deletionGracePeriodSeconds",
  "deletionTimestamp",
  "generation",
  "name",
  "namespace",
  "ownerReferences",
  "resourceVersion",
  "uid",
]);

/** Of an object itself, not of a copy of it in an annotation. */
export function isIdentifyingField({ kind, path: [first, second] }: Place): boolean {
  return kind !== "session" && isIdentifying(first, second);
}

/** Whether a path names such a field, or part of it, and nothing else. */
export function isIdentifyingPath({ kind, segments: [segment = [], ...others] }: PlacePattern): boolean {
  const [first, second] = segment.map((step) => (step.step === "field" || step.step === "member" ? step.name : undefined));
  return kind?.word !== "session" && others.length === 0 && isIdentifying(first, second);
}

function isIdentifying(first: unknown, second: unknown): boolean {
  if (first !== "metadata") return typeof first === "string" && second === undefined && fields.has(first);
  return typeof second === "string" && metadataFields.has(second);
}
