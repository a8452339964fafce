import type { ListWatchEvent } from "../../cluster/watch/list-watch-events.js";
import { ReadAhead } from "./read-ahead.js";

/** So much may come in live while a gap is read back; with more, the reading is cut short. */
const heldBytes = 32 * 1024 * 1024;
/** What an event weighs beside its revision, about. */
const eventBytes = 512;

/** The events of a stream, which can be read on while the gap before them is read back. */
export function holdEvents(source: AsyncIterable<ListWatchEvent>): ReadAhead<ListWatchEvent> {
  return new ReadAhead(source[Symbol.asyncIterator](), { limit: heldBytes, weigh: weightOf });
}

function weightOf(event: ListWatchEvent): number {
  if (event.kind === "listed") return event.items.reduce((sum, { bytes }) => sum + bytes.length + eventBytes, eventBytes);
  if (event.kind !== "batch") return eventBytes;
  return event.batch.events.reduce((sum, one) => sum + eventBytes + ("revision" in one ? one.revision.bytes.length : 0), eventBytes);
}
