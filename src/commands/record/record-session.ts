import { setMaxListeners } from "node:events";
import { ExitCode, type KubespyError } from "../../errors.js";
import { toRfc3339 } from "../../io/clock.js";
import { outcomeOf } from "../../lifecycle/outcome.js";
import type { Revision } from "../../model/revision.js";
import { Membership } from "../../record/membership.js";
import { Recorder } from "../../record/recorder.js";
import { defaultRepairBudget } from "../../record/repair/budget.js";
import { parseUntil, type Until, UntilWatch, untilWords } from "../../record/until.js";
import { redactSecret } from "../../sharing/redact.js";
import type { SessionWriter } from "../../store/session-store.js";
import { DiscardingStore, type RecordingStore } from "../changes/discarding-store.js";
import type { CommandContext } from "../common/context.js";
import { openStore } from "../common/open-store.js";
import { beginSession } from "./begin-session.js";
import { type ConnectedScope, firstContact } from "./connect-and-list.js";
import type { LiveScreen } from "./live-screen.js";
import type { RecordFlags } from "./record-flags.js";
import { RecordScreen } from "./record-screen.js";
import { type Ending, firstEnd } from "./recording-end.js";
import { runCommand } from "./run-command.js";
import { storeLost } from "./store-lost.js";

export interface RecordRequest {
  readonly targets: readonly string[];
  /** The command after `--`; empty when there is none. */
  readonly command: readonly string[];
  readonly flags: RecordFlags;
  readonly context: CommandContext;
  /** What shows it. Default: a line a change. */
  readonly makeScreen?: (options: ScreenOptions) => LiveScreen;
  /** Only to be looked at: nothing is stored. */
  readonly unkept?: true;
}

export interface ScreenOptions {
  /** `Clock.monotonicMs()` at offset 0. */
  readonly startMs: number;
  readonly contact: ConnectedScope;
}

/** Records one session from the first request to the last commit. Resolves with the exit code. */
export async function recordSession(request: RecordRequest): Promise<number> {
  const { flags, context } = request;
  const until = awaited(request);
  // Before the cluster is asked: a session that cannot be stored is not worth a request.
  const store = request.unkept ? new DiscardingStore() : await openStore(context, flags.db);
  const stop = new AbortController();
  // Every request of every stream listens to it; that is no leak.
  setMaxListeners(0, stop.signal, context.interrupt);
  const abandon = () => stop.abort();
  try {
    context.interrupt.addEventListener("abort", abandon);
    const contact = await firstContact(request.targets, flags, context, stop.signal);
    // From here on an interruption is an end like others: what was seen is saved first.
    context.interrupt.removeEventListener("abort", abandon);
    try {
      return await new RecordingRun(request, store, contact, until, stop).run();
    } finally {
      contact.connection.close();
    }
  } finally {
    stop.abort();
    await store.close();
  }
}

/** What ends it: what `--until` says; with a command and nothing else said, that all has settled. */
function awaited({ flags, command }: RecordRequest): Until | undefined {
  if (flags.until !== undefined) return parseUntil(flags.until);
  return command.length > 0 && flags.for === undefined ? { kind: "settled" } : undefined;
}

/** One session while it is recorded: the recorder, the user's command, the ends that may come, and what is said of it all. */
class RecordingRun {
  readonly #request: RecordRequest;
  readonly #store: RecordingStore;
  readonly #contact: ConnectedScope;
  readonly #until: Until | undefined;
  readonly #stop: AbortController;
  readonly #screen: LiveScreen;
  readonly #startMs: number;
  readonly #watch: UntilWatch | undefined;
  #commandExitCode: number | undefined;

