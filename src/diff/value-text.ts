import { isComposite } from "./deep-equal.js";

/**
 * A value on one line, at most about `most` characters: `"nginx:1.27"`, `3`, `{exitCode: 137, reason: "Error"}`.
 * Bounded in depth and length before it is written, so that an enormous value costs little. For display: not JSON.
 */
export function valueInShort(value: unknown, most = 120): string {
  const text = write(value, most, 0);
  return text.length > most ? `${text.slice(0, Math.max(1, most - 1))}…` : text;
}

const deepest = 6;

function write(value: unknown, most: number, depth: number): string {
  if (typeof value === "string") return JSON.stringify(value.length > most ? value.slice(0, most) : value);
  if (!isComposite(value)) return String(value);
  const isList = Array.isArray(value);
  if (depth >= deepest) return isList ? "[…]" : "{…}";
  const parts: string[] = [];
  let length = 0;
  for (const key of Object.keys(value)) {
    const part = isList ? write(value[key], most, depth + 1) : `${plain(key)}: ${write(value[key], most, depth + 1)}`;
    parts.push(part);
    length += part.length + 2;
    if (length > most) break;
  }
  return isList ? `[${parts.join(", ")}]` : `{${parts.join(", ")}}`;
}

function plain(key: string): string {
  return /^[\w./-]{1,80}$/.test(key) ? key : JSON.stringify(key.slice(0, 80));
}
