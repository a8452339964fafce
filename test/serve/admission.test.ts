import { Agent } from "node:http";
import { connect, type Socket } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { systemClock } from "../../src/io/clock.js";
import { type ServedApi, startServer } from "../../src/serve/start-server.js";
import { object, types } from "../support/objects.js";
import { ask, watch } from "./http-client.js";
import { frame, sessionOf, streamOf } from "./session-in-memory.js";

const session = () =>
  sessionOf([frame(1, "ADDED", object(types.pods, { name: "nginx", version: "11" }), { offsetMs: 1000 })], {
    streams: [streamOf(types.pods, "10")],
  });

let api: ServedApi;
beforeAll(async () => {
  api = await startServer(session(), { clock: systemClock, at: { percent: 100 } });
});
afterAll(() => api.close());

/** What the server answers to these bytes. */
function raw(text: string, port = api.port): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1");
    let answer = "";
    socket.setEncoding("utf8").on("data", (piece: string) => {
      answer += piece;
      socket.end();
    });
    socket.on("close", () => resolve(answer));
    socket.on("error", reject);
    socket.write(text);
  });
}

describe("who may read a served session", () => {
  it("the key is 128 random bits or more, another one each time", async () => {
    const other = await startServer(session(), { clock: systemClock });
    const [key = "", otherKey = ""] = [api, other].map(({ url, address }) => url.slice(address.length + 1));
    await other.close();
    expect(Buffer.from(key, "base64url").length).toBeGreaterThanOrEqual(16);
    expect(key).not.toBe(otherKey);
    expect(api.kubeconfig()).toContain(`server: ${api.address}/${key}\n`);
  });

  it("without the key every path, method and form gets the same 404, which shows nothing of the recording", async () => {
    const key = api.url.slice(api.address.length + 1);
    const paths = ["", "/", "/version", "/healthz", "/api", "/apis", "/openapi/v3", "/api/v1/pods", "/api/v1/pods?watch=1", "//", "/x/api"];
    const wrong = [key.slice(1), `${key}x`, key.toLowerCase(), `%00${key}`, `${key}%2fapi`].map((word) => `/${word}/api/v1/pods`);
    const answers = new Set<string>();
    for (const path of [...paths, ...wrong])
      for (const method of ["GET", "POST", "OPTIONS"]) {
        const { status, body, headers } = await ask(`${api.address}${path}`, { method });
        expect(Math.abs(Date.parse(headers.date ?? "") - Date.now())).toBeLessThan(60_000);
        answers.add(`${status} ${Object.keys(headers).sort()} ${body}`);
      }
    expect([...answers]).toHaveLength(1);
    expect([...answers][0]).toMatch(/^404 /);
  });

  it("with the key every path is served, and no answer allows other origins to read it", async () => {
    for (const path of ["/version", "/healthz", "/api", "/apis", "/openapi/v3", "/api/v1", "/api/v1/pods"]) {
      const { status, headers } = await ask(`${api.url}${path}`);
      expect([path, status]).toEqual([path, 200]);
      expect(headers["access-control-allow-origin"]).toBeUndefined();
    }
  });

  it.each([
    ["no Host", (path: string) => `GET ${path} HTTP/1.1\r\n\r\n`, 400],
    ["no Host in HTTP/1.0", (path: string) => `GET ${path} HTTP/1.0\r\n\r\n`, 400],
    ["two Hosts", (path: string) => `GET ${path} HTTP/1.1\r\nHost: localhost\r\nhost: localhost\r\n\r\n`, 400],
    ["two different Hosts", (path: string) => `GET ${path} HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n\r\n`, 400],
    ["an empty Host", (path: string) => `GET ${path} HTTP/1.1\r\nHost:\r\n\r\n`, 403],
    ["another Host", (path: string) => `GET ${path} HTTP/1.1\r\nHost: evil.example\r\n\r\n`, 403],
    ["localhost.evil.example", (path: string) => `GET ${path} HTTP/1.1\r\nHost: localhost.evil.example\r\n\r\n`, 403],
    ["a URL of another host", (path: string) => `GET http://evil.example${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`, 403],
    ["a URL of this machine", (path: string) => `GET http://localhost${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`, 200],
    ["localhost", (path: string) => `GET ${path} HTTP/1.1\r\nHost: LOCALHOST:8080\r\n\r\n`, 200],
    ["[::1]", (path: string) => `GET ${path} HTTP/1.1\r\nHost: [::1]:8080\r\n\r\n`, 200],
    ["HTTP/1.0 with a Host", (path: string) => `GET ${path} HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n`, 200],
    ["a header line that only lenient parsers read", (path: string) => `GET ${path} HTTP/1.1\r\nHost : localhost\r\n\r\n`, 400],
  ])("a request with %s", async (_name, request, code) => {
    const answer = await raw(request(`${new URL(api.url).pathname}/api/v1/pods`));
    expect(answer.split("\r\n")[0]).toMatch(new RegExp(`^HTTP/1.1 ${code} `));
  });

  it.each([
    [{ origin: "https://evil.example" }, 403],
    [{ origin: "null" }, 403],
    [{ "sec-fetch-site": "cross-site" }, 403],
    [{ "sec-fetch-site": "same-site" }, 403],
    [{ "sec-fetch-site": "none" }, 200],
    [{ origin: "http://localhost:8001", "sec-fetch-site": "same-origin" }, 200],
  ])("a request of a page with %o", async (headers, code) => {
    expect((await ask(`${api.url}/api/v1/pods`, { headers: headers as Record<string, string> })).status).toBe(code);
  });

  it("key: false serves everybody who can connect", async () => {
    const open = await startServer(session(), { clock: systemClock, key: false });
    expect(open.url).toBe(open.address);
    expect((await ask(`${open.url}/version`)).status).toBe(200);
    await open.close();
  });
});

describe("what one client may hold", () => {
  it("one request at a time on a connection: one more closes it, and no watch stays behind", async () => {
    const path = `${new URL(api.url).pathname}/api/v1/pods?watch=1&resourceVersion=11`;
    const watching = watch(`${api.url}/api/v1/pods?watch=1`);
    expect(await watching.opened).toBe(200);
    await raw(`GET ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`.repeat(500));
    expect(api.openWatches).toBe(1);
    watching.stop();
  });

  it("requests that follow each other on a connection are answered", async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const asked = Array.from({ length: 20 }, () => ask(`${api.url}/api/v1/pods`, { agent }));
    for (const answer of asked) expect((await answer).status).toBe(200);
    agent.destroy();
  });

  it("a thousand connections", async () => {
    const own = await startServer(session(), { clock: systemClock });
    const sockets = await Promise.all(
      Array.from({ length: 1001 }, () => {
        const socket = connect(own.port, "127.0.0.1").on("error", () => {});
        return new Promise<Socket>((resolve) => socket.on("connect", () => resolve(socket)));
      }),
    );
    const closed = sockets.map((socket) => new Promise<string>((resolve) => socket.on("close", () => resolve("closed"))));
    expect(await Promise.race(closed)).toBe("closed");
    expect(sockets.filter((socket) => !socket.destroyed).length).toBe(1000);
    await own.close();
    await Promise.all(closed);
  });
});
