import { itemKeys, itemLabel } from "../../diff/list-keys.js";
import { at } from "../../model/fields.js";

/** The steps of a path as a diff shows it. Undefined where it is none. */
export function parseFieldPath(path: string): readonly string[] | undefined {
  const steps: string[] = [];
  let rest = path;
  while (rest !== "") {
    const [whole, field, quoted, bracketed] = step.exec(rest) ?? [];
    if (whole === undefined || (field !== undefined && steps.length > 0 !== whole.startsWith("."))) return undefined;
    // Of a field the name alone; of an item also that it is one, by a character that no field begins with.
    steps.push(field ?? `[${quoted ?? bracketed}`);
    rest = rest.slice(whole.length);
  }
  return steps.length === 0 ? undefined : steps;
}

const step = /^(?:\.?([A-Za-z_$][\w$-]*)|\["([^"]+)"\]|\[([^\]"]+)\])/;

/**
 * The values at a path in an object, none where it has none. `[x]` is the item of a list with this key, as the diff names it, the item at this position, or the
 * entry of a map; `[*]` is each of them.
 */
export function valuesAt(object: unknown, path: string): readonly unknown[] {
  let here: readonly unknown[] = [object];
  let field = "";
  for (const each of parseFieldPath(path) ?? []) {
    const isItem = each.startsWith("[");
    here = here.flatMap((value) => (isItem ? itemsNamed(field, value, each.slice(1)) : present(at(value, each))));
    if (!isItem) field = each;
  }
  return here;
}

function itemsNamed(field: string, value: unknown, key: string): readonly unknown[] {
  if (!Array.isArray(value)) return key === "*" ? Object.values((value ?? {}) as object) : present(at(value, key));
  if (key === "*") return value;
  const keyOf = itemKeys(field, [], value);
  const named = keyOf && value.filter((item) => itemLabel(field, item, keyOf(item) ?? "") === key || keyOf(item) === key);
  return named !== undefined && named.length > 0 ? named : /^\d+$/.test(key) ? present(value[Number(key)]) : [];
}

function present(value: unknown): readonly unknown[] {
  return value === undefined ? [] : [value];
}
