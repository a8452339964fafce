import type { NewFrame } from "../model/frame.js";
import { groupOf } from "../model/kube-object.js";
import type { Revision } from "../model/revision.js";
import type { ForeignList, ForeignState } from "./foreign-change.js";
import { ForeignFrames, type ForeignMoment } from "./foreign-frames.js";
import { inOrderOfArrival, inOrderOfTime } from "./list-order.js";
import { ListQueries, type WholeList } from "./list-queries.js";
import { latestOwnTime } from "./own-time.js";

/** Gives changes their times. */
interface ForeignTimes {
  /** Of a change, in the order of the frames. */
  of(revision: Revision): ForeignMoment;
  /** Of what follows from the changes before. */
  readonly latest: ForeignMoment;
  /** The latest time in an object that can be true, in ms since the epoch. */
  ownTime(revision: Revision): number | undefined;
}

/** First states of one kind that are held until it is known where they belong. */
const maxHeld = 10_000;

/**
 * Makes the history of a foreign input: brings what has no order into the order of its own times. The rules:
 *
 *  1. Lists in sequence, each of another query, are one picture: their items are sorted together. A List of a query that was seen before begins another
 *     picture; what it lacks is gone.
 *  2. The first states of objects of one kind in sequence, without a type or ADDED, are sorted too: they begin with the list of a watch.
 *  3. Other changes keep their order.
 */
export class ForeignHistory {
  readonly #times: ForeignTimes;
  readonly #frames = new ForeignFrames();
  readonly #queries = new ListQueries();
  /** Lists of one picture, each with all of its pages. */
  #lists: PagedList[] = [];
  #pictured = new ListQueries();
  readonly #first = new FirstStates();

  constructor(times: ForeignTimes) {
    this.#times = times;
  }

  *take(change: ForeignState | ForeignList): Generator<NewFrame, void, void> {
    if (change.kind === "list") {
      yield* this.#releaseFirst();
      yield* this.#takeList(change);
      return;
    }
    yield* this.#releaseLists();
    if (!this.#first.canTake(change)) yield* this.#releaseFirst();
    if (this.#first.canTake(change)) this.#first.take(change);
    else yield* this.#frames.take(change, this.#times.of(change.revision));
  }

  /** Frames of all that is held: call where no more may come for a while. */
  *release(): Generator<NewFrame, void, void> {
    yield* this.#releaseLists();
    yield* this.#releaseFirst();
  }

  /** The input has ended. */
  *end(): Generator<NewFrame, void, void> {
    yield* this.release();
    yield* this.#frames.finish();
  }

  *#takeList({ of, items, continues }: ForeignList): Generator<NewFrame, void, void> {
    const previous = this.#lists.at(-1);
    if (previous?.continues && previous.of === of) {
      for (const item of items) previous.items.push(item);
      previous.continues = continues;
      return;
    }
    const list = { of, items: [...items], continues };
    if (previous !== undefined) this.#pictured.add(previous);
    if (this.#pictured.has(list)) yield* this.#releaseLists();
    this.#lists.push(list);
  }

  *#releaseLists(): Generator<NewFrame, void, void> {
    const compared = this.#lists.map((list) => ({ list, ...this.#queries.add(list) }));
    this.#lists = [];
    this.#pictured = new ListQueries();
    const items = compared.flatMap(({ list, isNext }) =>
      list.items.map((revision) => ({ revision, listed: isNext ? ("next" as const) : ("first" as const) })),
    );
    for (const state of inOrderOfTime(items, this.#ownTime)) yield* this.#frames.take(state, this.#times.of(state.revision));
    const missing = compared.flatMap((comparison) => comparison.missing);
    if (missing.length > 0) yield* this.#frames.end(missing, this.#times.latest);
  }

  *#releaseFirst(): Generator<NewFrame, void, void> {
    for (const state of inOrderOfArrival(this.#first.release(), this.#ownTime))
      yield* this.#frames.take(state, this.#times.of(state.revision));
  }

  readonly #ownTime = (revision: Revision) => this.#times.ownTime(revision);
}

interface PagedList extends WholeList {
  readonly items: Revision[];
  continues: boolean;
}

/** Times of receipt: set when something arrives. */
export class ReceiptTimes implements ForeignTimes {
  latest: ForeignMoment = { offsetMs: 0, observedAt: "" };

  of(): ForeignMoment {
    return this.latest;
  }

  ownTime({ object }: Revision): number | undefined {
    return latestOwnTime(object);
  }
}

/** The first states of objects of one kind that came in sequence. */
class FirstStates {
  #held: ForeignState[] = [];
  readonly #seen = new Set<string>();
  #kind: string | undefined;

  canTake({ type, revision }: ForeignState): boolean {
    const { ref } = revision.head;
    if ((type !== undefined && type !== "ADDED") || this.#seen.has(ref.uid) || this.#held.length >= maxHeld) return false;
    return this.#held.length === 0 || (this.#held[0]?.type === type && this.#kind === `${ref.kind}.${groupOf(ref.apiVersion)}`);
  }

  take(state: ForeignState): void {
    const { ref } = state.revision.head;
    this.#kind = `${ref.kind}.${groupOf(ref.apiVersion)}`;
    this.#seen.add(ref.uid);
    this.#held.push(state);
  }

  /** What is held; it is seen from here on. */
  release(): readonly ForeignState[] {
    const held = this.#held;
    this.#held = [];
    return held;
  }
}
