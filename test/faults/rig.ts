import { join } from "node:path";
import { openStore } from "../../src/app/open-store.js";
import { record } from "../../src/app/record.js";
import type { FollowTiming } from "../../src/cluster/watch/follow-collection.js";
import { type Clock, systemClock } from "../../src/io/clock.js";
import type { Frame } from "../../src/model/frame.js";
import type { StreamInfo } from "../../src/model/session.js";
import type { RepairBudget } from "../../src/record/repair/budget.js";
import type { SessionStore } from "../../src/store/session-store.js";
import { startCluster } from "../support/cluster.js";
import type { Change, Fault, FaultServer, FaultServerOptions, TestObject } from "../support/fault-server.js";
import { temporaryFolder } from "../support/program.js";
import { type Comparison, compare, type Happened } from "./compare.js";
import type { Scope } from "./scopes.js";

export interface RigOptions {
  readonly idleMs?: number;
  readonly maxLineBytes?: number;
  readonly repair?: RepairBudget;
  /** Added to the wall clock, whenever it is read. */
  readonly wallSkewMs?: () => number;
  readonly server?: FaultServerOptions;
  /** Replaces the kubeconfig: a token, an exec plugin. */
  readonly kubeconfig?: (folder: string, server: FaultServer) => string;
}

/** The timing of production, a hundred times faster. */
const timing: Partial<FollowTiming> = { baseMs: 5, capMs: 80, betweenStreamsMs: 3, healthyMs: 200 };
/** Longer than this means a hang. */
export const patienceMs = 60_000;

/**
 * A whole recording (connection, watches, recorder, SQLite) in this process, against a server with faults, for one scope. `strike` applies
 * the fault; there is a round of changes before and after it, and the recording continues.
 */
export async function underFault(scope: Scope, options: RigOptions, strike: (rig: Rig) => Promise<void> | void): Promise<Comparison> {
  using folder = temporaryFolder();
  await using server = await startCluster(folder.path, { pageSize: 2, ...options.server });
  const rig = new Rig(scope, server, folder.path, options);
  try {
    await rig.begin();
    rig.live();
    await rig.seesAll();
    await strike(rig);
    rig.live();
    await rig.seesAll();
    return await rig.compare();
  } finally {
    await rig.close();
  }
}

export class Rig {
  readonly scope: Scope;
  readonly server: FaultServer & { readonly kubeconfig: string };
  readonly folder: string;
  readonly frames: Frame[] = [];
  readonly #options: RigOptions;
  readonly #stop = new AbortController();
  readonly #clock: Clock;
  #undone: Happened[] = [];
  #epoch = 0;
  #restoredAt = 0;
  #round = 0;
  #streams: readonly StreamInfo[] = [];
  #store: SessionStore | undefined;
  #running: Promise<unknown> = Promise.resolve();
  #watching = false;

  constructor(scope: Scope, server: FaultServer & { readonly kubeconfig: string }, folder: string, options: RigOptions) {
    this.scope = scope;
    this.server = server;
    this.folder = folder;
    this.#options = options;
    this.#clock = { ...systemClock, wallMs: () => systemClock.wallMs() + (options.wallSkewMs?.() ?? 0) };
  }

  /** Resolves when every stream watches. */
  async begin(): Promise<void> {
    this.scope.begin(this.server);
    const { idleMs = 10_000, maxLineBytes, repair } = this.#options;
    const clock = this.#clock;
    this.#store = await openStore(join(this.folder, "k.db"), { clock });
    this.#running = record(this.scope.targets, {
      store: this.#store,
      session: "s",
      signal: this.#stop.signal,
      clock,
      timing,
      env: { HOME: this.folder, PATH: process.env["PATH"] },
      kubeconfig: this.#options.kubeconfig?.(this.folder, this.server) ?? this.server.kubeconfig,
      watch: { idleMs, ...(maxLineBytes === undefined ? {} : { maxLineBytes }) },
      includeSecretValues: true,
      ...(repair === undefined ? {} : { repair }),
      onBegin: ({ scope }) => {
        this.#streams = scope.opened.streams.map((stream) => stream.info);
      },
      onFrame: (frame) => void this.frames.push(frame),
      onWatching: () => {
        this.#watching = true;
      },
    });
    let failure: { readonly error: unknown } | undefined;
    this.#running.catch((error: unknown) => {
      failure = { error };
    });
    await this.until(() => this.#watching || failure !== undefined, "all watches to open");
    if (failure !== undefined) throw failure.error;
  }

  /** One round of changes in the cluster. */
  live(): void {
    this.scope.live(this.server, ++this.#round);
  }

  /** Applies the fault to the next watches (or lists) of each collection of the scope, and cuts the open ones. */
  faultOnEach(fault: Omit<Fault, "path">): void {
    for (const collection of this.scope.collections) this.server.fault({ ...fault, path: `/${collection.split("/").at(-1)}` });
    this.server.cut();
  }

  /** Restores the server to its state at a version. */
  restore(resourceVersion: number): void {
    this.#undone = this.history();
    this.#epoch++;
    this.#restoredAt = resourceVersion;
    this.server.restore(resourceVersion);
  }

  /** Makes a change in every collection and waits until it is recorded, and so everything before it. */
  async seesAll(): Promise<void> {
    const from = this.frames.length;
    const fences = this.scope.fence(this.server, this.#round);
    await this.until(() => fences.every((fence) => this.#holds(fence, from)), "the last changes to be recorded");
  }

  /** The streams with a gap. */
  get gaps(): ReadonlySet<string> {
    return new Set(this.frames.flatMap((frame) => (frame.kind === "gap" ? [frame.stream] : [])));
  }

  async until(condition: () => boolean, what: string): Promise<void> {
    const deadline = systemClock.monotonicMs() + patienceMs;
    while (!condition()) {
      if (systemClock.monotonicMs() > deadline) throw new Error(`hangs: waited ${patienceMs} ms for ${what}`);
      await systemClock.sleep(3);
    }
  }

  get sessions(): SessionStore | undefined {
    return this.#store;
  }

  /** Ends the recording and reads it from the database. */
  async compare(): Promise<Comparison> {
    this.#stop.abort();
    await this.#running;
    if (this.#store === undefined) throw new Error("nothing was begun");
    const reader = await this.#store.open("s");
    const comparison = await compare(reader.frames(), this.#streams, [...this.#undone, ...this.history()]);
    await reader.close();
    return comparison;
  }

  async close(): Promise<void> {
    this.#stop.abort();
    await this.#running.catch(() => {});
    await this.#store?.close();
  }

  history(): Happened[] {
    const epoch = this.#epoch;
    const isOptional = ({ object }: Change) => epoch > 0 && Number(object.metadata.resourceVersion) <= this.#restoredAt;
    return this.server.history.map((change) => ({ ...change, epoch, ...(isOptional(change) ? { optional: true } : {}) }));
  }

  #holds({ metadata }: TestObject, from: number): boolean {
    return this.frames
      .slice(from)
      .some((frame) => frame.kind === "object" && frame.ref.uid === metadata.uid && frame.resourceVersion === metadata.resourceVersion);
  }
}
