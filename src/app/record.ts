import { setMaxListeners } from "node:events";
import type { ConnectOptions } from "../cluster/connect.js";
import { continueCollection } from "../cluster/watch/continue-collection.js";
import type { FollowTiming } from "../cluster/watch/follow-collection.js";
import { KubespyError } from "../errors.js";
import { type Clock, systemClock, toRfc3339 } from "../io/clock.js";
import { formatDuration } from "../io/duration.js";
import { outcomeOf } from "../lifecycle/outcome.js";
import { least } from "../model/extremes.js";
import type { Frame } from "../model/frame.js";
import type { Revision } from "../model/revision.js";
import type { EndVerification, SessionEnd, SessionOutcome } from "../model/session.js";
import type { Target } from "../model/target.js";
import { isTarget, Membership } from "../record/membership.js";
import { Recorder } from "../record/recorder.js";
import { defaultRepairBudget, type RepairBudget } from "../record/repair/budget.js";
import type { StreamState } from "../record/stream-state.js";
import { notReachedWords, parseUntil, type Until, UntilWatch } from "../record/until.js";
import type { ContinueCollection } from "../record/verify/catch-up.js";
import { type EndCheck, verifyEnd } from "../record/verify/verify-end.js";
import { redactSecret } from "../sharing/redact.js";
import type { SessionStore, SessionWriter } from "../store/session-store.js";
import { type ConnectedScope, connectAndList, type RecordingScope } from "./record/connect-and-list.js";
import { createSession } from "./record/create-session.js";
import { GuardedListeners } from "./record/guarded-listeners.js";
import { GuardedUntil } from "./record/guarded-until.js";
import { problemWords } from "./record/problem-words.js";
import { type Ending, firstEnd } from "./record/recording-end.js";
import { sessionHeader } from "./record/session-header.js";
import { StoreLost } from "./record/store-lost.js";

/** What a recording needs of a store. */
export type RecordingStore = Pick<SessionStore, "create" | "has" | "digestKey">;

export interface RecordOptions extends RecordingScope {
  readonly store: RecordingStore;
  /** The session's name, which must be free: `[a-z0-9][a-z0-9._-]*`, at most 100 characters. Default: the first target's name and a number. */
  readonly session?: string;
  readonly title?: string;
  /** Ends the recording when it aborts: everything seen is committed, then `record` resolves. */
  readonly signal: AbortSignal;
  /** Words for the session's end when `signal` aborts, by its reason. Default: "stopped by its program". */
  readonly stopWords?: (reason: unknown) => string;
  /** Whether to compare the recording with the cluster when it ends. Default: true. */
  readonly verify?: boolean;
  /** Skips that when it aborts; what was seen is committed all the same. */
  readonly skipVerification?: AbortSignal;
  /** Ends the recording after this long. */
  readonly forMs?: number;
  /** Ends the recording in this state: "ready", "settled", "failed", "deleted" or "condition=NAME[=STATUS]". Default with `command`: "settled". */
  readonly until?: string;
  /** With `until`: gives up after this long. Default: 10 minutes. */
  readonly timeoutMs?: number;
  /** A command to run once every watch is open. */
  readonly command?: RecordedCommand;
  /** Where `KUBECONFIG` and `HOME` are looked up: usually `process.env`. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** A kubeconfig file. Default: as kubectl finds it. */
  readonly kubeconfig?: string;
  readonly context?: string;
  /** Store the values of Secrets in clear. Default: keyed digests replace them. */
  readonly includeSecretValues?: boolean;
  /** What reading one gap back from the server's history may cost; `{ requests: 0, ms: 0 }` for no reading back. Default: 2000 requests, 30 s. */
  readonly repair?: RepairBudget;
  /**
   * Called once the session has started, before its first frame. This and the other listeners cannot end the recording: what one throws (or rejects
   * with) goes to `onListenerError`, and the recording goes on.
   */
  readonly onBegin?: (started: StartedRecording) => void;
  /** Called with each frame as it is recorded, in sequence; it is committed a little later. */
  readonly onFrame?: (frame: Frame) => void;
  /** Called once every watch was accepted: from here on nothing is missed. */
  readonly onWatching?: () => void;
  /** Called when a stream disconnects or connects again. */
  readonly onStreams?: (states: readonly StreamState[]) => void;
  /** Called when the recording has ended in this way and is compared with the cluster, which takes a second at most if nothing is missing. */
  readonly onVerify?: (outcome: SessionOutcome) => void;
  /** Takes text for the person: of credential plugins, and of discovery where a group could not be read. */
  readonly onText?: (text: string) => void;
  /** Called once for each listener that fails, with its first error. Default: a line for `onText`. */
  readonly onListenerError?: (error: unknown, listener: string) => void;
  /** Whether credential plugins may ask a person. Default: false. */
  readonly interactive?: boolean;
  /** The version of the recording program. Default: "library". */
  readonly version?: string;
  /** For tests. Default: the system's. */
  readonly clock?: Clock;
  /** For tests: limits and timing of the watches. */
  readonly watch?: NonNullable<ConnectOptions["watch"]>;
  readonly timing?: Partial<FollowTiming>;
}

