import type { Place } from "../policy/place.js";

/**
 * A place as people write it, and as `--keep` and `--remove` take it: "Deployment:spec.template.spec.containers[web].env[DB_HOST].value",
 * `ConfigMap:data["nginx.conf"]`. Items are named by their `name`, others are "[*]". `parsePlacePattern` accepts every text that this returns, and the
 * result matches the place.
 */
export function placePath({ kind, path, parents }: Place): string {
  let text = "";
  for (const [i, step] of path.entries()) {
    if (typeof step === "number") text += itemStep(itemName(parents[i], step));
    else if (isPlain(step)) text += `${text === "" ? "" : "."}${step}`;
    else text += quoted(step);
  }
  return `${isPlain(kind) && /^[a-z]/i.test(kind) ? kind : quoted(kind)}:${text}`;
}

/** What an item of a list calls itself; undefined for what has no name. */
export function itemName(list: unknown, index: number): string | undefined {
  const item = Array.isArray(list) ? (list as readonly unknown[])[index] : undefined;
  if (typeof item !== "object" || item === null) return undefined;
  const { name } = item as { readonly name?: unknown };
  return typeof name === "string" && name !== "" ? name : undefined;
}

function itemStep(name: string | undefined): string {
  if (name === undefined) return "[*]";
  // Digits alone are the number of an item.
  return isPlain(name) && !/^\d+$/.test(name) ? `[${name}]` : quoted(name);
}

function isPlain(name: string): boolean {
  return /^[\w-]+$/.test(name);
}

function quoted(name: string): string {
  return `[${JSON.stringify(name)}]`;
}
