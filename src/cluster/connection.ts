import type { KubespyError } from "../errors.js";
import type { ResourceType } from "../model/resource-type.js";
import type { ServerInfo } from "../model/session.js";
import type { ClusterReader, RequestFailure } from "./cluster-reader.js";

/** One cluster, one context. Nothing is asked of the server before one of its methods is called. */
export interface Connection {
  /** Absent inside a cluster. */
  readonly contextName?: string;
  /** By flag, else the context's own, else "default". */
  readonly namespace: string;
  /** For messages: without credentials. */
  readonly server: string;
  readonly reader: ClusterReader;
  /** `version` is absent where `/version` may not be read. Rejects with `KubespyError` when the server cannot be talked to at all. */
  serverInfo(): Promise<ServerInfo>;
  /** What the server offers, preferred versions first; asked once. Rejects with `KubespyError`. */
  resources(): Promise<readonly ResourceType[]>;
  /** A failure of `reader`, for people: names context and server, and what to do next. */
  explain(failure: RequestFailure): KubespyError;
  /** Closes kept connections. */
  close(): void;
}
