/**
 * A value as JSON text, at any depth: `JSON.stringify` runs out of stack at some 4,000 levels, and the API server accepts 10,000. Gives what that gives,
 * for values that JSON can hold.
 */
export function jsonText(value: unknown): string {
  try {
    return JSON.stringify(value) ?? "null";
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return deepJsonText(value);
  }
}

/** What is still to be written: text, or a value. */
type Part = { readonly text: string } | { readonly value: unknown };

function deepJsonText(value: unknown): string {
  const pieces: string[] = [];
  const open: Part[] = [{ value }];
  for (let part = open.pop(); part !== undefined; part = open.pop()) {
    if ("text" in part) pieces.push(part.text);
    else if (typeof part.value !== "object" || part.value === null) pieces.push(JSON.stringify(part.value) ?? "null");
    else for (const inner of partsOf(part.value).reverse()) open.push(inner);
  }
  return pieces.join("");
}

function partsOf(value: object): Part[] {
  if (Array.isArray(value)) {
    const items = value.flatMap((item, i): Part[] => (i === 0 ? [{ value: item }] : [{ text: "," }, { value: item }]));
    return [{ text: "[" }, ...items, { text: "]" }];
  }
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  const inner = members.flatMap(([name, member], i): Part[] => [
    { text: `${i === 0 ? "" : ","}${JSON.stringify(name)}:` },
    { value: member },
  ]);
  return [{ text: "{" }, ...inner, { text: "}" }];
}
