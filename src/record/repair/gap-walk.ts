import { versionNumber } from "../../model/resource-version.js";
import type { Revision } from "../../model/revision.js";
import type { ExactHistory } from "./exact-history.js";
import { UnaccountedVersions, type VersionSpan } from "./unaccounted-versions.js";

/** One thing that happened in the gap. */
export type FoundChange =
  | { readonly kind: "state"; readonly version: bigint; readonly revision: Revision; readonly fromHistory: boolean }
  /** It was there until then. `exact`: it is known to have been there one version before; else only that it was gone by then. */
  | { readonly kind: "end"; readonly version: bigint; readonly revision: Revision; readonly exact: boolean };

/**
 * Where walking back came to a halt: at a state from before the gap, at a version at which the object was not there, or where history is
 * gone.
 */
export type WalkEnd = "before" | "beginning" | "unknown";

/**
 * What is found out about a gap, a request at a time; true at every moment, so that it can be cut short at any.
 *
 * What it rests on: versions of one resource are numbers that count the writes to etcd, and a write changes one object. So
 *  1. an object that bears version v at version r was not changed between: what came before v is what it was at v - 1;
 *  2. an incarnation that is gone does not come back, so the moment when it went is found by halving (where a selector lets it come back, some
 *     moment at which it went, and what lies before that is looked for again);
 *  3. at a version at which one object is known to have changed, no other did.
 */
export class GapWalk {
  readonly span: VersionSpan;
  readonly unaccounted: UnaccountedVersions;
  readonly #history: ExactHistory;
  readonly #oneName: boolean;
  readonly #states = new Map<string, Extract<FoundChange, { kind: "state" }>>();
  readonly #ends: Extract<FoundChange, { kind: "end" }>[] = [];

  /** `oneName`: the collection holds one name only, so that whoever sees it there knows that nothing else was. */
  constructor(history: ExactHistory, span: VersionSpan, oneName: boolean) {
    this.#history = history;
    this.span = span;
    this.#oneName = oneName;
    this.unaccounted = new UnaccountedVersions(span);
  }

  /** In the order of versions. Ends come first: a name may be taken again at the very version by which it is known to be free. */
  get found(): readonly FoundChange[] {
    const all: FoundChange[] = [...this.#ends, ...this.#states.values()];
    return all.sort((a, b) => (a.version < b.version ? -1 : a.version > b.version ? 1 : 0));
  }

  /** States of the relist: known before anything is asked. */
  note(now: readonly Revision[]): void {
    for (const revision of now) this.#noteState(revision, false);
  }

  /** An incarnation of which nobody has found the end, and which is not there any more. */
  noteEnd(revision: Revision): void {
    const { uid } = revision.head.ref;
    if (this.#ends.some((end) => end.revision.head.ref.uid === uid)) return;
    this.#ends.push({ kind: "end", version: this.#absentAfter(revision, this.span.after), revision, exact: false });
  }

  /** Whether a state is no news: from before the gap, found already, or of no version that could be placed. */
  knows(revision: Revision): boolean {
    const version = numberOf(revision);
    return version === undefined || version <= this.span.after || this.#states.has(keyOf(revision));
  }

  /** Notes a state that was seen at version `seenAt`, and walks back from it to the last one before the gap, a request a revision. */
  async traceBack(revision: Revision, seenAt: bigint): Promise<WalkEnd> {
    for (let current = revision, at = seenAt; ; ) {
      const version = numberOf(current);
      if (version === undefined) return "unknown";
      if (this.#oneName) this.unaccounted.account(version, at);
      if (version <= this.span.after) return "before";
      this.#noteState(current, true);
      at = version - 1n;
      if (at <= this.span.after) return "before";
      const previous = await this.#at(at, current);
      if (previous === undefined) return at <= this.#history.forgotten ? "unknown" : "beginning";
      current = previous;
    }
  }

  /** An incarnation that stood at version `present` and is gone later: its last state, and back from there. */
  async findEnd(revision: Revision, present: bigint): Promise<WalkEnd> {
    let seen = { revision, at: present };
    let [low, high] = [present, this.#absentAfter(revision, present)];
    const place = this.#ends.length;
    const note = () => {
      this.#ends[place] = { kind: "end", version: high, revision: seen.revision, exact: seen.at === high - 1n };
    };
    for (note(); high - low > 1n; note()) {
      const middle = (low + high) / 2n;
      const there = await this.#at(middle, revision);
      if (there !== undefined) seen = { revision: there, at: middle };
      if (there === undefined && middle > this.#history.forgotten) high = middle;
      else low = middle;
    }
    if (seen.at === high - 1n) this.unaccounted.account(high, high);
    return await this.traceBack(seen.revision, seen.at);
  }

  #noteState(revision: Revision, fromHistory: boolean): void {
    const version = numberOf(revision);
    if (version === undefined || this.knows(revision)) return;
    this.#states.set(keyOf(revision), { kind: "state", version, revision, fromHistory });
    this.unaccounted.account(version, version);
  }

  /** The earliest version above `version` at which this incarnation is known not to be there. */
  #absentAfter(revision: Revision, version: bigint): bigint {
    const { uid, name, namespace } = revision.head.ref;
    let earliest = this.unaccounted.scannedAbove(version) ?? this.span.upTo;
    for (const { revision: other, version: begins } of this.#states.values()) {
      const ref = other.head.ref;
      if (begins <= version || ref.name !== name || ref.namespace !== namespace) continue;
      // Traced back as far as it goes: one version before the first of these, it was not there.
      const absent = ref.uid === uid ? begins - 1n : begins;
      if (absent < earliest) earliest = absent;
    }
    return earliest;
  }

  async #at(version: bigint, revision: Revision): Promise<Revision | undefined> {
    const { uid, name, namespace } = revision.head.ref;
    const items = await this.#history.at(version, { name, namespace });
    if (this.#oneName && items?.length === 0) this.unaccounted.markScanned(version);
    return items?.find((item) => item.head.ref.uid === uid);
  }
}

export function numberOf(revision: Revision): bigint | undefined {
  return versionNumber(revision.head.resourceVersion);
}

function keyOf(revision: Revision): string {
  return `${revision.head.ref.uid}@${revision.head.resourceVersion}`;
}
