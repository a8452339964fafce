import type { ServerResponse } from "node:http";
import type { Clock } from "../../io/clock.js";
import { compareResourceVersions } from "../../model/resource-version.js";
import type { ChangeType } from "../../model/watch-event.js";
import type { ObjectForm } from "../forms/object-form.js";
import type { Playback } from "../playback/playback.js";
import type { ChangeStep, Collection, LossStep } from "../selection/collection.js";
import { changeFor, type Selection, type WatchChange } from "../selection/selection.js";
import type { StatusError } from "../status.js";
import { bookmarkObject, errorLine, eventLine } from "./watch-line.js";
import { WatchLines } from "./watch-lines.js";
import type { Watcher } from "./watchers.js";

interface WatchSubscription {
  readonly collection: Collection;
  readonly selection: Selection;
  /** The scope of the request (`scopeOf`). */
  readonly scope: string;
  readonly form: ObjectForm;
  /** Steps after this position are sent. It may be in the future: then nothing is sent until playback reaches it. */
  readonly position: number;
  /** The requested version; "" for none. */
  readonly version: string;
  /** Whether the state at `position` (then the current one) is sent first, as ADDED. */
  readonly initialEvents: boolean;
  readonly bookmarks: boolean;
  readonly timeoutMs: number | undefined;
}

/** One open watch: an HTTP response that gets one line for every step in its selection. */
export class WatchStream implements Watcher {
  readonly #request: WatchSubscription;
  readonly #playback: Playback;
  readonly #closed = new AbortController();
  #bookmarksSent = 0;
  readonly #lines: WatchLines;
  /** Converts the object of each event, in order. */
  readonly #inForm: (object: Uint8Array) => Uint8Array;
  /** The last result: the player first asks whether a step is wanted and then sends it. */
  #considered: { readonly step: ChangeStep; readonly change: WatchChange | undefined } | undefined;

  private constructor(request: WatchSubscription, response: ServerResponse, playback: Playback) {
    this.#request = request;
    this.#playback = playback;
    this.#inForm = request.form.watch();
    this.#lines = new WatchLines(response);
  }

  /** Sends the response headers and the initial events, and joins playback, synchronously: no step can come in between. */
  static open(request: WatchSubscription, response: ServerResponse, playback: Playback, clock: Clock): WatchStream {
    const watch = new WatchStream(request, response, playback);
    response.writeHead(200, { "content-type": "application/json", "cache-control": "no-cache, private" });
    response.flushHeaders();
    response.on("close", () => watch.#detach());
    if (request.initialEvents) watch.#sendInitialEvents();
    playback.attach(watch);
    void watch.#keepTime(clock);
    return watch;
  }

  get collection(): Collection {
    return this.#request.collection;
  }

  get position(): number {
    return this.#request.position;
  }

  wants(step: ChangeStep): boolean {
    return this.#changeFor(step) !== undefined;
  }

  /** Sends the step if it is selected. Returns whether anything was sent. */
  offer(step: ChangeStep): boolean {
    const change = this.#changeFor(step);
    this.#considered = undefined;
    if (change === undefined) return false;
    this.#send(change.type, change.object);
    const ownVersion = this.collection.labelOf(step.position);
    // A resume from the version of the object would not lead back here, so a bookmark with the version that does is sent as well.
    if (ownVersion !== step.object.resourceVersion && this.#request.bookmarks)
      this.#send("BOOKMARK", () => bookmarkObject(this.collection.type, ownVersion));
    return true;
  }

  isExpiredBy(step: LossStep): boolean {
    return step.position > this.#request.position && !step.loss.exemptScopes.has(this.#request.scope);
  }

  expire(why: StatusError): void {
    this.#lines.push(() => errorLine(why.body));
    this.end();
  }

  /** After what waits was sent. */
  end(): void {
    this.#detach();
    this.#lines.end();
  }

  #changeFor(step: ChangeStep): WatchChange | undefined {
    const { position, scope } = this.#request;
    if (step.position <= position || step.relistedAfter?.exemptScopes.has(scope) === false) return undefined;
    if (this.#considered?.step !== step) this.#considered = { step, change: changeFor(step, this.#request.selection) };
    return this.#considered.change;
  }

  #sendInitialEvents(): void {
    const { collection, position, selection, bookmarks } = this.#request;
    for (const object of collection.stateAt(position)) {
      if (selection.selects(object)) this.#send("ADDED", () => object.bytes);
    }
    if (bookmarks) this.#sendBookmark(true);
  }

  #sendBookmark(initialEventsEnd = false): void {
    const version = this.#playback.progress.versionOf(this.collection);
    if (this.#isBehindClient(version)) return;
    this.#bookmarksSent++;
    this.#send("BOOKMARK", () => bookmarkObject(this.collection.type, version, initialEventsEnd));
  }

  /** A watch may start in the future; until then, a bookmark with the current version would set the client back. */
  #isBehindClient(version: string): boolean {
    const { position, version: since } = this.#request;
    return this.#playback.progress.positionOf(this.collection) < position || (compareResourceVersions(version, since) ?? 0) < 0;
  }

  /**
   * Sends bookmarks about every minute and, like the server, two seconds before the end. A shorter watch gets one at its end if it had
   * none.
   */
  async #keepTime(clock: Clock): Promise<void> {
    const { bookmarks, timeoutMs = Number.POSITIVE_INFINITY } = this.#request;
    const endAtMs = clock.monotonicMs() + timeoutMs;
    for (;;) {
      const bookmarkAtMs = nextBookmarkMs(clock.monotonicMs(), endAtMs);
      await this.#sleepUntil(Math.min(bookmarkAtMs, endAtMs), clock);
      if (this.#closed.signal.aborted) return;
      if (bookmarkAtMs > endAtMs) break;
      if (bookmarks) this.#sendBookmark();
    }
    if (bookmarks && this.#bookmarksSent === 0) this.#sendBookmark();
    this.end();
  }

  /** Timers can fire a little early. */
  async #sleepUntil(atMs: number, clock: Clock): Promise<void> {
    const { signal } = this.#closed;
    for (let now = clock.monotonicMs(); now < atMs && !signal.aborted; now = clock.monotonicMs()) await clock.sleep(atMs - now, signal);
  }

  #send(type: ChangeType | "BOOKMARK", object: () => Uint8Array): void {
    this.#lines.push(() => eventLine(type, this.#inForm(object())));
  }

  #detach(): void {
    this.#closed.abort();
    this.#playback.detach(this);
  }
}

function nextBookmarkMs(nowMs: number, endAtMs: number): number {
  const endNoticeAtMs = endAtMs - endNoticeMs;
  return nowMs < endNoticeAtMs ? Math.min(nowMs + bookmarkPeriodMs, endNoticeAtMs) : Number.POSITIVE_INFINITY;
}

const bookmarkPeriodMs = 60_000;
const endNoticeMs = 2000;
