import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent, type RequestOptions } from "node:https";
import { KubespyError } from "../../errors.js";

/** What a TLS connection to one server needs; texts are PEM. */
export interface TlsMaterial {
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  /** The name to verify, where it is not the host's. */
  readonly servername?: string;
  readonly rejectUnauthorized?: false;
}

/** Keeps the connections to one server. Through a proxy the client library makes the agent (HTTP, HTTPS and SOCKS proxies). */
export async function makeAgent(server: string, tls: TlsMaterial, proxyUrl: string | undefined): Promise<HttpAgent> {
  if (proxyUrl !== undefined) return proxyAgent(server, tls, proxyUrl);
  return server.startsWith("http:") ? new HttpAgent(kept) : new HttpsAgent({ ...kept, ...trust, ...tls });
}

/** Node's own patience with each address of a host, 250 ms, is less than a connection to a far cluster takes. */
const kept = { keepAlive: true, autoSelectFamilyAttemptTimeout: 2_000 };

/** What a kubeconfig names as authority is trusted as it is, an intermediate one or the server's own certificate too, as kubectl does. */
const trust = { allowPartialTrustChain: true };

async function proxyAgent(server: string, tls: TlsMaterial, proxyUrl: string): Promise<HttpAgent> {
  const { KubeConfig } = await import("@kubernetes/client-node/dist/config.js");
  const config = new KubeConfig();
  config.loadFromClusterAndUser(
    {
      name: "cluster",
      server,
      proxyUrl,
      // For plain HTTP the library insists on this; there is nothing to verify.
      skipTLSVerify: tls.rejectUnauthorized === false || server.startsWith("http:"),
      ...(tls.servername === undefined ? {} : { tlsServerName: tls.servername }),
      ...(tls.ca === undefined ? {} : { caData: base64(tls.ca) }),
    },
    {
      name: "user",
      ...(tls.cert === undefined ? {} : { certData: base64(tls.cert) }),
      ...(tls.key === undefined ? {} : { keyData: base64(tls.key) }),
    },
  );
  const options: RequestOptions = {};
  await config.applyToHTTPSOptions(options);
  if (!(options.agent instanceof HttpAgent)) throw new KubespyError(`cannot use the proxy ${withoutPassword(proxyUrl)}`);
  return options.agent;
}

function base64(text: string): string {
  return Buffer.from(text).toString("base64");
}

/** A URL as it may be shown. */
export function withoutPassword(url: string): string {
  return url.replace(/\/\/[^/@]*@/, "//");
}
