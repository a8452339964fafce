import type { GapFrame, ObjectFrame } from "../../model/frame.js";
import { apiVersionOf, type ResourceType } from "../../model/resource-type.js";
import { compareResourceVersions } from "../../model/resource-version.js";
import type { SessionHeader, StreamInfo } from "../../model/session.js";
import { typeOfStream } from "../discovery/resource-types.js";
import { servedObject } from "../forms/served-object.js";
import type { Loss } from "../selection/collection.js";
import { makeSelection, type Selection, scopeOf } from "../selection/selection.js";

/** A loss, and where it stands: after all that its relist brought to light. */
export interface PlacedLoss {
  readonly type: ResourceType;
  readonly loss: Loss;
  readonly sequence: number;
  readonly offsetMs: number;
}

/** One whose relist may still bring something to light. */
interface OpenLoss {
  readonly at: number;
  readonly type: ResourceType;
  readonly selection: Selection;
}

/** What a relist brings to light is recorded at once; a frame may be held back for so long until its owner is known. */
const patienceMs = 1000;

/**
 * Finds, while a session is read, where the recorder's history was lost (410) and it listed again, and which frames that relist brought to
 * light: those after the gap, of its stream, that are inferred or no newer than the list.
 *
 * Other gaps are not played. A stream that was blind when the recording ended never saw again, and a line that was no watch event
 * (recorded as a gap without length) did not end its watch.
 */
export class HistoryLosses {
  readonly #streams: readonly StreamInfo[];
  readonly #losses: PlacedLoss[] = [];
  #open: readonly OpenLoss[] = [];

  constructor({ streams }: Pick<SessionHeader, "streams">) {
    this.#streams = streams;
  }

  /** Of the whole session, when it has been read. */
  get all(): readonly PlacedLoss[] {
    return this.#losses;
  }

  add({ stream: id, sequence, offsetMs, to, possibleLoss }: GapFrame): void {
    const stream = this.#streams.find((candidate) => candidate.id === id);
    if (stream === undefined || to.resourceVersion === undefined) return;
    const type = typeOfStream(stream);
    const loss = { version: to.resourceVersion, exemptScopes: this.#otherScopes(stream), historyReadable: !possibleLoss };
    const at = this.#losses.push({ type, loss, sequence, offsetMs }) - 1;
    this.#open = [{ at, type, selection: selectionOf(stream, type) }, ...this.#open];
  }

  /** The loss whose relist brought this frame to light. The first frame of its stream that is newer ends it. */
  relistOf(frame: ObjectFrame): Loss | undefined {
    const open = this.#open.find((candidate) => isOf(frame, candidate));
    const placed = open === undefined ? undefined : this.#losses[open.at];
    if (open === undefined || placed === undefined) return undefined;
    if (!wasListed(frame, placed)) {
      this.#open = this.#open.filter((other) => other !== open);
      return undefined;
    }
    const { sequence, offsetMs } = frame;
    this.#losses[open.at] = { ...placed, sequence, offsetMs };
    return placed.loss;
  }

  #otherScopes(stream: StreamInfo): ReadonlySet<string> {
    const same = this.#streams.filter((other) => other.group === stream.group && other.resource === stream.resource);
    const scopes = new Set(same.map(scopeOf));
    scopes.delete(scopeOf(stream));
    return scopes;
  }
}

function isOf(frame: ObjectFrame, { type, selection }: OpenLoss): boolean {
  return frame.ref.apiVersion === apiVersionOf(type) && frame.ref.kind === type.kind && selection.selects(servedObject(frame));
}

function wasListed({ inferred, offsetMs, resourceVersion }: ObjectFrame, placed: PlacedLoss): boolean {
  if (offsetMs > placed.offsetMs + patienceMs) return false;
  return inferred === true || (compareResourceVersions(resourceVersion, placed.loss.version) ?? 1) <= 0;
}

/** Selectors that a server would refuse select everything: a recording may claim anything. */
function selectionOf(stream: StreamInfo, type: ResourceType): Selection {
  try {
    return makeSelection(stream, type, []);
  } catch {
    return { narrowed: false, selects: () => true };
  }
}
