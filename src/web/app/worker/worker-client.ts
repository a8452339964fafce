import { type ReadonlySignal, signal } from "@preact/signals";
import type { SessionAnalysis } from "../../../interpret/session-analysis.js";
import { blockIds } from "../../file/page-manifest.js";
import type { GrownSession } from "../../view/steps/step-answers.js";
import type { StepRequestKind, StepRequests } from "../../view/steps/step-requests.js";
import type { FromWorker, ToWorker } from "./messages.js";

interface Source {
  readonly name: string;
  readonly analysis: SessionAnalysis;
  /** For the worker's `OpenSource`. */
  readonly source?: unknown;
  /** The text of the recording's block, in base64; absent where the worker reads by itself. */
  readonly recording?: () => Promise<string>;
}

interface Waiting {
  resolve(answer: unknown): void;
  reject(error: Error): void;
}

/** `idle`: nothing was asked yet. `reading`: its steps are known once all of it is read; `share`: from 0 to 1. */
type Opening =
  | { readonly state: "idle" }
  | { readonly state: "reading"; readonly share: number }
  | { readonly state: "open" }
  | { readonly state: "failed"; readonly message: string };

/** Characters of base64 that are sent at once; divides by four. */
const pieceLength = 256 * 1024;

/** Asks the worker of one session. The worker is started with the first question. */
export class WorkerClient {
  readonly #source: () => Source;
  readonly #opening = signal<Opening>({ state: "idle" });
  #worker: Worker | undefined;
  #failure: Error | undefined;
  readonly #waiting = new Map<number, Waiting>();
  #lastId = 0;

  constructor(source: () => Source) {
    this.#source = source;
  }

  /** How far the session has been opened. */
  get opening(): ReadonlySignal<Opening> {
    return this.#opening;
  }

  /** Rejects where the recording, or this part of it, cannot be read: with a reason for people. */
  ask<K extends StepRequestKind>(request: K, ask: StepRequests[K]["ask"]): Promise<StepRequests[K]["answer"]> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    this.#worker ??= this.#start();
    const id = ++this.#lastId;
    const answered = new Promise<unknown>((resolve, reject) => this.#waiting.set(id, { resolve, reject }));
    this.#send({ kind: "ask", id, request, ask });
    return answered as Promise<StepRequests[K]["answer"]>;
  }

  /** More was recorded: what is asked from now on is about that too. A worker that was not started yet learns it when it is. */
  grow(growth: GrownSession): void {
    this.#send({ kind: "grown", growth });
  }

  #start(): Worker {
    const script = document.getElementById(blockIds.app)?.textContent ?? "";
    const url = URL.createObjectURL(new Blob([script], { type: "text/javascript" }));
    const worker = new Worker(url);
    URL.revokeObjectURL(url);
    this.#worker = worker;
    this.#opening.value = { state: "reading", share: 0 };
    worker.onmessage = ({ data }: MessageEvent<FromWorker>) => this.#receive(data);
    worker.onerror = ({ message }) => this.#fail(message || "its reader could not be started");
    const { recording, source, name, analysis } = this.#source();
    this.#send({ kind: "open", name, analysis, source });
    if (recording !== undefined) void recording().then((base64) => this.#sendPieces(base64));
    return worker;
  }

  #sendPieces(base64: string): void {
    const text = base64.replace(/\s+/g, "");
    for (let at = 0; at < text.length; at += pieceLength) {
      const base64 = text.slice(at, at + pieceLength);
      this.#send({ kind: "piece", base64, share: Math.min(1, (at + pieceLength) / text.length) });
    }
    this.#send({ kind: "piece", base64: undefined, share: 1 });
  }

  #send(message: ToWorker): void {
    this.#worker?.postMessage(message);
  }

  #receive(message: FromWorker): void {
    switch (message.kind) {
      case "reading":
        this.#opening.value = { state: "reading", share: message.share };
        return;
      case "opened":
        this.#opening.value = { state: "open" };
        return;
      case "failed":
        this.#fail(message.message);
        return;
      case "answer":
        this.#take(message.id)?.resolve(message.answer);
        return;
      case "refused":
        this.#take(message.id)?.reject(new Error(message.message));
    }
  }

  #take(id: number): Waiting | undefined {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    return waiting;
  }

  #fail(message: string): void {
    this.#failure = new Error(message);
    this.#opening.value = { state: "failed", message };
    for (const { reject } of this.#waiting.values()) reject(this.#failure);
    this.#waiting.clear();
  }
}
