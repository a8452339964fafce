import { BlockList, isIP } from "node:net";

/**
 * Chooses the proxy for a server as kubectl does: `proxy-url` of the cluster, else the environment (`HTTPS_PROXY` or `HTTP_PROXY` by the
 * scheme of the server, upper case first) unless `NO_PROXY` matches the server. Servers on this machine never use a proxy from the
 * environment.
 */
export function proxyFor(
  server: string,
  proxyUrl: string | undefined,
  env: Readonly<Record<string, string | undefined>>,
): string | undefined {
  if (proxyUrl !== undefined) return proxyUrl;
  const { protocol, hostname, port } = new URL(server);
  const name = protocol === "https:" ? "HTTPS_PROXY" : "HTTP_PROXY";
  const proxy = env[name] || env[name.toLowerCase()];
  if (!proxy || isLocal(hostname)) return undefined;
  const exceptions = (env["NO_PROXY"] || env["no_proxy"] || "").split(",").map((entry) => entry.trim().toLowerCase());
  const host = bare(hostname);
  if (exceptions.some((entry) => entry !== "" && excepts(entry, host, port || (protocol === "https:" ? "443" : "80")))) return undefined;
  return proxy.includes("://") ? proxy : `http://${proxy}`;
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
