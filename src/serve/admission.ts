import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { status } from "./status.js";

/**
 * Which requests are answered. Rules:
 *
 *  1. Exactly one Host header, which names this machine. A web page can make a host name resolve to loopback (DNS rebinding) and so read a
 *     recording; such requests carry that host name.
 *  2. No request that a page of another site makes. No answer allows other origins to read it (CORS).
 *  3. The path begins with the key, where there is one. To anything else the answer is the same 404: other users of the machine can connect
 *     too, and kubectl sends a token over TLS only, so the key is in the path, which a kubeconfig can hold.
 */

/** 192 random bits, in characters that a URL leaves as they are. */
export function makeKey(): string {
  return randomBytes(24).toString("base64url");
}

/** The URL below the key. Throws `StatusError` when the request is refused. */
export function admit(request: IncomingMessage, key: string | undefined): URL {
  requireLocalHost(request);
  requireOwnSite(request);
  const url = parseUrl(request.url ?? "/");
  if (key === undefined) return url ?? refuseUrl();
  if (url === undefined) throw status.noSuchResource();
  const [, first = "", rest = ""] = /^\/([^/]*)(.*)$/s.exec(url.pathname) ?? [];
  if (!timingSafeEqual(digest(first), digest(key))) throw status.noSuchResource();
  url.pathname = rest === "" ? "/" : rest;
  return url;
}

/** Node joins or drops headers that are sent twice; proxies may choose another one of them. */
function requireLocalHost({ rawHeaders }: IncomingMessage): void {
  const hosts = rawHeaders.filter((_, i) => i % 2 === 1 && rawHeaders[i - 1]?.toLowerCase() === "host");
  const [host] = hosts;
  if (host === undefined || hosts.length > 1) throw status.badRequest("a request needs exactly one Host header");
  requireLocal(host);
}

function requireLocal(host: string): void {
  if (!isLocal(host)) throw status.forbidden(`host ${JSON.stringify(host)} is not served`);
}

function requireOwnSite({ headers }: IncomingMessage): void {
  const { origin, "sec-fetch-site": site } = headers;
  const isForeign = origin !== undefined && !(URL.canParse(origin) && isLocal(new URL(origin).host));
  if (isForeign || site === "cross-site" || site === "same-site") throw status.forbidden("requests of other sites are not served");
}

function isLocal(host: string): boolean {
  return /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/i.test(host);
}

/** A path, or a whole URL, as to a proxy: its host replaces the Host header. */
function parseUrl(text: string): URL | undefined {
  const isPath = text.startsWith("/");
  const url = isPath ? `http://127.0.0.1${text}` : text;
  if (!URL.canParse(url)) return undefined;
  const parsed = new URL(url);
  if (!isPath) requireLocal(parsed.host);
  return parsed;
}

function refuseUrl(): never {
  throw status.badRequest("the request URI cannot be parsed");
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
