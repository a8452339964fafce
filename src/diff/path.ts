/** One step into an object: a field, or an item of a list by its key, or, where it has none, by its position. */
export type PathSegment =
  | { readonly kind: "field"; readonly name: string }
  | { readonly kind: "item"; readonly key: string }
  | { readonly kind: "place"; readonly index: number };

/**
 * A path as people read it: `status.conditions[Ready].status`, `spec.containers[nginx].image`, `metadata.annotations["a.b/c"]`.
 * Keys that would be misread are quoted. For display only: use a JSON Pointer to address something.
 */
export function displayPath(path: readonly PathSegment[]): string {
  return path.map((segment, i) => displaySegment(segment, i === 0)).join("");
}

function displaySegment(segment: PathSegment, first: boolean): string {
  switch (segment.kind) {
    case "field":
      if (!plainField.test(segment.name)) return `[${quoted(segment.name)}]`;
      return first ? segment.name : `.${segment.name}`;
    case "item":
      return `[${plainKey.test(segment.key) ? segment.key : quoted(segment.key)}]`;
    case "place":
      return `[${segment.index}]`;
  }
}

/** A name that is longer is cut: each change below it repeats it. */
const plainField = /^[A-Za-z_$][\w$-]{0,252}$/;
/** Not a plain number, which would look like a position. */
const plainKey = /^(?!\d+$)[\w.:/@%+-]{1,80}$/;

/** Keys can be long (of a list identified by value); they are cut for display. */
function quoted(key: string): string {
  return JSON.stringify(key.length > 80 ? `${key.slice(0, 79)}…` : key);
}
