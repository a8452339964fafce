import { Agent } from "node:http";
import type { Socket } from "node:net";
import type { Transform } from "node:stream";
import * as zlib from "node:zlib";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { RequestFailure, WatchBatch } from "../../src/cluster/cluster-reader.js";
import { createHttpReader } from "../../src/cluster/transport/http-reader.js";
import { Transport, type TransportLimits } from "../../src/cluster/transport/transport.js";
import { followCollection } from "../../src/cluster/watch/follow-collection.js";
import { systemClock } from "../../src/io/clock.js";
import { type FaultServer, startFaultServer } from "../support/fault-server.js";
import { hostileActs } from "../support/hostile-acts.js";

const request = { type: { group: "", version: "v1", resource: "pods", kind: "Pod", namespaced: true }, namespace: "shop" };
const pods = "/api/v1/pods";

let server: FaultServer;
let agent: Agent;

beforeEach(async () => {
  server = await startFaultServer();
  agent = new Agent({ keepAlive: true });
});

afterEach(async () => {
  agent.destroy();
  await server.close();
});

function reader(limits: Partial<TransportLimits> = {}, maxLineBytes?: number) {
  const access = { server: server.url, credentials: async () => ({ agent, headers: {} }), renew: () => false };
  const transport = new Transport({ access, clock: systemClock, userAgent: "test", limits });
  return createHttpReader({ transport, ...(maxLineBytes === undefined ? {} : { maxLineBytes }) });
}

function line(name: string): string {
  const object = { apiVersion: "v1", kind: "Pod", metadata: { name, namespace: "shop", uid: name, resourceVersion: "1" } };
  return `${JSON.stringify({ type: "ADDED", object })}\n`;
}

/** An answer whose body goes through these compressors, the first one first. */
function compressed(socket: Socket, encoding: string, compressors: readonly Transform[]): Transform {
  socket.write(`HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Encoding: ${encoding}\r\n\r\n`);
  const [first, ...rest] = compressors;
  if (first === undefined) throw new Error("no compressor");
  rest.reduce<Transform>((before, next) => before.pipe(next), first).pipe(socket);
  return first;
}

const flushed = { flush: zlib.constants.Z_SYNC_FLUSH };
const encodings: readonly [string, () => readonly Transform[]][] = [
  ["gzip", () => [zlib.createGzip(flushed)]],
  ["x-gzip", () => [zlib.createGzip(flushed)]],
  ["GZIP", () => [zlib.createGzip(flushed)]],
  ["deflate", () => [zlib.createDeflate(flushed)]],
  ["br", () => [zlib.createBrotliCompress({ flush: zlib.constants.BROTLI_OPERATION_FLUSH })]],
  ["deflate, gzip", () => [zlib.createDeflate(flushed), zlib.createGzip(flushed)]],
];

const namesIn = ({ events }: WatchBatch) => events.flatMap((event) => ("revision" in event ? [event.revision.head.ref.name] : []));

/** A watch that is answered by what `write` writes. */
function watchOf(take: (socket: Socket) => void, maxLineBytes?: number) {
  server.fault({ on: "watch", act: { do: "raw", take } });
  return reader({}, maxLineBytes)
    .watch({ ...request, resourceVersion: "1" }, new AbortController().signal)
    [Symbol.asyncIterator]();
}

async function nextNames(stream: AsyncIterator<WatchBatch>): Promise<readonly string[]> {
  for (;;) {
    const { value, done } = await stream.next();
    if (done === true) return ["the end"];
    if (value.events.length > 0) return namesIn(value);
  }
}

