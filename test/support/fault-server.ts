import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { gzipSync } from "node:zlib";
import { type Fault, type FaultAct, jsonOf, statusBody } from "./fault-acts.js";
import { type Change, matcher, ObjectHistory, type TestObject } from "./object-history.js";

export { type Fault, type FaultAct, jsonOf, numeral, statusBody } from "./fault-acts.js";
export type { Change, TestObject } from "./object-history.js";

/**
 * A small API server over real HTTP whose objects a test changes by hand, with faults by script: "at event N, on stream S, do F".
 * Deterministic: what it sends depends on what it was told, never on time. It keeps the history of all it held, so a test can compare a
 * recording with the truth, and serves that history (watch from a version, list at an exact version) until it is told to forget it.
 */
export interface FaultServer {
  readonly url: string;
  /** Every request, oldest first. */
  readonly requests: readonly SeenRequest[];
  /** All that ever happened, in order: the truth to compare with. */
  readonly history: readonly Change[];
  readonly resourceVersion: number;
  /** Creates or changes an object: gives it the next resourceVersion (and a uid where it is new) and tells the watches. Returns it as sent. */
  apply(collection: string, object: TestObject): TestObject;
  /** Deletes an object, with the resourceVersion of its deletion. */
  remove(collection: string, name: string, namespace?: string): void;
  /** The next requests that match get this fault. Faults are used up in the order in which they were added. */
  fault(fault: Fault): void;
  /** Makes all history up to now (or to this version) unavailable: watches and exact lists from there are answered with 410. */
  compact(resourceVersion?: number): void;
  /** Loses the watch memory: watches from before get 410, while lists at exact versions still read the history, as in etcd. */
  forgetWatches(): void;
  /** So many versions go to objects of other resources. */
  writeElsewhere(versions: number): void;
  /**
   * A new process: all connections are cut. A real one has lost its watch memory (`keepWatches: false`); without history, exact lists from any
   * version before now get 410 as well.
   */
  restart(options?: { readonly keepHistory?: boolean; readonly keepWatches?: boolean }): void;
  /** An etcd restore: the collections and the version counter as they were at that version. What came later never happened. */
  restore(resourceVersion: number): void;
  /** Sends a bookmark to all open streams. */
  bookmark(resourceVersion?: string): void;
  /** Keeps back what goes to the streams whose path contains this, until `release`: sockets keep no order between them. */
  hold(path: string): void;
  release(): void;
  /** Cuts all connections. */
  cut(): void;
  /**
   * `kill -9`, or a cut network: connections are reset and new ones refused (`accepting`: accepted and closed at once). What happens meanwhile is
   * in the history, as what another server wrote to the same etcd.
   */
  kill(options?: { readonly accepting?: boolean }): Promise<void>;
  /**
   * The new process listens on the same port. It is not ready (500 from `/readyz`, 503 from the API) until `becomeReady`; of a cut network
   * (`keepWatches`) it is at once, and nothing was lost.
   */
  start(options?: { readonly keepWatches?: boolean }): Promise<void>;
  /**
   * The new process serves. Its watch memory begins now, empty; or later by so many ms, until when it refuses watches (429), as a real one does
   * that is still filling it.
   */
  becomeReady(options?: { readonly watchesAfterMs?: number }): void;
  /** Connections accepted, ever. */
  readonly connections: number;
  /** Open watches stay open and get nothing more: what is written from here until `kill` has reached etcd, but no client. */
  stallStreams(): void;
  /** How many watches are open. */
  readonly openStreams: number;
  /** Resolves when the condition holds; looked at after each request and change. */
  until(condition: (server: FaultServer) => boolean): Promise<void>;
  close(): Promise<void>;
}

export interface SeenRequest {
  readonly kind: "list" | "watch" | "other";
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage["headers"];
}

export interface FaultServerOptions {
  /** Items of a page where the client asks for more. Default: as asked. */
  readonly pageSize?: number;
  /** Answers to other paths ("/version", "/api", ...), by path without query; strings as they are, others as JSON. */
  readonly documents?: Readonly<Record<string, unknown>>;
  /** Refuses (401) whom this does not let in. */
  readonly admits?: (headers: IncomingMessage["headers"]) => boolean;
  /** A path before all others, as Rancher has it: "/k8s/clusters/c-1". */
  readonly prefix?: string;
  /** Makes the server: HTTPS in its place. */
  readonly listen?: (onRequest: (request: IncomingMessage, response: ServerResponse) => void) => Server;
  readonly host?: string;
  /** Default: any free one. */
  readonly port?: number;
  /**
   * Watches end after the time that they ask for, with a bookmark 2 s before, and one every minute, as those of a real server. Default: neither,
   * because that depends on time.
   */
  readonly endsWatches?: boolean;
  /** How long a list takes. Default: 0. */
  readonly listMs?: number;
}