  constructor(request: RecordRequest, store: RecordingStore, contact: ConnectedScope, until: Until | undefined, stop: AbortController) {
    const { context, flags } = request;
    this.#request = request;
    this.#store = store;
    this.#contact = contact;
    this.#until = until;
    this.#stop = stop;
    this.#startMs = Math.min(context.clock.monotonicMs(), ...contact.opened.streams.map((stream) => stream.first.monotonicMs));
    const screen = { context, quiet: flags.quiet === true, allNamespaces: flags.allNamespaces === true, startMs: this.#startMs };
    this.#screen = request.makeScreen?.({ startMs: this.#startMs, contact }) ?? new RecordScreen(screen);
    this.#watch = until && new UntilWatch({ until, targets: contact.plan.targets, outcomeOf }, context.clock.monotonicMs());
  }

  async run(): Promise<number> {
    const { command, flags, context } = this.#request;
    const writer = await beginSession(this.#store, { contact: this.#contact, flags, command, context, startMs: this.#startMs });
    const recorder = await this.#recorder(writer);
    this.#screen.begin(writer.name, this.#contact);
    const recording = recorder.run(this.#stop.signal);
    const ending = await firstEnd({
      clock: context.clock,
      interrupt: context.interrupt,
      storeLost: writer.lost,
      outputClosed: this.#screen.closed,
      forMs: flags.for,
      until: this.#watch && {
        watch: this.#watch,
        timeoutMs: flags.timeout,
        awaited: this.#until === undefined ? "" : untilWords(this.#until),
      },
      commandFailed: command.length === 0 ? new Promise(() => {}) : this.#runCommand(),
    });
    if (ending.lost === undefined) await recorder.resumed();
    this.#stop.abort();
    await recording;
    return await this.#finish(writer, ending);
  }

  async #recorder(writer: SessionWriter): Promise<Recorder> {
    const { plan, opened } = this.#contact;
    const { clock } = this.#request.context;
    const plans = opened.streams.map((stream) => stream.plan);
    return new Recorder({
      streams: opened.streams,
      membership: new Membership(plan.targets, plans),
      writer,
      clock,
      startMs: this.#startMs,
      redact: await this.#redaction(),
      repair: { list: this.#contact.connection.reader.list, budget: this.#request.flags.repair ?? defaultRepairBudget },
      listener: {
        frame: (frame) => {
          this.#watch?.note(frame, clock.monotonicMs());
          this.#screen.frame(frame);
        },
        streams: (states) => this.#screen.streams(states),
      },
    });
  }

  async #redaction(): Promise<(revision: Revision) => Revision> {
    if (this.#request.flags.includeSecretValues) return (revision) => revision;
    const key = await this.#store.digestKey();
    return (revision) => redactSecret(revision, key);
  }

  /** Runs the user's command once watching has begun. Resolves only when it cannot be run at all. */
  async #runCommand(): Promise<string> {
    const { command, context } = this.#request;
    this.#watch?.command("running", context.clock.monotonicMs());
    await this.#screen.watching;
    this.#screen.note(`running: ${command.join(" ")}`);
    const result = await runCommand(command, context, this.#stop.signal);
    this.#commandExitCode = result.exitCode;
    if (result.error !== undefined) return result.error;
    if (!this.#stop.signal.aborted) this.#screen.note(`the command ended with status ${result.exitCode}`);
    this.#watch?.command({ exitCode: result.exitCode }, context.clock.monotonicMs());
    return await new Promise(() => {});
  }

  async #finish(writer: SessionWriter, ending: Ending): Promise<number> {
    this.#screen.end();
    if (ending.lost !== undefined) throw this.#storeLost(writer, ending.lost);
    if (this.#screen.frames === 0 && (ending.outcome === "signal" || ending.outcome === "command")) {
      await writer.discard();
      this.#screen.note(`${ending.reason}; nothing was seen${this.#request.unkept ? "" : "; no session was kept"}`);
      return this.#exitCode(ending);
    }
    const { clock } = this.#request.context;
    const end = {
      endedAt: toRfc3339(clock.wallMs()),
      offsetMs: clock.monotonicMs() - this.#startMs,
      outcome: ending.outcome,
      reason: ending.reason,
      ...(this.#commandExitCode === undefined ? {} : { commandExitCode: this.#commandExitCode }),
    };
    try {
      await writer.end(end);
    } catch (error) {
      throw this.#storeLost(writer, error);
    }
    this.#screen.summary(writer.name, end);
    return this.#exitCode(ending);
  }

  #storeLost(writer: SessionWriter, cause: unknown): KubespyError {
    const { context, flags } = this.#request;
    return storeLost({ writer, cause, context, db: flags.db, frames: this.#screen.frames });
  }

  #exitCode(ending: Ending): number {
    if (this.#commandExitCode !== undefined && this.#commandExitCode !== 0) return this.#commandExitCode;
    if (ending.outcome === "until" || ending.outcome === "duration") return ExitCode.done;
    // Ctrl-C is how an open-ended recording is meant to end; one that waited for something was interrupted.
    if (ending.outcome === "signal")
      return this.#until === undefined && this.#request.flags.for === undefined ? ExitCode.done : ExitCode.interrupted;
    return ExitCode.failed;
  }
}
