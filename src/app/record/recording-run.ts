import { continueCollection } from "../../cluster/watch/continue-collection.js";
import { toRfc3339 } from "../../io/clock.js";
import { outcomeOf } from "../../lifecycle/outcome.js";
import { least } from "../../model/extremes.js";
import type { Frame } from "../../model/frame.js";
import type { Revision } from "../../model/revision.js";
import type { EndVerification, SessionEnd, SessionOutcome } from "../../model/session.js";
import { type Target, targetWords } from "../../model/target.js";
import { isTarget, Membership } from "../../record/membership.js";
import { Recorder } from "../../record/recorder.js";
import { defaultRepairBudget } from "../../record/repair/budget.js";
import type { StreamState } from "../../record/stream-state.js";
import { notReachedWords, type Until, UntilWatch } from "../../record/until.js";
import type { ContinueCollection } from "../../record/verify/catch-up.js";
import { type EndCheck, verifyEnd } from "../../record/verify/verify-end.js";
import { redactSecret } from "../../sharing/redact.js";
import type { LiveRedaction } from "../../sharing/share/live-redaction.js";
import type { SessionWriter } from "../../store/session-store.js";
import { shareWhileRecording } from "../share/share-manifest.js";
import type { ConnectedScope } from "./connect-and-list.js";
import { createSession } from "./create-session.js";
import type { GuardedListeners } from "./guarded-listeners.js";
import { GuardedUntil } from "./guarded-until.js";
import { problemWords } from "./problem-words.js";
import type { CommandResult, Recorded, RecordOptions, StartedRecording } from "./record-options.js";
import { type Ending, firstEnd } from "./recording-end.js";
import { sessionHeader } from "./session-header.js";
import { StoreLost } from "./store-lost.js";

/** With an end to reach: how long it may take, in ms. */
export const defaultTimeoutMs = 600_000;

/** What is called while a recording runs, each with its argument. */
export interface RecordEvents {
  readonly onBegin: StartedRecording;
  readonly onFrame: Frame;
  readonly onWatching: undefined;
  readonly onStreams: readonly StreamState[];
  readonly onVerify: SessionOutcome;
  readonly onText: string;
}

type Listening = GuardedListeners<RecordEvents>;

type RunOptions = RecordOptions &
  Required<Pick<RecordOptions, "clock" | "version">> & { readonly listening: Listening; readonly redaction: LiveRedaction | undefined };

/** One session while it is recorded: the recorder, the user's command, and the possible ends. */
export class RecordingRun {
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
    const { clock, store, signal, stopWords, forMs, endsWith, timeoutMs = defaultTimeoutMs, listening } = this.#options;
    const header = sessionHeader(this.#scope, { ...this.#options, startMs: this.#startMs });
    const writer = await createSession(store, header, { wanted: this.#options.session, numbered: true });
    const recorder = await this.#recorder(writer);
    listening.call("onBegin", { session: writer.name, startedAt: header.startedAt, scope: this.#scope, startMs: this.#startMs });
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
      endsWith,
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
    const { reader } = this.#scope;
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
    const { plan, opened, reader, reconnectSignal } = this.#scope;
    const { clock, repair = defaultRepairBudget, listening } = this.#options;
    const plans = opened.streams.map((stream) => stream.plan);
    return new Recorder({
      streams: opened.streams,
      membership: new Membership(plan.targets, plans),
      writer,
      clock,
      startMs: this.#startMs,
      redact: await this.#redaction(),
      repair: { list: reader.list, budget: repair, untilBack: (signal) => reconnectSignal.untilBack(signal) },
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
    const { redaction, version } = this.#options;
    if (redaction !== undefined) writer.updateHeader({ shared: shareWhileRecording(version, redaction) });
    const discarded = this.#frames === 0 && this.#scope.opened.omissions.length === 0;
    if (discarded) await writer.discard();
    else
      await writer.end(end).catch((error: unknown) => {
        throw new StoreLost(writer, this.#frames, error);
      });
    return {
      session: writer.name,
      frames: this.#frames,
      targets: this.#scope.plan.targets.length,
      unseen: this.#unseen.map(targetWords),
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
