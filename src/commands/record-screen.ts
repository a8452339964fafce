import type { Connection } from "../cluster/connect.js";
import { formatDuration } from "../io/duration.js";
import { printable } from "../io/printable.js";
import { type NarrationMemory, newNarrationMemory } from "../lifecycle/narrate.js";
import type { NewFrame } from "../model/frame.js";
import type { KubeObject } from "../model/kube-object.js";
import type { SessionEnd } from "../model/session.js";
import type { OpenedStreams } from "../record/open-streams.js";
import type { Recorder } from "../record/recorder.js";
import type { ScopePlan } from "../record/scope-plan.js";
import type { StreamState } from "../record/stream-state.js";
import { liveLine } from "../report/live-line.js";
import type { CommandContext } from "./context.js";

export interface RecordScreenOptions {
  readonly context: CommandContext;
  readonly quiet: boolean;
  /** `Clock.monotonicMs()` at offset 0. */
  readonly startMs: number;
}

/**
 * What a person sees while recording: a line a change on stdout, and on a terminal a live last line on stderr. Everything that is not
 * a change goes to stderr.
 */
export class RecordScreen {
  readonly #context: CommandContext;
  readonly #quiet: boolean;
  readonly #memory: NarrationMemory = newNarrationMemory();
  readonly #startMs: number;
  readonly #objects = new Set<string>();
  #frames = 0;
  #gaps = 0;
  #blind = "";
  #session = "";
  #shown = false;
  #timer: AbortController | undefined;
  #resolveWatching: () => void = () => {};
  #resolveClosed: () => void = () => {};
  /** Resolves when every stream's watch has been accepted once. */
  readonly watching: Promise<void>;
  /** Resolves when nobody reads the output any more (`| head`). */
  readonly closed: Promise<void>;

  constructor(options: RecordScreenOptions) {
    this.#context = options.context;
    this.#quiet = options.quiet;
    this.#startMs = options.startMs;
    this.watching = new Promise((resolve) => {
      this.#resolveWatching = resolve;
    });
    this.closed = new Promise((resolve) => {
      this.#resolveClosed = resolve;
    });
  }

  get frames(): number {
    return this.#frames;
  }

  elapsedMs(): number {
    return this.#context.clock.monotonicMs() - this.#startMs;
  }

  begin(facts: {
    readonly session: string;
    readonly plan: ScopePlan;
    readonly opened: OpenedStreams;
    readonly connection: Connection;
  }): void {
    this.#session = facts.session;
    const where = facts.connection.contextName === undefined ? facts.connection.server : `context ${facts.connection.contextName}`;
    const namespaces = new Set(
      facts.plan.targets.map((target) => target.namespace ?? (target.type.namespaced ? "all namespaces" : "the cluster")),
    );
    this.note(
      `recording ${facts.plan.targets.map((target) => target.typed).join(" ")} in ${where}, ${[...namespaces].map(placeName).join(" and ")}, as session ${facts.session}`,
    );
    for (const omission of facts.opened.omissions) this.note(`not recorded: ${omission}`);
    const missing = facts.plan.targets.filter(
      (target) => !facts.opened.streams.some((stream) => stream.plan.targets.includes(target) && lists(stream.first.items, target.name)),
    );
    for (const target of missing) this.note(`waiting for ${target.typed}: it does not exist yet`);
    void this.#keepLive();
  }

  frame(frame: NewFrame & { readonly sequence: number }, before: KubeObject | undefined): void {
    this.#frames++;
    if (frame.kind === "gap") this.#gaps++;
    else this.#objects.add(frame.ref.uid);
    if (this.#quiet) return;
    const { stdout } = this.#context.streams;
    this.#print(
      `${liveLine(frame, before, this.#memory, { colour: stdout.colour, ...(stdout.isTty ? { columns: stdout.columns() } : {}) })}\n`,
    );
  }

  streams(states: readonly StreamState[]): void {
    const blind = states.find((state) => state.blindReason !== undefined);
    const reason = blind === undefined ? "" : `${blind.stream.info.resource}: ${blind.blindReason}`;
    if (reason !== this.#blind) this.note(reason === "" ? "connected again" : `not connected: ${reason}; trying again`);
    this.#blind = reason;
    if (states.every((state) => state.hasWatched)) this.#resolveWatching();
  }

  /** A line that is not a change. */
  note(text: string): void {
    this.#clear();
    this.#context.streams.stderr.write(`kubespy: ${printable(text)}\n`);
  }

  end(): void {
    this.#timer?.abort();
    this.#clear();
  }

  summary(session: string, end: SessionEnd, recorder: Recorder): void {
    const name = this.#context.programName;
    const alive = [...recorder.alive()].filter((object) => object.kind !== "Event").length;
    this.note(
      `${end.reason ?? end.outcome}; session ${session}: ${count(this.#frames, "frame")}, ${count(this.#objects.size, "object")} (${alive} alive), ${count(this.#gaps, "gap")}, ${formatDuration(end.offsetMs)}`,
    );
    this.note(`next: ${name} replay ${session} · ${name} export ${session}`);
  }

  #print(line: string): void {
    this.#clear();
    const { stdout } = this.#context.streams;
    if (!stdout.write(line)) stdout.drained().catch(() => this.#resolveClosed());
  }

  #clear(): void {
    if (!this.#shown) return;
    this.#context.streams.stderr.write("\r\u001b[2K");
    this.#shown = false;
  }

  /** The live last line, redrawn four times a second; only on a terminal. */
  async #keepLive(): Promise<void> {
    const { stderr } = this.#context.streams;
    if (!stderr.isTty) return;
    const timer = new AbortController();
    this.#timer = timer;
    while (!timer.signal.aborted) {
      const line = `● ${this.#session}  ${count(this.#frames, "frame")} · ${count(this.#objects.size, "object")} · ${count(this.#gaps, "gap")} · ${formatDuration(this.elapsedMs())}  Ctrl-C ends`;
      this.#clear();
      stderr.write(printable(line).slice(0, stderr.columns() - 1));
      this.#shown = true;
      await this.#context.clock.sleep(250, timer.signal);
    }
  }
}

function lists(items: readonly { readonly object: KubeObject }[], name: string | undefined): boolean {
  return name === undefined ? items.length > 0 : items.some((item) => item.object.metadata.name === name);
}

function placeName(namespace: string): string {
  return namespace === "all namespaces" || namespace === "the cluster" ? namespace : `namespace ${namespace}`;
}

function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? "" : "s"}`;
}
