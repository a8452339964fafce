import type { ResourceType } from "../model/resource-type.js";
import type { Revision } from "../model/revision.js";
import type { KubeStatus, WatchEvent } from "../model/watch-event.js";

/** One collection, as asked of a server. */
export interface CollectionRequest {
  readonly type: Pick<ResourceType, "group" | "version" | "resource" | "kind" | "namespaced">;
  /** Absent: all namespaces, or a cluster-scoped kind. */
  readonly namespace?: string;
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
}

export interface ListRequest extends CollectionRequest {
  readonly resourceVersion?: string;
  readonly resourceVersionMatch?: "Exact" | "NotOlderThan";
}

export interface WatchRequest extends CollectionRequest {
  readonly resourceVersion: string;
  /** After so long the server ends the stream cleanly. Absent: the reader chooses, in the order of minutes. */
  readonly timeoutSeconds?: number;
}

export interface ListResponse {
  /** Of the whole collection: the resourceVersion to watch from. */
  readonly resourceVersion: string;
  /** In the server's order, each with `kind` and `apiVersion`. */
  readonly items: readonly Revision[];
  /** The server's clock minus ours, in ms, from the `Date` header; one-second grain. */
  readonly clockOffsetMs?: number;
}

/** Watch events that came in one read of the socket, with the time of that read on both clocks. */
export interface WatchBatch {
  readonly events: readonly WatchEvent[];
  /** `Clock.monotonicMs()` when the bytes arrived. */
  readonly monotonicMs: number;
  readonly wallMs: number;
}

/** All that the recorder needs of a cluster: two methods (and a third that makes long watches surer, where there is one). */
export interface ClusterReader {
  /** The whole collection, all pages. Rejects with `RequestFailure`. */
  list(request: ListRequest, signal?: AbortSignal): Promise<ListResponse>;
  /**
   * Follows the collection. Ends without an error when the server closed the stream cleanly; throws `RequestFailure` when it was refused
   * or broke (reset, half-open, cut in the middle of a line). An ERROR event is yielded, not thrown.
   * The answer's status is known before the first batch: an empty batch is yielded at once when the server has accepted.
   */
  watch(request: WatchRequest, signal: AbortSignal): AsyncIterable<WatchBatch>;
  /**
   * The collection's resourceVersion now, without its items. Lets `followCollection` notice that versions went backwards (a restored etcd
   * answers a watch from the future with silence), and move on a quiet collection that gets no bookmarks before its history is compacted.
   */
  latestVersion?(request: CollectionRequest, signal?: AbortSignal): Promise<string>;
}

/** A request that was refused or broke. `status` is the HTTP status; absent when there was no answer at all. */
export class RequestFailure extends Error {
  readonly status: number | undefined;
  readonly kubeStatus: KubeStatus | undefined;
  readonly retryAfterMs: number | undefined;
  /** System error code where there is one: ECONNREFUSED, ENOTFOUND, CERT_HAS_EXPIRED, ... */
  readonly code: string | undefined;

  constructor(
    message: string,
    options: {
      status?: number | undefined;
      kubeStatus?: KubeStatus | undefined;
      retryAfterMs?: number | undefined;
      code?: string | undefined;
      cause?: unknown;
    } = {},
  ) {
    super(message, { cause: options.cause });
    this.name = "RequestFailure";
    this.status = options.status;
    this.kubeStatus = options.kubeStatus;
    this.retryAfterMs = options.retryAfterMs;
    this.code = options.code;
  }
}
