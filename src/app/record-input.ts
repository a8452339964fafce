import { KubespyError } from "../errors.js";
import { ForeignHistory, ReceiptTimes } from "../importing/foreign-history.js";
import { ForeignReader } from "../importing/foreign-reader.js";
import { type Clock, systemClock, toRfc3339 } from "../io/clock.js";
import type { Frame, NewFrame } from "../model/frame.js";
import type { SessionEnd, SessionHeader } from "../model/session.js";
import type { SessionWriter } from "../store/session-store.js";
import { redacted, typesUnknown } from "./import/import-foreign.js";
import { createSession } from "./record/create-session.js";
import { GuardedListeners } from "./record/guarded-listeners.js";
import { type Ending, firstEnd } from "./record/recording-end.js";
import { StoreLost } from "./record/store-lost.js";
import type { Recorded, RecordingStore } from "./record.js";

export interface RecordInputOptions {
  readonly store: RecordingStore;
  /** The session's name, which must be free. Default: the input's, with a number where that is taken. */
  readonly session?: string;
  readonly title?: string;
  /** What messages call the input. Default: "stdin". */
  readonly name?: string;
  /** Ends the recording when it aborts. */
  readonly signal: AbortSignal;
  /** Words for the session's end when `signal` aborts, by its reason. Default: "stopped by its program". */
  readonly stopWords?: (reason: unknown) => string;
  /** Ends the recording after this long. */
  readonly forMs?: number;
  /** Store the values of Secrets in clear. Default: keyed digests replace them. */
  readonly includeSecretValues?: boolean;
  /** Called with the session's name before its first frame. What a listener throws does not end the recording, as for `record`. */
  readonly onBegin?: (session: string) => void;
  readonly onFrame?: (frame: Frame) => void;
  readonly onWarning?: (text: string) => void;
  /** Called once for each listener that fails, with its first error. */
  readonly onListenerError?: (error: unknown, listener: string) => void;
  /** The version of the recording program. Default: "library". */
  readonly version?: string;
  /** For tests. Default: the system's. */
  readonly clock?: Clock;
}

/**
 * Records what kubectl writes (`kubectl get -w -o json --output-watch-events`), each change at the moment at which it arrives. Ends with the
 * input, when `signal` aborts, or after `forMs`; an input that is damaged ends it with outcome "error".
 *
 * Rejects with `KubespyError` when the input holds nothing that can be recorded, or the store is lost (`StoreLost`).
 */
export async function recordInput(input: AsyncIterable<string | Uint8Array>, options: RecordInputOptions): Promise<Recorded> {
  const key = options.includeSecretValues ? undefined : await options.store.digestKey();
  return await new InputRun(input, options, key).run();
}

interface InputEvents {
  readonly onBegin: string;
  readonly onFrame: Frame;
  readonly onWarning: string;
}

class InputRun {
  readonly #input: AsyncIterable<string | Uint8Array>;
  readonly #options: RecordInputOptions;
  readonly #clock: Clock;
  readonly #name: string;
  readonly #key: Uint8Array | undefined;
  readonly #reader = new ForeignReader();
  readonly #times = new ReceiptTimes();
  readonly #history = new ForeignHistory(this.#times);
  readonly #startMs: number;
  readonly #storeLost: Promise<Error>;
  #loseStore: (error: Error) => void = () => {};
  readonly #listening: GuardedListeners<InputEvents>;
  #writer: SessionWriter | undefined;
  #frames = 0;
  #typesUnknown = false;

