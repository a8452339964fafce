import { itemsAt, textAt, textsAt } from "../../model/fields.js";

/** Labels as tables show them: "app=web,tier=front" by key, or "<none>". */
export function labelsText(object: unknown, ...path: readonly string[]): string {
  const pairs = [...textsAt(object, ...path)].map(([key, value]) => `${key}=${value}`).sort();
  return pairs.join(",") || "<none>";
}

/** A `LabelSelector` (`matchLabels` and `matchExpressions`) as tables show it: "app=web,tier in (a,b),!old"; "" selects everything. */
export function selectorText(object: unknown, ...path: readonly string[]): string {
  const equal = [...textsAt(object, ...path, "matchLabels")].map(([key, value]) => ({ key, term: `${key}=${value}` }));
  const expressions = itemsAt(object, ...path, "matchExpressions").map(expressionTerm);
  return [...equal, ...expressions]
    .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
    .map(({ term }) => term)
    .join(",");
}

function expressionTerm(expression: unknown): { readonly key: string; readonly term: string } {
  const key = textAt(expression, "key") ?? "";
  const values = `(${itemsAt(expression, "values").filter(isText).sort().join(",")})`;
  switch (textAt(expression, "operator")) {
    case "In":
      return { key, term: `${key} in ${values}` };
    case "NotIn":
      return { key, term: `${key} notin ${values}` };
    case "DoesNotExist":
      return { key, term: `!${key}` };
    default:
      return { key, term: key };
  }
}

function isText(value: unknown): value is string {
  return typeof value === "string";
}
