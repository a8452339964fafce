import { setMaxListeners } from "node:events";
import { type ClusterReader, type CollectionRequest, type ListResponse, RequestFailure } from "../../cluster/cluster-reader.js";
import type { Clock } from "../../io/clock.js";
import { formatDuration } from "../../io/duration.js";
import { versionNumber } from "../../model/resource-version.js";
import type { Revision } from "../../model/revision.js";
import type { RepairBudget } from "./budget.js";

/** History cannot be read any further; the message is the reason, as text for the gap. What was read before is valid. */
export class HistoryClosed extends Error {}

interface HistoryOptions {
  readonly list: ClusterReader["list"];
  readonly request: CollectionRequest;
  readonly budget: RepairBudget;
  readonly clock: Clock;
}

/** One object of a collection, by name. */
interface ObjectName {
  readonly name: string;
  readonly namespace?: string | undefined;
}

/** Maximum number of concurrent requests. */
const lanes = 4;
/**
 * Pause between two requests of one lane: as long as the last response took, so that a busy server gets fewer requests; an overloaded one
 * answers 429.
 */
const pauseMs = { least: 5, most: 50 } as const;
const tries = 4;
const retryMs = 250;
const maxRetryMs = 2000;

/**
 * A collection at past versions: lists with `resourceVersionMatch=Exact`, which read the history of etcd until it is compacted. Has a
 * budget, pauses between requests, retries a failing server, and rejects responses that do not match the requested version.
 */
export class ExactHistory {
  readonly #options: HistoryOptions;
  readonly #over = new AbortController();
  readonly #untilMs: number;
  #requests = 0;
  #free = lanes;
  readonly #waiting: (() => void)[] = [];
  #forgotten = -1n;

  constructor(options: HistoryOptions) {
    this.#options = options;
    // Every request and every pause listens to it: not a leak.
    setMaxListeners(0, this.#over.signal);
    this.#untilMs = options.clock.monotonicMs() + options.budget.ms;
    if (options.budget.requests === 0) this.close(budgetReason(0));
    void options.clock
      .sleep(options.budget.ms, this.#over.signal)
      .then(() => this.close(`the time limit of ${formatDuration(options.budget.ms)} was reached`));
  }

  /** How many requests were made. */
  get requests(): number {
    return this.#requests;
  }

  get requestsLeft(): number {
    return this.#options.budget.requests - this.#requests;
  }

  /** The newest version that is known to be compacted; -1 if none is. */
  get forgotten(): bigint {
    return this.#forgotten;
  }

  /** Ends reading: current and later requests reject with `HistoryClosed`. The first reason wins. */
  close(reason: string): void {
    this.#over.abort(reason);
  }

  /** The collection at this version, or one object of it; undefined if that version is compacted. Rejects with `HistoryClosed`. */
  async at(version: bigint, named?: ObjectName): Promise<readonly Revision[] | undefined> {
    if (version <= this.#forgotten) return undefined;
    for (let attempt = 1; ; attempt++) {
      const answer = await this.#inTurn(() => this.#ask(version, named));
      if (!(answer instanceof RequestFailure)) return checkedVersion(answer, version);
      if (isGone(answer)) {
        if (version > this.#forgotten) this.#forgotten = version;
        return undefined;
      }
      // A server that does not respond may be restarting with its history intact: worth the remaining time.
      const isAway = answer.status === undefined;
      if (!isTransient(answer) || (attempt >= tries && !isAway)) throw new HistoryClosed(`the server refused: ${answer.message}`);
      const waitMs = Math.min(retryMs * 2 ** attempt, maxRetryMs);
      await this.#options.clock.sleep(Math.max(waitMs, answer.retryAfterMs ?? 0), this.#over.signal);
    }
  }

  /** Waits for a lane, and releases it only after the pause. */
  async #inTurn(ask: () => Promise<ListResponse | RequestFailure>): Promise<ListResponse | RequestFailure> {
    const { clock } = this.#options;
    if (this.#free > 0) this.#free--;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    const askedAt = clock.monotonicMs();
    try {
      this.#spend();
      return await ask();
    } finally {
      void clock.sleep(pauseAfter(clock.monotonicMs() - askedAt), this.#over.signal).then(() => this.#leave());
    }
  }

  #leave(): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#free++;
    else next();
  }

  #spend(): void {
    const { clock, budget } = this.#options;
    if (this.#requests >= budget.requests) this.close(budgetReason(budget.requests));
    if (clock.monotonicMs() >= this.#untilMs) this.close(`the time limit of ${formatDuration(budget.ms)} was reached`);
    this.#throwIfOver();
    this.#requests++;
  }

  async #ask(version: bigint, named: ObjectName | undefined): Promise<ListResponse | RequestFailure> {
    const { list, request } = this.#options;
    const exact = { resourceVersion: String(version), resourceVersionMatch: "Exact" } as const;
    try {
      return await list({ ...(named === undefined ? request : narrowed(request, named)), ...exact }, this.#over.signal);
    } catch (error) {
      this.#throwIfOver();
      return error instanceof RequestFailure ? error : new RequestFailure(String(error), { cause: error });
    }
  }

  #throwIfOver(): void {
    if (this.#over.signal.aborted) throw new HistoryClosed(String(this.#over.signal.reason));
  }
}

function pauseAfter(tookMs: number): number {
  return Math.min(pauseMs.most, Math.max(pauseMs.least, tookMs));
}

function budgetReason(requests: number): string {
  return requests === 0 ? "gap repair is off" : `the limit of ${requests} request${requests === 1 ? "" : "s"} was reached`;
}

/** By name and namespace, which a server reads from one key. */
function narrowed(request: CollectionRequest, { name, namespace }: ObjectName): CollectionRequest {
  const term = `metadata.name=${name.replace(/[\\,=]/g, "\\$&")}`;
  const terms = (request.fieldSelector ?? "").split(",").filter((other) => other !== "" && other !== term);
  const fieldSelector = [...terms, term].join(",");
  return { ...request, fieldSelector, ...(namespace === undefined || !request.type.namespaced ? {} : { namespace }) };
}

/** A server (or the cache of a proxy) that does not support `Exact` returns the current state, which must not be taken for the past. */
function checkedVersion({ resourceVersion, items }: ListResponse, version: bigint): readonly Revision[] {
  const held = items.every((item) => {
    const own = versionNumber(item.head.resourceVersion);
    return own !== undefined && own <= version;
  });
  if (resourceVersion !== String(version) || !held) throw new HistoryClosed("the server does not list at exact versions");
  return items;
}

function isGone({ status, kubeStatus }: RequestFailure): boolean {
  return status === 410 || kubeStatus?.reason === "Expired" || kubeStatus?.reason === "Gone";
}

function isTransient({ status }: RequestFailure): boolean {
  return status === undefined || status >= 500 || status === 429 || status === 408 || status === 401;
}
