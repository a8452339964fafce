import { readFileSync } from "node:fs";
import { Agent } from "node:http";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type ClusterReader, RequestFailure, type WatchBatch } from "../../src/cluster/cluster-reader.js";
import { createHttpReader, type HttpReaderOptions } from "../../src/cluster/transport/http-reader.js";
import { Transport, type TransportLimits } from "../../src/cluster/transport/transport.js";
import { systemClock } from "../../src/io/clock.js";
import { type FaultServer, type FaultServerOptions, startFaultServer, statusBody, type TestObject } from "../support/fault-server.js";

const pods = "/api/v1/pods";
const request = { type: { group: "", version: "v1", resource: "pods", kind: "Pod", namespaced: true }, namespace: "default" };

let server: FaultServer;
let agent: Agent;

beforeEach(async () => {
  await start({});
});

afterEach(async () => {
  agent.destroy();
  await server.close();
});

async function start(options: FaultServerOptions): Promise<void> {
  agent?.destroy();
  await server?.close();
  server = await startFaultServer(options);
  agent = new Agent({ keepAlive: true });
}

function readerOf(options: Partial<HttpReaderOptions> = {}, limits: Partial<TransportLimits> = {}, renewals = 0): ClusterReader {
  let left = renewals;
  const access = { server: server.url, credentials: async () => ({ agent, headers: {} }), renew: () => left-- > 0 };
  return createHttpReader({ transport: new Transport({ access, clock: systemClock, userAgent: "kubespy/test", limits }), ...options });
}

function podNamed(name: string, more: object = {}): TestObject {
  return { apiVersion: "v1", kind: "Pod", metadata: { name, namespace: "default" }, ...more };
}

/** All batches of a stream, and the error that ended it. */
async function drain(stream: AsyncIterable<WatchBatch>): Promise<{ lines: string[]; failure?: RequestFailure }> {
  const lines: string[] = [];
  try {
    for await (const { events } of stream)
      for (const event of events) lines.push("revision" in event ? `${event.type} ${event.revision.object.metadata.name}` : event.type);
    return { lines };
  } catch (error) {
    return { lines, failure: error as RequestFailure };
  }
}

const watchFrom = (reader: ClusterReader, resourceVersion: string, signal = new AbortController().signal) =>
  reader.watch({ ...request, resourceVersion }, signal);

