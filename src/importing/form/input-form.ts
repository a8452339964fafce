import { beginsYaml, opensArray, timestampLength } from "../text/line-words.js";
import { Utf8Bytes } from "../utf8-bytes.js";
import { binaryForm } from "./binary-forms.js";
import { getObjects, type InputRefusal } from "./refusal.js";
import { textForm } from "./text-forms.js";

/** What an input is. */
export type InputForm =
  | { readonly kind: "recording" }
  /** A web page, which may hold recordings. */
  | { readonly kind: "page" }
  | { readonly kind: "zip" }
  | { readonly kind: "tar" }
  /** Documents in JSON or YAML that may be objects of Kubernetes, perhaps among other lines. */
  | { readonly kind: "documents" }
  | { readonly kind: "other"; readonly refusal: InputRefusal };

/**
 * What an input is, by its first bytes, decrypted and decompressed: those of recordings and documents may be preceded by some lines. `name` is for the
 * advice only.
 */
export function inputForm(beginning: Uint8Array, name: string): InputForm {
  if (beginning[0] === 0x50 && beginning[1] === 0x4b && beginning[2] === 3 && beginning[3] === 4) return { kind: "zip" };
  if (isTar(beginning)) return { kind: "tar" };
  const binary = binaryForm(beginning, name);
  if (binary !== undefined) return { kind: "other", refusal: binary };
  const text = textOf(beginning);
  if (/^\s*\{\s*"kubespy"\s*:/.test(text)) return { kind: "recording" };
  if (/^\ufeff?\s*(?:<!--[\s\S]*?-->\s*)?<(?:!doctype html|html)[\s>]/i.test(text)) return { kind: "page" };
  return holdsDocuments(text) ? { kind: "documents" } : { kind: "other", refusal: refusalOf(beginning, name) };
}

/** What an input is in which no object was found. */
export function refusalOf(beginning: Uint8Array, name: string): InputRefusal {
  const text = textOf(beginning);
  if (text.trim() === "") return { what: "empty", advice: `check the command that wrote it, and ${getObjects(name)}` };
  const known = binaryForm(beginning, name) ?? textForm(text, name);
  if (known !== undefined) return known;
  const what = isBinary(beginning) ? "a binary file of an unknown kind" : "a text without objects";
  return { what, advice: getObjects(name) };
}

/** Whether objects of Kubernetes may be in it, as far as its beginning shows. */
export function mayHoldObjects(beginning: Uint8Array): boolean {
  return /["']?\b(?:kind|apiVersion)["']?\s*:/.test(textOf(beginning));
}

function textOf(beginning: Uint8Array): string {
  const utf8 = new Utf8Bytes();
  return Buffer.concat([utf8.push(beginning), utf8.end()]).toString("utf8");
}

function holdsDocuments(text: string): boolean {
  return text.split("\n").some((line) => {
    const rest = line.slice(timestampLength(line));
    return /^[\s\0,[\]]*\{/.test(rest) || opensArray(rest) || beginsYaml(`${rest}\n`);
  });
}

/** By the mark that POSIX and GNU write into each header. */
function isTar(beginning: Uint8Array): boolean {
  return beginning.length >= 512 && Buffer.from(beginning.subarray(257, 262)).toString("latin1") === "ustar";
}

function isBinary(beginning: Uint8Array): boolean {
  return beginning.subarray(0, 4096).some((byte) => byte < 9);
}
