import { RequestFailure } from "../cluster/cluster-reader.js";
import { type Connection, connect } from "../cluster/connect.js";
import { followCollection } from "../cluster/follow-collection.js";
import { friendlyFailure } from "../cluster/friendly-failure.js";
import { parseTargets } from "../cluster/parse-targets.js";
import { resolveResource } from "../cluster/resolve-resource.js";
import { ExitCode, KubespyError, UsageError } from "../errors.js";
import { toRfc3339 } from "../io/clock.js";
import { formatDuration } from "../io/duration.js";
import { outcomeOf } from "../lifecycle/outcome.js";
import type { SessionEnd, SessionOutcome } from "../model/session.js";
import { Membership } from "../record/membership.js";
import { type OpenedStreams, openStreams } from "../record/open-streams.js";
import { Recorder } from "../record/recorder.js";
import { assertWatchable, planScope, type ScopePlan } from "../record/scope-plan.js";
import { parseUntil, type Until, UntilWatch } from "../record/until.js";
import { redactSecret } from "../recording/redact.js";
import type { SessionStore, SessionWriter } from "../store/session-store.js";
import type { CommandContext } from "./context.js";
import { openStore } from "./open-store.js";
import type { RecordFlags } from "./record.js";
import { RecordScreen } from "./record-screen.js";
import { runCommand } from "./run-command.js";

export interface RecordRequest {
  readonly targets: readonly string[];
  /** The command after `--`; empty when there is none. */
  readonly command: readonly string[];
  readonly flags: RecordFlags;
  readonly context: CommandContext;
}

/** Records one session from the first request to the last commit. Resolves with the exit code. */
export async function recordSession(request: RecordRequest): Promise<number> {
  const { flags, context } = request;
  const until = flags.until === undefined ? undefined : parseUntil(flags.until);
  // Before the cluster is asked: a session that cannot be stored is not worth a request.
  const store = await openStore(context, flags.db);
  const stop = new AbortController();
  try {
    const connection = await connect({
      env: context.env,
      clock: context.clock,
      cwd: context.cwd,
      version: context.version,
      ...connectionFlags(flags),
    });
    const { plan, opened } = await firstContact(request, connection, stop.signal, context.interrupt);
    return await new RecordingRun({ request, store, connection, plan, opened, until, stop }).run();
  } finally {
    stop.abort();
    await store.close();
  }
}

function connectionFlags(flags: RecordFlags): { kubeconfig?: string; context?: string; namespace?: string } {
  return {
    ...(flags.kubeconfig === undefined ? {} : { kubeconfig: flags.kubeconfig }),
    ...(flags.context === undefined ? {} : { context: flags.context }),
    ...(flags.namespace === undefined ? {} : { namespace: flags.namespace }),
  };
}

/** Discovery, the plan, and the first lists. Rejects with a `KubespyError` that says what was tried and what to do. */
async function firstContact(
  request: RecordRequest,
  connection: Connection,
  stop: AbortSignal,
  interrupt: AbortSignal,
): Promise<{ plan: ScopePlan; opened: OpenedStreams }> {
  const { flags, context } = request;
  const abandon = AbortSignal.any([stop, interrupt]);
  try {
    const resources = await connection.resources(abandon);
    const targets = parseTargets(request.targets, {
      resources,
      namespace: connection.namespace,
      ...(flags.namespace === undefined ? {} : { namespaceGiven: true }),
      ...(flags.allNamespaces ? { allNamespaces: true } : {}),
      ...(flags.selector === undefined ? {} : { labelSelector: flags.selector }),
      ...(flags.fieldSelector === undefined ? {} : { fieldSelector: flags.fieldSelector }),
    });
    const beside = (flags.with ?? []).map((typed) => resolveResource(typed, resources));
    for (const type of [...targets.map((target) => target.type), ...beside]) assertWatchable(type);
    const plan = planScope(targets, resources, { only: flags.only === true, with: beside });
    const follow: Parameters<typeof openStreams>[1] = (collection, signal) =>
      followCollection({ reader: connection.reader, request: collection, clock: context.clock, signal });
    return { plan, opened: await openStreams(plan, follow, stop) };
  } catch (error) {
    if (interrupt.aborted) throw new KubespyError("stopped before anything was recorded");
    throw error instanceof RequestFailure ? friendlyFailure(error, connection) : error;
  }
}

