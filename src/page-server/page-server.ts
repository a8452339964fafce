import type { IncomingMessage, ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { errorMessage } from "../errors.js";
import type { Clock } from "../io/clock.js";
import type { GrowingSessionReader, SessionReader } from "../model/session.js";
import { wholeFrameLines } from "../recording/write/encode-recording.js";
import { closeServer, listen, loopback, loopbackServer, portOf } from "../serve/loopback-server.js";
import { aliveMs, type FollowLine } from "../web/file/session-snapshot.js";
import { answerFrames, answerLast, answerSequenceBy, answerWorld, BadQuery, type PageSources, sequenceIn } from "./frame-answers.js";
import { admitToPage, makePageKey, type Refusal } from "./page-admission.js";
import { type FeedEnd, SessionFeed, type SharedReader } from "./session-feed.js";

interface PageServerOptions {
  readonly clock: Clock;
  /** 0: any free port. */
  readonly port: number;
  /** The page, which holds nothing of the session. */
  readonly page: Uint8Array;
  /** Of the page, with what only a header can say. */
  readonly policy: string;
  /** As it may leave its store. Read anew for each use: the session grows. */
  readonly shared: SharedReader;
  /** The recording file, compressed, and its name. */
  readonly recording: () => AsyncIterable<Uint8Array>;
  readonly recordingName: string;
  /** Yields whenever the session has grown; ends with the recording. */
  readonly growths: AsyncIterable<unknown>;
  /** What of the recording could not be read, one line each. */
  readonly warnings: readonly string[];
}

export interface ServedPage {
  /** With the key. */
  readonly url: string;
  readonly port: number;
  /** Resolves when the recording has ended, and all of it can be read; or when it cannot be read any longer. */
  readonly recorded: Promise<FeedEnd>;
  close(): Promise<void>;
}

/** A browser opens six; some more for other tabs. */
const maxConnections = 64;

/**
 * Serves the page of a session, and what it asks for, on this machine only. Keep the session open until it is closed. Rejects with `KubespyError` when the
 * port is in use.
 */
export async function startPageServer(session: SessionReader, options: PageServerOptions): Promise<ServedPage> {
  const key = makePageKey();
  const stop = new AbortController();
  const feed = new SessionFeed(options.shared, options);
  const started = feed.start(stop.signal).catch((error: unknown) => feed.fail(errorMessage(error)));
  const recorded = started.then(async (): Promise<FeedEnd> => {
    await follow(feed, options, stop.signal);
    return feed.end ?? { kind: "ended" };
  });
  const lineOf = wholeFrameLines(session.summary.header.startedAt);
  const answers = new PageAnswers({ session, shared: options.shared, lineOf }, feed, started, options, stop.signal);
  const server = loopbackServer(
    (request, response) => void answers.answer(request, response, admitToPage(request, { key, port: portOf(server) })),
    { maxConnections },
  );
  await listen(server, options.port);
  return {
    url: `http://${loopback}:${portOf(server)}/#key=${key}`,
    port: portOf(server),
    recorded,
    close: async () => {
      stop.abort();
      await closeServer(server);
      await recorded;
    },
  };
}

/** Resolves when the recording has ended. */
async function follow(feed: SessionFeed, { growths, clock }: PageServerOptions, stopped: AbortSignal): Promise<void> {
  const ended = new AbortController();
  const signal = AbortSignal.any([stopped, ended.signal]);
  const ticking = passTime(feed, clock, signal);
  try {
    for await (const _ of growths) await feed.grow(stopped);
  } catch (error) {
    feed.fail(errorMessage(error));
  } finally {
    ended.abort();
    await ticking;
  }
}

async function passTime(feed: SessionFeed, clock: Clock, signal: AbortSignal): Promise<void> {
  for (;;) {
    await clock.sleep(1000, signal);
    if (signal.aborted) return;
    feed.passTime();
  }
}

class PageAnswers {
  readonly #sources: PageSources;
  readonly #feed: SessionFeed;
  readonly #started: Promise<void>;
  readonly #options: PageServerOptions;
  readonly #stopped: AbortSignal;

  constructor(sources: PageSources, feed: SessionFeed, started: Promise<void>, options: PageServerOptions, stopped: AbortSignal) {
    this.#sources = sources;
    this.#feed = feed;
    this.#started = started;
    this.#options = options;
    this.#stopped = stopped;
  }

  /** Never rejects. */
  async answer(request: IncomingMessage, response: ServerResponse, admitted: URL | Refusal): Promise<void> {
    for (const [name, value] of Object.entries(safeHeaders)) response.setHeader(name, value);
    try {
      if (!(admitted instanceof URL)) refuse(response, admitted);
      else await this.#route(admitted, request, response);
    } catch (error) {
      // The client is gone, or the answer has begun: that it breaks off says enough.
      if (response.headersSent || response.destroyed) response.destroy();
      else if (error instanceof BadQuery) refuse(response, { code: 400, message: error.message });
      else refuse(response, { code: 500, message: await reasonOf(error, this.#sources.session) });
    }
  }

  async #route({ pathname, searchParams: query }: URL, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const sources = this.#sources;
    switch (pathname) {
      case "/":
        response.setHeader("content-security-policy", `${this.#options.policy}; frame-ancestors 'none'`);
        return await send(response, "text/html; charset=utf-8", [this.#options.page]);
      case "/session":
        await this.#started;
        return await sendJson(request, response, this.#feed.whole);
      case "/frames":
        return await send(response, lines, answerFrames(sources, query));
      case "/last":
        return await send(response, lines, answerLast(sources, query));
      case "/world":
        return await send(response, lines, answerWorld(sources, query));
      case "/at":
        return await sendJson(request, response, await answerSequenceBy(sources, query));
      case "/recording":
        response.setHeader("content-disposition", `attachment; filename="${this.#options.recordingName}"`);
        return await send(response, "application/gzip", this.#options.recording());
      case "/follow":
        return await send(response, lines, this.#follow(sequenceIn(query, "after"), response));
      default:
        refuse(response, { code: 404, message: "there is nothing here" });
    }
  }

  /** The lines after a version, as fast as they are read. */
  async *#follow(after: number, response: ServerResponse): AsyncGenerator<Uint8Array> {
    await this.#started;
    const { clock } = this.#options;
    const closed = new AbortController();
    response.on("close", () => closed.abort());
    const signal = AbortSignal.any([closed.signal, this.#stopped]);
    const say = (line: FollowLine) => Buffer.from(`${JSON.stringify(line)}\n`);
    // Its headers leave with the first line.
    yield say({ kind: "alive" });
    for (let version = after; !signal.aborted; ) {
      const { changed, end } = this.#feed;
      const next = this.#feed.linesAfter(version);
      if (next === undefined) {
        const { whole } = this.#feed;
        version = whole.version;
        yield say({ kind: "whole", ...whole });
      } else if (next.lines.length > 0) {
        version = next.version;
        yield Buffer.from(next.lines.join(""));
      } else if (end !== undefined) {
        yield say(end);
        return;
      } else if (!(await settledWithin(changed, aliveMs, clock, signal)) && !signal.aborted) yield say({ kind: "alive" });
    }
  }
}

const lines = "application/x-ndjson";

/** Of every answer. A recording may be confidential: nothing is kept, and nobody else may embed or read it. */
const safeHeaders = {
  "cache-control": "no-store",
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
};

async function send(
  response: ServerResponse,
  contentType: string,
  content: AsyncIterable<Uint8Array> | readonly Uint8Array[],
): Promise<void> {
  const chunks = iteratorOf(content);
  // What fails before the first byte is answered with a status.
  const first = await chunks.next();
  response.setHeader("content-type", contentType);
  await pipeline(async function* () {
    try {
      for (let next = first; !next.done; next = await chunks.next()) yield next.value;
    } finally {
      await chunks.return?.(undefined);
    }
  }, response);
}

async function* iteratorOf(content: AsyncIterable<Uint8Array> | readonly Uint8Array[]): AsyncGenerator<Uint8Array, void> {
  yield* content;
}

async function sendJson(request: IncomingMessage, response: ServerResponse, value: unknown): Promise<void> {
  response.setHeader("content-type", "application/json");
  const json = Buffer.from(JSON.stringify(value));
  if (!/\bgzip\b/.test(request.headers["accept-encoding"]?.toString() ?? "")) {
    response.end(json);
    return;
  }
  response.setHeader("content-encoding", "gzip");
  await pipeline(Readable.from([json]), createGzip({ level: 1 }), response);
}

function refuse(response: ServerResponse, { code, message }: { readonly code: number; readonly message: string }): void {
  if (code === 405) response.setHeader("allow", "GET");
  response.writeHead(code, { "content-type": "application/json", connection: "close" });
  response.end(JSON.stringify({ message }));
}

/** Whether it settled in time. */
async function settledWithin(promise: Promise<void>, ms: number, clock: Clock, signal: AbortSignal): Promise<boolean> {
  const done = new AbortController();
  const settled = promise.then(() => true);
  const late = clock.sleep(ms, AbortSignal.any([signal, done.signal])).then(() => false);
  const isSettled = await Promise.race([settled, late]);
  done.abort();
  return isSettled;
}

/** Of a session that was removed meanwhile, parts are missing: that looks like damage. */
async function reasonOf(error: unknown, session: SessionReader): Promise<string> {
  try {
    if ("refresh" in session) await (session as GrowingSessionReader).refresh();
  } catch (removed) {
    return errorMessage(removed);
  }
  return errorMessage(error);
}
