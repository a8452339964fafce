import type { Clock } from "../../io/clock.js";
import type { ChangeStep, Collection, LossStep, ServedStep } from "../selection/collection.js";
import { type StatusError, status } from "../status.js";

/** One that wants to hear of the steps of a collection. */
export interface Watcher {
  readonly collection: Collection;
  /** Steps after this position are its own to have. */
  readonly position: number;
  /** Whether `offer` would send this step. */
  wants(step: ChangeStep): boolean;
  /** Sends the step if it is wanted, and says whether it was. */
  offer(step: ChangeStep): boolean;
  /** Whether the loss left it without the history that it goes on from. */
  isExpiredBy(step: LossStep): boolean;
  /** Says that its history is gone, so that the client lists again, and ends. */
  expire(why: StatusError): void;
}

/**
 * The watches that are open, and when they were last written to. Sockets keep no order between them: a step that goes to a watch which
 * did not get the step before it has to wait until `spacingMs` after that one, so that a client sees the recorded order.
 */
export class Watchers {
  readonly #clock: Clock;
  readonly #spacingMs: number;
  readonly #byCollection = new Map<Collection, Set<Watcher>>();
  #lastRecipients: ReadonlySet<Watcher> = new Set();
  #lastWrittenAtMs = Number.NEGATIVE_INFINITY;

  constructor(clock: Clock, spacingMs: number) {
    this.#clock = clock;
    this.#spacingMs = spacingMs;
  }

  get count(): number {
    return [...this.#byCollection.values()].reduce((sum, watches) => sum + watches.size, 0);
  }

  countOf(collection: Collection): number {
    return this.#byCollection.get(collection)?.size ?? 0;
  }

  /** `missed`: the steps that have been played already; it gets those after its own start at once. */
  add(watch: Watcher, missed: readonly ServedStep[]): void {
    const watches = this.#byCollection.get(watch.collection) ?? new Set();
    this.#byCollection.set(watch.collection, watches.add(watch));
    const wrote = missed.slice(watch.position).filter((step) => step.kind === "change" && watch.offer(step));
    if (wrote.length > 0) this.#noteWritten([watch]);
  }

  remove(watch: Watcher): void {
    this.#byCollection.get(watch.collection)?.delete(watch);
  }

  send(step: ChangeStep): void {
    const recipients = this.#of(step.collection).filter((watch) => watch.offer(step));
    if (recipients.length > 0) this.#noteWritten(recipients);
  }

  /** Ends those that the loss hits; says how many there were. */
  lose(step: LossStep): number {
    const hit = this.#of(step.collection).filter((watch) => watch.isExpiredBy(step));
    for (const watch of hit) watch.expire(status.historyLost(step.collection.labelOf(step.position)));
    return hit.length;
  }

  /** How long the step must wait for the order's sake, in ms; 0 or less: not at all. */
  waitMs(step: ServedStep): number {
    if (step.kind === "loss") return 0;
    const interested = this.#of(step.collection).filter((watch) => watch.wants(step));
    if (interested.every((watch) => this.#lastRecipients.has(watch))) return 0;
    return this.#lastWrittenAtMs + this.#spacingMs - this.#clock.monotonicMs();
  }

  /** Time went back. */
  expireAll(): void {
    for (const watches of this.#byCollection.values()) for (const watch of [...watches]) watch.expire(status.rewound());
  }

  #of(collection: Collection): readonly Watcher[] {
    return [...(this.#byCollection.get(collection) ?? [])];
  }

  #noteWritten(recipients: readonly Watcher[]): void {
    this.#lastRecipients = new Set(recipients);
    this.#lastWrittenAtMs = this.#clock.monotonicMs();
  }
}