export async function startFaultServer(options: FaultServerOptions = {}): Promise<FaultServer> {
  const running = new RunningFaultServer(options);
  await running.listen();
  return running;
}

interface Stream {
  readonly response: ServerResponse;
  readonly matches: (change: Change) => boolean;
  readonly path: string;
  sent: number;
  copies: number;
  /** Counts lines; used up when its turn has come. */
  faults: Fault[];
  silent: boolean;
  /** Lines that wait for their release. */
  held: string[] | undefined;
}

class RunningFaultServer implements FaultServer {
  readonly requests: SeenRequest[] = [];
  readonly #objects = new ObjectHistory();
  resourceVersion = 100;
  url = "";
  readonly #options: FaultServerOptions;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #streams = new Set<Stream>();
  readonly #faults: { readonly fault: Fault; left: number }[] = [];
  #compactedAt = 0;
  #watchesFrom = 0;
  #isReady = true;
  #isClosing = false;
  #fillsWatches = false;
  connections = 0;
  #uids = 0;
  #watchers: (() => void)[] = [];

  constructor(options: FaultServerOptions) {
    this.#options = options;
    const onRequest = (request: IncomingMessage, response: ServerResponse) => this.#answer(request, response);
    this.#server = options.listen?.(onRequest) ?? createServer(onRequest);
    this.#server.on("connection", (socket: Socket) => {
      this.connections++;
      this.#sockets.add(socket);
      socket.on("close", () => this.#sockets.delete(socket));
      socket.on("error", () => {});
      if (this.#isClosing) socket.resetAndDestroy();
    });
  }

  async listen(): Promise<void> {
    const host = this.#options.host ?? "127.0.0.1";
    await this.#listenOn(this.#options.port ?? 0, host);
    const scheme = "setSecureContext" in this.#server ? "https" : "http";
    const shown = host.includes(":") ? `[${host}]` : host;
    this.url = `${scheme}://${shown}:${(this.#server.address() as AddressInfo).port}${this.#options.prefix ?? ""}`;
  }

