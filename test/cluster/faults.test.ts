import { Agent } from "node:http";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createHttpReader } from "../../src/cluster/transport/http-reader.js";
import { Transport } from "../../src/cluster/transport/transport.js";
import { followCollection } from "../../src/cluster/watch/follow-collection.js";
import type { ListWatchEvent } from "../../src/cluster/watch/list-watch-events.js";
import { systemClock } from "../../src/io/clock.js";
import { type Fault, type FaultAct, type FaultServer, startFaultServer, statusBody } from "../support/fault-server.js";

/**
 * The events of `followCollection`, over real HTTP and under each fault, compared with what the server holds: equal, or an `expired` event
 * marks the difference. Never a silent loss, a duplicate or a hang.
 */
const pods = "/api/v1/pods";

let server: FaultServer;
let agent: Agent;

beforeEach(async () => {
  server = await startFaultServer({ pageSize: 3 });
  agent = new Agent({ keepAlive: true });
});

afterEach(async () => {
  agent.destroy();
  await server.close();
});

class Following {
  readonly events: ListWatchEvent[] = [];
  readonly #stop = new AbortController();
  readonly #done: Promise<void>;

  constructor(renewals = 0) {
    let left = renewals;
    const access = { server: server.url, credentials: async () => ({ agent, headers: {} }), renew: () => left-- > 0 };
    const reader = createHttpReader({ transport: new Transport({ access, clock: systemClock, userAgent: "test" }), idleMs: 150 });
    const request = { type: { group: "", version: "v1", resource: "pods", kind: "Pod", namespaced: true }, namespace: "default" };
    const timing = { baseMs: 5, capMs: 40, betweenStreamsMs: 2 };
    this.#done = (async () => {
      for await (const event of followCollection({ reader, request, clock: systemClock, signal: this.#stop.signal, timing }))
        this.events.push(event);
    })();
  }

  /** Every change yielded so far: "MODIFIED p1@104". */
  get yielded(): string[] {
    return this.events.flatMap((event) =>
      event.kind !== "batch"
        ? []
        : event.batch.events.map((yielded) =>
            "revision" in yielded
              ? `${yielded.type} ${yielded.revision.object.metadata.name}@${yielded.revision.object.metadata.resourceVersion}`
              : yielded.type,
          ),
    );
  }

  has(kind: ListWatchEvent["kind"]): boolean {
    return this.events.some((event) => event.kind === kind);
  }

  async until(condition: () => boolean): Promise<void> {
    const deadline = systemClock.monotonicMs() + 10_000;
    while (!condition()) {
      if (systemClock.monotonicMs() > deadline)
        throw new Error(`waited in vain; yielded: ${this.yielded.join(", ")}; ${this.events.map((event) => event.kind).join(" ")}`);
      await systemClock.sleep(3);
    }
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#done;
  }
}

const apply = (name: string, more: object = {}) =>
  server.apply(pods, { apiVersion: "v1", kind: "Pod", metadata: { name, namespace: "default" }, ...more });
const remove = (name: string) => server.remove(pods, name, "default");

/** The changes after this version, in the same form. */
const truth = (after = 0) =>
  server.history
    .filter(({ object }) => Number(object.metadata.resourceVersion) > after)
    .map(({ type, object }) => `${type} ${object.metadata.name}@${object.metadata.resourceVersion}`);

/** Creation, change, deletion, and recreation under the same name. */
function live(): void {
  apply("p1");
  apply("p1", { spec: { n: 1 } });
  apply("p2", { spec: { ship: "🚢" } });
  remove("p1");
  apply("p1", { spec: { again: true } });
  apply("p2", { spec: { n: 2 } });
}

async function started(renewals = 0): Promise<Following> {
  const following = new Following(renewals);
  await following.until(() => following.has("connected"));
  return following;
}

describe("nothing is lost or yielded twice, without a relist, when", () => {
  const status = (code: number, reason: string, headers = {}): FaultAct => ({
    do: "answer",
    status: code,
    body: statusBody(code, reason, reason),
    headers,
  });
  const html: FaultAct = { do: "answer", status: 503, body: "<html><title>Proxy</title>", headers: { "Content-Type": "text/html" } };
  const faults: readonly [string, readonly Fault[]][] = [
    ["the stream ends cleanly", [{ on: "watch", afterEvents: 2, act: { do: "close" } }]],
    ["the stream ends cleanly after each event", [{ on: "watch", times: 6, afterEvents: 1, act: { do: "close" } }]],
    ["the stream is reset", [{ on: "watch", afterEvents: 2, act: { do: "reset" } }]],
    ["the stream breaks in the middle of a line", [{ on: "watch", afterEvents: 2, act: { do: "cutLine", atByte: 100 } }]],
    [
      "the stream ends cleanly in the middle of a line",
      [{ on: "watch", afterEvents: 2, act: { do: "cutLine", atByte: 100, clean: true } }],
    ],
    ["the connection stays open without data", [{ on: "watch", afterEvents: 2, act: { do: "silence" } }]],
    ["events are delivered twice", [{ on: "watch", afterEvents: 0, act: { do: "repeat", times: 2 } }]],
    [
      "a bookmark with an older version comes",
      [
        { on: "watch", afterEvents: 2, act: { do: "write", bytes: '{"type":"BOOKMARK","object":{"metadata":{"resourceVersion":"3"}}}\n' } },
        { on: "watch", afterEvents: 3, act: { do: "close" } },
      ],
    ],
    [
      "an ERROR event that is no Status comes",
      [{ on: "watch", afterEvents: 2, act: { do: "write", bytes: '{"type":"ERROR","object":"boom"}\n' } }],
    ],
    [
      "watches are refused with 429 and Retry-After",
      [{ on: "watch", times: 2, act: status(429, "TooManyRequests", { "Retry-After": "0" }) }],
    ],
    [
      "watches are refused with 500, 503 and 504 for a while",
      [
        { on: "watch", times: 1, act: status(500, "InternalError") },
        { on: "watch", times: 2, act: status(503, "ServiceUnavailable") },
        { on: "watch", act: status(504, "Timeout") },
      ],
    ],
    ["permission is revoked and granted again", [{ on: "watch", times: 3, act: status(403, "Forbidden") }]],
    ["a token is rejected for a while", [{ on: "watch", times: 3, act: status(401, "Unauthorized") }]],
    ["a proxy answers with an HTML page", [{ on: "watch", times: 2, act: html }]],
  ];

  it.each(faults)("%s", async (_what, script) => {
    for (const fault of script) server.fault(fault);
    const following = new Following();
    await following.until(() => following.has("listed"));
    const listedAt = server.resourceVersion;
    live();
    await following.until(() => following.yielded.filter((line) => line !== "MALFORMED").length >= 6);
    await following.stop();
    expect(following.yielded).toEqual(truth(listedAt));
    expect(following.has("expired")).toBe(false);
  });

  it("the server restarts with its history after many changes", async () => {
    const following = await started();
    const listedAt = server.resourceVersion;
    live();
    server.restart();
    live();
    await following.until(() => following.yielded.length >= truth(listedAt).length);
    await following.stop();
    expect(following.yielded).toEqual(truth(listedAt));
  });

  it("a token is renewed after a 401, without interrupting the stream", async () => {
    server.fault({ on: "watch", act: { do: "answer", status: 401, body: statusBody(401, "Unauthorized", "Unauthorized") } });
    const following = await started(1);
    await following.stop();
    expect(following.has("disconnected")).toBe(false);
  });

  it("lines in between are not watch events: they are yielded as malformed", async () => {
    server.fault({ on: "watch", afterEvents: 1, act: { do: "write", bytes: Buffer.from([0x7b, 0xff, 0x0a]) } });
    const following = await started();
    live();
    await following.until(() => following.yielded.length >= 7);
    await following.stop();
    expect(following.yielded.filter((line) => line !== "MALFORMED")).toEqual(truth());
    expect(following.yielded[1]).toBe("MALFORMED");
  });

  it("10,000 events arrive at once", async () => {
    const following = await started();
    for (let n = 0; n < 10_000; n++) apply(`p${n % 100}`, { spec: { n } });
    await following.until(() => following.yielded.length >= 10_000);
    await following.stop();
    expect(following.yielded).toEqual(truth());
  });
});

describe("a relist marks possible losses when", () => {
  it.each([
    [
      "an ERROR event in the middle of a stream with reason Gone",
      {
        on: "watch",
        afterEvents: 2,
        act: { do: "write", bytes: `${JSON.stringify({ type: "ERROR", object: statusBody(410, "Gone", "gone") })}\n` },
      },
    ],
    [
      "the watch is answered with 410",
      { on: "watch", act: { do: "answer", status: 410, body: statusBody(410, "Expired", "too old resource version") } },
    ],
  ] as readonly [string, Fault][])("%s", async (_what, fault) => {
    server.fault(fault);
    const following = new Following();
    await following.until(() => following.has("listed"));
    live();
    await following.until(() => following.events.some((event) => event.kind === "listed" && event.relist));
    apply("p9");
    await following.until(() => following.yielded.includes(truth().at(-1) ?? ""));
    await following.stop();
    expect(new Set(following.yielded).size).toBe(following.yielded.length);
  });

  it("the server restarts without its history: the relist holds the current state", async () => {
    const following = await started();
    live();
    await following.until(() => following.yielded.length >= 6);
    server.restart({ keepHistory: false });
    apply("p3");
    await following.until(() => following.events.some((event) => event.kind === "listed" && event.relist));
    await following.stop();
    const relist = following.events.findLast((event) => event.kind === "listed");
    expect(relist?.kind === "listed" && relist.items.map((item) => item.object.metadata.name).sort()).toEqual(["p1", "p2", "p3"]);
  });

  it("history expires between the pages of the relist, and again on the relist", async () => {
    live();
    for (let n = 0; n < 5; n++) apply(`more-${n}`);
    const following = await started();
    const expired: FaultAct = { do: "answer", status: 410, body: statusBody(410, "Expired", "too old") };
    server.fault({ on: "list", having: "continue", act: expired });
    server.fault({ on: "watch", act: expired });
    server.cut();
    await following.until(() => following.events.some((event) => event.kind === "listed" && event.relist));
    await following.stop();
    const relist = following.events.findLast((event) => event.kind === "listed");
    expect(relist?.kind === "listed" && relist.items).toHaveLength(7);
  });

  it("etcd was restored: backward versions are detected, and events continue from there", async () => {
    const following = await started();
    live();
    await following.until(() => following.yielded.length >= 6);
    server.restore(102);
    await following.until(() => following.events.some((event) => event.kind === "listed" && event.relist));
    const expired = following.events.find((event) => event.kind === "expired");
    expect(expired?.kind === "expired" && expired.reason).toContain("went backwards, from 106 to 102");
    const before = following.yielded.length;
    apply("p7");
    await following.until(() => following.yielded.length > before);
    await following.stop();
    expect(following.yielded.at(-1)).toBe("ADDED p7@103");
  });
});

it("aborting stops at once and closes streams, open or waiting", async () => {
  const following = await started();
  await following.stop();
  await server.until(() => server.openStreams === 0);
  server.fault({ on: "watch", times: 100, act: { do: "answer", status: 503 } });
  const waiting = new Following();
  await waiting.until(() => waiting.has("disconnected"));
  await waiting.stop();
});