  constructor(input: AsyncIterable<string | Uint8Array>, options: RecordInputOptions, key: Uint8Array | undefined) {
    this.#input = input;
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#name = options.name ?? "stdin";
    this.#key = key;
    this.#startMs = this.#clock.monotonicMs();
    this.#listening = new GuardedListeners<InputEvents>(options, (listener, error) => options.onListenerError?.(error, listener));
    this.#storeLost = new Promise((resolve) => {
      this.#loseStore = resolve;
    });
  }

  async run(): Promise<Recorded> {
    const { signal, stopWords, forMs } = this.#options;
    const over = new AbortController();
    const reading = this.#read(over.signal);
    // Once something else has ended the recording, a failure of the input no longer matters.
    reading.catch(() => {});
    const ending = await Promise.race([reading, firstEnd({ clock: this.#clock, signal, stopWords, storeLost: this.#storeLost, forMs })]);
    over.abort();
    return await this.#finish(ending);
  }

  /** Until the input ends, or cannot be read any further. */
  async #read(over: AbortSignal): Promise<Ending> {
    for await (const chunk of this.#input) {
      if (over.aborted) break;
      await this.#take(typeof chunk === "string" ? Buffer.from(chunk) : chunk);
      if (this.#reader.damaged) break;
    }
    const { damage, warnings } = this.#reader.end();
    for (const warning of warnings) this.#listening.call("onWarning", `${this.#name}: ${warning}`);
    return damage === undefined
      ? { outcome: "imported", reason: "the input ended" }
      : { outcome: "error", reason: `${this.#name}: ${damage}` };
  }

  async #take(piece: Uint8Array): Promise<void> {
    this.#times.latest = { offsetMs: this.#clock.monotonicMs() - this.#startMs, observedAt: toRfc3339(this.#clock.wallMs()) };
    for (const change of this.#reader.push(piece))
      await this.#append(this.#history.take(this.#key === undefined ? change : redacted(change, this.#key)));
    await this.#append(this.#history.release());
  }

  async #append(frames: Iterable<NewFrame>): Promise<void> {
    for (const frame of frames) {
      this.#writer ??= await this.#begin();
      if (frame.kind === "object" && frame.typeUnknown) this.#typesUnknown = true;
      this.#frames++;
      this.#listening.call("onFrame", { ...frame, sequence: this.#writer.append(frame) });
    }
  }

  /** With the first frame: an input that holds nothing leaves no session behind. */
  async #begin(): Promise<SessionWriter> {
    const { store, session, title, includeSecretValues, version = "library" } = this.#options;
    const clock = this.#clock;
    const header: SessionHeader = {
      name: "stdin",
      ...(title === undefined ? {} : { title }),
      startedAt: toRfc3339(clock.wallMs() - (clock.monotonicMs() - this.#startMs)),
      targets: ["-"],
      streams: [],
      omissions: [],
      secretValues: includeSecretValues ? "clear" : "digests",
      recorder: `kubespy ${version}`,
    };
    const writer = await createSession(store, header, { wanted: session });
    void writer.lost.then((error) => this.#loseStore(error));
    this.#listening.call("onBegin", writer.name);
    return writer;
  }

  async #finish(ending: Ending): Promise<Recorded> {
    if (ending.lost === undefined) await this.#append(this.#history.end());
    const writer = this.#writer;
    const end: SessionEnd = {
      endedAt: toRfc3339(this.#clock.wallMs()),
      offsetMs: this.#clock.monotonicMs() - this.#startMs,
      outcome: ending.outcome,
      reason: ending.reason,
    };
    if (writer === undefined) {
      if (ending.lost !== undefined) throw ending.lost;
      if (ending.outcome === "error") throw new KubespyError(ending.reason);
      return { session: "", frames: 0, unseen: [], omissions: [], end, discarded: true, ...this.#listenerErrors };
    }
    const omissions = this.#typesUnknown ? [typesUnknown] : [];
    if (this.#typesUnknown) writer.updateHeader({ omissions });
    if (ending.lost !== undefined) throw new StoreLost(writer, this.#frames, ending.lost);
    await writer.end(end).catch((error: unknown) => {
      throw new StoreLost(writer, this.#frames, error);
    });
    return { session: writer.name, frames: this.#frames, unseen: [], omissions, end, discarded: false, ...this.#listenerErrors };
  }

  get #listenerErrors(): Pick<Recorded, "listenerErrors"> {
    const { errors } = this.#listening;
    return errors.length === 0 ? {} : { listenerErrors: errors };
  }
}
