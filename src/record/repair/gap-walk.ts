import { versionNumber } from "../../model/resource-version.js";
import type { Revision } from "../../model/revision.js";
import type { ExactHistory } from "./exact-history.js";
import { UnaccountedVersions, type VersionSpan } from "./unaccounted-versions.js";

/** One change in the gap. */
export type FoundChange =
  | { readonly kind: "state"; readonly version: bigint; readonly revision: Revision; readonly fromHistory: boolean }
  /** The object existed until then. `exact`: it was gone at this version and not before; else only that it was gone by then. */
  | { readonly kind: "end"; readonly version: bigint; readonly revision: Revision; readonly exact: boolean };

/** Why walking back stopped: at a state from before the gap, at a version at which the object did not exist, or at compacted history. */
type WalkEnd = "before" | "beginning" | "unknown";

/**
 * What is known of a gap, and how to find out more about single objects, one request at a time. Its results are valid at any time, so it can be
 * stopped at any time.
 *
 * It relies on these facts: versions of one resource are numbers that count the writes to etcd, and a write changes one object, except that
 * several objects may be deleted by one (Events, when their lease ends). Therefore:
 * 1. An object that has version v at version r did not change in between; its previous state is its state at v - 1.
 * 2. A deleted incarnation does not come back, so a binary search finds its deletion (with a selector it can come back: then this finds one
 *    of its departures, and the part before it is searched again).
 * 3. At a version at which one object was written, no other object changed. So an object that existed at one unaccounted version and not at the
 *    next was gone at the latter, exactly.
 */
export class GapWalk {
  readonly span: VersionSpan;
  readonly unaccounted: UnaccountedVersions;
  readonly #history: ExactHistory;
  readonly oneName: boolean;
  readonly #states = new Map<string, Extract<FoundChange, { kind: "state" }>>();
  readonly #ends: Extract<FoundChange, { kind: "end" }>[] = [];

  /** `oneName`: the collection can hold one name only, so seeing that object rules out all others. */
  constructor(history: ExactHistory, span: VersionSpan, oneName: boolean) {
    this.#history = history;
    this.span = span;
    this.oneName = oneName;
    this.unaccounted = new UnaccountedVersions(span);
  }

  /** In order of versions. Ends come first: a name may be reused at the very version by which it is known to be free. */
  get found(): readonly FoundChange[] {
    const all: FoundChange[] = [...this.#ends, ...this.#states.values()];
    return all.sort((a, b) => (a.version < b.version ? -1 : a.version > b.version ? 1 : 0));
  }

  /** Adds the states of the relist, before any request. */
  note(now: readonly Revision[]): void {
    for (const revision of now) this.noteState(revision, false);
  }

  /** Adds the end of an object that existed at version `seenAt` and did not at `goneAt`, unless it is known. */
  noteEnd(revision: Revision, seenAt: bigint, goneAt: bigint): void {
    const { uid } = revision.head.ref;
    if (this.#ends.some((end) => end.revision.head.ref.uid === uid && seenAt < end.version && end.version <= goneAt)) return;
    this.#ends.push({ kind: "end", version: goneAt, revision, exact: !this.unaccounted.hasBetween(seenAt, goneAt) });
  }

  /** Adds an incarnation that no longer exists and whose end was not found. */
  noteLost(revision: Revision): void {
    const { uid } = revision.head.ref;
    if (this.#ends.some((end) => end.revision.head.ref.uid === uid)) return;
    this.noteEnd(revision, this.span.after, this.#absentAfter(revision, this.span.after));
  }

  /** Call when no more ends are searched for: until then, more than one object may have ended at the same version. */
  accountEnds(): void {
    for (const { version, exact } of this.#ends) if (exact) this.unaccounted.account(version, version);
  }

  /** Whether a state adds nothing: from before the gap, found already, or without a comparable version. */
  knows(revision: Revision): boolean {
    const version = numberOf(revision);
    return version === undefined || version <= this.span.after || this.#states.has(keyOf(revision));
  }

  /** Adds a state seen at version `seenAt`, and walks back from it to the last state before the gap, one request per revision. */
  async traceBack(revision: Revision, seenAt: bigint): Promise<WalkEnd> {
    for (let current = revision, at = seenAt; ; ) {
      const version = numberOf(current);
      if (version === undefined) return "unknown";
      if (this.oneName) this.unaccounted.account(version, at);
      if (version <= this.span.after) return "before";
      this.noteState(current, true);
      at = version - 1n;
      if (at <= this.span.after) return "before";
      const previous = await this.#at(at, current);
      if (previous === undefined) return at <= this.#history.forgotten ? "unknown" : "beginning";
      current = previous;
    }
  }

  /** Finds the last state of an incarnation that existed at version `present` and is gone later, and walks back from there. */
  async findEnd(revision: Revision, present: bigint): Promise<WalkEnd> {
    let seen = { revision, at: present };
    let [low, high] = [present, this.#absentAfter(revision, present)];
    const place = this.#ends.length;
    for (let middle: bigint | undefined; ; ) {
      const exact = !this.unaccounted.hasBetween(seen.at, high);
      this.#ends[place] = { kind: "end", version: high, revision: seen.revision, exact };
      middle = this.unaccounted.middle(low, high);
      if (middle === undefined) break;
      const there = await this.#at(middle, revision);
      if (there !== undefined) seen = { revision: there, at: middle };
      if (there === undefined && middle > this.#history.forgotten) high = middle;
      else low = middle;
    }
    return await this.traceBack(seen.revision, seen.at);
  }

  noteState(revision: Revision, fromHistory: boolean): void {
    const version = numberOf(revision);
    if (version === undefined || this.knows(revision)) return;
    this.#states.set(keyOf(revision), { kind: "state", version, revision, fromHistory });
    this.unaccounted.account(version, version);
  }

  /** The earliest version above `version` at which this incarnation is known not to exist. */
  #absentAfter(revision: Revision, version: bigint): bigint {
    const { uid, name, namespace } = revision.head.ref;
    let earliest = this.unaccounted.scannedAbove(version) ?? this.span.upTo;
    for (const { revision: other, version: begins } of this.#states.values()) {
      const ref = other.head.ref;
      if (begins <= version || ref.name !== name || ref.namespace !== namespace) continue;
      // Walked back completely: one version before its first state, it did not exist.
      const absent = ref.uid === uid ? begins - 1n : begins;
      if (absent < earliest) earliest = absent;
    }
    return earliest;
  }

  async #at(version: bigint, revision: Revision): Promise<Revision | undefined> {
    const { uid, name, namespace } = revision.head.ref;
    const items = await this.#history.at(version, { name, namespace });
    if (this.oneName && items?.length === 0) this.unaccounted.markScanned(version);
    return items?.find((item) => item.head.ref.uid === uid);
  }
}

function numberOf(revision: Revision): bigint | undefined {
  return versionNumber(revision.head.resourceVersion);
}

function keyOf(revision: Revision): string {
  return `${revision.head.ref.uid}@${revision.head.resourceVersion}`;
}
