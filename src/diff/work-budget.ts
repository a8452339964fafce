/**
 * How much work one diff may do, deep equality included. Counted, not timed, so that a diff is the same on every machine. A unit is about what comparing
 * two short texts takes: some 5 ns. Revisions of real objects need a few thousand.
 */
export const maxDiffWork = 10_000_000;

/** What is left to compare costs more than the budget has: the caller says that the two are too different to show in detail. */
export class BudgetSpent extends Error {
  constructor() {
    super("too different to show in detail");
  }
}

/** One for each diff: two long lists, compared item by item, can take years. */
export class WorkBudget {
  readonly #units: number;
  #spent = 0;

  constructor(units: number = maxDiffWork) {
    this.#units = units;
  }

  get spent(): number {
    return this.#spent;
  }

  /** Throws `BudgetSpent` when there is no more. */
  spend(units: number): void {
    this.#spent += units;
    if (this.#spent > this.#units) throw new BudgetSpent();
  }
}

/** Code units of equal or nearly equal texts that are compared for one unit. */
const charactersPerUnit = 64;

/** What comparing two texts costs at most: of different lengths, they are known to differ. */
export function textWork(a: string, b: string): number {
  return a.length === b.length ? 1 + Math.floor(a.length / charactersPerUnit) : 1;
}
