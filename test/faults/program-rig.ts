import type { ChildProcess } from "node:child_process";
import { join } from "node:path";
import { systemClock } from "../../src/io/clock.js";
import type { Frame } from "../../src/model/frame.js";
import type { SessionReader, SessionState } from "../../src/model/session.js";
import { openSqliteStore } from "../../src/store/sqlite/sqlite-store.js";
import { startCluster } from "../support/cluster.js";
import type { FaultServer, FaultServerOptions, TestObject } from "../support/fault-server.js";
import { collect } from "../support/histories.js";
import { ended, type ProgramResult, startProgram, temporaryFolder } from "../support/program.js";
import { type Comparison, compare } from "./compare.js";
import type { Scope } from "./scopes.js";

const patienceMs = 60_000;

/** The built program, recording a scope of its own cluster into a database that a test may damage. */
export class ProgramRig implements AsyncDisposable {
  readonly scope: Scope;
  readonly server: FaultServer & AsyncDisposable & { readonly kubeconfig: string };
  readonly database: string;
  readonly #folder: ReturnType<typeof temporaryFolder>;
  readonly #children: ChildProcess[] = [];
  #round = 0;

  private constructor(scope: Scope, server: ProgramRig["server"], folder: ReturnType<typeof temporaryFolder>, database?: string) {
    this.scope = scope;
    this.server = server;
    this.#folder = folder;
    this.database = database ?? join(folder.path, "k.db");
  }

  static async start(scope: Scope, database?: string, options?: FaultServerOptions): Promise<ProgramRig> {
    const folder = temporaryFolder();
    const server = await startCluster(folder.path, options);
    scope.begin(server);
    return new ProgramRig(scope, server, folder, database);
  }

  /** Starts a recorder and waits until it watches everything. */
  async record(
    session = "s",
    args: readonly string[] = ["--quiet"],
  ): Promise<{ readonly child: ChildProcess; readonly result: Promise<ProgramResult> }> {
    const opened = this.server.openStreams + this.scope.collections.length;
    const where = ["--kubeconfig", this.server.kubeconfig, "--db", this.database, "--session", session];
    const child = startProgram(["record", ...this.scope.targets, ...where, ...args]);
    this.#children.push(child);
    const result = ended(child);
    await this.until(async () => {
      if (child.exitCode !== null) throw new Error(`the recorder ended: ${(await result).stderr}`);
      return this.server.openStreams >= opened;
    });
    return { child, result };
  }

  live(): void {
    this.scope.live(this.server, ++this.#round);
  }

  /** Makes a change in every collection and waits until it is stored in each of these sessions. */
  async isStored(sessions: readonly string[] = ["s"], withinMs = patienceMs): Promise<void> {
    const fences = this.scope.fence(this.server, this.#round);
    for (const session of sessions)
      await this.until(async () => {
        const last = await this.#read(session, (reader) => reader.lastFramesAt(reader.summary.frames));
        return fences.every((fence) => last.some((frame) => isOf(frame, fence)));
      }, withinMs);
  }

  /** The stored session, as another program reads it. */
  async stored(
    session = "s",
  ): Promise<{ readonly frames: readonly Frame[]; readonly state: SessionState; readonly comparison: Comparison }> {
    const comparison = await this.compare(session);
    return await this.#read(session, async (reader) => ({
      frames: await collect(reader.frames()),
      state: reader.summary.state,
      comparison,
    }));
  }

  /** As `stored`, without the frames, of which there may be many. */
  compare(session = "s"): Promise<Comparison> {
    const history = this.server.history.map((change) => ({ ...change, epoch: 0 }));
    return this.#read(session, (reader) => compare(reader.frames(), reader.summary.header.streams, history));
  }

  async #read<R>(session: string, use: (reader: SessionReader) => Promise<R>): Promise<R> {
    const store = await openSqliteStore(this.database, { clock: systemClock });
    try {
      const reader = await store.open(session);
      const result = await use(reader);
      await reader.close();
      return result;
    } finally {
      await store.close();
    }
  }

  async until(condition: () => Promise<boolean> | boolean, withinMs = patienceMs): Promise<void> {
    const deadline = systemClock.monotonicMs() + withinMs;
    while (!(await condition())) {
      if (systemClock.monotonicMs() > deadline) throw new Error(`hangs: waited ${withinMs} ms`);
      await systemClock.sleep(20);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const child of this.#children) if (child.exitCode === null) child.kill("SIGKILL");
    await this.server.close();
    this.#folder[Symbol.dispose]();
  }
}

function isOf(frame: Frame, { metadata }: TestObject): boolean {
  return frame.kind === "object" && frame.ref.uid === metadata.uid && frame.resourceVersion === metadata.resourceVersion;
}
