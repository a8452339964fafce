import type { Socket } from "node:net";
import { gzipSync } from "node:zlib";

/** What a hostile or broken server does to a request in place of an answer. Each keeps the connection, unless it says that it closes it. */
export interface HostileAct {
  readonly name: string;
  readonly take: (socket: Socket) => void;
}

const head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n";

/** Writes the same again and again, as fast as it is taken. */
function endlessly(socket: Socket, piece: string | Buffer): void {
  const more = () => {
    while (!socket.destroyed && socket.write(piece));
  };
  socket.on("drain", more);
  more();
}

function withPeriod(socket: Socket, ms: number, write: () => void): void {
  const timer = setInterval(write, ms);
  socket.once("close", () => clearInterval(timer));
}

/** 16 MB of the same, in some kilobytes. Decoders join such members. */
const bombOf = (text: string) => {
  let bomb: Buffer | undefined;
  return (socket: Socket) => {
    bomb ??= gzipSync(Buffer.alloc(16 * 1024 * 1024, text));
    socket.write(`${head}Content-Encoding: gzip\r\n\r\n`);
    endlessly(socket, bomb);
  };
};

let pages = 0;

function page(socket: Socket, items: readonly object[], from: number): void {
  const token = Buffer.from(JSON.stringify({ at: 500, from })).toString("base64url");
  const body = JSON.stringify({ kind: "PodList", apiVersion: "v1", metadata: { resourceVersion: "500", continue: token }, items });
  socket.write(`${head}Content-Length: ${body.length}\r\n\r\n${body}`);
}

export const hostileActs: readonly HostileAct[] = [
  {
    name: "answers 101 (switching protocols)",
    take: (socket) => socket.write("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n"),
  },
  { name: "never answers", take: () => {} },
  { name: "accepts and never reads", take: (socket) => socket.pause() },
  { name: "closes its half without an answer", take: (socket) => socket.end() },
  { name: "closes its half within the body", take: (socket) => socket.end(`${head}Content-Length: 1000\r\n\r\n{"kind":"PodList",`) },
  { name: "stops within a header", take: (socket) => socket.write("HTTP/1.1 200 OK\r\nContent-Ty") },
  {
    name: "sends headers endlessly",
    take: (socket) => {
      socket.write(head);
      endlessly(socket, "X-Header: 0123456789\r\n");
    },
  },
  {
    name: "sends one byte a second",
    take: (socket) => {
      socket.write(`${head}Transfer-Encoding: chunked\r\n\r\n`);
      withPeriod(socket, 1000, () => socket.write("1\r\n \r\n"));
    },
  },
  { name: "sends interim responses endlessly", take: (socket) => endlessly(socket, "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n") },
  {
    name: "redirects for ever",
    take: (socket) => socket.write("HTTP/1.1 302 Found\r\nLocation: /again\r\nContent-Length: 0\r\n\r\n"),
  },
  {
    name: "sends a chunk that never ends",
    take: (socket) => {
      socket.write(`${head}Transfer-Encoding: chunked\r\n\r\n7fffffff\r\n`);
      endlessly(socket, " ".repeat(65_536));
    },
  },
  {
    name: "sends less than its content-length",
    take: (socket) => socket.write(`${head}Content-Length: 1000000\r\n\r\n{"kind":"PodList",`),
  },
  { name: "sends a gzip bomb", take: bombOf(" ") },
  { name: "sends empty lines endlessly, compressed", take: bombOf("\n") },
  { name: "sends lines endlessly that are no watch events, compressed", take: bombOf("{}\n") },
  {
    name: "sends an endless error",
    take: (socket) => {
      socket.write("HTTP/1.1 500 Internal Server Error\r\nContent-Type: text/plain\r\n\r\n");
      endlessly(socket, "no ".repeat(10_000));
    },
  },
  {
    name: "sends pages endlessly",
    take: (socket) =>
      page(socket, [{ metadata: { name: `p${++pages}`, namespace: "shop", uid: `page-${pages}`, resourceVersion: "1" } }], pages),
  },
  { name: "sends the same page again and again", take: (socket) => page(socket, [], 1) },
  { name: "sends empty pages endlessly", take: (socket) => page(socket, [], ++pages) },
];
