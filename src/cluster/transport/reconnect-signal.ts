import type { Clock } from "../../io/clock.js";
import type { ServerState } from "./server-state.js";

interface ProbeOptions {
  /** One cheap request with a short time limit. Never rejects. */
  readonly probe: (signal: AbortSignal) => Promise<ServerState>;
  readonly clock: Clock;
  /** In [0, 1), for jitter. Default: `Math.random`. */
  readonly random?: () => number;
}

/**
 * Lets the streams to one server reconnect together. A restarted API server has no watch memory: what is written before a stream is attached
 * again must be read back from history, which is compacted meanwhile. So while the server is away, one probe for all streams asks for it, and
 * they all continue at its first answer. A stream that waits for another reason is woken by the first response to any other.
 */
export class ReconnectSignal {
  readonly #options: ProbeOptions | undefined;
  #next = new AbortController();
  #probing: Promise<boolean> | undefined;
  #probedMs = Number.NEGATIVE_INFINITY;
  /** Ends the pause before the next probe. */
  #wakeProbe = () => {};
  #waiting: { readonly canList: (() => Promise<boolean>) | undefined; readonly signal: AbortSignal }[] = [];

  /** Without options there is no probe: every stream waits out its own backoff. */
  constructor(options?: ProbeOptions) {
    this.#options = options;
  }

  /** Call when the server responded to one of the streams. */
  announce(): void {
    const announced = this.#next;
    this.#next = new AbortController();
    announced.abort();
    this.#wakeProbe();
  }

  /** Aborts at the next response of the server. */
  get signal(): AbortSignal {
    return this.#next.signal;
  }

  /**
   * Call after a request failed as it does while a server is away. Resolves with false at once if the server is there, so that something else
   * is wrong; with true as soon as it is back; with false when the signal aborts. `canList` asks a server that says it is still starting for
   * what the caller needs: most servers answer that before they are ready.
   */
  async untilBack(signal: AbortSignal, canList?: () => Promise<boolean>): Promise<boolean> {
    if (this.#options === undefined || signal.aborted) return false;
    const waiting = { canList, signal };
    this.#waiting.push(waiting);
    this.#probing ??= this.#probe(this.#options).finally(() => {
      this.#probing = undefined;
    });
    try {
      return await unlessAborted(this.#probing, signal);
    } finally {
      this.#waiting = this.#waiting.filter((other) => other !== waiting);
      if (this.#waiting.length === 0) this.#wakeProbe();
    }
  }

  /** Ends when the server answers, when a stream has heard from it, or when nobody waits any more. */
  async #probe({ probe, clock, random = Math.random }: ProbeOptions): Promise<boolean> {
    for (let probes = 0; ; probes++) {
      const wasAway = probes > 0;
      const heard = this.#next.signal;
      const waitMs = this.#probedMs + probeEveryMs * (1 + random() / 4) - clock.monotonicMs();
      if (waitMs > 0) await this.#pause(clock, waitMs);
      const [first] = this.#waiting;
      if (first === undefined || heard.aborted) return wasAway;
      this.#probedMs = clock.monotonicMs();
      const state = await probe(first.signal);
      if (state === "ready") return wasAway;
      if ((state === "starting" || probes % probesPerList === probesPerList - 1) && (await this.#canList(probes))) return wasAway;
    }
  }

  /** Until the time is over, the server was heard of, or nobody waits any more. */
  async #pause(clock: Clock, ms: number): Promise<void> {
    const awake = new AbortController();
    this.#wakeProbe = () => awake.abort();
    await clock.sleep(ms, awake.signal);
  }

  /** Asks for one stream after the other: what one of them needs may fail for another reason. */
  async #canList(probes: number): Promise<boolean> {
    const able = this.#waiting.flatMap(({ canList }) => canList ?? []);
    return (await able[probes % able.length]?.()) === true;
  }
}

/** Often enough to be attached before a restarted server has taken many writes; a refused connection costs neither side anything. */
const probeEveryMs = 250;
/** From time to time a server that does not answer the probe is asked for a list as well: a proxy may let only that through. */
const probesPerList = 20;

async function unlessAborted(promise: Promise<boolean>, signal: AbortSignal): Promise<boolean> {
  let stop = () => {};
  const aborted = new Promise<boolean>((resolve) => {
    stop = () => resolve(false);
    signal.addEventListener("abort", stop);
  });
  return await Promise.race([promise, aborted]).finally(() => signal.removeEventListener("abort", stop));
}