interface RecordingRunOptions {
  readonly request: RecordRequest;
  readonly store: SessionStore;
  readonly connection: Connection;
  readonly plan: ScopePlan;
  readonly opened: OpenedStreams;
  readonly until: Until | undefined;
  readonly stop: AbortController;
}

/** One session while it is recorded: the recorder, the command, the ends that may come, and what is said of it all. */
class RecordingRun {
  readonly #options: RecordingRunOptions;
  readonly #screen: RecordScreen;
  readonly #startMs: number;
  #commandExitCode: number | undefined;

  constructor(options: RecordingRunOptions) {
    this.#options = options;
    this.#startMs = Math.min(...options.opened.streams.map((stream) => stream.first.monotonicMs));
    this.#screen = new RecordScreen({
      context: options.request.context,
      quiet: options.request.flags.quiet === true,
      startMs: this.#startMs,
    });
  }

  async run(): Promise<number> {
    const { plan, opened, request, store, stop, connection } = this.#options;
    const { context } = request;
    const startedAt = toRfc3339(context.clock.wallMs() - (context.clock.monotonicMs() - this.#startMs));
    const writer = await this.#createSession(startedAt);
    const key = request.flags.includeSecretValues ? undefined : await store.digestKey();
    const watch = this.#untilWatch();
    const recorder = new Recorder({
      streams: opened.streams,
      membership: new Membership(
        plan.targets,
        opened.streams.map((stream) => stream.plan),
      ),
      writer,
      clock: context.clock,
      startMs: this.#startMs,
      redact: key === undefined ? (revision) => revision : (revision) => redactSecret(revision, key),
      listener: {
        frame: (frame, before) => {
          watch?.note(frame, context.clock.monotonicMs());
          this.#screen.frame(frame, before);
        },
        streams: (states) => this.#screen.streams(states),
      },
    });
    this.#screen.begin({ session: writer.name, plan, opened, connection });
    const recording = recorder.run(stop.signal);
    const ending = await this.#firstEnd(writer, watch, recording);
    stop.abort();
    await recording;
    return await this.#finish(writer, ending, recorder);
  }

  async #createSession(startedAt: string): Promise<SessionWriter> {
    const { request, store, plan, opened, connection } = this.#options;
    const { flags, context } = request;
    const base = flags.session ?? sessionBase(plan);
    const header = {
      startedAt,
      targets: plan.targets.map((target) => target.typed),
      ...(flags.title === undefined ? {} : { title: flags.title }),
      ...(request.command.length === 0 ? {} : { command: request.command }),
      ...(connection.contextName === undefined ? {} : { context: connection.contextName }),
      ...(flags.allNamespaces ? {} : { namespace: connection.namespace }),
      server: await connection.serverInfo(),
      streams: opened.streams.map((stream) => stream.info),
      omissions: opened.omissions,
      secretValues: flags.includeSecretValues ? ("clear" as const) : ("digests" as const),
      recorder: `kubespy ${context.version}`,
    };
    if (flags.session !== undefined) return await store.create({ name: flags.session, ...header });
    for (let n = 1; ; n++) {
      const name = `${base}-${n}`;
      if (await store.has(name)) continue;
      try {
        return await store.create({ name, ...header });
      } catch (error) {
        // Another recorder took the name between the two calls; anything else is a failure.
        if (!(await store.has(name))) throw error;
      }
    }
  }

  #untilWatch(): UntilWatch | undefined {
    const { until, request, plan } = this.#options;
    const effective = until ?? (request.command.length > 0 && request.flags.for === undefined ? ({ kind: "settled" } as const) : undefined);
    if (effective === undefined) return undefined;
    return new UntilWatch({ until: effective, targets: plan.targets, outcomeOf }, request.context.clock.monotonicMs());
  }

  /** Whatever ends the recording first. */
  async #firstEnd(writer: SessionWriter, watch: UntilWatch | undefined, recording: Promise<void>): Promise<Ending> {
    const { request } = this.#options;
    const { clock, interrupt } = request.context;
    const waiting = new AbortController();
    const ends: Promise<Ending>[] = [
      aborted(interrupt).then(() => ({ outcome: "signal", reason: `stopped by ${signalName(interrupt.reason)}` })),
      writer.lost.then((cause) => ({ outcome: "error", reason: cause.message, lost: cause })),
      this.#screen.closed.then(() => ({ outcome: "signal", reason: "the reader of the output went away" })),
      recording.then(() => ({ outcome: "error", reason: "all streams ended" })),
    ];
    const { for: forMs, timeout = 600_000 } = request.flags;
    if (forMs !== undefined)
      ends.push(clock.sleep(forMs, waiting.signal).then(() => ({ outcome: "duration", reason: `recorded for ${formatDuration(forMs)}` })));
    if (watch !== undefined) {
      ends.push(
        clock
          .sleep(timeout, waiting.signal)
          .then(() => ({ outcome: "timeout", reason: `not ${this.#options.until?.kind ?? "settled"} within ${formatDuration(timeout)}` })),
      );
      ends.push(untilReached(watch, clock, waiting.signal));
    }
    if (request.command.length > 0) ends.push(this.#runCommand(watch, waiting.signal));
    const ending = await Promise.race(ends);
    waiting.abort();
    return ending;
  }

  /** Runs the user's command once watching has begun. Resolves (ends the recording) only when it cannot be run at all. */
  async #runCommand(watch: UntilWatch | undefined, signal: AbortSignal): Promise<Ending> {
    const { request } = this.#options;
    const { clock } = request.context;
    watch?.command("running", clock.monotonicMs());
    await this.#screen.watching;
    if (signal.aborted) return await new Promise(() => {});
    this.#screen.note(`$ ${request.command.join(" ")}`);
    const result = await runCommand(request.command, request.context, signal);
    this.#commandExitCode = result.exitCode;
    if (result.error !== undefined) return { outcome: "command", reason: result.error };
    if (!signal.aborted) this.#screen.note(`the command ended with status ${result.exitCode}`);
    watch?.command({ exitCode: result.exitCode }, clock.monotonicMs());
    return await new Promise(() => {});
  }

  async #finish(writer: SessionWriter, ending: Ending, recorder: Recorder): Promise<number> {
    const { request, until } = this.#options;
    const { clock } = request.context;
    if (ending.lost !== undefined) {
      this.#screen.end();
      throw new KubespyError(`the session store was lost: ${ending.lost.message}`, {
        hint: `${writer.committed} frames of session "${writer.name}" are safe; "${request.context.programName} replay ${writer.name}" shows them`,
        cause: ending.lost,
      });
    }
    if (ending.outcome === "signal" && this.#screen.frames === 0) {
      await writer.discard();
      this.#screen.end();
      this.#screen.note("nothing was seen; no session was kept");
      return until === undefined && request.command.length === 0 ? ExitCode.done : ExitCode.interrupted;
    }
    const end: SessionEnd = {
      endedAt: toRfc3339(clock.wallMs()),
      offsetMs: this.#screen.elapsedMs(),
      outcome: ending.outcome,
      reason: ending.reason,
      ...(this.#commandExitCode === undefined ? {} : { commandExitCode: this.#commandExitCode }),
    };
    await writer.end(end);
    this.#screen.end();
    this.#screen.summary(writer.name, end, recorder);
    return this.#exitCode(ending);
  }

  #exitCode(ending: Ending): number {
    if (this.#commandExitCode !== undefined && this.#commandExitCode !== 0) return this.#commandExitCode;
    switch (ending.outcome) {
      case "until":
      case "duration":
        return ExitCode.done;
      case "signal":
        return this.#options.until === undefined && this.#options.request.command.length === 0 ? ExitCode.done : ExitCode.interrupted;
      default:
        return ExitCode.failed;
    }
  }
}

interface Ending {
  readonly outcome: SessionOutcome;
  readonly reason: string;
  readonly lost?: Error;
}

async function untilReached(watch: UntilWatch, clock: CommandContext["clock"], signal: AbortSignal): Promise<Ending> {
  while (!signal.aborted) {
    const verdict = watch.check(clock.monotonicMs());
    if (verdict.kind === "reached") return { outcome: "until", reason: verdict.reason };
    if (verdict.kind === "impossible") return { outcome: "error", reason: verdict.reason };
    await clock.sleep(100, signal);
  }
  return await new Promise(() => {});
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
}

function signalName(reason: unknown): string {
  return reason === "SIGINT" ? "Ctrl-C" : String(reason);
}

/** The target's name, or its kind where several are meant: what a person would call it. */
function sessionBase(plan: ScopePlan): string {
  const first = plan.targets[0];
  if (first === undefined) throw new UsageError("no target given");
  const base = (first.name ?? first.type.resource).toLowerCase().replace(/[^a-z0-9._-]+/g, "-");
  return base.replace(/^[^a-z0-9]+/, "").slice(0, 80) || first.type.resource;
}
