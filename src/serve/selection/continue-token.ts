import { status } from "../status.js";

/** Where the next page of a list begins: the version, and the first key. */
export interface ContinueToken {
  readonly version: string;
  /** First key of the page; ends in NUL to exclude the last key of the page before. */
  readonly startKey: string;
}

/** The version of a token that continues in the current state; sent with a 410 for clients that accept an inconsistent list. */
export const presentVersion = "-1";

/** In the format of the server: base64url of `{"v":"meta.k8s.io/v1","rv":2503,"start":"ns/name\u0000"}`. */
export function encodeContinue({ version, startKey }: ContinueToken): string {
  const rv = /^-?\d{1,15}$/.test(version) ? Number(version) : version;
  return Buffer.from(JSON.stringify({ v: "meta.k8s.io/v1", rv, start: startKey })).toString("base64url");
}

/** Throws the 400 of the server for an invalid token. */
export function decodeContinue(token: string): ContinueToken {
  const decoded = parseJson(Buffer.from(token, "base64url").toString("utf8"));
  if (typeof decoded === "object" && decoded !== null) {
    const { v, rv, start } = decoded as Record<string, unknown>;
    const isVersion = typeof rv === "string" || Number.isInteger(rv);
    if (v === "meta.k8s.io/v1" && isVersion && typeof start === "string" && start !== "") return { version: String(rv), startKey: start };
  }
  throw status.badRequest("continue key is not valid");
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
