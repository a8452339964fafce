import type { Agent } from "node:http";

/** Where the server is and how to be let in: all that the transport knows of kubeconfigs, certificates and tokens. */
export interface ServerAccess {
  /** With its path prefix, if it has one (`https://rancher/k8s/clusters/x`), without a trailing slash. */
  readonly server: string;
  /** Asked anew for each request, because tokens and certificates rotate. The agent stays the same as long as they do. */
  credentials(): Promise<Credentials>;
  /** After a 401: forgets what was cached. False when asking again would give the same. */
  renew(): boolean;
}

export interface Credentials {
  readonly agent: Agent;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
}
