import { imageFamily } from "./families/image.js";
import type { FailureFamily } from "./symptom.js";

const families: readonly FailureFamily[] = [imageFamily];

const byKind = new Map<string, readonly FailureFamily[]>(
  [...new Set(families.flatMap((family) => family.kinds))].map((kind) => [kind, families.filter((family) => family.kinds.includes(kind))]),
);

/** The families of failures that can befall a kind. */
export function familiesOf(kind: string): readonly FailureFamily[] {
  return byKind.get(kind) ?? [];
}
