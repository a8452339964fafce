import { setImmediate as nextTurn } from "node:timers/promises";
import { KubespyError } from "../errors.js";
import type { ForeignList, ForeignState } from "../importing/foreign-change.js";
import { ForeignHistory, ReceiptTimes } from "../importing/foreign-history.js";
import { ForeignReader } from "../importing/foreign-reader.js";
import { type Clock, systemClock, toRfc3339 } from "../io/clock.js";
import type { Frame, NewFrame } from "../model/frame.js";
import type { SessionEnd, SessionHeader } from "../model/session.js";
import type { LiveRedaction } from "../sharing/share/live-redaction.js";
import { assertSessionName } from "../store/session-reference.js";
import type { SessionWriter } from "../store/session-store.js";
import { redacted, typesUnknown } from "./import/foreign-session.js";
import { createSession } from "./record/create-session.js";
import { GuardedListeners } from "./record/guarded-listeners.js";
import { type Ending, firstEnd } from "./record/recording-end.js";
import { StoreLost } from "./record/store-lost.js";
import type { Recorded, RecordingStore } from "./record.js";
import { loadLiveRedaction } from "./share/live-redaction.js";
import { shareWhileRecording } from "./share/share-manifest.js";

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
  /** Take out what level "secrets" of `share` removes, before anything is stored. */
  readonly redact?: boolean;
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
 * input, when `signal` aborts, or after `forMs`; where the input is cut short, with outcome "error". What cannot be read is left out, with a warning at
 * the end.
 *
 * Rejects with `KubespyError` when the input holds nothing that can be recorded, or the store is lost (`StoreLost`).
 */
export async function recordInput(input: AsyncIterable<string | Uint8Array>, options: RecordInputOptions): Promise<Recorded> {
  if (options.session !== undefined) assertSessionName(options.session);
  const key = options.includeSecretValues ? undefined : await options.store.digestKey();
  const redaction = options.redact ? await loadLiveRedaction(await options.store.digestKey()) : undefined;
  return await new InputRun(input, options, key, redaction).run();
}

/** kubectl writes a document at once: a pause this long within one does not happen. */
const settlingMs = 250;
const hyphen = 0x2d;

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
  readonly #redaction: LiveRedaction | undefined;
  /** Why an object could not be redacted: the end of this recording. */
  #unredacted: string | undefined;
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
  #omissions: readonly string[] = [];

  constructor(
    input: AsyncIterable<string | Uint8Array>,
    options: RecordInputOptions,
    key: Uint8Array | undefined,
    redaction: LiveRedaction | undefined,
  ) {
    this.#redaction = redaction;
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

  /** Until the input ends. */
  async #read(over: AbortSignal): Promise<Ending> {
    const chunks = this.#input[Symbol.asyncIterator]();
    try {
      for (let next = chunks.next(); ; next = chunks.next()) {
        const { done, value } = await this.#whileSettling(next, over);
        if (done || over.aborted) break;
        await this.#take(typeof value === "string" ? Buffer.from(value) : value);
        if (this.#unredacted !== undefined) break;
        await this.#writer?.backpressure();
        // A pipe that is always full is read without others having their turn.
        await nextTurn();
      }
    } finally {
      await chunks.return?.();
    }
    return await this.#endReading();
  }

  /** What comes next. A document in YAML does not show its end: where nothing more comes for a while, it has ended. */
  async #whileSettling<T>(next: Promise<T>, over: AbortSignal): Promise<T> {
    if (this.#reader.isUnsettled) {
      const came = new AbortController();
      const isQuiet = await Promise.race([
        next.then(
          () => false,
          () => false,
        ),
        this.#clock.sleep(settlingMs, came.signal).then(() => true),
      ]);
      came.abort();
      if (isQuiet && !over.aborted) await this.#takeAll(this.#reader.settle());
    }
    return await next;
  }

  async #endReading(): Promise<Ending> {
    await this.#takeAll(this.#reader.finish());
    const { damage, warnings, omissions, firstProblem } = this.#reader.end();
    this.#omissions = omissions;
    for (const warning of warnings) this.#listening.call("onWarning", `${this.#name}: ${warning}`);
    const problem = this.#unredacted ?? damage ?? (this.#frames === 0 ? (firstProblem ?? warnings[0]) : undefined);
    return problem === undefined
      ? { outcome: "imported", reason: "the input ended" }
      : { outcome: "error", reason: `${this.#name}: ${problem}` };
  }

  async #take(piece: Uint8Array): Promise<void> {
    // What precedes a separator came with the piece before.
    if (this.#reader.isUnsettled && piece[0] === hyphen) await this.#takeAll(this.#reader.settle());
    this.#times.latest = { offsetMs: this.#clock.monotonicMs() - this.#startMs, observedAt: toRfc3339(this.#clock.wallMs()) };
    await this.#takeAll(this.#reader.push(piece));
  }

  async #takeAll(changes: AsyncIterable<ForeignState | ForeignList>): Promise<void> {
    for await (const change of changes) {
      const redacted = await this.#redactedOrNone(change);
      if (redacted === undefined) return;
      await this.#append(this.#history.take(redacted));
    }
    await this.#append(this.#history.release());
  }

  /** Nothing is stored that could not be redacted, nor what the error says, which may quote it. */
  async #redactedOrNone(change: ForeignState | ForeignList): Promise<ForeignState | ForeignList | undefined> {
    try {
      return await this.#redacted(change);
    } catch (error) {
      this.#unredacted = `an object could not be redacted (${error instanceof Error ? error.name : typeof error}); this is a bug, please report it`;
      return undefined;
    }
  }

  async #redacted(change: ForeignState | ForeignList): Promise<ForeignState | ForeignList> {
    const withoutSecrets = this.#key === undefined ? change : redacted(change, this.#key);
    if (this.#redaction === undefined) return withoutSecrets;
    if (withoutSecrets.kind === "list") return { ...withoutSecrets, items: await this.#redaction.redact(withoutSecrets.items) };
    const [revision] = await this.#redaction.redact([withoutSecrets.revision]);
    if (revision === undefined) throw new RangeError("an object is missing");
    return { ...withoutSecrets, revision };
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
      ...(this.#redaction === undefined ? {} : { shared: shareWhileRecording(version, this.#redaction) }),
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
      return { session: "", frames: 0, targets: 0, unseen: [], omissions: [], end, discarded: true, ...this.#listenerErrors };
    }
    const omissions = [...(this.#typesUnknown ? [typesUnknown] : []), ...this.#omissions];
    if (omissions.length > 0) writer.updateHeader({ omissions });
    if (this.#redaction !== undefined)
      writer.updateHeader({ shared: shareWhileRecording(this.#options.version ?? "library", this.#redaction) });
    if (ending.lost !== undefined) throw new StoreLost(writer, this.#frames, ending.lost);
    await writer.end(end).catch((error: unknown) => {
      throw new StoreLost(writer, this.#frames, error);
    });
    return {
      session: writer.name,
      frames: this.#frames,
      targets: 0,
      unseen: [],
      omissions,
      end,
      discarded: false,
      ...this.#listenerErrors,
    };
  }

  get #listenerErrors(): Pick<Recorded, "listenerErrors"> {
    const { errors } = this.#listening;
    return errors.length === 0 ? {} : { listenerErrors: errors };
  }
}
