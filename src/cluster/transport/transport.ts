import { type IncomingHttpHeaders, type IncomingMessage, request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import { createGunzip } from "node:zlib";
import type { Clock } from "../../io/clock.js";
import type { ServerAccess } from "../auth/server-access.js";
import { RequestFailure } from "../cluster-reader.js";
import { failureOfError, failureOfResponse } from "./request-failures.js";

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
  /** Maximum size of one body, unpacked. Pages of a list are limited by their item count, so this guards against a broken server. */
  readonly bodyBytes: number;
}

const usualLimits: TransportLimits = { connectMs: 30_000, responseMs: 70_000, stallMs: 70_000, bodyBytes: 512 * 1024 * 1024 };

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
  readonly body: IncomingMessage;
  /** The server's clock minus ours, in ms; accurate to half a second, because the `Date` header counts whole seconds. */
  readonly clockOffsetMs?: number;
}

export interface BufferedResponse extends Omit<OpenResponse, "body"> {
  readonly body: Buffer;
}

/** GET requests to one API server over HTTP/1.1. Every failure is a `RequestFailure`. Retries only as documented below. */
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

  /** Reads the whole body, unpacked. */
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
    // The kernel detects a peer that vanished, even where none of our timers runs.
    request.setSocketKeepAlive(true, 15_000);
    return answerOf(request, { ...this.limits, ...question.limits });
  }
}

/** Maximum size of the body of an error response; its beginning is enough. */
const errorBodyBytes = 1024 * 1024;

/** Our own code: a reused connection closed before any byte of the response arrived, so the request was not served. */
const staleConnection = "KUBESPY_STALE_CONNECTION";

/** Waits for the status line within the two limits. */
function answerOf(request: ReturnType<typeof requestHttp>, limits: TransportLimits): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const giveUp = (code: string, what: string, ms: number) => () =>
      request.destroy(new RequestFailure(`${what} within ${ms / 1000} s`, { code }));
    let timer = setTimeout(giveUp("ETIMEDOUT", "no connection", limits.connectMs), limits.connectMs);
    const connected = () => {
      clearTimeout(timer);
      timer = setTimeout(giveUp("ETIMEDOUT", "no response", limits.responseMs), limits.responseMs);
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
      reject(stale ? new RequestFailure("the keep-alive connection was closed", { code: staleConnection, cause: error }) : error);
    });
    request.end();
  });
}

/** Reads and unpacks a body, limited in size and in time between two reads. */
async function collect(
  response: IncomingMessage,
  headers: IncomingHttpHeaders,
  limits: Pick<TransportLimits, "stallMs" | "bodyBytes">,
): Promise<Buffer> {
  const stalled = () => response.destroy(new RequestFailure(`the response stalled for ${limits.stallMs / 1000} s`, { code: "ETIMEDOUT" }));
  const timer = setTimeout(stalled, limits.stallMs);
  response.on("data", () => timer.refresh());
  try {
    const pieces: Buffer[] = [];
    let size = 0;
    for await (const piece of headers["content-encoding"] === "gzip" ? unpacked(response) : response) {
      pieces.push(piece);
      size += piece.length;
      if (size > limits.bodyBytes) throw new RequestFailure(`the response is larger than ${limits.bodyBytes} bytes`, { code: "EMSGSIZE" });
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
  // The header is truncated to seconds; the middle of the second is the best estimate.
  return Number.isNaN(serverMs) ? {} : { clockOffsetMs: Math.round(serverMs + 500 - clock.wallMs()) };
}
