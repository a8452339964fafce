/** The number from this offset on. */
export interface NumberPoint {
  readonly offsetMs: number;
  readonly value: number;
}

/** With more points than this, points that lie close together are merged. */
const maxPoints = 8192;

/** One number over the time of a session: the points at which it changed. Bounded in size. */
export class NumberSeries {
  #points: NumberPoint[] = [];
  /** True until the first value that does not come from the first list. */
  #isInitial = true;

  get points(): readonly NumberPoint[] {
    return this.#points;
  }

  move(offsetMs: number, by: number, initial: boolean): void {
    this.set(offsetMs, (this.#points.at(-1)?.value ?? 0) + by, initial);
  }

  /** `initial`: from the first list. Its objects arrive one by one, but the number did not change. */
  set(offsetMs: number, value: number, initial: boolean): void {
    const first = this.#points[0];
    if (initial && this.#isInitial) this.#points = [{ offsetMs: first?.offsetMs ?? offsetMs, value }];
    else if (this.#points.at(-1)?.value !== value) this.#points.push({ offsetMs, value });
    this.#isInitial &&= initial;
    if (this.#points.length > maxPoints) this.#points = downsample(this.#points);
  }
}

/** Keeps the lowest, the highest and the last value of each of many intervals of equal length, so that no extreme is lost. */
function downsample(points: readonly NumberPoint[]): NumberPoint[] {
  const startMs = points[0]?.offsetMs ?? 0;
  const intervalMs = Math.max(1e-3, ((points.at(-1)?.offsetMs ?? 0) - startMs) / (maxPoints / 8));
  const kept: NumberPoint[] = [];
  for (let from = 0; from < points.length; ) {
    const interval = Math.floor(((points[from]?.offsetMs ?? 0) - startMs) / intervalMs);
    let to = from + 1;
    while (to < points.length && Math.floor(((points[to]?.offsetMs ?? 0) - startMs) / intervalMs) === interval) to++;
    for (const point of extremesOf(points.slice(from, to))) if (kept.at(-1)?.value !== point.value) kept.push(point);
    from = to;
  }
  return kept;
}

function extremesOf(points: readonly NumberPoint[]): readonly NumberPoint[] {
  const lowest = points.reduce<NumberPoint | undefined>((a, b) => (a === undefined || b.value < a.value ? b : a), undefined);
  const highest = points.reduce<NumberPoint | undefined>((a, b) => (a === undefined || b.value > a.value ? b : a), undefined);
  return points.filter((point, i) => point === lowest || point === highest || i === points.length - 1);
}
