/** How many are kept: beyond it, the oldest are dropped. */
const maxLate = 5_000;

/** An arrival that nobody could decide in time. */
export interface LateArrival<A> {
  readonly arrival: A;
  /** Its object. */
  readonly key: string;
  /** The objects whose arrival can decide it. */
  readonly awaited: readonly string[];
  /** It can also be selected by an object that neither owns it nor is what it is about. */
  readonly isSelectable: boolean;
}

/** Arrivals that are undecided for longer than others can wait, found by their object and by what they wait for: thousands cost as little as one. */
export class LateArrivals<A> {
  readonly #all = new Set<LateArrival<A>>();
  readonly #selectable = new Set<LateArrival<A>>();
  readonly #byObject = new Map<string, Set<LateArrival<A>>>();
  readonly #byAwaited = new Map<string, Set<LateArrival<A>>>();

  get isEmpty(): boolean {
    return this.#all.size === 0;
  }

  add(late: LateArrival<A>): void {
    this.#all.add(late);
    if (late.isSelectable) this.#selectable.add(late);
    addTo(this.#byObject, late.key, late);
    for (const key of late.awaited) addTo(this.#byAwaited, key, late);
    const [oldest] = this.#all.size > maxLate ? this.#all : [];
    if (oldest !== undefined) this.remove(oldest);
  }

  has(late: LateArrival<A>): boolean {
    return this.#all.has(late);
  }

  remove(late: LateArrival<A>): void {
    this.#all.delete(late);
    this.#selectable.delete(late);
    removeFrom(this.#byObject, late.key, late);
    for (const key of late.awaited) removeFrom(this.#byAwaited, key, late);
  }

  clear(): void {
    this.#all.clear();
    this.#selectable.clear();
    this.#byObject.clear();
    this.#byAwaited.clear();
  }

  /** In order of arrival. */
  get selectable(): readonly LateArrival<A>[] {
    return [...this.#selectable];
  }

  /** Of one object, in order of arrival. */
  of(key: string): readonly LateArrival<A>[] {
    return [...(this.#byObject.get(key) ?? [])];
  }

  /** Those that the arrival of an object can decide, in order of arrival. */
  waitingFor(key: string): readonly LateArrival<A>[] {
    return [...(this.#byAwaited.get(key) ?? [])];
  }
}

function addTo<Value>(index: Map<string, Set<Value>>, key: string, value: Value): void {
  const known = index.get(key);
  if (known === undefined) index.set(key, new Set([value]));
  else known.add(value);
}

function removeFrom<Value>(index: Map<string, Set<Value>>, key: string, value: Value): void {
  const known = index.get(key);
  known?.delete(value);
  if (known?.size === 0) index.delete(key);
}