  #listenOn(port: number, host: string): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#server.once("error", reject);
      this.#server.listen(port, host, () => {
        this.#server.off("error", reject);
        resolve();
      });
    });
  }

  get history(): readonly Change[] {
    return this.#objects.changes;
  }

  get openStreams(): number {
    return this.#streams.size;
  }

  apply(collection: string, object: TestObject): TestObject {
    const before = this.#objects.get(collection, object.metadata);
    const uid = object.metadata.uid ?? before?.object.metadata.uid ?? `uid-${++this.#uids}`;
    const metadata = { ...object.metadata, uid, resourceVersion: String(++this.resourceVersion) };
    const change: Change = { type: before === undefined ? "ADDED" : "MODIFIED", collection, object: { ...object, metadata } };
    this.#happen(change);
    return change.object;
  }

  remove(collection: string, name: string, namespace?: string): void {
    const before = this.#objects.get(collection, { name, namespace });
    if (before === undefined) throw new Error(`there is no ${name} in ${collection}`);
    const metadata = { ...before.object.metadata, resourceVersion: String(++this.resourceVersion) };
    this.#happen({ type: "DELETED", collection, object: { ...before.object, metadata } });
  }

  fault(fault: Fault): void {
    this.#faults.push({ fault, left: fault.times ?? 1 });
  }

  compact(resourceVersion = this.resourceVersion): void {
    this.#compactedAt = resourceVersion;
  }

  forgetWatches(): void {
    this.#watchesFrom = this.resourceVersion;
  }

  writeElsewhere(versions: number): void {
    this.resourceVersion += versions;
  }

  restart({ keepHistory = true, keepWatches = true } = {}): void {
    if (!keepHistory) this.#compactedAt = ++this.resourceVersion;
    if (!keepWatches) this.#watchesFrom = ++this.resourceVersion;
    this.cut();
  }

  restore(resourceVersion: number): void {
    this.#objects.rewind(resourceVersion);
    this.resourceVersion = resourceVersion;
    this.cut();
  }

  bookmark(resourceVersion = String(this.resourceVersion)): void {
    for (const stream of this.#streams) this.#sendBookmark(stream, resourceVersion);
  }

  #sendBookmark(stream: Stream, resourceVersion: string): void {
    const object = {
      kind: "Bookmark",
      apiVersion: "v1",
      metadata: { resourceVersion, creationTimestamp: null },
      spec: { containers: null },
    };
    this.#send(stream, JSON.stringify({ type: "BOOKMARK", object }));
  }

  #endLater(stream: Stream, seconds: number): void {
    const bookmark = () => this.#sendBookmark(stream, String(this.resourceVersion));
    const timers = [
      setInterval(bookmark, 60_000),
      setTimeout(bookmark, Math.max(0, seconds - 2) * 1000),
      setTimeout(() => stream.response.end(), seconds * 1000),
    ];
    stream.response.on("close", () => {
      for (const timer of timers) clearTimeout(timer);
    });
  }

  hold(path: string): void {
    for (const stream of this.#streams) if (stream.path.includes(path)) stream.held ??= [];
  }

  release(): void {
    for (const stream of this.#streams) {
      const lines = stream.held ?? [];
      stream.held = undefined;
      for (const line of lines) this.#send(stream, line);
    }
  }

  cut(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  async kill({ accepting = false } = {}): Promise<void> {
    this.#isReady = false;
    this.#isClosing = true;
    const closed = accepting ? undefined : new Promise((resolve) => this.#server.close(resolve));
    for (const socket of this.#sockets) socket.resetAndDestroy();
    await closed;
  }

  async start({ keepWatches = false } = {}): Promise<void> {
    const { hostname, port } = new URL(this.url);
    if (!this.#server.listening) await this.#listenOn(Number(port), hostname);
    this.#isClosing = false;
    this.#isReady = keepWatches;
  }

  becomeReady({ watchesAfterMs }: { readonly watchesAfterMs?: number } = {}): void {
    this.#isReady = true;
    this.#watchesFrom = this.resourceVersion;
    if (watchesAfterMs === undefined) return;
    this.#fillsWatches = true;
    setTimeout(() => {
      this.#fillsWatches = false;
      this.#watchesFrom = this.resourceVersion;
    }, watchesAfterMs);
  }

  stallStreams(): void {
    for (const stream of this.#streams) stream.silent = true;
  }

  async until(condition: (server: FaultServer) => boolean): Promise<void> {
    while (!condition(this)) await new Promise<void>((resolve) => this.#watchers.push(resolve));
  }

  async close(): Promise<void> {
    this.cut();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #happen(change: Change): void {
    this.#objects.add(change);
    for (const stream of this.#streams) if (stream.matches(change)) this.#sendChange(stream, change);
    this.#wake();
  }

  #wake(): void {
    const watchers = this.#watchers;
    this.#watchers = [];
    for (const wake of watchers) setImmediate(wake);
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const url = new URL(request.url ?? "/", "http://server");
    const path = url.pathname.slice((this.#options.prefix ?? "").length);
    const query = url.searchParams;
    const documents = this.#options.documents ?? {};
    const watching = query.get("watch") === "true" || query.get("watch") === "1";
    const known = url.pathname.startsWith(this.#options.prefix ?? "") && !(path in documents);
    const kind = !known || !collectionPath.test(path) ? "other" : watching ? "watch" : "list";
    this.requests.push({ kind, path, query, headers: request.headers });
    this.#wake();
    const [onReadiness] = path === "/readyz" ? this.#takeFaults(kind, path, query, "/readyz") : [];
    if (onReadiness !== undefined && actInstead(onReadiness.act, kind, request, response)) return;
    if (path === "/readyz" || !this.#isReady) {
      sendReadiness(path, this.#isReady, request, response);
      return;
    }
    const faults = this.#takeFaults(kind, path, query);
    const instead = faults.find(({ afterEvents = 0 }) => afterEvents === 0);
    if (this.#options.admits?.(request.headers) === false) sendStatus(request, response, 401, "Unauthorized", "Unauthorized");
    else if (instead !== undefined && actInstead(instead.act, kind, request, response)) this.#wake();
    else if (kind === "list") this.#listLater(path, query, request, response);
    else if (kind === "watch" && this.#fillsWatches) sendBusy(request, response);
    else if (kind === "watch") this.#watch(path, query, response, faults);
    else if (path in documents) sendJson(request, response, 200, documents[path]);
    else sendStatus(request, response, 404, "NotFound", "the server could not find the requested resource");
  }

  #takeFaults(kind: SeenRequest["kind"], path: string, query: URLSearchParams, faultPath?: string): Fault[] {
    const matching = ({ fault, left }: { fault: Fault; left: number }) =>
      left > 0 &&
      (faultPath === undefined || fault.path === faultPath) &&
      (fault.on === undefined || fault.on === "any" || fault.on === kind) &&
      path.includes(fault.path ?? "") &&
      (fault.having === undefined || query.has(fault.having));
    const first = this.#faults.find(matching);
    if (first === undefined) return [];
    first.left--;
    return [first.fault];
  }

  #listLater(path: string, query: URLSearchParams, request: IncomingMessage, response: ServerResponse): void {
    const { listMs = 0 } = this.#options;
    if (listMs > 0) setTimeout(() => this.#list(path, query, request, response), listMs);
    else this.#list(path, query, request, response);
  }

  #list(path: string, query: URLSearchParams, request: IncomingMessage, response: ServerResponse): void {
    const start = decodeContinue(query.get("continue"));
    const exact = query.get("resourceVersionMatch") === "Exact" ? Number(query.get("resourceVersion")) : undefined;
    const at = start?.at ?? exact ?? this.resourceVersion;
    if (at < this.#compactedAt) {
      sendStatus(request, response, 410, "Expired", "The resourceVersion for the provided list is too old.");
      return;
    }
    const matches = matcher(path, query);
    const items = this.#objects
      .at(at)
      .filter(matches)
      .map(({ object }) => object);
    const asked = Number(query.get("limit") ?? 0) || items.length;
    const limit = Math.min(asked, this.#options.pageSize ?? asked);
    const from = start?.from ?? 0;
    const more = from + limit < items.length;
    const metadata = { resourceVersion: String(at), ...(more ? { continue: encodeContinue({ at, from: from + limit }) } : {}) };
    const [sample] = items;
    sendJson(request, response, 200, {
      kind: `${sample?.kind ?? "Pod"}List`,
      apiVersion: sample?.apiVersion ?? "v1",
      metadata,
      // As on the wire: items bear neither kind nor apiVersion.
      items: items.slice(from, from + limit).map(({ kind: _kind, apiVersion: _apiVersion, ...rest }) => rest),
    });
  }

  #watch(path: string, query: URLSearchParams, response: ServerResponse, faults: Fault[]): void {
    const from = Number(query.get("resourceVersion") ?? 0);
    response.writeHead(200, { "Content-Type": "application/json" });
    response.flushHeaders();
    const stream: Stream = { response, matches: matcher(path, query), path, sent: 0, copies: 1, faults, silent: false, held: undefined };
    const oldest = Math.max(this.#compactedAt, this.#watchesFrom);
    if (from < oldest) {
      response.end(
        `${JSON.stringify({ type: "ERROR", object: statusBody(410, "Expired", `too old resource version: ${from} (${oldest})`) })}\n`,
      );
      return;
    }
    this.#streams.add(stream);
    response.on("close", () => {
      this.#streams.delete(stream);
      this.#wake();
    });
    if (this.#options.endsWatches) this.#endLater(stream, Number(query.get("timeoutSeconds") ?? 1800));
    this.#actOn(stream);
    for (const change of this.#objects.after(from)) if (stream.matches(change)) this.#sendChange(stream, change);
    this.#wake();
  }

  #sendChange(stream: Stream, { type, object }: Change): void {
    this.#send(stream, jsonOf({ type, object }));
  }

  #send(stream: Stream, line: string): void {
    if (stream.silent || stream.response.writableEnded || stream.response.destroyed) return;
    if (stream.held !== undefined) {
      stream.held.push(line);
      return;
    }
    const cut = stream.faults.find(({ act, afterEvents = 0 }) => act.do.startsWith("cut") && afterEvents === stream.sent)?.act;
    if (cut !== undefined) {
      if (cut.do === "cutLine") this.#cutLine(stream, Buffer.from(`${line}\n`), cut);
      else cutChunk(stream, Buffer.from(`${line}\n`));
      return;
    }
    for (let copy = 0; copy < stream.copies; copy++) stream.response.write(`${line}\n`);
    stream.sent++;
    this.#actOn(stream);
  }

  #cutLine(stream: Stream, line: Buffer, { atByte, clean }: Extract<FaultAct, { do: "cutLine" }>): void {
    const { response } = stream;
    stream.silent = true;
    const at = atByte === "in a character" ? line.findIndex((byte) => byte >= 0x80) + 1 || 100 : atByte;
    const part = line.subarray(0, at);
    if (clean) response.end(part);
    else response.write(part, () => setImmediate(() => response.socket?.destroy()));
  }

  /** The faults of a stream whose turn has come. */
  #actOn(stream: Stream): void {
    const due = stream.faults.filter(({ act, afterEvents = 0 }) => afterEvents === stream.sent && !act.do.startsWith("cut"));
    stream.faults = stream.faults.filter((fault) => !due.includes(fault));
    for (const { act } of due) {
      if (act.do === "close") stream.response.end();
      else if (act.do === "reset") stream.response.write("", () => setImmediate(() => stream.response.socket?.destroy()));
      else if (act.do === "silence") stream.silent = true;
      else if (act.do === "write") stream.response.write(act.bytes);
      else if (act.do === "repeat") stream.copies = act.times;
      else if (act.do === "raw" && stream.response.socket !== null) {
        stream.silent = true;
        act.take(stream.response.socket);
      }
    }
  }
}

/** Half of a chunk of HTTP's chunked encoding, past Node's own framing. */
function cutChunk(stream: Stream, line: Buffer): void {
  const { socket } = stream.response;
  stream.silent = true;
  socket?.write(`${line.length.toString(16)}\r\n`);
  socket?.write(line.subarray(0, line.length / 2), () => setImmediate(() => socket.destroy()));
}

const collectionPath = /^\/(api|apis\/[^/]+)\/[^/]+(\/namespaces\/[^/]+)?\/[^/]+$/;

function encodeContinue(place: { at: number; from: number }): string {
  return Buffer.from(JSON.stringify(place)).toString("base64url");
}

function decodeContinue(token: string | null): { at: number; from: number } | undefined {
  return token === null ? undefined : (JSON.parse(Buffer.from(token, "base64url").toString()) as { at: number; from: number });
}

/** True when the fault takes the place of the answer. */
function actInstead(act: FaultAct, kind: SeenRequest["kind"], request: IncomingMessage, response: ServerResponse): boolean {
  if (act.do === "answer") sendJson(request, response, act.status, act.body ?? "", act.headers);
  else if (act.do === "raw") act.take(request.socket);
  else if (act.do === "reset" && kind !== "watch") request.socket.destroy();
  else return act.do === "silence" && kind !== "watch";
  return true;
}

/** What a real server answers to this, and to everything else while it starts. */
function sendReadiness(path: string, isReady: boolean, request: IncomingMessage, response: ServerResponse): void {
  if (path !== "/readyz") sendStatus(request, response, 503, "ServiceUnavailable", "apiserver not ready");
  else if (isReady) sendJson(request, response, 200, "ok", { "Content-Type": "text/plain; charset=utf-8" });
  else
    sendJson(
      request,
      response,
      500,
      "[+]ping ok\n[-]poststarthook/start-apiextensions-controllers failed: reason withheld\nreadyz check failed\n",
      {
        "Content-Type": "text/plain; charset=utf-8",
      },
    );
}

/** To a watch whose memory is still being filled. */
function sendBusy(request: IncomingMessage, response: ServerResponse): void {
  const status = statusBody(429, "TooManyRequests", "storage is (re)initializing", { retryAfterSeconds: 1 });
  sendJson(request, response, 429, status, { "Retry-After": "1" });
}

function sendStatus(request: IncomingMessage, response: ServerResponse, code: number, reason: string, message: string): void {
  sendJson(request, response, code, statusBody(code, reason, message));
}

/** As a real server: large answers are gzipped for who takes that. */
function sendJson(
  request: IncomingMessage,
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): void {
  const text = typeof body === "string" ? body : `${jsonOf(body)}\n`;
  const zip = text.length > 128 * 1024 && request.headers["accept-encoding"] === "gzip";
  response.writeHead(status, { "Content-Type": "application/json", ...(zip ? { "Content-Encoding": "gzip" } : {}), ...headers });
  response.end(zip ? gzipSync(text) : text);
}
