import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import { TunnelAgent } from "./proxy-tunnel.js";

/** TLS settings for one server; texts are PEM. */
export interface TlsMaterial {
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  /** The name to verify, if it is not the host name. */
  readonly servername?: string;
  readonly rejectUnauthorized?: false;
}

/** Keeps connections to one server alive, through a proxy if there is one. */
export function makeAgent(server: string, tls: TlsMaterial, proxyUrl: string | undefined): HttpAgent {
  const isTls = !server.startsWith("http:");
  const options = isTls ? { ...kept, ...trust, ...tls } : kept;
  if (proxyUrl !== undefined) return new TunnelAgent(new URL(proxyUrl), isTls, options);
  return isTls ? new HttpsAgent(options) : new HttpAgent(options);
}

/** Node's default of 250 ms per address of a host is less than a connection to a distant cluster takes. */
const kept = { keepAlive: true, autoSelectFamilyAttemptTimeout: 2_000 };

/** Trusts the authority in the kubeconfig as it is, also an intermediate one or the certificate of the server itself, as kubectl does. */
const trust = { allowPartialTrustChain: true };
