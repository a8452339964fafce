import { KubespyError } from "../../errors.js";
import type { ImpersonateEntry } from "./user-entry.js";

/** The headers of impersonation, as client-go sends them. Throws `KubespyError` for what no header can contain. */
export function impersonationHeaders(impersonate: ImpersonateEntry | undefined): Record<string, string | readonly string[]> {
  if (impersonate === undefined) return {};
  const { user, uid, groups, extra } = impersonate;
  const value = (text: string) => sendable(text, "the user to impersonate in the kubeconfig");
  // Names of headers are of either case: keys that differ in nothing else share one.
  const extras = new Map<string, string[]>();
  for (const [key, values] of extra) {
    const name = `impersonate-extra-${headerName(key).toLowerCase()}`;
    extras.set(name, [...(extras.get(name) ?? []), ...values.map(value)]);
  }
  return {
    "Impersonate-User": value(user),
    ...(uid === undefined ? {} : { "Impersonate-Uid": value(uid) }),
    ...(groups.length === 0 ? {} : { "Impersonate-Group": groups.map(value) }),
    ...Object.fromEntries(extras),
  };
}

/** As the value of a header: UTF-8, which Node takes as one character for each byte. Throws `KubespyError` for control characters. */
export function sendable(text: string, what: string): string {
  const bytes = Buffer.from(text, "utf8").toString("latin1");
  if (/[^\t\x20-\x7e\x80-\xff]/.test(bytes)) {
    throw new KubespyError(`${what} contains a control character, which no HTTP header can`, { hint: "look for a newline in it" });
  }
  return bytes;
}

/** What a name of a header cannot contain is percent-encoded, byte by byte; the server decodes it. */
function headerName(key: string): string {
  return [...Buffer.from(key, "utf8")].map((byte) => (isNameByte(byte) ? String.fromCharCode(byte) : percent(byte))).join("");
}

function isNameByte(byte: number): boolean {
  return /[A-Za-z0-9!#$&'*+.^_`|~-]/.test(String.fromCharCode(byte));
}

function percent(byte: number): string {
  return `%${byte.toString(16).toUpperCase().padStart(2, "0")}`;
}
