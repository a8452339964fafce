import type { Readable } from "node:stream";
import { setImmediate as nextTurn } from "node:timers/promises";
import type { Clock } from "../../io/clock.js";
import { collectionPath } from "../../model/resource-type.js";
import type { Revision } from "../../model/revision.js";
import type { WatchEvent } from "../../model/watch-event.js";
import {
  type ClusterReader,
  type CollectionRequest,
  type ListRequest,
  type ListResponse,
  RequestFailure,
  type WatchBatch,
  type WatchRequest,
} from "../cluster-reader.js";
import { LastRevisions } from "../watch/last-revisions.js";
import { LineSplitter, LinesUnreadable, maxWatchLineBytes } from "../watch/line-splitter.js";
import { type ListPage, readListPage } from "../watch/list-page.js";
import { type TimedChunk, timedChunks } from "../watch/timed-chunks.js";
import { readWatchLine } from "../watch/watch-line.js";
import { listMetadata } from "./list-metadata.js";
import { ListPages } from "./list-pages.js";
import { orAborted } from "./or-aborted.js";
import { failureOfError, isExpired } from "./request-failures.js";
import { type BufferedResponse, type Transport, tooLarge } from "./transport.js";

export interface HttpReaderOptions {
  readonly transport: Transport;
  /** In [0, 1). Default: `Math.random`. */
  readonly random?: () => number;
  /**
   * A watch without data for this long is considered half-open. Real servers send a bookmark every 60 to 63 s, and after about 75 s forget
   * the version to resume from: the timeout must be in between. Default: 70 s.
   */
  readonly idleMs?: number;
  readonly maxLineBytes?: number;
}

/** A `ClusterReader` over HTTP: reads lists in pages and watches as lines, and keeps the bytes of each object as the server sent them. */
export function createHttpReader(options: HttpReaderOptions): ClusterReader {
  const { transport } = options;
  const inTurn = oneAtATime();
  return {
    list: (request, signal) => listAll({ transport, request, signal, inTurn }),
    watch: (request, signal) => watch(options, request, signal),
    listMetadata: (request, limits) => listMetadata(transport, request, limits),
    latestVersion: async (request, signal) => (await listPage(transport, request, { limit: 1 }, signal)).page.resourceVersion,
  };
}

/**
 * Pages of a list, in this order until one fits: objects may be large, and a page has to fit into memory several times. A server that does not know
 * `limit` answers the second with everything.
 */
const pageSizes = [
  { limit: 500, bodyBytes: 16 * 1024 * 1024 },
  { limit: 50, bodyBytes: undefined },
] as const;

/** One list of a collection. */
interface Listing {
  readonly transport: Transport;
  readonly request: ListRequest;
  readonly signal: AbortSignal | undefined;
  /** Runs what may hold a large body: the lists of many collections begin together. */
  readonly inTurn: InTurn;
}

type InTurn = <R>(work: () => Promise<R>, signal: AbortSignal | undefined) => Promise<R>;

function oneAtATime(): InTurn {
  let last: Promise<unknown> = Promise.resolve();
  return (work, signal) => {
    const mine = last.then(() => {
      signal?.throwIfAborted();
      return work();
    });
    last = mine.catch(() => {});
    return orAborted(mine, signal);
  };
}

/** After this many lists whose pages expired, the collection is requested in one piece, which cannot expire. */
const pagedTries = 3;

async function listAll(listing: Listing): Promise<ListResponse> {
  for (let tries = 1; ; tries++) {
    try {
      return await listPages(listing, tries <= pagedTries);
    } catch (error) {
      if (!(error instanceof ExpiredBetweenPages) || tries > pagedTries) throw error;
    }
  }
}

/** The first page succeeded, a later one had expired. Unlike a 410 for the requested version, this is worth a retry. */
class ExpiredBetweenPages extends RequestFailure {}

async function listPages({ transport, request, signal, inTurn }: Listing, isPaged: boolean): Promise<ListResponse> {
  const pages = new ListPages(transport.clock);
  let size = isPaged ? 0 : pageSizes.length;
  const next = async (continueToken?: string) => {
    for (;;) {
      const { limit, bodyBytes } = pageSizes[size] ?? {};
      const ask = () => listPage(transport, request, { continueToken, limit, bodyBytes }, signal);
      try {
        return await (bodyBytes === undefined ? inTurn(ask, signal) : ask());
      } catch (error) {
        if (!isPaged || !isTooLarge(error) || ++size >= pageSizes.length) throw error;
      }
    }
  };
  const first = await next();
  pages.add(first.page);
  const items: Revision[] = [];
  for (let { page } = first; ; ) {
    for (const item of page.items) items.push(item);
    if (page.continueToken === undefined) break;
    page = (await next(page.continueToken).catch(expiredBetweenPages)).page;
    pages.add(page);
  }
  const { clockOffsetMs } = first.answer;
  return { resourceVersion: first.page.resourceVersion, items, ...(clockOffsetMs === undefined ? {} : { clockOffsetMs }) };
}

function isTooLarge(error: unknown): boolean {
  return error instanceof RequestFailure && error.code === tooLarge;
}

function expiredBetweenPages(error: unknown): never {
  if (!(error instanceof RequestFailure) || !isExpired(error.status, error.kubeStatus)) throw error;
  throw new ExpiredBetweenPages(error.message, { status: error.status, kubeStatus: error.kubeStatus, cause: error });
}

