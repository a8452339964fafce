import { setMaxListeners } from "node:events";
import { type ClusterReader, type CollectionRequest, type ListResponse, RequestFailure } from "../../cluster/cluster-reader.js";
import type { Clock } from "../../io/clock.js";
import { formatDuration } from "../../io/duration.js";
import { versionNumber } from "../../model/resource-version.js";
import type { Revision } from "../../model/revision.js";
import type { RepairBudget } from "./budget.js";
import type { RequestLanes } from "./request-lanes.js";

/** History cannot be read any further; the message is the reason, as text for the gap. What was read before is valid. */
export class HistoryClosed extends Error {}

interface HistoryOptions {
  readonly list: ClusterReader["list"];
  readonly request: CollectionRequest;
  readonly budget: RepairBudget;
  readonly clock: Clock;
  readonly lanes: RequestLanes;
  /** See `ReconnectSignal.untilBack`. */
  readonly untilBack: (signal: AbortSignal) => Promise<boolean>;
}

/** One object of a collection, by name. */
interface ObjectName {
  readonly name: string;
  readonly namespace?: string | undefined;
}

const tries = 4;
const retryMs = 250;
const maxRetryMs = 2000;
/** How often the time limit is checked while the server is away. */
const minCheckMs = 250;
const settlingMs = 10_000;

/**
 * A collection at past versions: lists with `resourceVersionMatch=Exact`, which read the history of etcd until it is compacted. Has a
 * budget, pauses between requests, retries a failing server, and rejects responses that do not match the requested version. While the server
 * is away it waits, and that time is not part of the budget: etcd keeps the history meanwhile.
 */
export class ExactHistory {
  readonly #options: HistoryOptions;
  readonly #over = new AbortController();
  readonly #startMs: number;
  #requests = 0;
  #forgotten = -1n;
  /** Requests that wait for the server, since when, and for how long others did before. */
  #away = { requests: 0, sinceMs: 0, beforeMs: 0 };
  #backMs = Number.NEGATIVE_INFINITY;

  constructor(options: HistoryOptions) {
    this.#options = options;
    // Every request and every pause listens to it: not a leak.
    setMaxListeners(0, this.#over.signal);
    this.#startMs = options.clock.monotonicMs();
    if (options.budget.requests === 0) this.close(budgetReason(0));
    void this.#closeInTime();
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
    const { lanes, clock } = this.#options;
    for (let attempt = 1; ; attempt++) {
      const answer = version <= this.#forgotten ? undefined : await lanes.run(() => this.#ask(version, named), this.#over.signal);
      if (answer === undefined) return undefined;
      if (!(answer instanceof RequestFailure) || answer.status !== undefined) lanes.heard();
      if (!(answer instanceof RequestFailure)) {
        lanes.answered();
        return checkedVersion(answer, version);
      }
      if (isGone(answer)) {
        if (version > this.#forgotten) this.#forgotten = version;
        return undefined;
      }
      const mayBeAway = answer.status === undefined || answer.status >= 500;
      if (mayBeAway && (await this.#untilBack())) {
        attempt = 0;
        continue;
      }
      // A server that does not respond may be restarting with its history intact: worth the remaining time.
      if (!(isTransient(answer) || this.#hasJustReturned()) || (attempt >= tries && answer.status !== undefined))
        throw new HistoryClosed(`the server refused: ${answer.message}`);
      const waitMs = Math.max(Math.min(retryMs * 2 ** attempt, maxRetryMs), answer.retryAfterMs ?? 0);
      if (answer.status === 429) lanes.slowDown(waitMs);
      await clock.sleep(waitMs, this.#over.signal);
    }
  }

  async #untilBack(): Promise<boolean> {
    const { clock, untilBack } = this.#options;
    if (this.#away.requests++ === 0) this.#away.sinceMs = clock.monotonicMs();
    const isBack = await untilBack(this.#over.signal);
    if (--this.#away.requests === 0) this.#away.beforeMs += clock.monotonicMs() - this.#away.sinceMs;
    if (isBack) this.#backMs = clock.monotonicMs();
    return isBack;
  }

  /** Until a server has read its own rules and resource types, it denies what it allows. */
  #hasJustReturned(): boolean {
    return this.#options.clock.monotonicMs() - this.#backMs < settlingMs;
  }

  /** Of the time limit. */
  get #msLeft(): number {
    const { clock, budget } = this.#options;
    const nowMs = clock.monotonicMs();
    const { requests, sinceMs, beforeMs } = this.#away;
    return budget.ms - (nowMs - this.#startMs - beforeMs - (requests > 0 ? nowMs - sinceMs : 0));
  }

  async #closeInTime(): Promise<void> {
    const { clock, budget } = this.#options;
    while (this.#msLeft > 0 && !this.#over.signal.aborted) {
      const isAway = this.#away.requests > 0;
      await clock.sleep(isAway ? Math.max(this.#msLeft, minCheckMs) : this.#msLeft, this.#over.signal);
    }
    this.close(`the time limit of ${formatDuration(budget.ms)} was reached`);
  }

  #spend(): void {
    const { budget } = this.#options;
    if (this.#requests >= budget.requests) this.close(budgetReason(budget.requests));
    this.#throwIfOver();
    this.#requests++;
  }

  async #ask(version: bigint, named: ObjectName | undefined): Promise<ListResponse | RequestFailure> {
    const { list, request } = this.#options;
    this.#spend();
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