export interface RecordedCommand {
  /** As typed: kept in the session's header, without the secrets that it contains. */
  readonly words: readonly string[];
  /** Runs it; the signal aborts when the recording ends. */
  readonly run: (signal: AbortSignal) => Promise<CommandResult>;
}

export interface CommandResult {
  /** As a shell reports it: 128 + n when a signal ended it, 127 when it was not found. */
  readonly exitCode: number;
  /** Set when it could not be run at all: that ends the recording. */
  readonly error?: string;
}

export interface StartedRecording {
  readonly session: string;
  readonly scope: ConnectedScope;
  /** `Clock.monotonicMs()` at offset 0. */
  readonly startMs: number;
}

/** The result of a recording. */
export interface Recorded {
  readonly session: string;
  readonly frames: number;
  /** Targets of which no object was seen, as typed: "pod/nginx". */
  readonly unseen: readonly string[];
  /** What could not be recorded although it was wanted, in words. */
  readonly omissions: readonly string[];
  readonly end: SessionEnd;
  /** Nothing was recorded, neither an object nor a gap, and nothing was refused: no session was kept. */
  readonly discarded: boolean;
  /** The first error of each listener that failed; absent if none did. */
  readonly listenerErrors?: readonly unknown[];
}

const defaultTimeoutMs = 600_000;

/** What connecting and the first lists may take longer than the whole recording was to last. */
const connectGraceMs = 1_000;

interface RecordEvents {
  readonly onBegin: StartedRecording;
  readonly onFrame: Frame;
  readonly onWatching: undefined;
  readonly onStreams: readonly StreamState[];
  readonly onVerify: SessionOutcome;
  readonly onText: string;
}
type Listening = GuardedListeners<RecordEvents>;

/**
 * Records the targets, named as kubectl takes them (`["pod", "nginx"]`, `["deploy/web", "svc/web"]`), with all they own and the Events about
 * them, until `signal` aborts or another end is reached. What does not exist yet is waited for.
 *
 * Rejects with `KubespyError` when the cluster cannot be reached or refuses, a target is unknown, the name is taken, or the store is lost
 * (`StoreLost`); a watch that breaks later is no failure but a gap in the session. Nothing is stored before the first lists have been answered.
 */
export async function record(targets: readonly string[], options: RecordOptions): Promise<Recorded> {
  const { clock = systemClock, signal, version = "library" } = options;
  const until = untilOf(options);
  const listening = listeningTo(options);
  const say = (text: string) => listening.call("onText", text);
  const streams = new AbortController();
  // Every request of every stream listens to it; that is no leak.
  setMaxListeners(0, streams.signal, signal);
  const abandon = () => streams.abort();
  if (signal.aborted) abandon();
  signal.addEventListener("abort", abandon);
  let scope: ConnectedScope | undefined;
  const connected = new AbortController();
  const limitMs = options.forMs ?? (until && (options.timeoutMs ?? defaultTimeoutMs));
  if (limitMs !== undefined)
    void clock.sleep(limitMs + connectGraceMs, connected.signal).then(() => {
      if (!connected.signal.aborted) streams.abort(nothingWithin(limitMs));
    });
  try {
    scope = await connectAndList(targets, {
      scope: options,
      env: options.env,
      clock,
      version,
      signal: streams.signal,
      interactive: options.interactive === true,
      say,
      ...(options.kubeconfig === undefined ? {} : { kubeconfig: options.kubeconfig }),
      ...(options.context === undefined ? {} : { context: options.context }),
      ...(options.watch === undefined ? {} : { watch: options.watch }),
      ...(options.timing === undefined ? {} : { timing: options.timing }),
    });
    connected.abort();
    // From here on an interruption is an end like others: what was seen is saved first.
    signal.removeEventListener("abort", abandon);
    return await new RecordingRun({ ...options, clock, version, listening }, scope, until, streams).run();
  } finally {
    connected.abort();
    signal.removeEventListener("abort", abandon);
    streams.abort();
    scope?.connection.close();
  }
}

