import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent, type RequestOptions } from "node:https";
import { KubespyError } from "../../errors.js";

/** TLS settings for one server; texts are PEM. */
export interface TlsMaterial {
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  /** The name to verify, if it is not the host name. */
  readonly servername?: string;
  readonly rejectUnauthorized?: false;
}

/** Keeps connections to one server alive. For HTTP, HTTPS and SOCKS proxies the client library creates the agent. */
export async function makeAgent(server: string, tls: TlsMaterial, proxyUrl: string | undefined): Promise<HttpAgent> {
  if (proxyUrl !== undefined) return proxyAgent(server, tls, proxyUrl);
  return server.startsWith("http:") ? new HttpAgent(kept) : new HttpsAgent({ ...kept, ...trust, ...tls });
}

/** Node's default of 250 ms per address of a host is less than a connection to a distant cluster takes. */
const kept = { keepAlive: true, autoSelectFamilyAttemptTimeout: 2_000 };

/** Trusts the authority in the kubeconfig as it is, also an intermediate one or the certificate of the server itself, as kubectl does. */
const trust = { allowPartialTrustChain: true };

async function proxyAgent(server: string, tls: TlsMaterial, proxyUrl: string): Promise<HttpAgent> {
  const { KubeConfig } = await import("@kubernetes/client-node/dist/config.js");
  const config = new KubeConfig();
  config.loadFromClusterAndUser(
    {
      name: "cluster",
      server,
      proxyUrl,
      // The library requires this for plain HTTP, where there is nothing to verify.
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

/** A URL without its password, for messages. */
export function withoutPassword(url: string): string {
  return url.replace(/\/\/[^/@]*@/, "//");
}
