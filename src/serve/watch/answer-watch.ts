import type { ServerResponse } from "node:http";
import type { Clock } from "../../io/clock.js";
import { assertNever } from "../../model/assert-never.js";
import type { ObjectForm } from "../forms/object-form.js";
import type { Playback } from "../playback/playback.js";
import type { Collection } from "../selection/collection.js";
import { requireReached } from "../selection/list-answer.js";
import { isAnyVersion, type ListOptions } from "../selection/list-options.js";
import { type Selection, scopeOf } from "../selection/selection.js";
import { StatusError, status } from "../status.js";
import { errorLine } from "./watch-line.js";
import { WatchStream } from "./watch-stream.js";

/**
 * Opens a watch:
 * - without a version (or "0"), or with `sendInitialEvents`: the current state as ADDED, a bookmark that marks its end, then every later
 *   step;
 * - from a version: every step after it; past ones at once;
 * - from a version older than the recording: an ERROR event with 410 in a 200 response, as the server sends it;
 * - from a version before a period that the recording did not observe: likewise;
 * - from a version that was current before time was moved back: likewise.
 *
 * Throws `StatusError` for requests that are refused before a stream begins.
 */
export async function answerWatch(
  collection: Collection,
  selection: Selection,
  options: ListOptions,
  form: ObjectForm,
  connection: { readonly response: ServerResponse; readonly playback: Playback; readonly clock: Clock },
): Promise<void> {
  const { response, playback, clock } = connection;
  const { resourceVersion: version, sendInitialEvents = isAnyVersion(version) } = options;
  if (sendInitialEvents && !isAnyVersion(version)) await requireReached(collection, version, playback);
  const fromPresent = sendInitialEvents || isAnyVersion(version);
  const position = fromPresent ? playback.progress.positionOf(collection) : startPosition(collection, selection, options, playback);
  if (position instanceof StatusError) {
    response.writeHead(200, { "content-type": "application/json", "cache-control": "no-cache, private" });
    response.end(errorLine(position.body));
    return;
  }
  const { allowWatchBookmarks: bookmarks, timeoutMs } = options;
  const scope = scopeOf(options);
  const request = { collection, selection, scope, form, position, version, initialEvents: sendInitialEvents, bookmarks, timeoutMs };
  WatchStream.open(request, response, playback, clock);
}

function startPosition(collection: Collection, selection: Selection, options: ListOptions, playback: Playback): number | StatusError {
  const { resourceVersion: version } = options;
  if (playback.progress.wasRewound(collection, version)) return status.rewound();
  const start = collection.watchStart(version, (object) => selection.selects(object));
  switch (start.kind) {
    case "position": {
      const loss = collection.lastLoss(playback.progress.positionOf(collection), scopeOf(options));
      const isLost = loss !== undefined && start.position < loss.position;
      return isLost ? status.expiredWatch(version, collection.labelOf(loss.position)) : start.position;
    }
    case "too-old":
      return status.expiredWatch(version, start.oldest);
    case "invalid":
      throw status.unparsableVersion(version);
    default:
      return assertNever(start);
  }
}
