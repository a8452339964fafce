import type { NewFrame } from "../model/frame.js";
import type { Revision } from "../model/revision.js";
import { DerivedTimes } from "./derived-times.js";
import type { ForeignList, ForeignState } from "./foreign-change.js";
import { ForeignHistory } from "./foreign-history.js";
import { inOrderOfTime } from "./list-order.js";
import { MergedFrames } from "./merged-frames.js";

/** What one input adds to a merged history. */
interface Step {
  /** In ms since the epoch; infinite where nobody says when. */
  readonly ms: number;
  /** A state of an object that existed when the input was made; or a frame of a history. */
  readonly what: { readonly revision: Revision } | { readonly frame: NewFrame };
}

/**
 * One history of several inputs, as the files in a dump of a cluster. The rules:
 *
 *  1. Inputs that hold each object once, without types, are one picture of what existed: all states together in the order of their own times. Lists of
 *     several files are never compared, since they may ask for different objects: nothing is gone because another file lacks it.
 *  2. Any other input, as that of a watch, is a history of its own, whose order stays. Histories and picture are merged by time.
 *  3. A revision that several inputs hold is one frame: see `MergedFrames`.
 */
export class MergedHistory {
  readonly #nowMs: number;
  readonly #times: DerivedTimes;
  readonly #pictured: Revision[] = [];
  readonly #histories: Step[] = [];
  #inputs = 0;

  /** `nowMs`: the wall clock of the import. */
  constructor(nowMs: number) {
    this.#nowMs = nowMs;
    this.#times = new DerivedTimes(nowMs);
  }

  /** Wall clock at offset 0; known with the first frame. */
  get startedAt(): string {
    return this.#times.startedAt;
  }

  /** All changes of one input, in its order. */
  add(changes: readonly (ForeignState | ForeignList)[]): void {
    if (changes.length === 0) return;
    this.#inputs++;
    if (isPicture(changes)) for (const revision of changes.flatMap(revisionsOf)) this.#pictured.push(revision);
    else for (const frame of this.#framesOf(changes)) this.#histories.push({ ms: Date.parse(frame.observedAt), what: { frame } });
  }

  /** After the last input. */
  *frames(): Generator<NewFrame, void, void> {
    const merged = new MergedFrames({ isSingle: this.#inputs === 1 });
    for (const { ms, what } of this.#inOrder()) {
      const moment = this.#times.at(Number.isFinite(ms) ? ms : undefined);
      yield* "frame" in what ? merged.take({ ...what.frame, ...moment }) : merged.takeState(what.revision, moment);
    }
  }

  /** Sorting is stable: the order within a history stays, whose times never decrease. */
  #inOrder(): readonly Step[] {
    const ownTime = (revision: Revision) => this.#times.ownTime(revision);
    let ms = Number.NEGATIVE_INFINITY;
    const picture = inOrderOfTime(
      this.#pictured.map((revision) => ({ revision })),
      ownTime,
    ).map(({ revision }): Step => {
      // In whole seconds they ascend; within one, the order by what depends on what counts more than fractions.
      ms = Math.max(ms, ownTime(revision) ?? Number.POSITIVE_INFINITY);
      return { ms, what: { revision: revision.withoutParsed } };
    });
    return [...picture, ...this.#histories].sort((a, b) => (a.ms === b.ms ? 0 : a.ms - b.ms));
  }

  *#framesOf(changes: readonly (ForeignState | ForeignList)[]): Generator<NewFrame, void, void> {
    const history = new ForeignHistory(new DerivedTimes(this.#nowMs));
    for (const change of changes) yield* history.take(change);
    yield* history.end();
  }
}

function revisionsOf(change: ForeignState | ForeignList): readonly Revision[] {
  return change.kind === "list" ? change.items : [change.revision];
}

/** Whether each object is there once, and without a type. */
function isPicture(changes: readonly (ForeignState | ForeignList)[]): boolean {
  const seen = new Set<string>();
  return changes.every((change) => {
    if (change.kind === "change" && change.type !== undefined) return false;
    return revisionsOf(change).every(({ head }) => {
      const isNew = !seen.has(head.ref.uid);
      seen.add(head.ref.uid);
      return isNew;
    });
  });
}
