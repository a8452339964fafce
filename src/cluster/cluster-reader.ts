import type { KubeObject } from "../model/kube-object.js";
import type { ResourceType } from "../model/resource-type.js";
import type { Revision } from "../model/revision.js";
import type { KubeStatus, WatchEvent } from "../model/watch-event.js";

/** One collection of the API. */
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
  /** The server ends the stream cleanly after this time. Absent: the reader chooses some minutes. */
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

/** What identifies one state of an object, and what decides whether it belongs to a recording. The uid is that of its `ObjectRef`. */
export type ObjectMetadata = Pick<KubeObject["metadata"], "name" | "namespace" | "labels" | "ownerReferences"> & {
  readonly uid: string;
  readonly resourceVersion: string;
};

export interface MetadataList {
  /** Of the whole collection. */
  readonly resourceVersion: string;
  readonly items: readonly ObjectMetadata[];
}

/** Watch events that came in one read of the socket, with the time of that read on both clocks. */
export interface WatchBatch {
  readonly events: readonly WatchEvent[];
  /** `Clock.monotonicMs()` when the bytes arrived. */
  readonly monotonicMs: number;
  readonly wallMs: number;
}

/** What the recorder needs of a cluster: two methods, and an optional third that makes long watches more reliable. */
export interface ClusterReader {
  /** The whole collection, all pages. Rejects with `RequestFailure`. */
  list(request: ListRequest, signal?: AbortSignal): Promise<ListResponse>;
  /**
   * Watches the collection. Ends without an error when the server closes the stream cleanly; throws `RequestFailure` when the server
   * refuses it or the connection breaks (reset, half-open, ended in the middle of a line). Yields ERROR events, never throws them. Yields
   * an empty batch as soon as the server accepts the watch, so the caller knows the response status before the first event.
   */
  watch(request: WatchRequest, signal: AbortSignal): AsyncIterable<WatchBatch>;
  /**
   * The current resourceVersion of the collection, without its items. `followCollection` uses it to detect that versions went backwards
   * (after an etcd restore, a watch from a future version stays silent), and to advance on a collection without changes or bookmarks before
   * its history is compacted.
   */
  latestVersion?(request: CollectionRequest, signal?: AbortSignal): Promise<string>;
  /**
   * The metadata of all objects, without the objects where the server can leave them out. Rejects with `RequestFailure`; with `TooManyObjects`,
   * as soon as that is known, if there are more than `maxObjects`.
   */
  listMetadata?(request: CollectionRequest, options: { readonly maxObjects: number; readonly signal: AbortSignal }): Promise<MetadataList>;
}

/** A collection is larger than the caller wants to read. */
export class TooManyObjects extends Error {}

/** A request that the server refused or that broke. `status` is the HTTP status; absent when there was no response. */
export class RequestFailure extends Error {
  readonly status: number | undefined;
  readonly kubeStatus: KubeStatus | undefined;
  readonly retryAfterMs: number | undefined;
  /** The server's clock minus ours, in ms; undefined where no server answered. */
  readonly clockOffsetMs: number | undefined;
  /** System error code, if there is one: ECONNREFUSED, ENOTFOUND, CERT_HAS_EXPIRED, ... */
  readonly code: string | undefined;

  constructor(
    message: string,
    options: {
      status?: number | undefined;
      kubeStatus?: KubeStatus | undefined;
      retryAfterMs?: number | undefined;
      clockOffsetMs?: number | undefined;
      code?: string | undefined;
      cause?: unknown;
    } = {},
  ) {
    super(message, { cause: options.cause });
    this.name = "RequestFailure";
    this.status = options.status;
    this.kubeStatus = options.kubeStatus;
    this.retryAfterMs = options.retryAfterMs;
    this.clockOffsetMs = options.clockOffsetMs;
    this.code = options.code;
  }
}
