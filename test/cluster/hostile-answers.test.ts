import { Agent } from "node:http";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { RequestFailure } from "../../src/cluster/cluster-reader.js";
import { discover } from "../../src/cluster/discovery/discovery.js";
import { createHttpReader } from "../../src/cluster/transport/http-reader.js";
import { ListPages } from "../../src/cluster/transport/list-pages.js";
import { Transport, type TransportLimits } from "../../src/cluster/transport/transport.js";
import { systemClock } from "../../src/io/clock.js";
import { type FaultServer, startFaultServer } from "../support/fault-server.js";
import { hostileActs } from "../support/hostile-acts.js";

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

const request = { type: { group: "", version: "v1", resource: "pods", kind: "Pod", namespaced: true }, namespace: "shop" };

/** How a list fails by itself, with limits of some milliseconds where time is the limit. */
async function failureOf(act: string, limits: Partial<TransportLimits> = {}): Promise<RequestFailure> {
  const found = hostileActs.find(({ name }) => name === act);
  server.fault({ times: Number.POSITIVE_INFINITY, act: { do: "raw", take: found?.take ?? (() => {}) } });
  const access = { server: server.url, credentials: async () => ({ agent, headers: {} }), renew: () => false };
  const transport = new Transport({ access, clock: systemClock, userAgent: "test", limits });
  return await createHttpReader({ transport })
    .list(request)
    .then(
      () => Promise.reject(new Error("it did not fail")),
      (error: RequestFailure) => error,
    );
}

describe("a list fails by itself, and says why, where the server", () => {
  it.each<readonly [string, string, Partial<TransportLimits>]>([
    ["answers 101 (switching protocols)", "101: the server switched to another protocol, which was not requested", {}],
    ["never answers", "no response within 0.05 s", { responseMs: 50 }],
    ["closes its half without an answer", "socket hang up", {}],
    ["closes its half within the body", "the connection was reset", {}],
    ["stops within a header", "no response within 0.05 s", { responseMs: 50 }],
    ["sends headers endlessly", "Parse Error: Header overflow", {}],
    ["sends interim responses endlessly", "more than 100 interim responses (1xx) instead of an answer", {}],
    ["redirects for ever", "302", {}],
    ["sends one byte a second", "the response arrives too slowly: less than 1000 bytes a second for 0.05 s", { bodyMs: 50 }],
    ["sends less than its content-length", "the response stalled for 0.05 s", { stallMs: 50 }],
    ["sends a chunk that never ends", "the response is larger than 1 MiB", { bodyBytes: 1024 * 1024 }],
    ["sends a gzip bomb", "the response is larger than 1 MiB", { bodyBytes: 1024 * 1024 }],
    ["sends an endless error", "500: no no no", {}],
    [
      "sends the same page again and again",
      "the list does not end: the server returned the same page of its list twice (2 pages, 0 objects)",
      {},
    ],
    ["sends empty pages endlessly", "the list does not end: 100 empty pages in a row (100 pages, 0 objects)", {}],
  ])("%s", async (act, message, limits) => {
    expect((await failureOf(act, limits)).message.slice(0, message.length)).toBe(message);
  });
});

describe("the pages of a list", () => {
  const item = { bytes: new Uint8Array(10) };
  const counted = (...limits: ConstructorParameters<typeof ListPages>[1][]) => {
    let nowMs = 0;
    const pages = new ListPages({ monotonicMs: () => (nowMs += 1000) }, limits[0]);
    return (token: string, items = [item]) => pages.add({ continueToken: token, items });
  };

  it.each([
    ["objects", { objects: 2 }, "more than 2 objects"],
    ["bytes", { bytes: 20 }, "more than 20 bytes"],
    ["pages", { pages: 3 }, "more than 3 pages"],
    ["time", { ms: 3500 }, "not at its end after 3.5 s"],
  ] as const)("end at a limit of %s", (_what, limits, problem) => {
    const add = counted(limits);
    const addAll = () => {
      for (const token of "abcdefg") add(token);
    };
    expect(addAll).toThrow(`the list does not end: ${problem}`);
  });

  it("end where tokens come in a circle, or are too long to be sent back", () => {
    const add = counted();
    add("a");
    add("b");
    expect(() => add("a")).toThrow("the same page of its list twice");
    expect(() => counted()("x".repeat(5000))).toThrow("a continue token of 5000 characters");
  });
});

describe("discovery", () => {
  it("reads so many group versions and says how many it left out", async () => {
    const groups = Array.from({ length: 2100 }, (_, n) => ({ name: `g${n}.example.com`, versions: [{ version: "v1" }] }));
    let asked = 0;
    const bodies: Readonly<Record<string, object>> = {
      "/api": { kind: "APIVersions", versions: [] },
      "/apis": { kind: "APIGroupList", groups },
    };
    const read = async ({ path }: { readonly path: string }) => {
      asked++;
      const body = Buffer.from(JSON.stringify(bodies[path] ?? { kind: "APIResourceList", resources: [] }));
      return { status: 200, headers: {}, body };
    };
    const { skipped } = await discover({ read });
    expect(asked).toBe(2002);
    expect(skipped).toEqual(["cannot discover 100 of 2100 group versions: the server names too many"]);
  });
});
