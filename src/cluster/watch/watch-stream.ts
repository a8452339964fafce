import type { Clock } from "../../io/clock.js";
import { assertNever } from "../../model/assert-never.js";
import { compareResourceVersions } from "../../model/resource-version.js";
import type { KubeStatus, WatchEvent } from "../../model/watch-event.js";
import { RequestFailure, type WatchBatch } from "../cluster-reader.js";
import { failureOfError, isExpired } from "../transport/request-failures.js";
import type { ListWatchEvent } from "./list-watch-events.js";
import type { RecentChanges } from "./recent-changes.js";

/** What the next stream needs to resume. */
export interface ResumeState {
  /** The last version seen: of the list, an event, or a newer bookmark. */
  resumeFrom: string;
  readonly recent: RecentChanges;
  /** A bookmark has arrived since the last list. */
  sendsBookmarks: boolean;
}

/** How a stream ended. `accepted`: the server had opened it. `delivered`: a change or a bookmark arrived. `batches`: with changes. */
export type StreamEnd = { readonly accepted: boolean; readonly delivered: boolean; readonly batches: number } & (
  | { readonly kind: "closed" }
  /** The history to resume from is gone. */
  | { readonly kind: "expired"; readonly reason: string }
  | { readonly kind: "failed"; readonly failure: RequestFailure }
);

/** Yields what one stream delivers and updates the state. Never throws. */
export async function* followStream(
  source: AsyncIterable<WatchBatch>,
  state: ResumeState,
  clock: Clock,
): AsyncGenerator<ListWatchEvent, StreamEnd> {
  let accepted = false;
  let delivered = false;
  let batches = 0;
  try {
    for await (const batch of source) {
      if (!accepted)
        yield { kind: "connected", resourceVersion: state.resumeFrom, monotonicMs: clock.monotonicMs(), wallMs: clock.wallMs() };
      accepted = true;
      const { passedOn, error } = sort(batch, state);
      delivered ||= passedOn.some(isSound);
      if (passedOn.some(({ kind }) => kind === "batch")) batches++;
      yield* passedOn;
      if (error !== undefined) return { ...endOfFailure(failureOfErrorEvent(error)), accepted, delivered, batches };
    }
    return { kind: "closed", accepted, delivered, batches };
  } catch (error) {
    return { ...endOfFailure(failureOfError(error)), accepted, delivered, batches };
  }
}

/** A malformed line is no sign of health: it may come again after every resume. */
function isSound(event: ListWatchEvent): boolean {
  return event.kind !== "batch" || event.batch.events.some(({ type }) => type !== "MALFORMED");
}

/** 410 is not a failure of the server: the history has expired. */
function endOfFailure(failure: RequestFailure): { kind: "expired"; reason: string } | { kind: "failed"; failure: RequestFailure } {
  return isExpired(failure.status, failure.kubeStatus) ? { kind: "expired", reason: failure.message } : { kind: "failed", failure };
}

function failureOfErrorEvent(status: KubeStatus): RequestFailure {
  const words = [status.code, status.reason].filter((word) => word !== undefined).join(" ");
  const message = [words, status.message].filter((part) => part !== undefined && part !== "").join(": ");
  const retryAfterSeconds = status.details?.retryAfterSeconds;
  return new RequestFailure(message === "" ? "the server sent an ERROR event without a Status" : message, {
    status: status.code,
    kubeStatus: status,
    retryAfterMs: typeof retryAfterSeconds === "number" ? retryAfterSeconds * 1000 : undefined,
  });
}

/** Groups changes into batches, with bookmarks in between at their place. Ignores everything after an ERROR. */
function sort(batch: WatchBatch, state: ResumeState): { readonly passedOn: readonly ListWatchEvent[]; readonly error?: KubeStatus } {
  const passedOn: ListWatchEvent[] = [];
  let changes: WatchEvent[] = [];
  const flush = () => {
    if (changes.length > 0) passedOn.push({ kind: "batch", batch: { ...batch, events: changes } });
    changes = [];
  };
  for (const event of batch.events) {
    switch (event.type) {
      case "ADDED":
      case "MODIFIED":
      case "DELETED":
        if (!state.recent.isNew(event.type, event.revision)) break;
        changes.push(event);
        state.resumeFrom = event.revision.head.resourceVersion || state.resumeFrom;
        break;
      case "MALFORMED":
        changes.push(event);
        break;
      case "BOOKMARK":
        flush();
        if (!advance(state, event.resourceVersion)) break;
        state.sendsBookmarks = true;
        passedOn.push({ kind: "bookmark", resourceVersion: event.resourceVersion, monotonicMs: batch.monotonicMs, wallMs: batch.wallMs });
        break;
      case "ERROR":
        flush();
        return { passedOn, error: event.status };
      default:
        assertNever(event);
    }
  }
  flush();
  return { passedOn };
}

/** Ignores a bookmark that is older than what was seen. Versions that cannot be ordered are taken as they come. */
function advance(state: ResumeState, resourceVersion: string): boolean {
  if (resourceVersion === "" || (compareResourceVersions(resourceVersion, state.resumeFrom) ?? 1) < 0) return false;
  state.resumeFrom = resourceVersion;
  return true;
}