function listeningTo(options: RecordOptions): Listening {
  const listening: Listening = new GuardedListeners<RecordEvents>(options, (listener, error) => {
    if (options.onListenerError !== undefined) options.onListenerError(error, listener);
    else listening.call("onText", `the listener ${listener} failed (${problemWords(error)}); the recording goes on\n`);
  });
  return listening;
}

function nothingWithin(limitMs: number): KubespyError {
  return new KubespyError(
    `nothing could be recorded within ${formatDuration(limitMs)}: the API server has not answered the first requests`,
    {
      hint: 'run "kubectl version" to check the connection, or give it more time',
    },
  );
}

function untilOf({ until, command, forMs }: RecordOptions): Until | undefined {
  if (until !== undefined) return parseUntil(until);
  return command !== undefined && forMs === undefined ? { kind: "settled" } : undefined;
}

type RunOptions = RecordOptions & Required<Pick<RecordOptions, "clock" | "version">> & { readonly listening: Listening };

/** One session while it is recorded: the recorder, the user's command, and the possible ends. */
class RecordingRun {
  readonly #options: RunOptions;
  readonly #scope: ConnectedScope;
  readonly #until: Until | undefined;
  readonly #streams: AbortController;
  readonly #startMs: number;
  readonly #watch: GuardedUntil | undefined;
  /** Resolves when the watch of every stream has been accepted once. */
  readonly #watching: Promise<void>;
  #resolveWatching: (() => void) | undefined;
  #frames = 0;
  /** Targets of which nothing was seen yet. */
  #unseen: readonly Target[];
  #possibleLosses = 0;
  #hasEnded = false;
  #commandExitCode: number | undefined;

