import type { MetadataList, ObjectMetadata } from "../../cluster/cluster-reader.js";
import { apiVersionOf } from "../../model/resource-type.js";
import { compareResourceVersions } from "../../model/resource-version.js";
import { Revision } from "../../model/revision.js";
import type { KnownObjects } from "../known-objects.js";
import type { Membership } from "../membership.js";
import type { StreamState } from "../stream-state.js";

/** What was recorded so far. */
export interface RecordedObjects {
  readonly known: Pick<KnownObjects, "get" | "shownBy">;
  readonly membership: Pick<Membership, "wouldTake" | "isMember" | "isOutsider">;
}

/**
 * Compares a list of a collection with what its stream has delivered, again and again while the stream goes on. Nothing is missing when
 *
 * 1. every listed object that belongs was recorded with the listed version, a later one, or its deletion;
 * 2. every recorded object that is not listed was recorded as deleted, or in a version after the list;
 * 3. the stream has delivered the newest listed version, whether or not its object belongs: a stream that stays behind it may lack changes of
 *    objects that came and went.
 */
export class StreamComparison {
  readonly state: StreamState;
  readonly #list: MetadataList;
  readonly #recorded: RecordedObjects;
  readonly #newest: string;
  #unrecorded: readonly ObjectMetadata[];
  #unlisted: readonly string[];

  constructor(state: StreamState, list: MetadataList, recorded: RecordedObjects) {
    this.state = state;
    this.#list = list;
    this.#recorded = recorded;
    this.#unrecorded = list.items;
    const listed = new Set(list.items.map(({ uid }) => uid));
    this.#unlisted = recorded.known.shownBy(state).flatMap(({ ref: { uid } }) => (listed.has(uid) ? [] : [uid]));
    this.#newest = list.items.reduce(
      (newest, { resourceVersion }) => (isBefore(newest, resourceVersion) ? resourceVersion : newest),
      noVersion,
    );
  }

  /** Looks again at what was missing last time. */
  isComplete(): boolean {
    this.#unrecorded = this.#unrecorded.filter((item) => !this.#isRecorded(item));
    this.#unlisted = this.#unlisted.filter((uid) => this.#isUnlisted(uid));
    return this.#unrecorded.length === 0 && this.#unlisted.length === 0 && (!this.isComparable || this.#hasDelivered(this.#newest));
  }

  /** How many objects were missing when it was last looked at. */
  get missing(): number {
    return this.#unrecorded.length + this.#unlisted.length;
  }

  /** Then there is a gap up to the end, whatever is missing. */
  get isDisconnected(): boolean {
    return this.state.disconnectReason !== undefined;
  }

  /** The history that it lacks is being read. */
  get isBeingRepaired(): boolean {
    return this.state.expiredReason !== undefined;
  }

  /** Of a version that cannot be ordered nobody can say whether the stream has passed it. */
  get isComparable(): boolean {
    return compareResourceVersions(this.#list.resourceVersion, noVersion) !== undefined;
  }

  #isRecorded(item: ObjectMetadata): boolean {
    const { known, membership } = this.#recorded;
    const recorded = known.get(item.uid);
    if (recorded !== undefined) return isAtLeast(recorded.revision.head.resourceVersion, item.resourceVersion);
    if (membership.isOutsider(item.uid)) return true;
    const { selective, matchesSelectors } = this.state.stream;
    // Its deletion was recorded. Only with a selector can an object come back.
    if (membership.isMember(item.uid)) return !selective || this.#hasDelivered(item.resourceVersion);
    // The metadata of a Kubernetes Event does not say what it is about.
    const isKubeEvent = this.state.stream.request.type.kind === "Event";
    const verdict =
      isKubeEvent && !matchesSelectors ? "undecided" : membership.wouldTake(this.#revisionOf(item), { initial: false, matchesSelectors });
    return verdict === "out" || (verdict === "undecided" && this.#hasDelivered(item.resourceVersion));
  }

  #isUnlisted(uid: string): boolean {
    const recorded = this.#recorded.known.get(uid);
    return recorded !== undefined && !isBefore(this.#list.resourceVersion, recorded.revision.head.resourceVersion);
  }

  #hasDelivered(resourceVersion: string): boolean {
    return resourceVersion === noVersion || isAtLeast(this.state.resourceVersion ?? "", resourceVersion);
  }

  #revisionOf(metadata: ObjectMetadata): Revision {
    const { type } = this.state.stream.request;
    return Revision.ofObject({ apiVersion: apiVersionOf(type), kind: type.kind, metadata });
  }
}

/** Older than every version. */
const noVersion = "0";

function isBefore(a: string, b: string): boolean {
  return (compareResourceVersions(a, b) ?? 0) < 0;
}

/** Versions that cannot be ordered count only if equal. */
function isAtLeast(version: string, other: string): boolean {
  return (compareResourceVersions(version, other) ?? -1) >= 0;
}