describe("a watch in a content-encoding", () => {
  it.each(encodings)("%s yields each event when the server flushes it", async (encoding, compressors) => {
    let body: Transform | undefined;
    const stream = watchOf((socket) => {
      body = compressed(socket, encoding, compressors());
      body.write(line("a"));
    });
    expect(await nextNames(stream)).toEqual(["a"]);
    body?.write(line("b") + line("c").slice(0, 30));
    expect(await nextNames(stream)).toEqual(["b"]);
    body?.end(line("c").slice(30));
    expect(await nextNames(stream)).toEqual(["c"]);
    expect(await nextNames(stream)).toEqual(["the end"]);
  });

  it("that is cut fails after the events before", async () => {
    const stream = watchOf((socket) => {
      const body = compressed(socket, "gzip", [zlib.createGzip(flushed)]);
      body.write(line("a"), () => setTimeout(() => socket.end(), 20));
    });
    expect(await nextNames(stream)).toEqual(["a"]);
    await expect(nextNames(stream)).rejects.toThrow("the compressed response is damaged: unexpected end of file");
  });

  it.each(["compress", "gzip, gzip, gzip"])("%s fails with its name", async (encoding) => {
    const stream = watchOf((socket) => socket.write(`HTTP/1.1 200 OK\r\nContent-Encoding: ${encoding}\r\n\r\n`));
    await expect(nextNames(stream)).rejects.toThrow(`the response has the encoding "${encoding}", which kubespy cannot unpack`);
  });

  it("that unpacks to a line without an end fails at the limit of a line", async () => {
    const bomb = hostileActs.find(({ name }) => name.includes("bomb"));
    const stream = watchOf((socket) => bomb?.take(socket), 1024 * 1024);
    await expect(nextNames(stream).then(() => nextNames(stream))).rejects.toThrow("longer than 1 MiB");
  });

  it("of the transfer is unpacked, or fails with its name", async () => {
    const answer = (encoding: string, body: Buffer) => (socket: Socket) => {
      socket.write(`HTTP/1.1 200 OK\r\nTransfer-Encoding: ${encoding}, chunked\r\n\r\n`);
      socket.write(Buffer.concat([Buffer.from(`${body.length.toString(16)}\r\n`), body, Buffer.from("\r\n")]));
    };
    expect(await nextNames(watchOf(answer("gzip", zlib.gzipSync(line("a")))))).toEqual(["a"]);
    await expect(nextNames(watchOf(answer("compress", Buffer.from(line("a")))))).rejects.toThrow('the encoding "compress"');
  });

  it.each([
    ["empty lines", "sends more than 10000 empty lines in a row"],
    ["no watch events", "20 lines in a row are not watch events"],
  ])("that unpacks to %s without an end fails", async (act, message) => {
    const stream = watchOf((socket) => hostileActs.find(({ name }) => name.includes(act))?.take(socket));
    await expect(nextNames(stream).then(() => nextNames(stream))).rejects.toThrow(message);
  });

  it("that is unknown is a disconnection with its name, not a silent collection", async () => {
    const take = (socket: Socket) => void socket.write("HTTP/1.1 200 OK\r\nContent-Encoding: compress\r\n\r\n");
    server.fault({ on: "watch", times: 100, act: { do: "raw", take } });
    const stop = new AbortController();
    for await (const event of followCollection({ reader: reader(), request, clock: systemClock, signal: stop.signal })) {
      if (event.kind !== "disconnected") continue;
      expect(event.reason).toContain('the encoding "compress"');
      stop.abort();
    }
    expect.assertions(1);
  });
});

describe("a list in a content-encoding", () => {
  it.each(encodings)("%s is unpacked", async (encoding, compressors) => {
    const body = '{"kind":"PodList","apiVersion":"v1","metadata":{"resourceVersion":"7"},"items":[{"metadata":{"name":"a"}}]}';
    server.fault({ act: { do: "raw", take: (socket) => compressed(socket, encoding, compressors()).end(body) } });
    expect((await reader().list(request)).items).toHaveLength(1);
  });

  it("that unpacks to more than a page may hold is asked for in smaller pages", async () => {
    server.apply(pods, { apiVersion: "v1", kind: "Pod", metadata: { name: "a", namespace: "shop" } });
    const big = zlib.gzipSync(Buffer.alloc(49 * 1024 * 1024, " "));
    const take = (socket: Socket) =>
      void socket.write(Buffer.concat([Buffer.from("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n"), big]));
    server.fault({ act: { do: "raw", take } });
    expect((await reader().list(request)).items).toHaveLength(1);
    expect(server.requests.map(({ query }) => query.get("limit"))).toEqual(["500", "50"]);
  });

  it("that would parse into many times its size is refused", async () => {
    const items = zlib.gzipSync(Buffer.from(`{"kind":"PodList","apiVersion":"v1","metadata":{},"items":[${"{},".repeat(5_000_000)}{}]}`));
    const take = (socket: Socket) =>
      void socket.write(Buffer.concat([Buffer.from("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Encoding: gzip\r\n\r\n"), items]), () =>
        socket.end(),
      );
    server.fault({ times: 2, act: { do: "raw", take } });
    const failure = await reader()
      .list(request)
      .catch((error: RequestFailure) => error);
    expect(failure).toMatchObject({ message: "the response holds more than 8000000 values" });
  });
});
