import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import { KubespyError } from "../../../errors.js";
import type { CommitPort, CommitRequest } from "../../commit-port.js";
import { isBusy, storeFailure } from "../store-failure.js";
import { type CommitterOptions, FrameCommitter } from "./frame-committer.js";

/**
 * The writer side of a session: a worker thread, so that a stalled disk never delays reading of the network. When the program runs from its
 * TypeScript sources there is no compiled worker; then it commits in this thread.
 */
export function makeCommitPort(options: CommitterOptions): CommitPort {
  const worker = new URL("./commit-worker.js", import.meta.url);
  return existsSync(fileURLToPath(worker)) ? new WorkerPort(worker, options) : new InThreadPort(options);
}

/** No object outlives its request: a larger young generation would only hold more garbage. */
const youngMb = 6;

/** Pause between attempts when the database is locked. */
const retryMs = 50;

/** Commits in this thread; waits without blocking it while the database is locked. */
export class InThreadPort implements CommitPort {
  readonly #options: CommitterOptions;
  #committer: FrameCommitter | undefined;
  #closed = false;

  constructor(options: CommitterOptions) {
    this.#options = options;
  }

  async commit(request: CommitRequest): Promise<void> {
    while (true) {
      try {
        this.#committer ??= new FrameCommitter(this.#options);
        this.#committer.commit(request);
        return;
      } catch (error) {
        if (this.#closed || !(isBusy(error) || isBusy((error as Error).cause))) throw storeFailure(error, this.#options.path);
        await new Promise((resolve) => setTimeout(resolve, retryMs));
      }
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#committer?.close();
  }
}

/** What the worker answers. An error loses its class between threads; one with a hint was a `KubespyError`. */
export type CommitReply = { readonly ok: true } | { readonly ok: false; readonly message: string; readonly hint?: string };

/** Commits in a worker thread. */
class WorkerPort implements CommitPort {
  readonly #worker: Worker;
  #waiting: { resolve: () => void; reject: (error: Error) => void } | undefined;
  #failure: Error | undefined;
  readonly #exited: Promise<void>;

  constructor(script: URL, options: CommitterOptions) {
    this.#worker = new Worker(script, { workerData: options, resourceLimits: { maxYoungGenerationSizeMb: youngMb } });
    this.#worker.on("message", (reply: CommitReply) => this.#settle(reply.ok ? undefined : errorOf(reply)));
    this.#worker.on("error", (error) => this.#fail(error));
    this.#exited = new Promise((resolve) => this.#worker.once("exit", () => resolve()));
    void this.#exited.then(() => this.#fail(new Error("the writer thread stopped")));
  }

  commit(request: CommitRequest): Promise<void> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
      this.#worker.postMessage(request, [request.bytes.buffer as ArrayBuffer]);
    });
  }

  /** Idempotent. */
  async close(): Promise<void> {
    this.#worker.postMessage("close");
    await this.#exited;
  }

  #settle(failure: Error | undefined): void {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    if (failure === undefined) waiting?.resolve();
    else waiting?.reject(failure);
  }

  #fail(error: Error): void {
    this.#failure ??= error;
    this.#settle(error);
  }
}

function errorOf({ message, hint }: CommitReply & { ok: false }): Error {
  return hint === undefined ? new Error(message) : new KubespyError(message, { hint });
}
