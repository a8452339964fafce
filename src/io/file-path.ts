import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { UsageError } from "../errors.js";
import { printable } from "./printable.js";

/** What is done with a file. */
export type FileUse = "read" | "write";

/**
 * The absolute path of a file that a user names. Throws `UsageError` where the name is an address: `https://host/web.kubespy.gz`; `hint` is the next
 * step where that is not to download or to upload.
 */
export function filePath(cwd: string, name: string, use: FileUse, hint?: string): string {
  assertNoAddress(name, use, hint);
  return resolve(cwd, name);
}

/**
 * Throws `UsageError` where what a user names as a file is an address (`scheme://...`, `jdbc:...`): as a path it would be that of a file below a folder `https:`.
 * A file whose path really begins so is named with `./` before it.
 */
export function assertNoAddress(name: string, use: FileUse, hint?: string): void {
  const address = addressOf(name);
  if (address === undefined) return;
  throw new UsageError(`cannot ${use} "${address.shown}": it is an address, not a file`, {
    hint: hint ?? hintFor(address, name, use),
  });
}

export interface Address {
  /** In lower case: "https". */
  readonly scheme: string;
  /** Without what may be secret (user, password, query), printable. */
  readonly shown: string;
}

/** Schemes whose addresses need no `//`: of databases, and of their files. */
const fileSchemes: ReadonlySet<string> = new Set(["file", "sqlite", "sqlite3", "duckdb"]);
const databaseSchemes: ReadonlySet<string> = new Set([
  ...fileSchemes,
  ...["jdbc", "odbc", "postgres", "postgresql", "mysql", "mariadb", "sqlserver", "mssql", "oracle", "mongodb", "redis", "rediss"],
]);

/** Undefined for the name of a file, also on a drive of Windows ("C:\web.gz", "C://web.gz") or with a colon in it. */
export function addressOf(name: string): Address | undefined {
  const [, start = "", scheme = "", slashes] = /^\s*(([a-z][a-z0-9+.-]+):(?:(?:[a-z][a-z0-9+.-]*:)*(\/\/))?)/i.exec(name) ?? [];
  const known = scheme.toLowerCase();
  if (start === "" || (slashes === undefined && !databaseSchemes.has(known))) return undefined;
  const rest = name.trimStart().slice(start.length);
  const place = slashes === undefined && !fileSchemes.has(known) ? "…" : placeOf(rest);
  return { scheme: known, shown: printable(`${start}${place}`, 300) };
}

/** Without user, password and parameters. */
function placeOf(rest: string): string {
  const at = rest.lastIndexOf("@");
  const parameters = /[?#;][^@]*=/.exec(rest)?.index ?? at;
  // Either a password with "?" in it, or a parameter with "@".
  if (parameters < at) return "…";
  // A password that was not encoded may hold "@", "/" and "?": everything before the last "@" goes, and only then the parameters.
  return rest.slice(at + 1).replace(/[?#;].*$/s, "");
}

function hintFor({ scheme, shown }: Address, name: string, use: FileUse): string {
  if (fileSchemes.has(scheme)) return `name the file by its path${pathOf(name.trim())}`;
  if (use === "write") return "write a file, and upload that";
  if (!["http", "https", "ftp"].includes(scheme)) return "copy it into a file first, and name that";
  const isPlain = shown === name && /^[\w:/.~%+-]+$/.test(name);
  return `download it first, and name the file: curl -LO ${isPlain ? name : "ADDRESS"}`;
}

function pathOf(url: string): string {
  const opaque = /^[a-z0-9]+:([^/?#;]+)/i.exec(url)?.[1];
  if (opaque !== undefined) return `: ${printable(opaque, 300)}`;
  try {
    return `: ${printable(fileURLToPath(url), 300)}`;
  } catch {
    // Of another host, or no URL: there is no path to name.
    return "";
  }
}