async function listPage(
  transport: Transport,
  request: ListRequest,
  page: { readonly limit?: number | undefined; readonly continueToken?: string | undefined; readonly bodyBytes?: number | undefined },
  signal?: AbortSignal,
): Promise<{ page: ListPage; answer: BufferedResponse }> {
  const query = selectorsOf(request);
  if (page.limit !== undefined) query.set("limit", String(page.limit));
  if (page.continueToken !== undefined) query.set("continue", page.continueToken);
  else {
    // A continue token implies the version of its first page; the server rejects a version beside it.
    if (request.resourceVersion !== undefined) query.set("resourceVersion", request.resourceVersion);
    if (request.resourceVersionMatch !== undefined) query.set("resourceVersionMatch", request.resourceVersionMatch);
  }
  const bodyBytes = Math.min(page.bodyBytes ?? transport.limits.bodyBytes, transport.limits.bodyBytes);
  const answer = await transport.read({ path: pathOf(request), query, signal, limits: { bodyBytes } });
  try {
    return { page: readListPage(answer.body, request.type), answer };
  } catch (error) {
    throw error instanceof RequestFailure ? error : foreignAnswer(answer, error);
  }
}

/** Status 200, but not a list: a login page, a captive portal, another kind of server. */
function foreignAnswer(answer: BufferedResponse, cause: unknown): RequestFailure {
  const type = answer.headers["content-type"] ?? "no content type";
  const problem = cause instanceof Error ? cause.message : String(cause);
  return new RequestFailure(`the response is not a list of the Kubernetes API (${type}: ${problem.slice(0, 200)})`, {
    status: answer.status,
    cause,
  });
}

async function* watch(options: HttpReaderOptions, request: WatchRequest, signal: AbortSignal): AsyncGenerator<WatchBatch> {
  const { transport, random = Math.random, idleMs = 70_000 } = options;
  if (signal.aborted) return;
  const query = selectorsOf(request);
  query.set("watch", "true");
  query.set("allowWatchBookmarks", "true");
  query.set("resourceVersion", request.resourceVersion);
  // Random, so that the streams of many recorders do not all restart at once.
  query.set("timeoutSeconds", String(request.timeoutSeconds ?? 300 + Math.floor(random() * 300)));
  let stream: Readable | undefined;
  try {
    const { body, headers } = await transport.open({ path: pathOf(request), query, signal });
    stream = body;
    if (/\bhtml\b/i.test(headers["content-type"] ?? "")) {
      throw new RequestFailure("an HTML page instead of a watch: a proxy answered, not the Kubernetes API", { status: 200 });
    }
    const silence = () => new RequestFailure(`no data for ${idleMs / 1000} s: the connection is probably half-open`, { code: "ETIMEDOUT" });
    const source = timedChunks(body, transport.clock, idleMs, silence);
    // An empty batch: the server has accepted the watch.
    yield { events: [], ...now(transport.clock) };
    yield* readEvents(source, transport.clock, options.maxLineBytes);
  } catch (error) {
    if (signal.aborted) return;
    throw failureOfError(error, signal);
  } finally {
    stream?.destroy();
  }
}

function now(clock: Clock): { monotonicMs: number; wallMs: number } {
  return { monotonicMs: clock.monotonicMs(), wallMs: clock.wallMs() };
}

async function* readEvents(source: AsyncIterable<TimedChunk>, clock: Clock, limitBytes = maxWatchLineBytes): AsyncGenerator<WatchBatch> {
  const splitter = new LineSplitter(limitBytes);
  const last = new LastRevisions();
  let malformed = 0;
  let inOneTurn = 0;
  for await (const { pieces, monotonicMs, wallMs } of source) {
    const { lines, unreadable } = split(splitter, pieces);
    const events: WatchEvent[] = [];
    for (const line of lines) {
      const event = readWatchLine(line, last);
      events.push(event);
      malformed = event.type === "MALFORMED" ? malformed + 1 : 0;
      if (malformed >= maxMalformed) break;
    }
    if (unreadable !== undefined) events.push({ type: "MALFORMED", problem: unreadable.message, line: unreadable.beginning });
    if (events.length > 0) yield { events, monotonicMs, wallMs };
    if (unreadable !== undefined) throw new RequestFailure(unreadable.message);
    if (malformed >= maxMalformed) throw new RequestFailure(`${malformed} lines in a row are not watch events`);
    // What was unpacked, or has queued up, arrives faster than it is read: signals and timers would wait for all of it.
    inOneTurn += pieces.reduce((sum, { length }) => sum + length, 0);
    if (inOneTurn < maxInOneTurn) continue;
    inOneTurn = 0;
    await nextTurn();
  }
  // The stream ended cleanly, so a complete last line lacks only its newline.
  const rest = splitter.rest();
  if (rest.length === 0) return;
  const event = readWatchLine(rest, last);
  if (event.type === "MALFORMED") throw new RequestFailure("the stream ended in the middle of a line");
  yield { events: [event], ...now(clock) };
}

/** A stream without one watch event among so many lines is given up, and resumed after a pause: each line is a gap of its own. */
const maxMalformed = 20;

/** Bytes. Seldom, as other streams may get ahead then: frames are in order of arrival. */
const maxInOneTurn = 1024 * 1024;

function split(splitter: LineSplitter, pieces: readonly Buffer[]): { lines: Buffer[]; unreadable?: LinesUnreadable } {
  const lines: Buffer[] = [];
  try {
    for (const piece of pieces) splitter.push(piece, lines);
    return { lines };
  } catch (error) {
    if (error instanceof LinesUnreadable) return { lines, unreadable: error };
    throw error;
  }
}

function pathOf(request: CollectionRequest): string {
  return collectionPath(request.type, request.namespace);
}

function selectorsOf(request: CollectionRequest): URLSearchParams {
  const query = new URLSearchParams();
  if (request.labelSelector !== undefined) query.set("labelSelector", request.labelSelector);
  if (request.fieldSelector !== undefined) query.set("fieldSelector", request.fieldSelector);
  return query;
}
