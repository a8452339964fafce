import { type CollectionRequest, RequestFailure } from "../cluster/cluster-reader.js";
import type { ListWatchEvent } from "../cluster/watch/list-watch-events.js";
import type { Revision } from "../model/revision.js";
import type { StreamInfo } from "../model/session.js";
import { isSelective, type ScopePlan, type StreamPlan, streamId, streamInfo, targetRequest } from "./scope-plan.js";

/**
 * Follows one collection: list, watch, resume, relist, until the signal aborts. Throws if the first list is refused; yields later failures.
 */
export type FollowCollection = (request: CollectionRequest, signal: AbortSignal) => AsyncIterable<ListWatchEvent>;

/** A stream whose first list has arrived. */
export interface OpenedStream {
  readonly plan: StreamPlan;
  readonly request: CollectionRequest;
  readonly info: StreamInfo;
  readonly first: FirstList;
  /** Everything after the first list; starts the watch when first read. */
  readonly rest: AsyncIterable<ListWatchEvent>;
  /** The stream uses exactly the selectors of a target: every object on it was requested. */
  readonly matchesSelectors: boolean;
  /** An object can leave the stream without being deleted. */
  readonly selective: boolean;
}

/** The items are released once recorded: a large collection would otherwise be held for the whole recording. */
type FirstList = Omit<Listed, "items"> & { items: readonly Revision[] };

type Listed = Extract<ListWatchEvent, { kind: "listed" }>;

export interface OpenedStreams {
  readonly streams: readonly OpenedStream[];
  /** What could not be read, as text for the session header. */
  readonly omissions: readonly string[];
}

/**
 * Lists every collection of the plan, all at once, and falls back to narrower requests where permissions allow no more. Rejects with
 * `RequestFailure` if nothing of a target may be read; other collections become omissions.
 */
export async function openStreams(plan: ScopePlan, follow: FollowCollection, signal: AbortSignal): Promise<OpenedStreams> {
  const results = await Promise.all(plan.streams.map((stream) => openStream(stream, follow, signal)));
  return {
    streams: results.flatMap((result) => result.opened),
    omissions: [...plan.omissions, ...results.flatMap((result) => result.omissions)],
  };
}

interface Opening {
  readonly opened: readonly OpenedStream[];
  readonly omissions: readonly string[];
}

async function openStream(plan: StreamPlan, follow: FollowCollection, signal: AbortSignal): Promise<Opening> {
  try {
    return { opened: [await open(plan, plan.request, follow, signal)], omissions: [] };
  } catch (error) {
    if (!(error instanceof RequestFailure) || !isCollectionRefused(error)) throw error;
    return await openNarrower(plan, error, follow, signal);
  }
}

/** The server refused this collection: forbidden or not found. */
function isCollectionRefused(failure: RequestFailure): boolean {
  return failure.status === 403 || failure.status === 404 || failure.status === 405;
}

async function openNarrower(plan: StreamPlan, refusal: RequestFailure, follow: FollowCollection, signal: AbortSignal): Promise<Opening> {
  const attempts = await Promise.allSettled(plan.narrower.map((request) => open(plan, request, follow, signal)));
  const opened = attempts.flatMap((attempt) => (attempt.status === "fulfilled" ? [attempt.value] : []));
  const needed = plan.narrower.filter((request) => plan.targets.some((target) => streamId(targetRequest(target)) === streamId(request)));
  const missing = needed.filter((request) => !opened.some((stream) => stream.info.id === streamId(request)));
  if (missing.length > 0 || (plan.targets.length > 0 && opened.length === 0)) throw refusal;
  return { opened, omissions: [omission(plan, refusal, opened)] };
}

function omission(plan: StreamPlan, refusal: RequestFailure, opened: readonly OpenedStream[]): string {
  const place = plan.request.namespace === undefined ? "" : ` in namespace ${plan.request.namespace}`;
  const rest = opened.length === 0 ? "" : "; recorded by name instead";
  return `${plan.type.resource}${place}: ${refusal.kubeStatus?.message ?? refusal.message}${rest}`;
}

async function open(plan: StreamPlan, request: CollectionRequest, follow: FollowCollection, signal: AbortSignal): Promise<OpenedStream> {
  const events = follow(request, signal)[Symbol.asyncIterator]();
  const first = await firstList(events);
  return {
    plan,
    request,
    info: streamInfo(request, first.resourceVersion),
    first: { ...first },
    rest: { [Symbol.asyncIterator]: () => events },
    matchesSelectors: plan.targets.some((target) => streamId(targetRequest(target)) === streamId(request)),
    selective: isSelective(request),
  };
}

/** A busy server may refuse the first list a few times before it answers. */
async function firstList(events: AsyncIterator<ListWatchEvent>): Promise<Listed> {
  for (;;) {
    const { value, done } = await events.next();
    if (done === true) throw new RequestFailure("stopped before the first list completed");
    if (value.kind === "listed") return value;
  }
}
