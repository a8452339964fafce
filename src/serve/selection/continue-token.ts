import { status } from "../status.js";

/** Where the next page of a list begins: at which version, and before which key. */
export interface ContinueToken {
  readonly version: string;
  /** Keys from here on; ends in NUL when it stands just behind the last key given. */
  readonly startKey: string;
}

/** The version in a token that goes on in the present state, given with a 410 for those who prefer an inconsistent list to none. */
export const presentVersion = "-1";

/** As the server writes them: base64url of `{"v":"meta.k8s.io/v1","rv":2503,"start":"ns/name\u0000"}`. */
export function encodeContinue({ version, startKey }: ContinueToken): string {
  const rv = /^-?\d{1,15}$/.test(version) ? Number(version) : version;
  return Buffer.from(JSON.stringify({ v: "meta.k8s.io/v1", rv, start: startKey })).toString("base64url");
}

/** Throws the server's 400 for what is no token. */
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
