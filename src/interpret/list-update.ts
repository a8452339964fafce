/** What became of a list: its first `keep` items stay, and these follow. */
export interface ListUpdate<T> {
  readonly keep: number;
  readonly add: readonly T[];
}

export function applyListUpdate<T>(list: readonly T[], { keep, add }: ListUpdate<T>): readonly T[] {
  return keep >= list.length ? [...list, ...add] : [...list.slice(0, keep), ...add];
}

/** How much of a list was passed on: one that grows, or that is replaced by another one. */
export class PassedList<T> {
  #list: readonly T[] | undefined;
  #length = 0;

  /** What is new since this was called before; undefined where nothing is. */
  next(list: readonly T[]): ListUpdate<T> | undefined {
    const keep = list === this.#list ? this.#length : 0;
    const wasEmpty = this.#length === 0;
    this.#list = list;
    this.#length = list.length;
    return keep === list.length && (keep > 0 || wasEmpty) ? undefined : { keep, add: list.slice(keep) };
  }

  /** So many were passed on. */
  get length(): number {
    return this.#length;
  }
}
