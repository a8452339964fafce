import type { GapFrame, ObjectFrame } from "../../model/frame.js";
import { apiVersionOf, type ResourceType } from "../../model/resource-type.js";
import { compareResourceVersions } from "../../model/resource-version.js";
import type { SessionHeader, StreamInfo } from "../../model/session.js";
import { typeOfStream } from "../discovery/resource-types.js";
import { servedObject } from "../forms/served-object.js";
import type { Loss } from "../selection/collection.js";
import { makeSelection, type Selection, scopeOf } from "../selection/selection.js";

/** A loss and its place: after everything that its relist found. */
export interface PlacedLoss {
  readonly type: ResourceType;
  readonly loss: Loss;
  readonly sequence: number;
  readonly offsetMs: number;
}

/** A loss whose relist may have found more. */
interface OpenLoss {
  readonly at: number;
  readonly type: ResourceType;
  readonly selection: Selection;
}

/** A relist records what it found at once; a frame may be delayed up to this long until its owner is known. */
const toleranceMs = 1000;

/**
 * While a session is read, finds where the recorder lost history (410) and listed again, and which frames that relist found: frames of its
 * stream after the gap that are inferred or not newer than the list.
 *
 * Other gaps are not played. A stream that was disconnected when the recording ended never reconnected, and a malformed watch event
 * (recorded as a gap without length) did not end its watch.
 */
export class HistoryLosses {
  readonly #streams: readonly StreamInfo[];
  readonly #losses: PlacedLoss[] = [];
  #open: readonly OpenLoss[] = [];

  constructor({ streams }: Pick<SessionHeader, "streams">) {
    this.#streams = streams;
  }

  /** All losses; call when the whole session has been read. */
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

  /** The loss whose relist found this frame. The first newer frame of its stream ends the loss. */
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
  if (offsetMs > placed.offsetMs + toleranceMs) return false;
  return inferred === true || (compareResourceVersions(resourceVersion, placed.loss.version) ?? 1) <= 0;
}

/** An invalid selector selects everything: a recording may contain anything. */
function selectionOf(stream: StreamInfo, type: ResourceType): Selection {
  try {
    return makeSelection(stream, type, []);
  } catch {
    return { narrowed: false, selects: () => true };
  }
}
