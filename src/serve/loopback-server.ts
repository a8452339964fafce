import { createServer, type RequestListener, type Server, type ServerOptions } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { KubespyError } from "../errors.js";

/** What is served may be confidential: only this machine can connect. */
export const loopback = "127.0.0.1";

/** A request without a body is short: a client that sends it slowly only holds a connection. An answer may take as long as it likes to be read. */
const serverOptions: ServerOptions = {
  insecureHTTPParser: false,
  requireHostHeader: true,
  headersTimeout: 10_000,
  requestTimeout: 20_000,
  connectionsCheckingInterval: 5000,
};

/** A server of plain HTTP; further connections than `maxConnections` are closed at once. */
export function loopbackServer(answer: RequestListener, { maxConnections }: { readonly maxConnections: number }): Server {
  const server = createServer(serverOptions);
  server.maxConnections = maxConnections;
  server.on("request", oneAtATime(answer));
  return server;
}

/**
 * One request at a time on a connection, so that the number of connections bounds that of answers; and Node does not say when the connection of
 * an answer that still waits for another one has closed. No client of ours sends a request before it has the answer to the last one.
 */
function oneAtATime(answer: RequestListener): RequestListener {
  const busy = new WeakSet<Socket>();
  return (request, response) => {
    const { socket } = request;
    if (busy.has(socket)) return void socket.destroy();
    busy.add(socket);
    response.on("close", () => busy.delete(socket));
    answer(request, response);
  };
}

/** Listens on this machine only. `port` 0: any free one. Rejects with `KubespyError` when it is in use. */
export function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (cause: NodeJS.ErrnoException) => reject(cannotListen(port, cause)));
    server.listen(port, loopback, resolve);
  });
}

function cannotListen(port: number, cause: NodeJS.ErrnoException): KubespyError {
  const why = cause.code === "EADDRINUSE" ? "the port is in use" : cause.code === "EACCES" ? "not permitted" : cause.message;
  return new KubespyError(`cannot listen on ${loopback}:${port}: ${why}`, { hint: "omit --port to use any free port", cause });
}

/** Ends all answers. */
export async function closeServer(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeAllConnections();
  await closed;
}

export function portOf(server: Server): number {
  return (server.address() as AddressInfo | null)?.port ?? 0;
}
