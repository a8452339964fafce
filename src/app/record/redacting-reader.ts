import type { ClusterReader, ListRequest, WatchBatch, WatchRequest } from "../../cluster/cluster-reader.js";
import type { Revision } from "../../model/revision.js";
import type { WatchEvent } from "../../model/watch-event.js";

/** Takes out of revisions what must not be stored, in their order. */
type Redact = (revisions: readonly Revision[]) => Promise<readonly Revision[]>;

/**
 * A cluster whose objects come without what must not be stored: whatever reads from it never has anything else. Names and versions stay. Where redaction
 * itself fails, a list is refused, and a change becomes a malformed one, which a recording has as a gap: the object does not pass, nor what the error
 * says, which may quote it.
 */
export function redactingReader(reader: ClusterReader, redact: Redact): ClusterReader {
  const { latestVersion, listMetadata } = reader;
  return {
    list: async (request: ListRequest, signal?: AbortSignal) => {
      const response = await reader.list(request, signal);
      return { ...response, items: await redactedItems(response.items, redact) };
    },
    watch: (request: WatchRequest, signal: AbortSignal) => redactedBatches(reader.watch(request, signal), redact),
    ...(latestVersion === undefined ? {} : { latestVersion: latestVersion.bind(reader) }),
    ...(listMetadata === undefined ? {} : { listMetadata: listMetadata.bind(reader) }),
  };
}

async function redactedItems(items: readonly Revision[], redact: Redact): Promise<readonly Revision[]> {
  try {
    return ensureAll(await redact(items), items);
  } catch (error) {
    throw new Error(`the objects of a list ${failed(error)}`);
  }
}

async function* redactedBatches(batches: AsyncIterable<WatchBatch>, redact: Redact): AsyncGenerator<WatchBatch> {
  for await (const batch of batches) yield { ...batch, events: await redactedEvents(batch.events, redact) };
}

async function redactedEvents(events: readonly WatchEvent[], redact: Redact): Promise<readonly WatchEvent[]> {
  const revisions = events.flatMap((event) => ("revision" in event ? [event.revision] : []));
  let redacted: Iterator<Revision>;
  try {
    redacted = ensureAll(await redact(revisions), revisions).values();
  } catch {
    const each: WatchEvent[] = [];
    for (const event of events) each.push(await redactedAlone(event, redact));
    return each;
  }
  return events.map((event) => ("revision" in event ? { ...event, revision: redacted.next().value } : event));
}

async function redactedAlone(event: WatchEvent, redact: Redact): Promise<WatchEvent> {
  if (!("revision" in event)) return event;
  try {
    const [revision = missing()] = await redact([event.revision]);
    return { ...event, revision };
  } catch (error) {
    return { type: "MALFORMED", problem: `an object that ${failed(error)}`, line: new Uint8Array(0) };
  }
}

function ensureAll(redacted: readonly Revision[], revisions: readonly Revision[]): readonly Revision[] {
  return redacted.length === revisions.length ? redacted : missing();
}

function missing(): never {
  throw new RangeError("an object is missing");
}

function failed(error: unknown): string {
  return `could not be redacted (${error instanceof Error ? error.name : typeof error}); this is a bug, please report it`;
}
