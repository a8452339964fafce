import type { Agent } from "node:http";

/** The address of the server and how to authenticate: all that the transport knows of kubeconfigs, certificates and tokens. */
export interface ServerAccess {
  /** With its path prefix, if it has one (`https://rancher/k8s/clusters/x`), without a trailing slash. */
  readonly server: string;
  /**
   * Called for each request, because tokens and certificates rotate. Returns the same agent as long as they do not. Rejects when the signal
   * aborts; a credential plugin that nobody waits for any more is ended.
   */
  credentials(signal?: AbortSignal): Promise<Credentials>;
  /** After a 401: clears cached credentials. False if a new request would use the same ones. */
  renew(): boolean;
}

export interface Credentials {
  readonly agent: Agent;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
}
