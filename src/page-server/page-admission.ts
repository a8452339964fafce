import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";

/**
 * Which requests are answered. Rules:
 *
 *  1. `GET` only, and no body.
 *  2. Exactly one Host header, which is this server's own address: a web page can make a host name resolve to loopback (DNS rebinding), and such
 *     requests carry that host name.
 *  3. No request that a page of another site, or of another server on this machine, makes.
 *  4. Everything but the page itself, which holds nothing of the session, needs the key: other users of the machine can connect too. The page has it from
 *     the fragment of its address, which no browser sends, and sends it as a bearer token.
 */

/** 256 random bits. */
export function makePageKey(): string {
  return randomBytes(32).toString("base64url");
}

/** Why a request is not answered, for people. */
export interface Refusal {
  readonly code: 400 | 401 | 403 | 404 | 405;
  readonly message: string;
}

/** The URL of a request that may be answered. */
export function admitToPage(request: IncomingMessage, { key, port }: { readonly key: string; readonly port: number }): URL | Refusal {
  const { method, url = "", rawHeaders, headers } = request;
  if (method !== "GET") return { code: 405, message: "only GET is answered" };
  const own = [`127.0.0.1:${port}`, `localhost:${port}`];
  const hosts = rawHeaders.filter((_, i) => i % 2 === 1 && rawHeaders[i - 1]?.toLowerCase() === "host");
  if (hosts.length !== 1) return { code: 400, message: "a request needs exactly one Host header" };
  if (!own.includes(hosts[0]?.toLowerCase() ?? "")) return { code: 403, message: "this host is not served" };
  if (headers["transfer-encoding"] !== undefined || Number(headers["content-length"] ?? 0) !== 0)
    return { code: 400, message: "a request has no body" };
  const { origin, "sec-fetch-site": site = "none" } = headers;
  const isOwnOrigin = origin === undefined || own.some((host) => origin === `http://${host}`);
  // A link to the page itself may be followed from anywhere: it shows nothing without the key.
  const isPage = url === "/";
  if (!isOwnOrigin || !(site === "none" || site === "same-origin" || (isPage && headers["sec-fetch-mode"] === "navigate")))
    return { code: 403, message: "requests of other sites are not answered" };
  if (!url.startsWith("/") || !URL.canParse(`http://localhost${url}`)) return { code: 400, message: "the request URI cannot be parsed" };
  if (!isPage && !hasKey(headers.authorization, key)) return { code: 401, message: "the key is missing or wrong" };
  return new URL(`http://localhost${url}`);
}

/** Takes the same time whatever the text. */
function hasKey(authorization: string | undefined, key: string): boolean {
  return timingSafeEqual(digest(authorization ?? ""), digest(`Bearer ${key}`));
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
