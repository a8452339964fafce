/**
 * Lets the streams to one server reconnect together. Each waits out its own backoff; the first one that gets a response ends the wait of
 * the others. So all streams resume within moments of each other after an outage. That matters because the history of the server is
 * compacted meanwhile, and a session should have one gap, not several.
 */
export class ReconnectSignal {
  #next = new AbortController();

  /** Call when the server responded to one of the streams. */
  announce(): void {
    const announced = this.#next;
    this.#next = new AbortController();
    announced.abort();
  }

  /** Aborts at the next response of the server. */
  get signal(): AbortSignal {
    return this.#next.signal;
  }
}
