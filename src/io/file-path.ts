import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { UsageError } from "../errors.js";
import { printable } from "./printable.js";

/** What is done with a file. */
export type FileUse = "read" | "write";

/** The absolute path of a file that a user names. Throws `UsageError` where the name is an address: `https://host/web.kubespy.gz`. */
export function filePath(cwd: string, name: string, use: FileUse): string {
  assertNoAddress(name, use);
  return resolve(cwd, name);
}

/**
 * Throws `UsageError` where what a user names as a file is an address (`scheme://...`): as a path it would be that of a file below a folder `https:`. A
 * file whose path really begins so is named with `./` before it.
 */
export function assertNoAddress(name: string, use: FileUse): void {
  const address = addressOf(name);
  if (address === undefined) return;
  throw new UsageError(`cannot ${use} "${address.shown}": it is an address, not a file`, { hint: hintFor(address, name, use) });
}

export interface Address {
  /** In lower case: "https". */
  readonly scheme: string;
  /** Without what may be secret (user, password, query), printable. */
  readonly shown: string;
}

/** Undefined for the name of a file, also on a drive of Windows ("C:\web.gz", "C://web.gz") or with a colon in it. */
export function addressOf(name: string): Address | undefined {
  const [start, scheme] = /^\s*([a-z][a-z0-9+.-]+):\/\//i.exec(name) ?? [];
  if (start === undefined || scheme === undefined) return undefined;
  // A password that was not encoded may hold "@", "/" and "?": everything before the last "@" goes, and only then the query.
  const place = name.slice(Math.max(start.length, name.lastIndexOf("@") + 1)).replace(/[?#].*$/s, "");
  return { scheme: scheme.toLowerCase(), shown: printable(`${scheme}://${place}`, 300) };
}

function hintFor({ scheme, shown }: Address, name: string, use: FileUse): string {
  if (scheme === "file") return `name the file by its path${pathOf(name)}`;
  if (use === "write") return "write a file, and upload that";
  if (!["http", "https", "ftp"].includes(scheme)) return "copy it into a file first, and name that";
  const isPlain = shown === name && /^[\w:/.~%+-]+$/.test(name);
  return `download it first, and name the file: curl -LO ${isPlain ? name : "ADDRESS"}`;
}

function pathOf(url: string): string {
  try {
    return `: ${printable(fileURLToPath(url), 300)}`;
  } catch {
    // Of another host, or no URL: there is no path to name.
    return "";
  }
}
