import { gunzipSync } from "node:zlib";
import { stringsIn } from "./session-strings.js";

const maxLayers = 5;

/** A text, and all that somebody finds in it who undoes JSON, escapes, percent encoding, base64 and gzip, in any order. */
export function decodedTexts(text: string): ReadonlySet<string> {
  const found = new Set<string>([text]);
  let layer: Iterable<string> = [text];
  for (let n = 0; n < maxLayers; n++) {
    const next: string[] = [];
    for (const each of layer)
      for (const decoded of decodedOnce(each))
        if (!found.has(decoded)) {
          found.add(decoded);
          next.push(decoded);
        }
    layer = next;
  }
  return found;
}

function* decodedOnce(text: string): Iterable<string> {
  yield* documentStrings(text);
  if (text.includes("\\")) yield unescaped(text);
  if (text.includes("%")) yield text.replace(/(?:%[0-9A-Fa-f]{2})+/g, (bytes) => Buffer.from(bytes.replaceAll("%", ""), "hex").toString());
  if (text.includes("'\\''")) yield text.replaceAll("'\\''", "'");
  for (const [run] of text.matchAll(/[A-Za-z0-9+/_-]{12,}={0,2}/g)) yield bytesText(Buffer.from(run, "base64"));
}

function documentStrings(text: string): Iterable<string> {
  if (!/^\s*[[{"]/.test(text)) return [];
  try {
    return stringsIn(JSON.parse(text));
  } catch {
    return [];
  }
}

function unescaped(text: string): string {
  return text.replace(/\\(?:u([0-9a-fA-F]{4})|(.))/gs, (_, hex: string | undefined, char = "") => {
    if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16));
    return ({ n: "\n", t: "\t", r: "\r" } as Record<string, string>)[char as string] ?? (char as string);
  });
}

function bytesText(bytes: Buffer): string {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes.toString();
  try {
    return gunzipSync(bytes).toString();
  } catch {
    return bytes.toString();
  }
}
