import { join } from "node:path";
import { connect } from "../../src/cluster/connect.js";
import type { Connection } from "../../src/cluster/connection.js";
import { parseTargets } from "../../src/cluster/discovery/parse-targets.js";
import { type FollowTiming, followCollection } from "../../src/cluster/watch/follow-collection.js";
import { type Clock, systemClock, toRfc3339 } from "../../src/io/clock.js";
import type { Frame } from "../../src/model/frame.js";
import { Membership } from "../../src/record/membership.js";
import { type OpenedStreams, openStreams } from "../../src/record/open-streams.js";
import { Recorder } from "../../src/record/recorder.js";
import { defaultRepairBudget, type RepairBudget } from "../../src/record/repair/budget.js";
import { planScope } from "../../src/record/scope-plan.js";
import type { SessionStore, SessionWriter } from "../../src/store/session-store.js";
import { openSqliteStore } from "../../src/store/sqlite/sqlite-store.js";
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

/** As in production, but hundredfold quicker. */
const timing: Partial<FollowTiming> = { baseMs: 5, capMs: 80, betweenStreamsMs: 3, healthyMs: 200 };
/** A rig that waits for so long hangs. */
export const patienceMs = 60_000;

/**
 * The whole of recording (connection, watches, recorder, SQLite) in this process, against a server with faults, for one scope. `strike` does
 * what goes wrong; before it and after it the cluster lives a round, and the recording goes on.
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
  #connection: Connection | undefined;
  #opened: OpenedStreams | undefined;
  #store: SessionStore | undefined;
  #writer: SessionWriter | undefined;
  #running: Promise<void> = Promise.resolve();
  #watching = false;

  constructor(scope: Scope, server: FaultServer & { readonly kubeconfig: string }, folder: string, options: RigOptions) {
    this.scope = scope;
    this.server = server;
    this.folder = folder;
    this.#options = options;
    this.#clock = { ...systemClock, wallMs: () => systemClock.wallMs() + (options.wallSkewMs?.() ?? 0) };
  }

  /** Until every stream watches. */
  async begin(): Promise<void> {
    this.scope.begin(this.server);
    const clock = this.#clock;
    const { idleMs = 10_000, maxLineBytes } = this.#options;
    const kubeconfig = this.#options.kubeconfig?.(this.folder, this.server) ?? this.server.kubeconfig;
    const watch = { idleMs, ...(maxLineBytes === undefined ? {} : { maxLineBytes }) };
    const env = { HOME: this.folder, PATH: process.env["PATH"] };
    const connection = await connect({ env, clock, version: "test", kubeconfig, watch });
    this.#connection = connection;
    const { reader } = connection;
    const resources = await connection.resources();
    const plan = planScope(parseTargets(this.scope.targets, { resources, namespace: "shop" }), resources);
    this.#opened = await openStreams(
      plan,
      (request, signal) => followCollection({ reader, request, clock, signal, timing }),
      this.#stop.signal,
    );
    await this.#record(new Membership(plan.targets, plan.streams), reader.list);
    await this.until(() => this.#watching, "all watches to open");
  }

  /** A round of life in the cluster. */
  live(): void {
    this.scope.live(this.server, ++this.#round);
  }

  /** The next watches (or lists) that open on each of the scope's collections get this fault; those that are open are cut off. */
  faultOnEach(fault: Omit<Fault, "path">): void {
    for (const collection of this.scope.collections) this.server.fault({ ...fault, path: `/${collection.split("/").at(-1)}` });
    this.server.cut();
  }

  /** Puts the server back to how it was at a version. */
  restore(resourceVersion: number): void {
    this.#undone = this.history();
    this.#epoch++;
    this.#restoredAt = resourceVersion;
    this.server.restore(resourceVersion);
  }

  /** Waits until the recording holds a change that is made now in every collection, and so all before it. */
  async seesAll(): Promise<void> {
    const from = this.frames.length;
    const fences = this.scope.fence(this.server, this.#round);
    await this.until(() => fences.every((fence) => this.#holds(fence, from)), "the last changes to be recorded");
  }

  /** The streams of which the recording says that they saw nothing for a while. */
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

  /** Ends the recording and reads it back from the database. */
  async compare(): Promise<Comparison> {
    await this.#end();
    if (this.#store === undefined) throw new Error("nothing was begun");
    const reader = await this.#store.open("s");
    const streams = this.#opened?.streams.map((stream) => stream.info) ?? [];
    const comparison = await compare(reader.frames(), streams, [...this.#undone, ...this.history()]);
    await reader.close();
    return comparison;
  }

  async close(): Promise<void> {
    this.#stop.abort();
    await this.#running.catch(() => {});
    this.#connection?.close();
    await this.#store?.close();
  }

  history(): Happened[] {
    const epoch = this.#epoch;
    const isTold = ({ object }: Change) => epoch > 0 && Number(object.metadata.resourceVersion) <= this.#restoredAt;
    return this.server.history.map((change) => ({ ...change, epoch, ...(isTold(change) ? { told: true } : {}) }));
  }

  async #record(membership: Membership, list: Connection["reader"]["list"]): Promise<void> {
    const { streams, omissions } = this.#opened ?? { streams: [], omissions: [] };
    const clock = this.#clock;
    this.#store = await openSqliteStore(join(this.folder, "k.db"), { clock });
    const header = {
      name: "s",
      startedAt: toRfc3339(clock.wallMs()),
      targets: this.scope.targets,
      omissions,
      secretValues: "digests",
      recorder: "test",
    } as const;
    const writer = await this.#store.create({ ...header, streams: streams.map((stream) => stream.info) });
    this.#writer = writer;
    const recorder = new Recorder({
      streams,
      membership,
      writer,
      clock,
      startMs: clock.monotonicMs(),
      redact: (same) => same,
      repair: { list, budget: this.#options.repair ?? defaultRepairBudget },
      listener: {
        frame: (frame) => this.frames.push(frame),
        streams: (states) => {
          this.#watching ||= states.every((state) => state.hasWatched);
        },
      },
    });
    this.#running = recorder.run(this.#stop.signal);
  }

  async #end(): Promise<void> {
    this.#stop.abort();
    await this.#running;
    await this.#writer?.end({ endedAt: toRfc3339(this.#clock.wallMs()), offsetMs: 0, outcome: "signal" });
  }

  #holds({ metadata }: TestObject, from: number): boolean {
    return this.frames
      .slice(from)
      .some((frame) => frame.kind === "object" && frame.ref.uid === metadata.uid && frame.resourceVersion === metadata.resourceVersion);
  }
}