  constructor(options: RunOptions, scope: ConnectedScope, until: Until | undefined, streams: AbortController) {
    const { clock } = options;
    this.#options = options;
    this.#scope = scope;
    this.#until = until;
    this.#streams = streams;
    this.#unseen = scope.plan.targets;
    this.#startMs = least(
      scope.opened.streams.map((stream) => stream.first.monotonicMs),
      clock.monotonicMs(),
    );
    const { targets } = scope.plan;
    this.#watch =
      until &&
      new GuardedUntil({
        watch: new UntilWatch({ until, targets, outcomeOf }, clock.monotonicMs()),
        targets,
        say: (text) => options.listening.call("onText", text),
      });
    this.#watching = new Promise((resolve) => {
      this.#resolveWatching = resolve;
    });
  }

  async run(): Promise<Recorded> {
    const { clock, store, signal, stopWords, forMs, timeoutMs = defaultTimeoutMs, listening } = this.#options;
    const header = sessionHeader(this.#scope, { ...this.#options, startMs: this.#startMs });
    const writer = await createSession(store, header, { wanted: this.#options.session, numbered: true });
    const recorder = await this.#recorder(writer);
    listening.call("onBegin", { session: writer.name, scope: this.#scope, startMs: this.#startMs });
    const recording = recorder.run(this.#streams.signal).then(
      () => undefined,
      (error: unknown) => `the recorder failed (${problemWords(error)}); what it saw before is saved; this is a bug, please report it`,
    );
    const ending = await firstEnd({
      clock,
      signal,
      stopWords,
      storeLost: writer.lost,
      forMs,
      until: this.#watch && { watch: this.#watch, timeoutMs, notReached: this.#until === undefined ? "" : notReachedWords(this.#until) },
      commandFailed: this.#runCommand(),
      recorderFailed: recording.then((problem) => problem ?? new Promise<never>(() => {})),
    });
    this.#hasEnded = true;
    const check = ending.lost === undefined && ending.failed !== true ? await this.#verify(recorder, ending) : undefined;
    this.#streams.abort();
    const problem = await recording;
    const actual: Ending = problem === undefined ? ending : { outcome: "error", reason: problem };
    return await this.#finish(
      writer,
      actual,
      problem === undefined && check ? { ...check, possibleLosses: this.#possibleLosses } : undefined,
    );
  }

  async #verify(recorder: Recorder, { outcome }: Ending): Promise<EndCheck | undefined> {
    const { clock, signal, verify = true, skipVerification = new AbortController().signal, listening } = this.#options;
    const { reader } = this.#scope.connection;
    const { listMetadata } = reader;
    if (!verify || listMetadata === undefined) {
      await recorder.resumed();
      return undefined;
    }
    listening.call("onVerify", outcome);
    // Who stops a recording that has ended by itself does not want to wait.
    const skip = AbortSignal.any(outcome === "signal" ? [skipVerification] : [skipVerification, signal]);
    const continueOne: ContinueCollection = (request, resourceVersion, stop) =>
      continueCollection({ reader, request, resourceVersion, clock, signal: stop });
    return await verifyEnd({ recorder, listMetadata, continueCollection: continueOne, clock, skip });
  }

  async #recorder(writer: SessionWriter): Promise<Recorder> {
    const { plan, opened, connection, reconnectSignal } = this.#scope;
    const { clock, repair = defaultRepairBudget, listening } = this.#options;
    const plans = opened.streams.map((stream) => stream.plan);
    return new Recorder({
      streams: opened.streams,
      membership: new Membership(plan.targets, plans),
      writer,
      clock,
      startMs: this.#startMs,
      redact: await this.#redaction(),
      repair: { list: connection.reader.list, budget: repair, untilBack: (signal) => reconnectSignal.untilBack(signal) },
      listener: {
        frame: (frame) => {
          this.#frames++;
          this.#noteSeen(frame);
          if (frame.kind === "gap" && frame.possibleLoss) this.#possibleLosses++;
          this.#watch?.note(frame, clock.monotonicMs());
          listening.call("onFrame", frame);
        },
        streams: (states) => this.#takeStates(states),
      },
    });
  }

  #noteSeen(frame: Frame): void {
    if (this.#unseen.length > 0 && frame.kind === "object")
      this.#unseen = this.#unseen.filter((target) => !isTarget(target, frame.ref, true));
  }

  #takeStates(states: readonly StreamState[]): void {
    this.#options.listening.call("onStreams", states);
    if (this.#resolveWatching === undefined || !states.every((state) => state.hasWatched)) return;
    this.#resolveWatching();
    this.#resolveWatching = undefined;
    this.#options.listening.call("onWatching", undefined);
  }

  async #redaction(): Promise<(revision: Revision) => Revision> {
    if (this.#options.includeSecretValues) return (revision) => revision;
    const key = await this.#options.store.digestKey();
    return (revision) => redactSecret(revision, key);
  }

  /** Resolves, with the reason, only when the command cannot be run at all. */
  async #runCommand(): Promise<string> {
    const { command, clock } = this.#options;
    if (command !== undefined) {
      this.#watch?.command("running", clock.monotonicMs());
      await this.#watching;
      const result = await command.run(this.#streams.signal).catch(failedCommand);
      // A command that the end of the recording stopped has no status of its own.
      if (!this.#hasEnded) {
        this.#commandExitCode = result.exitCode;
        if (result.error !== undefined) return result.error;
        this.#watch?.command({ exitCode: result.exitCode }, clock.monotonicMs());
      }
    }
    return await new Promise(() => {});
  }

  async #finish(writer: SessionWriter, ending: Ending, verification: EndVerification | undefined): Promise<Recorded> {
    if (ending.lost !== undefined) throw new StoreLost(writer, this.#frames, ending.lost);
    const { clock } = this.#options;
    const end: SessionEnd = {
      endedAt: toRfc3339(clock.wallMs()),
      offsetMs: clock.monotonicMs() - this.#startMs,
      outcome: ending.outcome,
      reason: ending.reason,
      ...(this.#commandExitCode === undefined ? {} : { commandExitCode: this.#commandExitCode }),
      ...(verification === undefined ? {} : { verification }),
    };
    const discarded = this.#frames === 0 && this.#scope.opened.omissions.length === 0;
    if (discarded) await writer.discard();
    else
      await writer.end(end).catch((error: unknown) => {
        throw new StoreLost(writer, this.#frames, error);
      });
    return {
      session: writer.name,
      frames: this.#frames,
      unseen: this.#unseen.map(({ typed }) => typed),
      omissions: this.#scope.opened.omissions,
      end,
      discarded,
      ...(this.#options.listening.errors.length === 0 ? {} : { listenerErrors: this.#options.listening.errors }),
    };
  }
}

function failedCommand(error: unknown): CommandResult {
  return { exitCode: 126, error: `cannot run the command: ${problemWords(error)}` };
}
