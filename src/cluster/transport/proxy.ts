import { BlockList, isIP } from "node:net";
import { KubespyError } from "../../errors.js";
import { printable } from "../../io/printable.js";
import { withoutPassword } from "./without-password.js";

/**
 * Chooses the proxy for a server as kubectl does: `proxy-url` of the cluster, else the environment (`HTTPS_PROXY` or `HTTP_PROXY` by the
 * scheme of the server, upper case first) unless `NO_PROXY` matches the server. Servers on this machine never use a proxy from the
 * environment. Throws `KubespyError` if that in the environment is not usable.
 */
export function proxyFor(
  server: string,
  proxyUrl: string | undefined,
  env: Readonly<Record<string, string | undefined>>,
): string | undefined {
  if (proxyUrl !== undefined) return proxyUrl;
  const { protocol, hostname, port } = new URL(server);
  const name = protocol === "https:" ? "HTTPS_PROXY" : "HTTP_PROXY";
  const variable = env[name] ? name : name.toLowerCase();
  const proxy = env[variable];
  if (!proxy || isLocal(hostname)) return undefined;
  const exceptions = (env["NO_PROXY"] || env["no_proxy"] || "").split(",").map((entry) => entry.trim().toLowerCase());
  const host = bare(hostname);
  if (exceptions.some((entry) => entry !== "" && excepts(entry, host, port || (protocol === "https:" ? "443" : "80")))) return undefined;
  const url = proxy.includes("://") ? proxy : `http://${proxy}`;
  const problem = proxyProblem(url, ["http", "https", "socks5", "socks5h"]);
  if (problem === undefined) return url;
  throw new KubespyError(`invalid proxy "${printable(withoutPassword(url), 200)}" in ${variable}: ${problem}`, {
    hint: `correct ${variable}, or except ${printable(host, 200)} from it with NO_PROXY`,
  });
}

/** What is wrong with the address of a proxy, in kubectl's words; undefined if nothing is. */
export function proxyProblem(url: string, schemes: readonly string[]): string | undefined {
  if (!URL.canParse(url)) return "could not parse it";
  const { protocol, hostname } = new URL(url);
  const scheme = protocol.slice(0, -1);
  if (!schemes.includes(scheme)) return `unsupported scheme "${scheme}", must be http, https, or socks5`;
  return hostname === "" ? "it has no host" : undefined;
}

function isLocal(hostname: string): boolean {
  const host = bare(hostname);
  return host === "localhost" || host === "::1" || /^127\./.test(host);
}

/** `*`, an address, a range, or a domain (with its subdomains; only those if it starts with a dot); optionally with a port. */
function excepts(entry: string, host: string, port: string): boolean {
  if (entry === "*") return true;
  if (entry.includes("/")) return inRange(entry, host);
  const [, name = entry, onlyPort] = /^(\[[^\]]*\]|[^:]*):(\d+)$/.exec(entry) ?? [];
  if (onlyPort !== undefined && onlyPort !== port) return false;
  const domain = bare(name).replace(/^\*\./, ".");
  return domain.startsWith(".") ? host.endsWith(domain) : host === domain || (isIP(domain) === 0 && host.endsWith(`.${domain}`));
}

function inRange(entry: string, host: string): boolean {
  const [address = "", bits] = entry.split("/");
  const family = isIP(address);
  if (family === 0 || isIP(host) !== family) return false;
  const list = new BlockList();
  try {
    list.addSubnet(address, Number(bits), family === 6 ? "ipv6" : "ipv4");
  } catch {
    return false;
  }
  return list.check(host, family === 6 ? "ipv6" : "ipv4");
}

function bare(hostname: string): string {
  return hostname.toLowerCase().replace(/^\[|\]$/g, "");
}