describe("a list", () => {
  it("holds the bytes of each item as sent, with the kind and apiVersion that list items lack", async () => {
    server.apply(pods, podNamed("a", { status: { n: "ünïcödé" } }));
    const { items, resourceVersion, clockOffsetMs } = await readerOf().list(request);
    expect(items.map((item) => item.text)).toEqual([
      '{"kind":"Pod","apiVersion":"v1","metadata":{"name":"a","namespace":"default","uid":"uid-1","resourceVersion":"101"},"status":{"n":"ünïcödé"}}',
    ]);
    expect(resourceVersion).toBe("101");
    expect(Math.abs(clockOffsetMs ?? Number.NaN)).toBeLessThan(2_000);
  });

  it("keeps numbers that JSON.parse would round, and the kinds of a mixed list", async () => {
    const body =
      '{"kind":"List","apiVersion":"v1","metadata":{"resourceVersion":"7"},"items":[ {"kind":"Service","apiVersion":"v1","n":12345678901234567890} , {"n":1.0} ]}';
    server.fault({ act: { do: "answer", status: 200, body } });
    const { items } = await readerOf().list(request);
    expect(items.map((item) => item.text)).toEqual([
      '{"kind":"Service","apiVersion":"v1","n":12345678901234567890}',
      '{"kind":"Pod","apiVersion":"v1","n":1.0}',
    ]);
  });

  it("of a real server is read as logged", async () => {
    const file = new URL("../fixtures/apiserver/transcripts/list-empty-or-not.json", import.meta.url);
    const { response } = JSON.parse(readFileSync(file, "utf8")) as { response: { chunks: { data: string }[] } };
    const body = response.chunks.map(({ data }) => data).join("");
    server.fault({ act: { do: "answer", status: 200, body } });
    const { items } = await readerOf().list(request);
    const sent = (JSON.parse(body) as { items: object[] }).items;
    expect(items.map((item) => item.object)).toEqual(sent.map((item) => ({ kind: "Pod", apiVersion: "v1", ...item })));
  });

  it("is read page by page, gzipped or not, and is the same", async () => {
    await start({ pageSize: 3 });
    for (let n = 0; n < 8; n++) server.apply(pods, podNamed(`p${n}`, { status: { filler: "x".repeat(60_000) } }));
    const { items } = await readerOf().list(request);
    expect(items.map((item) => item.object.metadata.name)).toEqual([..."01234567"].map((n) => `p${n}`));
    expect(server.requests.map(({ query }) => query.get("limit"))).toEqual(["500", "500", "500"]);
  });

  it("whose history expires between two pages starts again", async () => {
    await start({ pageSize: 2 });
    for (let n = 0; n < 5; n++) server.apply(pods, podNamed(`p${n}`));
    server.fault({
      having: "continue",
      act: { do: "answer", status: 410, body: statusBody(410, "Expired", "The continue parameter is too old") },
    });
    expect((await readerOf().list(request)).items).toHaveLength(5);
    expect(server.requests.filter(({ query }) => !query.has("continue"))).toHaveLength(2);
  });

  it("at an exact version reads history, and 410 once that is compacted", async () => {
    server.apply(pods, podNamed("a"));
    server.apply(pods, podNamed("a", { spec: { changed: true } }));
    const exact = { ...request, resourceVersion: "101", resourceVersionMatch: "Exact" } as const;
    expect((await readerOf().list(exact)).items[0]?.object.metadata.resourceVersion).toBe("101");
    server.compact();
    await expect(readerOf().list(exact)).rejects.toMatchObject({ status: 410, kubeStatus: { reason: "Expired" } });
  });

  it("that is not a list is reported with what it is", async () => {
    server.fault({ act: { do: "answer", status: 200, body: "<html><title>Sign in</title>", headers: { "Content-Type": "text/html" } } });
    await expect(readerOf().list(request)).rejects.toThrow(/not a list of the Kubernetes API \(text\/html/);
    server.fault({
      act: { do: "answer", status: 503, body: "<html><title>Bad  gateway</title>", headers: { "Content-Type": "text/html" } },
    });
    await expect(readerOf().list(request)).rejects.toThrow('503: an HTML page "Bad  gateway", not a response of the Kubernetes API');
  });

  it("that is refused reports why, and when to retry", async () => {
    const body = statusBody(429, "TooManyRequests", "slow down", { retryAfterSeconds: 7 });
    server.fault({ act: { do: "answer", status: 429, body, headers: { "Retry-After": "3" } } });
    await expect(readerOf().list(request)).rejects.toMatchObject({
      status: 429,
      retryAfterMs: 3_000,
      kubeStatus: { message: "slow down" },
    });
    server.fault({ act: { do: "answer", status: 504, body } });
    await expect(readerOf().list(request)).rejects.toMatchObject({ status: 504, retryAfterMs: 7_000 });
  });

  it("larger than the limit fails", async () => {
    server.apply(pods, podNamed("a", { status: { filler: "x".repeat(300_000) } }));
    await expect(readerOf({}, { bodyBytes: 100_000 }).list(request)).rejects.toMatchObject({ code: "EMSGSIZE" });
  });

  it("without a response times out", async () => {
    server.fault({ act: { do: "silence" } });
    await expect(readerOf({}, { responseMs: 50 }).list(request)).rejects.toMatchObject({ code: "ETIMEDOUT" });
  });

  it("after a 401 is retried if credentials can be renewed, and only then", async () => {
    const unauthorized = { do: "answer", status: 401, body: statusBody(401, "Unauthorized", "Unauthorized") } as const;
    server.fault({ act: unauthorized });
    expect((await readerOf({}, {}, 1).list(request)).items).toEqual([]);
    server.fault({ act: unauthorized, times: 2 });
    await expect(readerOf({}, {}, 1).list(request)).rejects.toMatchObject({ status: 401 });
    server.fault({ act: unauthorized });
    await expect(readerOf().list(request)).rejects.toMatchObject({ status: 401 });
  });
});

describe("a watch", () => {
  it("requests bookmarks and a length, sends a User-Agent, and begins with an empty batch once accepted", async () => {
    const stop = new AbortController();
    const stream = watchFrom(readerOf({ random: () => 0.5 }), "100", stop.signal)[Symbol.asyncIterator]();
    expect((await stream.next()).value).toMatchObject({ events: [] });
    const [seen] = server.requests;
    expect(Object.fromEntries(seen?.query ?? [])).toEqual({
      watch: "true",
      allowWatchBookmarks: "true",
      resourceVersion: "100",
      timeoutSeconds: "450",
    });
    expect(seen?.headers).toMatchObject({ "user-agent": "kubespy/test", "accept-encoding": "identity" });
    stop.abort();
    expect(await stream.next()).toEqual({ value: undefined, done: true });
  });

  it("yields the changes with their bytes, and ends without an error when the server ends it", async () => {
    const sent = server.apply(pods, podNamed("a"));
    server.apply(pods, podNamed("b"));
    server.fault({ on: "watch", afterEvents: 2, act: { do: "close" } });
    const texts: string[] = [];
    for await (const { events } of watchFrom(readerOf(), "100"))
      for (const event of events) if ("revision" in event) texts.push(event.revision.text);
    expect(texts[0]).toBe(JSON.stringify(sent));
    expect(texts).toHaveLength(2);
  });

  it.each([
    ["in the middle of a line", 40],
    [
      "in the middle of a character",
      Buffer.from('{"type":"ADDED","object":{"apiVersion":"v1","kind":"Pod","metadata":{"name":"').length + 1,
    ],
  ])("cut %s fails, and the incomplete line is not yielded", async (_where, atByte) => {
    server.apply(pods, podNamed("a"));
    server.apply(pods, podNamed("🚢"));
    for (const clean of [true, false]) {
      server.fault({ on: "watch", afterEvents: 1, act: { do: "cutLine", atByte, clean } });
      const { lines, failure } = await drain(watchFrom(readerOf(), "100"));
      expect(lines).toEqual(["ADDED a"]);
      expect(failure).toBeInstanceOf(RequestFailure);
    }
  });

  it("that is reset fails with the code of the system", async () => {
    server.apply(pods, podNamed("a"));
    server.fault({ on: "watch", afterEvents: 1, act: { do: "reset" } });
    expect(await drain(watchFrom(readerOf(), "100"))).toMatchObject({ lines: ["ADDED a"], failure: { code: "ECONNRESET" } });
  });

  it("that stays open without data times out", async () => {
    server.apply(pods, podNamed("a"));
    server.fault({ on: "watch", afterEvents: 1, act: { do: "silence" } });
    const { lines, failure } = await drain(watchFrom(readerOf({ idleMs: 60 }), "100"));
    expect(lines).toEqual(["ADDED a"]);
    expect(failure?.message).toContain("half-open");
  });

  it("continues after lines that are not watch events", async () => {
    server.apply(pods, podNamed("a"));
    server.apply(pods, podNamed("b"));
    server.fault({ on: "watch", afterEvents: 1, act: { do: "write", bytes: 'oops\n\n\r\n{"type":"STRANGE","object":{}}\n' } });
    const stop = new AbortController();
    const lines: string[] = [];
    for await (const { events } of watchFrom(readerOf(), "100", stop.signal)) {
      lines.push(...events.map((event) => event.type));
      if (lines.length === 4) stop.abort();
    }
    expect(lines).toEqual(["ADDED", "MALFORMED", "MALFORMED", "ADDED"]);
  });

  it("reads a line of 3 MiB, and fails on one that exceeds the limit", async () => {
    server.apply(pods, podNamed("big", { data: "x".repeat(3 * 1024 * 1024) }));
    server.fault({ on: "watch", afterEvents: 1, act: { do: "close" } });
    expect(await drain(watchFrom(readerOf(), "100"))).toEqual({ lines: ["ADDED big"] });
    const { lines, failure } = await drain(watchFrom(readerOf({ maxLineBytes: 1024 * 1024 }), "100"));
    expect(lines).toEqual(["MALFORMED"]);
    expect(failure?.message).toContain("longer than 1 MiB");
  });

  it("answered by an HTML page fails", async () => {
    server.fault({ act: { do: "answer", status: 200, body: "<html>", headers: { "Content-Type": "text/html" } } });
    expect((await drain(watchFrom(readerOf(), "100"))).failure?.message).toContain("HTML page");
  });

  it("is read while the consumer is busy, each batch with the time of its arrival", async () => {
    const stream = watchFrom(readerOf(), "100")[Symbol.asyncIterator]();
    await stream.next();
    server.apply(pods, podNamed("a"));
    await systemClock.sleep(40);
    server.apply(pods, podNamed("b"));
    await systemClock.sleep(40);
    const first: WatchBatch = (await stream.next()).value;
    const second: WatchBatch = (await stream.next()).value;
    expect(second.monotonicMs - first.monotonicMs).toBeGreaterThan(30);
    expect(systemClock.monotonicMs() - first.monotonicMs).toBeGreaterThan(70);
    await stream.return?.();
    await server.until(() => server.openStreams === 0);
  });
});
