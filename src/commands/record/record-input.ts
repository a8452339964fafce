import { ExitCode, KubespyError, UsageError } from "../../errors.js";
import { ForeignFrames } from "../../importing/foreign-frames.js";
import { ForeignReader } from "../../importing/foreign-reader.js";
import { toRfc3339 } from "../../io/clock.js";
import type { SessionEnd, SessionHeader } from "../../model/session.js";
import { redactSecret } from "../../sharing/redact.js";
import type { SessionStore, SessionWriter } from "../../store/session-store.js";
import type { CommandContext } from "../common/context.js";
import { openStore } from "../common/open-store.js";
import { createSession } from "./create-session.js";
import type { RecordFlags } from "./record-flags.js";
import { RecordScreen } from "./record-screen.js";
import { type Ending, firstEnd } from "./recording-end.js";
import { storeLost } from "./store-lost.js";

export interface RecordInputRequest {
  readonly flags: RecordFlags;
  readonly command: readonly string[];
  readonly context: CommandContext;
}

/**
 * `kubespy record -`: records what kubectl writes to our standard input, each change at the moment at which it arrives. Ends with the input, with
 * Ctrl-C, or after `--for`. Resolves with the exit code.
 */
export async function recordInput(request: RecordInputRequest): Promise<number> {
  assertNoCluster(request);
  const { context, flags } = request;
  const store = await openStore(context, flags.db);
  try {
    return await new InputRun(request, store, flags.includeSecretValues ? undefined : await store.digestKey()).run();
  } finally {
    await store.close();
  }
}

/** Flags that say something to a cluster have no meaning where there is none. */
function assertNoCluster({ flags, command }: RecordInputRequest): void {
  const meaningless = [
    "namespace",
    "allNamespaces",
    "selector",
    "fieldSelector",
    "only",
    "with",
    "kubeconfig",
    "context",
    "until",
  ] as const;
  const given = meaningless.find((name) => flags[name] !== undefined);
  const flag = given?.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  if (flag !== undefined)
    throw new UsageError(`--${flag} does nothing with "-"`, {
      hint: "what is recorded, and from where, is for the program that writes to us",
    });
  if (command.length > 0)
    throw new UsageError('a command does nothing with "-"', {
      hint: "run it beside the program that writes to us, or name a target to record",
    });
}

class InputRun {
  readonly #request: RecordInputRequest;
  readonly #store: SessionStore;
  readonly #key: Uint8Array | undefined;
  readonly #screen: RecordScreen;
  readonly #reader = new ForeignReader();
  readonly #frames = new ForeignFrames();
  readonly #startMs: number;
  #writer: SessionWriter | undefined;
  #typesUnknown = false;
  #loseStore: (error: Error) => void = () => {};

  constructor(request: RecordInputRequest, store: SessionStore, key: Uint8Array | undefined) {
    const { context, flags } = request;
    this.#request = request;
    this.#store = store;
    this.#key = key;
    this.#startMs = context.clock.monotonicMs();
    this.#screen = new RecordScreen({ context, quiet: flags.quiet === true, allNamespaces: true, startMs: this.#startMs });
  }

  async run(): Promise<number> {
    const { context, flags } = this.#request;
    const over = new AbortController();
    const input = this.#read(over.signal);
    // Once something else has ended the recording, what becomes of the input matters no more.
    input.catch(() => {});
    const never = new Promise<never>(() => {});
    const storeLost = new Promise<Error>((resolve) => {
      this.#loseStore = resolve;
    });
    const { clock, interrupt } = context;
    const ending = await Promise.race([
      input,
      firstEnd({
        clock,
        interrupt,
        storeLost,
        outputClosed: this.#screen.closed,
        forMs: flags.for,
        until: undefined,
        commandFailed: never,
      }),
    ]);
    over.abort();
    return await this.#finish(ending);
  }

  /** Until the input ends, or cannot be read any further. */
  async #read(over: AbortSignal): Promise<Ending> {
    const { context } = this.#request;
    for await (const chunk of context.streams.stdin) {
      if (over.aborted) break;
      await this.#take(typeof chunk === "string" ? Buffer.from(chunk) : chunk);
      if (this.#reader.damaged) break;
    }
    const { damage, warnings } = this.#reader.end();
    for (const warning of warnings) this.#screen.note(`warning: stdin: ${warning}`);
    return damage === undefined ? { outcome: "imported", reason: "the input ended" } : { outcome: "error", reason: `stdin: ${damage}` };
  }

  async #take(piece: Uint8Array): Promise<void> {
    const { clock } = this.#request.context;
    const moment = { offsetMs: clock.monotonicMs() - this.#startMs, observedAt: toRfc3339(clock.wallMs()) };
    for (const change of this.#reader.push(piece)) {
      const revision = this.#key === undefined ? change.revision : redactSecret(change.revision, this.#key);
      for (const frame of this.#frames.take({ ...change, revision }, moment)) {
        this.#writer ??= await this.#begin();
        if (frame.kind === "object" && frame.typeUnknown) this.#typesUnknown = true;
        this.#screen.frame({ ...frame, sequence: this.#writer.append(frame) });
      }
    }
  }

  /** With the first frame: an input that holds nothing leaves no session behind. */
  async #begin(): Promise<SessionWriter> {
    const { context, flags } = this.#request;
    const { clock } = context;
    const header: SessionHeader = {
      name: "stdin",
      ...(flags.title === undefined ? {} : { title: flags.title }),
      startedAt: toRfc3339(clock.wallMs() - (clock.monotonicMs() - this.#startMs)),
      targets: ["-"],
      streams: [],
      omissions: [],
      secretValues: flags.includeSecretValues ? "clear" : "digests",
      recorder: `kubespy ${context.version}`,
    };
    const writer = await createSession(this.#store, header, { wanted: flags.session });
    void writer.lost.then((error) => this.#loseStore(error));
    this.#screen.beginInput(writer.name, "stdin");
    return writer;
  }

  async #finish(ending: Ending): Promise<number> {
    this.#screen.end();
    const writer = this.#writer;
    if (writer === undefined) return this.#nothing(ending);
    if (this.#typesUnknown) writer.updateHeader({ omissions: ["types of changes, and deletions: the input holds objects only"] });
    const { clock } = this.#request.context;
    const end: SessionEnd = {
      endedAt: toRfc3339(clock.wallMs()),
      offsetMs: clock.monotonicMs() - this.#startMs,
      outcome: ending.outcome,
      reason: ending.reason,
    };
    if (ending.lost !== undefined) throw this.#storeLost(writer, ending.lost);
    await writer.end(end).catch((error: unknown) => {
      throw this.#storeLost(writer, error);
    });
    this.#screen.summary(writer.name, end);
    return ending.outcome === "error" ? ExitCode.failed : ExitCode.done;
  }

  #nothing(ending: Ending): number {
    if (ending.lost !== undefined) throw ending.lost;
    if (ending.outcome === "error")
      throw new KubespyError(ending.reason, {
        hint: `pipe JSON into it: kubectl get pods -w -o json --output-watch-events | ${this.#request.context.programName} record -`,
      });
    this.#screen.note(`${ending.reason}; nothing was seen; no session was kept`);
    return ending.outcome === "signal" ? ExitCode.interrupted : ExitCode.done;
  }

  #storeLost(writer: SessionWriter, cause: unknown): KubespyError {
    const { context, flags } = this.#request;
    return storeLost({ writer, cause, context, db: flags.db, frames: this.#screen.frames });
  }
}
