import type { Clock } from "../../io/clock.js";
import { compareResourceVersions } from "../../model/resource-version.js";
import type { WatchEvent } from "../../model/watch-event.js";
import type { ClusterReader, CollectionRequest } from "../cluster-reader.js";
import { failureOfError } from "../transport/request-failures.js";
import type { ListWatchEvent } from "./list-watch-events.js";
import { RecentChanges } from "./recent-changes.js";
import { followStream } from "./watch-stream.js";

interface ContinueOptions {
  readonly reader: Pick<ClusterReader, "list" | "watch">;
  readonly request: CollectionRequest;
  /** The last version seen. */
  readonly resourceVersion: string;
  readonly clock: Clock;
  /** Ends the generator; a failure does too. */
  readonly signal: AbortSignal;
}

/** Longer than a caller continues a collection: some seconds. */
const timeoutSeconds = 60;

/**
 * What a collection delivers after a version, on one new watch: for a stream whose own watch no longer delivers. Yields as `followCollection` does,
 * with a relist after a 410, and ends with `disconnected` if the watch fails. Never throws.
 */
export async function* continueCollection(options: ContinueOptions): AsyncGenerator<ListWatchEvent, void, void> {
  const { reader, request, resourceVersion, clock, signal } = options;
  const now = () => ({ monotonicMs: clock.monotonicMs(), wallMs: clock.wallMs() });
  const watch = reader.watch({ ...request, resourceVersion, timeoutSeconds }, signal);
  const stream = followStream(watch, { resumeFrom: resourceVersion, recent: new RecentChanges(), sendsBookmarks: false }, clock);
  for (let next = await stream.next(); ; next = await stream.next()) {
    if (next.done !== true) {
      yield after(resourceVersion, next.value);
      continue;
    }
    if (signal.aborted) return;
    const end = next.value;
    if (end.kind !== "expired") {
      const reason = end.kind === "failed" ? end.failure.message : "the server ended the stream";
      return yield { kind: "disconnected", reason, clean: false, retryInMs: 0, ...now() };
    }
    yield { kind: "expired", reason: end.reason, resourceVersion, ...now() };
    break;
  }
  try {
    yield { kind: "listed", ...(await reader.list(request, signal)), relist: true, ...now() };
  } catch (error) {
    if (!signal.aborted) yield { kind: "disconnected", reason: failureOfError(error).message, clean: false, retryInMs: 0, ...now() };
  }
}

/** Without states from before: a server that sends these again would seem to create what was deleted meanwhile. */
function after(resourceVersion: string, event: ListWatchEvent): ListWatchEvent {
  if (event.kind !== "batch") return event;
  const isOld = (change: WatchEvent) =>
    (change.type === "ADDED" || change.type === "MODIFIED") &&
    (compareResourceVersions(change.revision.head.resourceVersion, resourceVersion) ?? 1) <= 0;
  const events = event.batch.events.filter((change) => !isOld(change));
  return { ...event, batch: { ...event.batch, events } };
}
