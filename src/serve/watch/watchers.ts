import type { Clock } from "../../io/clock.js";
import type { ChangeStep, Collection, LossStep, ServedStep } from "../selection/collection.js";
import { type StatusError, status } from "../status.js";

/** A receiver of the steps of a collection. */
export interface Watcher {
  readonly collection: Collection;
  /** Steps after this position are sent. */
  readonly position: number;
  /** Whether `offer` would send this step. */
  wants(step: ChangeStep): boolean;
  /** Sends the step if it is wanted, and returns whether it was. */
  offer(step: ChangeStep): boolean;
  /** Whether the loss removed the history that it needs to continue. */
  isExpiredBy(step: LossStep): boolean;
  /** Sends the 410, so that the client lists again, and ends. */
  expire(why: StatusError): void;
}

/**
 * The open watches, and when they were last written to. There is no order across sockets: a step for a watch that did not receive the
 * previous step waits until `spacingMs` after that one, so that a client sees the recorded order.
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

  /** `missed`: steps that were played already; the watch receives those after its start position at once. */
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

  /** Ends the watches that the loss affects; returns how many. */
  lose(step: LossStep): number {
    const hit = this.#of(step.collection).filter((watch) => watch.isExpiredBy(step));
    for (const watch of hit) watch.expire(status.historyLost(step.collection.labelOf(step.position)));
    return hit.length;
  }

  /** How long the step must wait to preserve the order, in ms; 0 or less: not at all. */
  waitMs(step: ServedStep): number {
    if (step.kind === "loss") return 0;
    const interested = this.#of(step.collection).filter((watch) => watch.wants(step));
    if (interested.every((watch) => this.#lastRecipients.has(watch))) return 0;
    return this.#lastWrittenAtMs + this.#spacingMs - this.#clock.monotonicMs();
  }

  /** Call after time was moved back. */
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
