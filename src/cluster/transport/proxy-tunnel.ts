import { type IncomingMessage, request as requestHttp } from "node:http";
import { type AgentOptions, Agent as HttpsAgent, type RequestOptions, request as requestHttps } from "node:https";
import { isIP, type Socket } from "node:net";
import type { Duplex } from "node:stream";
import { RequestFailure } from "../cluster-reader.js";
import { orAborted } from "./or-aborted.js";
import { ProxyFailure, proxyFailure } from "./proxy-failure.js";

/** From the connection to the proxy until it has connected us: kubectl waits as long. */
const tunnelMs = 30_000;

interface Target {
  /** Without brackets. */
  readonly host: string;
  readonly port: number | string;
}

/** On failure without a stream, whatever its type says. */
type Connected = (error: Error | null, stream: Duplex) => void;

/**
 * Connects to one server through an HTTP, HTTPS or SOCKS proxy, and keeps connections alive. What fails before the server is connected is a
 * `ProxyFailure`; what fails after it, TLS with the server among it, is the server's.
 */
export class TunnelAgent extends HttpsAgent {
  readonly #proxy: URL;
  readonly #isTls: boolean;
  /** Of the tunnels that are being opened: no request ends them, because a later one can use them. */
  readonly #closed = new AbortController();

  constructor(proxy: URL, isTls: boolean, options: AgentOptions) {
    super(options);
    this.#proxy = proxy;
    this.#isTls = isTls;
    if (!isTls) Object.assign(this, { protocol: "http:", defaultPort: 80 });
  }

  /** Called by Node for each new connection; it goes on by the callback. */
  override createConnection(options: RequestOptions, callback?: Connected): undefined {
    const target = { host: options.host ?? "localhost", port: options.port ?? 443 };
    const connected = callback as ((error: Error | null, stream?: Duplex | null) => void) | undefined;
    openTunnel(this.#proxy, target, this.#closed.signal).then(
      (socket) => connected?.(null, this.#isTls ? super.createConnection(over(socket, options)) : socket),
      (error: Error) => connected?.(error),
    );
  }

  override destroy(): void {
    this.#closed.abort(new RequestFailure("the connection was closed", { code: "ABORT_ERR" }));
    super.destroy();
  }
}

/** TLS begins over a socket that is connected. */
function over(socket: Socket, options: RequestOptions): RequestOptions & { socket: Socket } {
  return { ...options, socket };
}

/** Rejects with `ProxyFailure`, or with the reason of the signal. */
async function openTunnel(proxy: URL, target: Target, signal: AbortSignal): Promise<Socket> {
  const limit = new AbortController();
  const timer = setTimeout(
    () => limit.abort(new ProxyFailure(proxy, `did not answer within ${tunnelMs / 1000} s`, { code: "ETIMEDOUT" })),
    tunnelMs,
  );
  const stop = () => limit.abort(signal.reason);
  signal.addEventListener("abort", stop);
  if (signal.aborted) stop();
  try {
    const opened = proxy.protocol.startsWith("socks") ? connectSocks(proxy, target) : connectHttp(proxy, target, limit.signal);
    opened.then(
      (socket) => limit.signal.aborted && socket.destroy(),
      () => {},
    );
    return await orAborted(opened, limit.signal);
  } catch (error) {
    throw limit.signal.aborted ? limit.signal.reason : proxyFailure(proxy, error);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", stop);
  }
}

function connectHttp(proxy: URL, { host, port }: Target, signal: AbortSignal): Promise<Socket> {
  const authority = `${isIP(host) === 6 ? `[${host}]` : host}:${port}`;
  const proxyHost = proxy.hostname.replace(/^\[|\]$/g, "");
  const isTls = proxy.protocol === "https:";
  return new Promise((resolve, reject) => {
    const request = (isTls ? requestHttps : requestHttp)({
      method: "CONNECT",
      host: proxyHost,
      port: proxy.port || (isTls ? 443 : 80),
      path: authority,
      agent: false,
      setHost: false,
      headers: { Host: authority, ...proxyAuthorization(proxy) },
      ...(isTls && isIP(proxyHost) === 0 ? { servername: proxyHost } : {}),
      signal,
    });
    const refused = ({ statusCode = 0, statusMessage }: IncomingMessage) =>
      new ProxyFailure(proxy, refusal(authority, statusCode, statusMessage), { answered: statusCode });
    request.once("connect", (response, socket: Socket, head) => {
      const { statusCode = 0 } = response;
      if (statusCode < 200 || statusCode > 299) {
        socket.destroy();
        return reject(refused(response));
      }
      if (head.length > 0) socket.unshift(head);
      resolve(socket);
    });
    // Not the answer to CONNECT, but what some servers that are no proxy do.
    request.once("upgrade", (response, socket: Socket) => {
      socket.destroy();
      reject(refused(response));
    });
    request.once("error", reject);
    request.once("close", () => reject(new ProxyFailure(proxy, "closed the connection without an answer", { code: "ECONNRESET" })));
    request.end();
  });
}

function refusal(authority: string, status: number, reason: string | undefined): string {
  const answer = reason ? `${status} ${reason}` : String(status);
  return status === 407 ? `requires a user and password: ${answer}` : `did not connect to ${authority}: ${answer}`;
}

function proxyAuthorization({ username, password }: URL): Record<string, string> {
  if (username === "" && password === "") return {};
  return { "Proxy-Authorization": `Basic ${Buffer.from(`${decoded(username)}:${decoded(password)}`).toString("base64")}` };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The client library speaks SOCKS; it is loaded only then, because that takes half a second. It gives up after 30 s by itself. */
async function connectSocks(proxy: URL, { host, port }: Target): Promise<Socket> {
  const { KubeConfig } = await import("@kubernetes/client-node/dist/config.js");
  const config = new KubeConfig();
  // As kubectl: the proxy resolves the name, because often it alone can.
  const proxyUrl = proxy.href.replace(/^socks5:/, "socks5h:");
  config.loadFromClusterAndUser({ name: "cluster", server: "https://cluster", proxyUrl, skipTLSVerify: false }, { name: "user" });
  const options: { agent?: unknown } = {};
  await config.applyToHTTPSOptions(options);
  const { agent } = options;
  if (!isSocksAgent(agent)) throw new ProxyFailure(proxy, "cannot be used");
  return await agent.connect({ destroy: () => {} }, { host, port: Number(port), secureEndpoint: false });
}

interface SocksAgent {
  connect(request: { destroy(): void }, target: { host: string; port: number; secureEndpoint: false }): Promise<Socket>;
}

function isSocksAgent(agent: unknown): agent is SocksAgent {
  return typeof (agent as Partial<SocksAgent> | undefined)?.connect === "function";
}
