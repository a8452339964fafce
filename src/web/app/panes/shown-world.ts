import { effect, signal } from "@preact/signals";
import { errorMessage } from "../../../errors.js";
import type { ObjectAnalysis } from "../../../interpret/session-analysis.js";
import type { Uid } from "../../../model/kube-object.js";
import type { Owner } from "../../../model/owners.js";
import { namesNamespaces } from "../../../report/overview/session-display.js";
import type { WorldObjects } from "../../view/steps/step-requests.js";
import { movedRows, WorldFactsCache, type WorldTreeRow, worldRows } from "../../view/steps/world-rows.js";
import type { PageSession } from "../state/page-session.js";
import { pane, position } from "../state/view-state.js";

/** The world at the position, as far as it has been read, or that of a step before. */
export interface ShownWorld {
  readonly objects?: WorldObjects;
  readonly rows: readonly WorldTreeRow[];
  readonly facts: WorldFactsCache;
  /** How many rows have no facts yet. */
  readonly unread: number;
  readonly failure?: string;
}

/** Read at once; what is asked for meanwhile waits as long as these take. */
const factsPerAsk = 64;
/** In a larger world only the objects in view are read. */
const maxReadWhole = 4096;

/** Reads the worlds of one session while their pane is shown: the objects in view first, and what is the same at the next step once only. */
export class WorldFollower {
  readonly world = signal<ShownWorld>({ rows: [], facts: new WorldFactsCache(), unread: 0 });
  readonly #session: PageSession;
  #inView = { from: 0, to: 0 };
  #isReading = false;
  #owners: { readonly of: readonly ObjectAnalysis[]; readonly byUid: ReadonlyMap<Uid, readonly Owner[]> } | undefined;

  constructor(session: PageSession) {
    this.#session = session;
    effect(() => {
      // What is recorded meanwhile changes no world before it.
      if (pane.value === "world" && position.value > 0) void this.#read();
    });
  }

  see(first: number, last: number): void {
    this.#inView = { from: first, to: last + 1 };
    void this.#read();
  }

  async #read(): Promise<void> {
    if (this.#isReading) return;
    this.#isReading = true;
    try {
      while (pane.peek() === "world") if (!(await this.#readMore())) break;
    } catch (error) {
      this.world.value = { ...this.world.peek(), failure: errorMessage(error) };
    }
    this.#isReading = false;
  }

  /** False when there is nothing more to read. */
  async #readMore(): Promise<boolean> {
    const { worker } = this.#session;
    const { objects, rows, facts } = this.world.peek();
    if (objects?.sequence !== position.peek()) {
      this.#show(await worker.ask("world", { sequence: position.peek() }));
      return true;
    }
    const lacking = (some: readonly WorldTreeRow[]) => some.filter(({ sequence, isDeleted }) => !isDeleted && !facts.has(sequence));
    const inView = lacking(rows.slice(this.#inView.from, this.#inView.to));
    const next = (inView.length > 0 || rows.length > maxReadWhole ? inView : lacking(rows)).slice(0, factsPerAsk);
    if (next.length === 0) return false;
    const read = await worker.ask("worldFacts", { objects: next.map(({ ref, sequence }) => ({ uid: ref.uid, sequence })) });
    for (const [i, row] of next.entries()) facts.set(row.sequence, read[i]);
    this.world.value = { ...this.world.peek(), unread: lacking(rows).length };
    return true;
  }

  #show(objects: WorldObjects): void {
    const before = this.world.peek();
    const rows =
      movedRows(before.rows, objects) ??
      worldRows(objects, (uid) => this.#ownersOf(uid), namesNamespaces(this.#session.data.value.summary));
    const unread = rows.filter(({ sequence, isDeleted }) => !isDeleted && !before.facts.has(sequence)).length;
    this.world.value = { objects, rows, facts: before.facts, unread };
  }

  /** From the analysis: the tree is there before any object is read. */
  #ownersOf(uid: Uid): readonly Owner[] {
    const { objects } = this.#session.data.value.analysis;
    if (this.#owners?.of !== objects) this.#owners = { of: objects, byUid: new Map(objects.map(({ ref, owners }) => [ref.uid, owners])) };
    return this.#owners.byUid.get(uid) ?? [];
  }
}

const followers = new WeakMap<PageSession, WorldFollower>();

export function worldOf(session: PageSession): WorldFollower {
  const known = followers.get(session) ?? new WorldFollower(session);
  followers.set(session, known);
  return known;
}
