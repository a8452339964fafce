import type { WorldFacts } from "../../../interpret/world-facts.js";
import type { Uid } from "../../../model/kube-object.js";
import type { Owner } from "../../../model/owners.js";
import { ownerTree } from "../../../report/overview/owner-tree.js";
import { objectTitle } from "../../../report/replay/object-title.js";
import type { WorldObjectAt, WorldObjects } from "./step-requests.js";

/** One object of a world, as a row. */
export interface WorldTreeRow extends WorldObjectAt {
  /** "Pod/nginx", printable. */
  readonly title: string;
  /** The lines of the tree before it. */
  readonly lead: string;
  readonly isDeleted: boolean;
}

/** Owners by uid, as far as they are known. */
type KnownOwners = (uid: Uid) => readonly Owner[];

/** Objects below their owners, those that were deleted after those that exist. */
export function worldRows({ living, deleted }: WorldObjects, ownersOf: KnownOwners, namespaces: boolean): readonly WorldTreeRow[] {
  return [...rowsOf(living, false, ownersOf, namespaces), ...rowsOf(deleted, true, ownersOf, namespaces)];
}

/** Nearly always the same objects exist as a step before: then only their last steps differ. Undefined: the rows are to be made anew. */
export function movedRows(rows: readonly WorldTreeRow[], { living, deleted }: WorldObjects): readonly WorldTreeRow[] | undefined {
  if (rows.length !== living.length + deleted.length) return undefined;
  const now = new Map<Uid, readonly [number, boolean]>();
  for (const { ref, sequence } of living) now.set(ref.uid, [sequence, false]);
  for (const { ref, sequence } of deleted) now.set(ref.uid, [sequence, true]);
  const moved: WorldTreeRow[] = [];
  for (const row of rows) {
    const place = now.get(row.ref.uid);
    if (place?.[1] !== row.isDeleted) return undefined;
    moved.push(place[0] === row.sequence ? row : { ...row, sequence: place[0] });
  }
  return moved;
}

/** Of a world: what is shown of it, and how much is failing. */
export function worldCounts(
  rows: readonly WorldTreeRow[],
  failing: (row: WorldTreeRow) => boolean,
): { readonly living: number; readonly failing: number } {
  const living = rows.filter(({ isDeleted }) => !isDeleted);
  return { living: living.length, failing: living.filter(failing).length };
}

/** Facts of objects by the sequence of their last step; bounded. */
export class WorldFactsCache {
  readonly #facts = new Map<number, WorldFacts | undefined>();

  get(sequence: number): WorldFacts | undefined {
    return this.#facts.get(sequence);
  }

  has(sequence: number): boolean {
    return this.#facts.has(sequence);
  }

  /** Undefined: it cannot be read. */
  set(sequence: number, facts: WorldFacts | undefined): void {
    this.#facts.set(sequence, facts);
    for (const oldest of this.#facts.keys()) {
      if (this.#facts.size <= maxFacts) return;
      this.#facts.delete(oldest);
    }
  }
}

/** Those of some worlds. */
const maxFacts = 32_768;

function rowsOf(
  objects: readonly WorldObjectAt[],
  isDeleted: boolean,
  ownersOf: KnownOwners,
  namespaces: boolean,
): readonly WorldTreeRow[] {
  const items = objects.map(({ ref, sequence }) => ({ ref, sequence, owners: ownersOf(ref.uid) }));
  return ownerTree(items).map(({ item: { ref, sequence }, lead }) => ({
    ref,
    sequence,
    title: objectTitle(ref, namespaces),
    lead,
    isDeleted,
  }));
}
