import type { KubespyError } from "../errors.js";
import type { ResourceType } from "../model/resource-type.js";
import type { ServerInfo } from "../model/session.js";
import type { ClusterReader, RequestFailure } from "./cluster-reader.js";
import type { ServerState } from "./transport/server-state.js";

/** One cluster and context. Makes no request before one of its methods is called. */
export interface Connection {
  /** Absent inside a cluster. */
  readonly contextName?: string;
  /** From the flag, else from the context, else "default". */
  readonly namespace: string;
  /** For messages: without credentials. */
  readonly server: string;
  readonly reader: ClusterReader;
  /** `version` is absent if the server does not allow reading `/version`. Rejects with `KubespyError` when the server cannot be reached. */
  serverInfo(): Promise<ServerInfo>;
  /** The resource types of the server, preferred versions first; requested once. Rejects with `KubespyError`. */
  resources(): Promise<readonly ResourceType[]>;
  /** Whether the server is there, by one cheap request with a short time limit. Never rejects. */
  state(signal: AbortSignal): Promise<ServerState>;
  /** A failure of `reader` as an error for users: names context, server and the next step. */
  /** `namespace`: those that were typed, for the next step. */
  explain(failure: RequestFailure, typed?: { readonly namespace?: readonly string[] }): KubespyError;
  /** Closes idle connections. */
  close(): void;
}
