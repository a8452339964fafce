import { type WorldFacts, worldFactsOf } from "../../interpret/world-facts.js";
import type { ObjectRef, Uid } from "../../model/kube-object.js";
import type { Owner } from "../../model/owners.js";
import type { SessionReader } from "../../model/session.js";
import { stateAt } from "../../replay/state-at.js";
import { ownerTree } from "../../report/overview/owner-tree.js";
import { objectTitle } from "../../report/replay/object-title.js";
import { widthOf } from "../../report/terminal/width.js";
import type { Yielder } from "./yielder.js";

/** The objects as they were after one frame. */
export interface World {
  readonly sequence: number;
  readonly rows: readonly WorldRow[];
  /** The columns of the widest title. */
  readonly titleColumns: number;
  /** What was read of the objects so far, by the sequence of their last frame. It grows. */
  readonly facts: ReadonlyMap<number, WorldFacts>;
  /** How many rows have no facts yet. */
  readonly unread: number;
  readonly kubeEvents: number;
  readonly gone: number;
}

export interface WorldRow {
  readonly ref: ObjectRef;
  /** Of the object's last frame. */
  readonly sequence: number;
  /** With the lines of the tree. */
  readonly title: string;
}

interface WorldLayout {
  readonly rows: readonly WorldRow[];
  readonly titleColumns: number;
  readonly isTree: boolean;
}

/** A world of this many is read whole before it is shown. */
const smallWorld = 256;
/** Of a larger one than this only those objects are read that are on the screen, and its tree is not drawn. */
export const largestTree = 4096;
/** Facts kept: those of some worlds. */
const maxFacts = 4 * largestTree;

export interface ShownRows {
  readonly from: number;
  readonly to: number;
}

type Reader = Pick<SessionReader, "lastFrameOf" | "objectsAt">;

/**
 * Reads the world at a moment. Which objects exist is known at once; their states are in their revisions, of which there may be many thousands:
 * those on the screen are read first, the others in pieces, and what was read is kept for the next moment, at which nearly all is the same.
 * Objects are in the order of their names until all owners are known, and then below their owners.
 */
export class WorldReader {
  readonly #reader: Reader;
  readonly #yielder: Yielder;
  readonly #namespaces: boolean;
  #facts = new Map<number, WorldFacts>();
  readonly #owners = new Map<Uid, readonly Owner[]>();
  #laidOut: WorldLayout = { rows: [], titleColumns: 0, isTree: true };

  constructor(reader: Reader, options: { readonly yielder: Yielder; readonly namespaces: boolean }) {
    this.#reader = reader;
    this.#yielder = options.yielder;
    this.#namespaces = options.namespaces;
  }

  /** The world read so far, again and again until all is. `shown` says which rows are on the screen, `most` of how many all are read. */
  async *read(sequence: number, shown: () => ShownRows, most = largestTree): AsyncGenerator<World> {
    const { living, gone } = await stateAt(this.#reader, sequence);
    const objects: readonly WorldRow[] = living.flatMap(({ ref, sequence }) =>
      ref.kind === "Event" ? [] : [{ ref, sequence, title: "" }],
    );
    this.#forget(objects);
    if (objects.length <= smallWorld) await this.#readFacts(objects.filter((row) => this.#lacks(row)));
    let { rows, titleColumns } = this.#layOut(objects);
    for (;;) {
      const inView = rows.slice(shown().from, shown().to).filter((row) => this.#lacks(row));
      const unread = rows.filter((row) => this.#lacks(row));
      if (inView.length === 0) {
        const kubeEvents = living.length - objects.length;
        yield { sequence, rows, titleColumns, facts: this.#facts, unread: unread.length, kubeEvents, gone: gone.length };
        if (unread.length === 0 || rows.length > most) return;
      }
      await this.#readFacts(inView.length > 0 ? inView : unread.slice(0, smallWorld));
      if (rows.length <= largestTree) ({ rows, titleColumns } = this.#layOut(objects));
    }
  }

  #lacks({ sequence }: WorldRow): boolean {
    return !this.#facts.has(sequence);
  }

  async #readFacts(rows: readonly WorldRow[]): Promise<void> {
    for (const { ref, sequence } of rows) {
      const frame = await this.#reader.lastFrameOf(ref.uid, sequence);
      if (frame === undefined) throw new RangeError(`frame ${sequence} no longer exists`);
      const facts = worldFactsOf(frame);
      this.#facts.set(sequence, facts);
      this.#owners.set(ref.uid, facts.owners);
      await this.#yielder.pause();
    }
  }

  /** Nearly always the same objects stand where they stood a step before. */
  #layOut(objects: readonly WorldRow[]): WorldLayout {
    const isTree = objects.length <= largestTree && objects.every(({ ref }) => this.#owners.has(ref.uid));
    const sequences = new Map(objects.map(({ ref, sequence }) => [ref.uid, sequence]));
    const { rows } = this.#laidOut;
    const isSame = isTree === this.#laidOut.isTree && rows.length === objects.length && rows.every(({ ref }) => sequences.has(ref.uid));
    this.#laidOut = isSame
      ? { ...this.#laidOut, rows: rows.map((row) => ({ ...row, sequence: sequences.get(row.ref.uid) ?? 0 })) }
      : this.#anew(objects, isTree);
    return this.#laidOut;
  }

  #anew(objects: readonly WorldRow[], isTree: boolean): WorldLayout {
    const rows = this.#sorted(objects, isTree);
    return { rows, titleColumns: rows.reduce((most, { title }) => Math.max(most, widthOf(title)), 0), isTree };
  }

  #sorted(objects: readonly WorldRow[], isTree: boolean): readonly WorldRow[] {
    const items = objects.map(({ ref, sequence }) => ({ ref, sequence, owners: isTree ? (this.#owners.get(ref.uid) ?? []) : [] }));
    return ownerTree(items).map(({ item: { ref, sequence }, lead }) => ({
      ref,
      sequence,
      title: `${lead}${objectTitle(ref, this.#namespaces)}`,
    }));
  }

  /** What is not of this world goes when it has become much. */
  #forget(objects: readonly WorldRow[]): void {
    if (this.#facts.size <= maxFacts) return;
    this.#facts = new Map(objects.flatMap(({ sequence }) => pairOf(sequence, this.#facts.get(sequence))));
  }
}

function pairOf(sequence: number, facts: WorldFacts | undefined): readonly (readonly [number, WorldFacts])[] {
  return facts === undefined ? [] : [[sequence, facts]];
}
