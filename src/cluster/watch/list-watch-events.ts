import type { Revision } from "../../model/revision.js";
import type { WatchBatch } from "../cluster-reader.js";

/**
 * What following one collection yields: list, watch, relist as documented states. The recorder turns these into frames.
 *
 *   listed(first) -> connected -> batch* -> disconnected -> connected -> batch* ...        resumed from the last resourceVersion: nothing was missed
 *                                     \-> expired -> listed(relist) -> connected ...       history was gone (410): everything in between is a gap
 *                                     \-> disconnected (again and again, with backoff)     until the server is back
 */
export type ListWatchEvent =
  /** A whole collection. The first, or a relist after `expired`. */
  | {
      readonly kind: "listed";
      readonly items: readonly Revision[];
      readonly resourceVersion: string;
      readonly relist: boolean;
      readonly monotonicMs: number;
      readonly wallMs: number;
      readonly clockOffsetMs?: number;
    }
  /** The server accepted the watch from `resourceVersion`. */
  | { readonly kind: "connected"; readonly resourceVersion: string; readonly monotonicMs: number; readonly wallMs: number }
  /** The events of one read of the socket: only ADDED, MODIFIED, DELETED and MALFORMED; bookmarks and errors are handled here. */
  | { readonly kind: "batch"; readonly batch: WatchBatch }
  /** A bookmark: everything up to here has been seen. */
  | { readonly kind: "bookmark"; readonly resourceVersion: string; readonly monotonicMs: number; readonly wallMs: number }
  /** The stream ended, cleanly or not, or a request failed; a resume or retry follows after `retryInMs`. */
  | {
      readonly kind: "disconnected";
      readonly reason: string;
      readonly clean: boolean;
      /** HTTP status if a request was refused: 403, 401, 503. */
      readonly status?: number;
      readonly retryInMs: number;
      readonly monotonicMs: number;
      readonly wallMs: number;
    }
  /** 410 in any of its forms: a relist follows. `resourceVersion` is the last one seen, after which history was requested. */
  | {
      readonly kind: "expired";
      readonly reason: string;
      readonly resourceVersion: string;
      readonly monotonicMs: number;
      readonly wallMs: number;
    };
