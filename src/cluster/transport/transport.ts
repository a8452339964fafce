import { type IncomingHttpHeaders, type IncomingMessage, request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import type { Readable } from "node:stream";
import type { Clock } from "../../io/clock.js";
import type { ServerAccess } from "../auth/server-access.js";
import { RequestFailure } from "../cluster-reader.js";
import { clockOffset } from "./clock-offset.js";
import { orAborted } from "./or-aborted.js";
import { failureOfError, failureOfResponse } from "./request-failures.js";
import { unpackedBody } from "./unpacked-body.js";

interface TransportOptions {
  readonly access: ServerAccess;
  readonly clock: Clock;
  /** "kubespy/0.1.0" */
  readonly userAgent: string;
  readonly limits?: Partial<TransportLimits>;
}

export interface TransportLimits {
  /** Until the connection is established, including TLS and proxy. */
  readonly connectMs: number;
  /** From there to the status line. The API server itself gives up after 60 s with a 504, which is the better message. */
  readonly responseMs: number;
  /** Maximum time without data within a body. */
  readonly stallMs: number;
  /** A body is given up where less than `slowestBytes` a second of it arrive within this time. Not for a watch. */
  readonly bodyMs: number;
  /** Maximum size of one body, unpacked. Pages of a list are limited by their item count (50 of the largest
   * objects are 72 MiB), so this guards against a broken server. */
  readonly bodyBytes: number;
}

const usualLimits: TransportLimits = {
  connectMs: 30_000,
  responseMs: 70_000,
  stallMs: 70_000,
  bodyMs: 60_000,
  bodyBytes: 72 * 1024 * 1024,
};

/** A second, on average: a tenth of the slowest line that anybody would record over. */
const slowestBytes = 1000;

interface GetRequest {
  /** Below the server's own path: "/api/v1/pods". */
  readonly path: string;
  readonly query?: URLSearchParams;
  /** Default: `application/json`. */
  readonly accept?: string;
  /** Streams do not use it: a compressor holds lines back. */
  readonly gzip?: boolean;
  readonly signal?: AbortSignal | undefined;
  /** Override the default limits, for requests that any server answers at once. */
  readonly limits?: Partial<TransportLimits> | undefined;
}

/** A 2xx response whose body is not read yet: the caller reads or destroys it. */
interface OpenResponse {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** Unpacked. */
  readonly body: Readable;
  /** The server's clock minus ours, in ms; accurate to half a second, because the `Date` header counts whole seconds. */
  readonly clockOffsetMs?: number;
}

export interface BufferedResponse extends Omit<OpenResponse, "body"> {
  readonly body: Buffer;
}

/**
 * GET requests to one API server over HTTP/1.1. Every failure is a `RequestFailure`. Retries only as documented below.
 *
 * Every wait ends when the signal of the request aborts, at once and whatever the server does; and, but for the body of `open`, by a limit.
 */
export class Transport {
  readonly limits: TransportLimits;
  readonly clock: Clock;
  readonly #access: ServerAccess;
  readonly #userAgent: string;

  constructor(options: TransportOptions) {
    this.#access = options.access;
    this.clock = options.clock;
    this.#userAgent = options.userAgent;
    this.limits = { ...usualLimits, ...options.limits };
  }

  /**
   * Sends a request. Retries once in two cases: after a 401 when credentials could be renewed (a rotated token, an exec plugin), and when
   * the server had closed a kept-alive connection.
   */
  async open(question: GetRequest): Promise<OpenResponse> {
    try {
      return await orAborted(this.#open(question), question.signal);
    } catch (error) {
      throw failureOfError(error, question.signal);
    }
  }

  /** Reads the whole body. */
  async read(question: GetRequest): Promise<BufferedResponse> {
    const { body, ...answer } = await this.open({ gzip: true, ...question });
    try {
      return { ...answer, body: await orAborted(collect(body, { ...this.limits, ...question.limits }, answer.status), question.signal) };
    } catch (error) {
      throw failureOfError(error, question.signal);
    } finally {
      // A body that was read to its end leaves its connection to the next request.
      if (!body.readableEnded) body.destroy();
    }
  }

  async #open(question: GetRequest): Promise<OpenResponse> {
    try {
      return await this.#openOnce(question);
    } catch (error) {
      const failure = failureOfError(error, question.signal);
      const again = failure.status === 401 ? this.#access.renew() : failure.code === staleConnection;
      if (!again || question.signal?.aborted) throw failure;
    }
    return await this.#openOnce(question);
  }

  async #openOnce(question: GetRequest): Promise<OpenResponse> {
    const response = await this.#send(question);
    const status = response.statusCode ?? 0;
    const answer = { status, headers: response.headers, ...clockOffset(response.headers, this.clock) };
    if (status >= 200 && status < 300) return { ...answer, body: unpackedBody(response) };
    throw failureOfResponse(answer, await beginningOf(response), this.clock);
  }

  async #send(question: GetRequest): Promise<IncomingMessage> {
    const { agent, headers } = await this.#access.credentials(question.signal);
    // A plugin may have taken its time.
    question.signal?.throwIfAborted();
    const url = new URL(this.#access.server + question.path + (question.query === undefined ? "" : `?${question.query}`));
    const request = (url.protocol === "http:" ? requestHttp : requestHttps)(url, {
      agent,
      headers: {
        ...(headers as Record<string, string | string[]>),
        Accept: question.accept ?? "application/json",
        "Accept-Encoding": question.gzip ? "gzip" : "identity",
        "User-Agent": this.#userAgent,
      },
      ...(question.signal === undefined ? {} : { signal: question.signal }),
    });
    // The kernel detects a peer that vanished, even where none of our timers runs.
    request.setSocketKeepAlive(true, 15_000);
    return answerOf(request, { ...this.limits, ...question.limits }, question.signal);
  }
}

