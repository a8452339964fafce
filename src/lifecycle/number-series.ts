/** From this offset on, the number was this. */
export interface NumberPoint {
  readonly offsetMs: number;
  readonly value: number;
}

/** Beyond this, moves that lie close together are told as fewer. */
const maxPoints = 8192;

/** One number over the time of a session, as the points at which it moved. Bounded, however often it does. */
export class Series {
  #points: NumberPoint[] = [];
  /** Nothing but what was there already when recording began. */
  #isBeginning = true;

  get points(): readonly NumberPoint[] {
    return this.#points;
  }

  move(offsetMs: number, by: number, initial: boolean): void {
    this.set(offsetMs, (this.#points.at(-1)?.value ?? 0) + by, initial);
  }

  /** `initial`: found by the first list. Objects come from it one by one, but the number did not move. */
  set(offsetMs: number, value: number, initial: boolean): void {
    const first = this.#points[0];
    if (initial && this.#isBeginning) this.#points = [{ offsetMs: first?.offsetMs ?? offsetMs, value }];
    else this.#add({ offsetMs, value });
    this.#isBeginning &&= initial;
    if (this.#points.length > maxPoints) this.#points = thinned(this.#points);
  }

  #add(point: NumberPoint): void {
    if (this.#points.at(-1)?.value !== point.value) this.#points.push(point);
  }
}

/** Of each of many equal stretches of time the lowest, the highest and the last value: the number still goes as far as it went. */
function thinned(points: readonly NumberPoint[]): NumberPoint[] {
  const startMs = points[0]?.offsetMs ?? 0;
  const stretchMs = Math.max(1e-3, ((points.at(-1)?.offsetMs ?? 0) - startMs) / (maxPoints / 8));
  const kept: NumberPoint[] = [];
  for (let from = 0; from < points.length; ) {
    const stretch = Math.floor(((points[from]?.offsetMs ?? 0) - startMs) / stretchMs);
    let to = from + 1;
    while (to < points.length && Math.floor(((points[to]?.offsetMs ?? 0) - startMs) / stretchMs) === stretch) to++;
    for (const point of tellingOf(points.slice(from, to))) if (kept.at(-1)?.value !== point.value) kept.push(point);
    from = to;
  }
  return kept;
}

function tellingOf(points: readonly NumberPoint[]): readonly NumberPoint[] {
  const lowest = points.reduce<NumberPoint | undefined>((a, b) => (a === undefined || b.value < a.value ? b : a), undefined);
  const highest = points.reduce<NumberPoint | undefined>((a, b) => (a === undefined || b.value > a.value ? b : a), undefined);
  return points.filter((point, i) => point === lowest || point === highest || i === points.length - 1);
}
