import { setMaxListeners } from "node:events";
import { type ClusterReader, type MetadataList, RequestFailure, TooManyObjects } from "../../cluster/cluster-reader.js";
import type { Clock } from "../../io/clock.js";
import type { StreamState } from "../stream-state.js";

export type ListMetadata = NonNullable<ClusterReader["listMetadata"]>;

interface LastListOptions {
  readonly listMetadata: ListMetadata;
  readonly clock: Clock;
  readonly withinMs: number;
  readonly maxObjects: number;
  /** Ends waiting early. */
  readonly signal: AbortSignal;
}

interface LastLists {
  readonly lists: readonly { readonly state: StreamState; readonly list: MetadataList }[];
  /** Why some collections could not be listed; absent if all were. */
  readonly problem?: string;
}

/** Lists the collections of all streams at once, within the time. Never rejects. */
export async function lastLists(states: readonly StreamState[], options: LastListOptions): Promise<LastLists> {
  const { clock, withinMs, signal } = options;
  const over = new AbortController();
  const limit = AbortSignal.any([signal, over.signal]);
  setMaxListeners(0, limit);
  const untilMs = clock.monotonicMs() + withinMs;
  void clock.sleep(withinMs, limit).then(() => over.abort());
  const results = await Promise.all(states.map((state) => lastList(state, { ...options, signal: limit }, untilMs)));
  over.abort();
  const lists = results.flatMap((result, i) => {
    const state = states[i];
    return result.kind === "listed" && state !== undefined ? [{ state, list: result.list }] : [];
  });
  const problem = problemOf(results, `within ${withinMs / 1000}s`);
  return problem === undefined ? { lists } : { lists, problem };
}

type LastList =
  | { readonly kind: "listed"; readonly list: MetadataList }
  /** No answer in time. */
  | { readonly kind: "late"; readonly resource: string }
  /** The connection failed: true of every collection. */
  | { readonly kind: "unreachable"; readonly message: string }
  | { readonly kind: "refused"; readonly resource: string; readonly message: string };

async function lastList({ stream }: StreamState, options: LastListOptions, untilMs: number): Promise<LastList> {
  const { listMetadata, clock, signal, maxObjects } = options;
  const { resource } = stream.request.type;
  for (let tries = 1; ; tries++) {
    try {
      return { kind: "listed", list: await listMetadata(stream.request, { maxObjects, signal }) };
    } catch (error) {
      if (signal.aborted) return { kind: "late", resource };
      if (error instanceof TooManyObjects) return { kind: "refused", resource, message: error.message };
      const failure = error instanceof RequestFailure ? error : new RequestFailure(String(error), { cause: error });
      if (failure.status === undefined) return { kind: "unreachable", message: failure.message };
      const waitMs = Math.max(retryMs, failure.retryAfterMs ?? 0);
      const isWorthIt = isPassing(failure) && tries < maxTries && clock.monotonicMs() + waitMs < untilMs;
      if (!isWorthIt) return { kind: "refused", resource, message: failure.message };
      await clock.sleep(waitMs, signal);
    }
  }
}

const maxTries = 3;
const retryMs = 100;

/** 410: a page of the list expired. */
function isPassing({ status }: RequestFailure): boolean {
  return status === 410 || status === 429 || (status ?? 0) >= 500;
}

function problemOf(results: readonly LastList[], within: string): string | undefined {
  if (results.length > 0 && results.every(({ kind }) => kind === "late")) return `the cluster did not answer ${within}`;
  const problems = results.flatMap((result) => {
    if (result.kind === "listed") return [];
    if (result.kind === "late") return [`${result.resource} could not be listed ${within}`];
    if (result.kind === "unreachable") return [`the cluster did not answer: ${result.message}`];
    return [`${result.resource} could not be listed: ${result.message}`];
  });
  const [first, ...others] = new Set(problems);
  return others.length === 0 ? first : `${first}; ${others.length} more`;
}