/** Our own code: a reused connection closed before any byte of the response arrived, so the request was not served. */
const staleConnection = "KUBESPY_STALE_CONNECTION";

/** Interim responses (100, 103) that one request may get: a server could send them for ever. */
const maxInterim = 100;

/**
 * Waits for the headers of the response, within the two limits. Settles also where the request reports neither a response nor an error: after a
 * 101, of a proxy that keeps it waiting for a connection.
 */
function answerOf(request: ReturnType<typeof requestHttp>, limits: TransportLimits, signal?: AbortSignal): Promise<IncomingMessage> {
  let timer: NodeJS.Timeout | undefined;
  let fail = (_error: unknown) => {};
  const stop = () => fail(signal?.reason);
  const answered = new Promise<IncomingMessage>((resolve, reject) => {
    fail = (error) => {
      reject(error);
      request.destroy();
    };
    const giveUpAfter = (ms: number, what: string) => {
      clearTimeout(timer);
      timer = setTimeout(() => fail(new RequestFailure(`${what} within ${ms / 1000} s`, { code: "ETIMEDOUT" })), ms);
    };
    giveUpAfter(limits.connectMs, "no connection");
    const connected = () => giveUpAfter(limits.responseMs, "no response");
    request.on("socket", (socket) => {
      if (request.reusedSocket || !socket.connecting) connected();
      else socket.once("encrypted" in socket ? "secureConnect" : "connect", connected);
    });
    let interim = 0;
    request.on("information", () => {
      if (++interim > maxInterim)
        fail(new RequestFailure(`more than ${maxInterim} interim responses (1xx) instead of an answer`, { status: 100 }));
    });
    request.on("upgrade", (_response, socket) => {
      socket.destroy();
      fail(new RequestFailure("101: the server switched to another protocol, which was not requested", { status: 101 }));
    });
    request.on("response", resolve);
    request.on("error", (error: NodeJS.ErrnoException) => {
      const stale = request.reusedSocket && (error.code === "ECONNRESET" || error.code === "EPIPE");
      reject(stale ? new RequestFailure("the keep-alive connection was closed", { code: staleConnection, cause: error }) : error);
    });
    request.on("close", () => reject(new RequestFailure("the connection was closed without a response", { code: "ECONNRESET" })));
    signal?.addEventListener("abort", stop);
    request.end();
  });
  return answered.finally(() => {
    clearTimeout(timer);
    signal?.removeEventListener("abort", stop);
  });
}

type BodyLimits = Pick<TransportLimits, "stallMs" | "bodyMs" | "bodyBytes">;

/** Reads a body, limited in size, in time between two reads, and in slowness. */
async function collect(body: Readable, { stallMs, bodyMs, bodyBytes }: BodyLimits, status: number): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let size = 0;
  const giveUp = (problem: string) => body.destroy(new RequestFailure(problem, { code: "ETIMEDOUT" }));
  const stall = setTimeout(() => giveUp(`the response stalled for ${stallMs / 1000} s`), stallMs);
  let before = 0;
  const pace = setInterval(() => {
    if (size - before < (slowestBytes * bodyMs) / 1000)
      giveUp(`the response arrives too slowly: less than ${slowestBytes} bytes a second for ${bodyMs / 1000} s`);
    before = size;
  }, bodyMs);
  try {
    for await (const piece of body as AsyncIterable<Buffer>) {
      stall.refresh();
      pieces.push(piece);
      size += piece.length;
      if (size > bodyBytes)
        throw new RequestFailure(`the response is larger than ${Math.round(bodyBytes / 1024 ** 2)} MiB`, { code: tooLarge, status });
    }
    return Buffer.concat(pieces, size);
  } finally {
    clearTimeout(stall);
    clearInterval(pace);
  }
}

/** The code of a `RequestFailure` for a body that exceeds its limit. */
export const tooLarge = "EMSGSIZE";

/** Of an error response: a Status, or enough of anything else to describe it. */
const errorBody = { bytes: 1024 * 1024, ms: 5_000 } as const;

/** What arrives of the body of an error response, within limits. Never rejects: the status says most of it. */
async function beginningOf(response: IncomingMessage): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let size = 0;
  const timer = setTimeout(() => response.destroy(), errorBody.ms);
  try {
    for await (const piece of unpackedBody(response) as AsyncIterable<Buffer>) {
      pieces.push(piece);
      size += piece.length;
      if (size > errorBody.bytes) break;
    }
  } catch {
    // Cut, stalled or in an unknown encoding: what arrived before is described.
  } finally {
    clearTimeout(timer);
    if (!response.complete) response.destroy();
  }
  return Buffer.concat(pieces, size);
}
