import { type IncomingHttpHeaders, type IncomingMessage, request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import { createGunzip } from "node:zlib";
import type { Clock } from "../../io/clock.js";
import type { ServerAccess } from "../auth/server-access.js";
import { RequestFailure } from "../cluster-reader.js";
import { failureOfError, failureOfResponse } from "./request-failures.js";

export interface TransportOptions {
  readonly access: ServerAccess;
  readonly clock: Clock;
  /** "kubespy/0.1.0" */
  readonly userAgent: string;
  readonly limits?: Partial<TransportLimits>;
}

export interface TransportLimits {
  /** Until the connection stands, TLS and proxy included. */
  readonly connectMs: number;
  /** From there to the status line. The API server itself gives up after 60 s and says so with a 504, which is the better message. */
  readonly responseMs: number;
  /** Without a byte in the middle of a body that should come at once. */
  readonly stallMs: number;
  /** Of one whole body, unpacked. Pages of a list are bounded by their count, so this is for a server gone mad. */
  readonly bodyBytes: number;
}

const usualLimits: TransportLimits = { connectMs: 30_000, responseMs: 70_000, stallMs: 70_000, bodyBytes: 512 * 1024 * 1024 };

export interface GetRequest {
  /** Below the server's own path: "/api/v1/pods". */
  readonly path: string;
  readonly query?: URLSearchParams;
  /** Default: `application/json`. */
  readonly accept?: string;
  /** Streams ask for none: a compressor holds lines back. */
  readonly gzip?: boolean;
  readonly signal?: AbortSignal | undefined;
  /** In place of the usual limits, for a question that any server answers at once. */
  readonly limits?: Partial<TransportLimits> | undefined;
}

/** A 2xx answer, its body not yet read: whoever gets it reads it or destroys it. */
export interface OpenResponse {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: IncomingMessage;
  /** The server's clock minus ours, in ms; known to half a second, as the `Date` header counts whole ones. */
  readonly clockOffsetMs?: number;
}

export interface BufferedResponse extends Omit<OpenResponse, "body"> {
  readonly body: Buffer;
}

/**
 * GET requests to one API server over HTTP/1.1. Every failure is a `RequestFailure`; nothing is retried but what below says so.
 *
 * The client library's `Watch` does not suit a recorder: it swallows exceptions of its callback, has no usable idle timeout, and hides the bytes
 * that a recording keeps.
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
   * Opens an answer. Asked twice where that is right by definition: after a 401 when credentials could be renewed (a token rotated, an
   * exec plugin asked again), and when a kept-alive connection turns out to have been closed by the other side in the meantime.
   */
  async open(question: GetRequest): Promise<OpenResponse> {
    try {
      return await this.#openOnce(question);
    } catch (error) {
      const failure = failureOfError(error, question.signal);
      const again = failure.status === 401 ? this.#access.renew() : failure.code === staleConnection;
      if (!again || question.signal?.aborted) throw failure;
    }
    return this.#openOnce(question).catch((error: unknown) => {
      throw failureOfError(error, question.signal);
    });
  }

  /** The whole body, unpacked. */
  async read(question: GetRequest): Promise<BufferedResponse> {
    const { body, ...answer } = await this.open({ gzip: true, ...question });
    try {
      return { ...answer, body: await collect(body, answer.headers, this.limits) };
    } catch (error) {
      throw failureOfError(error, question.signal);
    }
  }

  async #openOnce(question: GetRequest): Promise<OpenResponse> {
    const response = await this.#send(question);
    const status = response.statusCode ?? 0;
    const answer: OpenResponse = { status, headers: response.headers, body: response, ...clockOffset(response.headers, this.clock) };
    if (status >= 200 && status < 300) return answer;
    const body = await collect(response, response.headers, { ...this.limits, bodyBytes: errorBodyBytes }).catch(() => Buffer.alloc(0));
    throw failureOfResponse(answer, body, this.clock);
  }

  async #send(question: GetRequest): Promise<IncomingMessage> {
    const { agent, headers } = await this.#access.credentials();
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
    // A peer that vanished without a word is found out by the kernel even where no timer of ours runs.
    request.setSocketKeepAlive(true, 15_000);
    return answerOf(request, { ...this.limits, ...question.limits });
  }
}

/** Of the body of a refusal: a Status or a page for people; the beginning says it all. */
const errorBodyBytes = 1024 * 1024;

/** Our own code: the connection was an old one and closed before a byte of the answer came; the request was not served. */
const staleConnection = "KUBESPY_STALE_CONNECTION";

/** Waits for the status line, as long as the two limits allow. */
function answerOf(request: ReturnType<typeof requestHttp>, limits: TransportLimits): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const giveUp = (code: string, what: string, ms: number) => () =>
      request.destroy(new RequestFailure(`${what} within ${ms / 1000} s`, { code }));
    let timer = setTimeout(giveUp("ETIMEDOUT", "no connection", limits.connectMs), limits.connectMs);
    const connected = () => {
      clearTimeout(timer);
      timer = setTimeout(giveUp("ETIMEDOUT", "no answer", limits.responseMs), limits.responseMs);
    };
    request.on("socket", (socket) => {
      if (request.reusedSocket || !socket.connecting) connected();
      else socket.once("encrypted" in socket ? "secureConnect" : "connect", connected);
    });
    request.on("response", (response) => {
      clearTimeout(timer);
      resolve(response);
    });
    request.on("error", (error: NodeJS.ErrnoException) => {
      clearTimeout(timer);
      const stale = request.reusedSocket && (error.code === "ECONNRESET" || error.code === "EPIPE");
      reject(stale ? new RequestFailure("the kept connection was closed", { code: staleConnection, cause: error }) : error);
    });
    request.end();
  });
}

/** Reads and unpacks a body, bounded in size, and in time between two reads. */
async function collect(
  response: IncomingMessage,
  headers: IncomingHttpHeaders,
  limits: Pick<TransportLimits, "stallMs" | "bodyBytes">,
): Promise<Buffer> {
  const stalled = () => response.destroy(new RequestFailure(`the answer stopped for ${limits.stallMs / 1000} s`, { code: "ETIMEDOUT" }));
  const timer = setTimeout(stalled, limits.stallMs);
  response.on("data", () => timer.refresh());
  try {
    const pieces: Buffer[] = [];
    let size = 0;
    for await (const piece of headers["content-encoding"] === "gzip" ? unpacked(response) : response) {
      pieces.push(piece);
      size += piece.length;
      if (size > limits.bodyBytes) throw new RequestFailure(`the answer is larger than ${limits.bodyBytes} bytes`, { code: "EMSGSIZE" });
    }
    return Buffer.concat(pieces, size);
  } finally {
    clearTimeout(timer);
    if (!response.complete) response.destroy();
  }
}

function unpacked(response: IncomingMessage): NodeJS.ReadableStream & AsyncIterable<Buffer> {
  const gunzip = createGunzip();
  response.on("error", (error) => gunzip.destroy(error));
  return response.pipe(gunzip);
}

function clockOffset(headers: IncomingHttpHeaders, clock: Clock): { clockOffsetMs?: number } {
  const serverMs = Date.parse(headers.date ?? "");
  // The header names the second that had begun; its middle is the best guess.
  return Number.isNaN(serverMs) ? {} : { clockOffsetMs: Math.round(serverMs + 500 - clock.wallMs()) };
}
