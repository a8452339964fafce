import { isComposite } from "./deep-equal.js";

/**
 * A value on one line, at max about `max` characters: `"nginx:1.27"`, `3`, `{exitCode: 137, reason: "Error"}`.
 * Depth and length are limited before the text is made, so that a huge value costs little. For display: not JSON.
 */
export function valueInShort(value: unknown, max = 120): string {
  const text = write(value, max, 0);
  return text.length > max ? `${text.slice(0, Math.max(1, max - 1))}…` : text;
}

const maxDepth = 6;

function write(value: unknown, max: number, depth: number): string {
  if (typeof value === "string") return JSON.stringify(value.length > max ? value.slice(0, max) : value);
  if (!isComposite(value)) return String(value);
  const isList = Array.isArray(value);
  if (depth >= maxDepth) return isList ? "[…]" : "{…}";
  const parts: string[] = [];
  let length = 0;
  for (const key of Object.keys(value)) {
    const part = isList ? write(value[key], max, depth + 1) : `${plain(key)}: ${write(value[key], max, depth + 1)}`;
    parts.push(part);
    length += part.length + 2;
    if (length > max) break;
  }
  return isList ? `[${parts.join(", ")}]` : `{${parts.join(", ")}}`;
}

function plain(key: string): string {
  return /^[\w./-]{1,80}$/.test(key) ? key : JSON.stringify(key.slice(0, 80));
}
