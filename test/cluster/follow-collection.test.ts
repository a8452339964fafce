import { setMaxListeners } from "node:events";
import { describe, expect, it } from "vitest";
import { type ClusterReader, RequestFailure } from "../../src/cluster/cluster-reader.js";
import { ReconnectSignal } from "../../src/cluster/transport/reconnect-signal.js";
import type { ServerState } from "../../src/cluster/transport/server-state.js";
import { followCollection } from "../../src/cluster/watch/follow-collection.js";
import type { ListWatchEvent } from "../../src/cluster/watch/list-watch-events.js";
import { VirtualClock as SettlingClock } from "../support/virtual-clock.js";
import {
  bookmark,
  brief,
  change,
  errorEvent,
  type ListStep,
  pod,
  ScriptedReader,
  type StreamStep,
  VirtualClock,
} from "./scripted-reader.js";

const type = { group: "", version: "v1", resource: "pods", kind: "Pod", namespaced: true };
const gone = { code: 410, reason: "Expired", message: "too old resource version: 10 (20)" };
const refused = (status: number, message = String(status)) => new RequestFailure(message, { status });

interface Followed {
  readonly lines: readonly string[];
  readonly events: readonly ListWatchEvent[];
  readonly reader: ScriptedReader;
  readonly clock: VirtualClock;
}

/** Follows until the written streams are used up. */
async function follow(
  lists: readonly ListStep[],
  streams: readonly StreamStep[],
  latest?: readonly (string | RequestFailure)[],
): Promise<Followed> {
  const clock = new VirtualClock();
  const end = new AbortController();
  const reader = new ScriptedReader({ lists, streams }, clock, () => end.abort());
  const versions = [...(latest ?? [])];
  if (latest !== undefined) {
    reader.latestVersion = async () => {
      // The last one applies from there on.
      const version = (versions.length > 1 ? versions.shift() : versions[0]) ?? "";
      if (version instanceof RequestFailure) throw version;
      return version;
    };
  }
  const events: ListWatchEvent[] = [];
  for await (const event of followCollection({ reader, request: { type }, clock, signal: end.signal, random: () => 0.5 }))
    events.push(event);
  return { lines: events.map(brief), events, reader, clock };
}

const waits = (events: readonly ListWatchEvent[]) => events.flatMap((event) => (event.kind === "disconnected" ? [event.retryInMs] : []));

describe("resuming", () => {
  it("lists, watches from the list's version, and resumes from the last version seen", async () => {
    const { lines, reader } = await follow(
      [{ resourceVersion: "10", items: [pod("a", "8")] }],
      [{ events: [change("MODIFIED", "a", "11"), change("ADDED", "b", "12")] }, { events: [change("DELETED", "a", "13")] }],
    );
    expect(lines).toEqual([
      "listed 10 a@8",
      "connected 10",
      "MODIFIED a@11",
      "ADDED b@12",
      "disconnected cleanly",
      "connected 12",
      "DELETED a@13",
      "disconnected cleanly",
    ]);
    expect(reader.lists).toBe(1);
  });

  it("a bookmark advances the version to resume from; an older one does not move it back", async () => {
    const { lines, reader } = await follow([{ resourceVersion: "10" }], [{ events: [bookmark("30"), bookmark("20")] }, {}]);
    expect(reader.watchedFrom).toEqual(["10", "30"]);
    expect(lines).not.toContain("bookmark 20");
  });

  it("versions beyond 2^53 are ordered as numbers", async () => {
    const { reader } = await follow(
      [{ resourceVersion: "9007199254740993" }],
      [{ events: [bookmark("10007199254740993"), bookmark("9907199254740993")] }, {}],
    );
    expect(reader.watchedFrom[1]).toBe("10007199254740993");
  });

  it("a broken stream is resumed too, with the reason", async () => {
    const { lines } = await follow(
      [{ resourceVersion: "10" }],
      [{ events: [change("ADDED", "a", "11")], failure: new RequestFailure("read ECONNRESET", { code: "ECONNRESET" }) }, {}],
    );
    expect(lines.slice(3, 5)).toEqual(["disconnected read ECONNRESET", "connected 11"]);
  });

  it("a change delivered again after a resume is yielded once", async () => {
    const twice = [change("ADDED", "a", "11"), change("MODIFIED", "a", "12")];
    const { lines } = await follow([{ resourceVersion: "10" }], [{ events: twice }, { events: [...twice, change("DELETED", "a", "12")] }]);
    expect(lines.filter((line) => line.includes("a@"))).toEqual(["ADDED a@11", "MODIFIED a@12", "DELETED a@12"]);
  });

  it("a watch that starts too early does not repeat what the list held", async () => {
    const { lines } = await follow([{ resourceVersion: "10", items: [pod("a", "8")] }], [{ events: [change("ADDED", "a", "8")] }]);
    expect(lines.filter((line) => line.startsWith("ADDED"))).toEqual([]);
  });

  it("a malformed line is yielded as such, and the stream continues", async () => {
    const { lines } = await follow(
      [{ resourceVersion: "10" }],
      [{ events: [{ type: "MALFORMED", problem: "not JSON", line: Buffer.from("{") }, change("ADDED", "a", "11")] }],
    );
    expect(lines.slice(2, 4)).toEqual(["MALFORMED not JSON", "ADDED a@11"]);
  });
});

describe("expired history", () => {
  const forms: readonly [string, StreamStep][] = [
    ["an ERROR event with code 410", { events: [errorEvent(gone)] }],
    ["an ERROR event with reason Gone", { events: [errorEvent({ reason: "Gone", message: gone.message })] }],
    ["the HTTP status", { refused: true, failure: new RequestFailure(gone.message, { status: 410 }) }],
  ];
  it.each(forms)("410 as %s leads to a relist and a watch from there", async (_form, step) => {
    const { lines, reader } = await follow([{ resourceVersion: "10" }, { resourceVersion: "40", items: [pod("a", "39")] }], [step, {}]);
    expect(lines.filter((line) => /expired|relisted/.test(line))).toEqual([expect.stringContaining("expired"), "relisted 40 a@39"]);
    expect(reader.watchedFrom.at(-1)).toBe("40");
  });

  it("410 in the middle of a stream comes after the events before it", async () => {
    const { lines } = await follow(
      [{ resourceVersion: "10" }, { resourceVersion: "40" }],
      [{ events: [change("ADDED", "a", "11"), errorEvent(gone)] }],
    );
    expect(lines.slice(1, 5)).toEqual(["connected 10", "ADDED a@11", expect.stringContaining("expired"), "relisted 40"]);
  });

  it("410 on the relist and again after it is retried with a growing backoff", async () => {
    const expired = { events: [errorEvent(gone)] };
    const { lines, clock } = await follow(
      [{ resourceVersion: "10" }, refused(410), { resourceVersion: "20" }, { resourceVersion: "30" }, { resourceVersion: "40" }],
      [expired, expired, expired],
    );
    expect(lines.filter((line) => line.startsWith("relisted"))).toHaveLength(3);
    expect(clock.slept).toEqual([...clock.slept].sort((a, b) => a - b));
    expect(clock.now).toBeGreaterThan(1000);
  });

  it("after a relist an object may have an earlier version again", async () => {
    const { lines } = await follow(
      [{ resourceVersion: "10" }, { resourceVersion: "5" }],
      [{ events: [change("ADDED", "a", "11"), errorEvent(gone)] }, { events: [change("ADDED", "a", "11")] }],
    );
    expect(lines.filter((line) => line === "ADDED a@11")).toHaveLength(2);
  });

  it("versions that went backwards during an outage are detected, although the server accepts the watch", async () => {
    const broken = { failure: new RequestFailure("read ECONNRESET") };
    const { lines, reader } = await follow([{ resourceVersion: "1000" }, { resourceVersion: "400" }], [broken, {}], ["400"]);
    expect(lines[3]).toContain("went backwards, from 1000 to 400");
    expect(reader.watchedFrom).toEqual(["1000", "400"]);
  });
});

describe("a quiet collection without bookmarks", () => {
  it("advances to the version of the collection before a silent stream that ended cleanly", async () => {
    const silent = { livesMs: 60_000 };
    const { reader, lines } = await follow([{ resourceVersion: "10" }], [silent, silent, silent], ["50", "90", "91"]);
    expect(reader.watchedFrom).toEqual(["10", "10", "50"]);
    expect(lines).toContain("bookmark 50");
  });

  it("does not advance after a stream that broke or ended at once", async () => {
    const broken = { livesMs: 60_000, failure: new RequestFailure("read ECONNRESET") };
    const { reader } = await follow([{ resourceVersion: "10" }], [broken, broken, {}, {}], ["50", "60", "70", "80"]);
    expect(reader.watchedFrom).toEqual(["10", "10", "10", "10"]);
  });

  it("requests streams of a minute until a bookmark has arrived", async () => {
    const silent = { livesMs: 60_000 };
    const { reader } = await follow([{ resourceVersion: "10" }], [silent, silent, { events: [bookmark("20")], livesMs: 60_000 }, {}]);
    expect(reader.watches.map((watch) => watch.timeoutSeconds)).toEqual([9, 60, 60, 9]);
  });

  it("requests short streams while it seldom changes, for the bookmark at their end, and leaves the length to the reader when it changes often", async () => {
    const quiet = { events: [bookmark("20")], livesMs: 9_000 };
    const busy = { events: [change("ADDED", "a", "21"), change("MODIFIED", "a", "22"), bookmark("23")], livesMs: 9_000 };
    const { reader } = await follow([{ resourceVersion: "10" }], [quiet, busy, quiet, {}]);
    expect(reader.watches.map((watch) => watch.timeoutSeconds)).toEqual([9, 9, undefined, 9]);
  });

  it("a server that denies requests for its version is still watched", async () => {
    const { reader } = await follow(
      [{ resourceVersion: "10" }],
      [{ failure: new RequestFailure("reset") }, {}],
      [refused(403), refused(403)],
    );
    expect(reader.watchedFrom).toEqual(["10", "10"]);
  });
});

describe("waiting", () => {
  it("consecutive failures double the wait up to the cap, and a healthy stream resets it", async () => {
    const broken = { refused: true, failure: new RequestFailure("connect ECONNREFUSED") };
    const healthy = { events: [change("ADDED", "a", "11")], failure: new RequestFailure("reset") };
    const { events } = await follow([{ resourceVersion: "10" }], [...Array<StreamStep>(9).fill(broken), healthy]);
    expect(waits(events)).toEqual([150, 300, 600, 1200, 2400, 4800, 7500, 7500, 7500, 150]);
  });

  describe("of several streams to one server", () => {
    /** Follows a collection whose watch is refused every time; returns the times of its attempts. */
    function followOne(clock: SettlingClock, reconnectSignal: ReconnectSignal, refusal: RequestFailure, end: AbortSignal) {
      const opened: number[] = [];
      const reader: ClusterReader = {
        list: async () => ({ resourceVersion: "10", items: [] }),
        async *watch() {
          opened.push(clock.monotonicMs());
          yield* [];
          throw refusal;
        },
      };
      const events = followCollection({ reader, request: { type }, clock, signal: end, random: () => 1, reconnectSignal });
      void (async () => {
        for await (const _ of events);
      })();
      return opened;
    }

    it.each([
      ["a server that could not be reached is tried at once when another stream hears from it, once", new RequestFailure("refused"), 1],
      ["a server in trouble is tried at once when another stream hears from it, once", refused(503), 1],
      ["a refusal is waited out, whatever other streams hear", refused(403), 0],
      ["Retry-After is waited out, whatever other streams hear", new RequestFailure("busy", { status: 503, retryAfterMs: 9_000 }), 0],
    ])("%s", async (_rule, refusal, triesMore) => {
      const clock = new SettlingClock();
      const end = new AbortController();
      const reconnectSignal = new ReconnectSignal();
      const opened = followOne(clock, reconnectSignal, refusal, end.signal);
      await clock.advance(13_000);
      const before = opened.length;
      for (let times = 0; times < 3; times++) {
        reconnectSignal.announce();
        await clock.advance(1);
      }
      end.abort();
      expect(opened.length - before).toBe(triesMore);
    });

    it("the first stream that gets a response wakes the others", async () => {
      const reconnectSignal = new ReconnectSignal();
      const { signal } = reconnectSignal;
      const clock = new VirtualClock();
      const end = new AbortController();
      const reader = new ScriptedReader({ lists: [{ resourceVersion: "10" }], streams: [] }, clock, () => end.abort());
      for await (const _ of followCollection({ reader, request: { type }, clock, signal: end.signal, reconnectSignal }));
      expect(signal.aborted).toBe(true);
    });
  });

  describe("for a server that is away", () => {
    /** Follows some collections of a server whose state and answers depend on the time; returns the times of their requests and of the probes. */
    async function followAll(
      streams: number,
      { stateAt, watchAt }: { stateAt: (ms: number) => ServerState; watchAt: (ms: number) => RequestFailure | "expired" | "accepted" },
      untilMs: number,
    ) {
      const clock = new SettlingClock();
      const end = new AbortController();
      setMaxListeners(0, end.signal);
      const [watched, listed, probed]: [number[], number[], number[]] = [[], [], []];
      const probe = async () => {
        probed.push(clock.monotonicMs());
        return stateAt(clock.monotonicMs());
      };
      const reconnectSignal = new ReconnectSignal({ probe, clock, random: () => 0.5 });
      const reader: ClusterReader = {
        list: async () => {
          listed.push(clock.monotonicMs());
          return { resourceVersion: "10", items: [] };
        },
        async *watch(_request, signal) {
          watched.push(clock.monotonicMs());
          const answer = watchAt(clock.monotonicMs());
          if (answer instanceof RequestFailure) throw answer;
          yield { events: answer === "expired" ? [errorEvent(gone)] : [bookmark("11")], monotonicMs: clock.monotonicMs(), wallMs: 0 };
          await clock.sleep(3_600_000, signal);
        },
      };
      const running = Array.from({ length: streams }, async () => {
        const followed = followCollection({ reader, request: { type }, clock, signal: end.signal, random: () => 0.5, reconnectSignal });
        for await (const _ of followed);
      });
      await clock.advance(untilMs);
      end.abort();
      await Promise.all(running);
      return { watched, listed, probed };
    }
    const refusedConnection = new RequestFailure("connect ECONNREFUSED", { code: "ECONNREFUSED" });

    it("all streams wait for one probe, are attached at its first answer, and list again at once where their version is gone", async () => {
      let expired = 0;
      const { watched, listed, probed } = await followAll(
        5,
        {
          stateAt: (ms) => (ms < 20_000 ? "away" : "ready"),
          watchAt: (ms) => (ms < 20_000 ? refusedConnection : expired++ < 5 ? "expired" : "accepted"),
        },
        30_000,
      );
      const backMs = probed.at(-1) ?? 0;
      expect(backMs).toBeLessThan(20_300);
      expect(probed.length).toBeLessThanOrEqual(20_300 / 250);
      expect(watched).toEqual([...Array<number>(5).fill(0), ...Array<number>(10).fill(backMs)]);
      expect(listed).toEqual([...Array<number>(5).fill(0), ...Array<number>(5).fill(backMs)]);
    });

    it("one that has just come back and denies everything at first is asked again soon", async () => {
      const { watched } = await followAll(
        1,
        {
          stateAt: (ms) => (ms < 5_000 ? "away" : "ready"),
          watchAt: (ms) => (ms < 5_000 ? refusedConnection : ms < 6_000 ? refused(403) : "accepted"),
        },
        20_000,
      );
      expect(watched.at(-1)).toBeLessThan(7_000);
    });

    it("that comes and goes all the time, each stream is attached twice a second at most", async () => {
      const flaps = {
        stateAt: (ms: number): ServerState => (Math.floor(ms / 300) % 2 ? "ready" : "away"),
        watchAt: () => refusedConnection,
      };
      const { watched, probed } = await followAll(3, flaps, 60_000);
      expect(watched.length).toBeLessThanOrEqual(3 * 2 * 60);
      expect(probed.length).toBeLessThanOrEqual(60_000 / 250);
    });

    it.each([
      ["fails (500) although it is ready", refused(500)],
      ["resets every watch although it is ready", new RequestFailure("read ECONNRESET", { code: "ECONNRESET" })],
      ["is too busy (429)", refused(429)],
      ["rejects the credentials (401)", refused(401)],
      ["asks for patience (Retry-After)", new RequestFailure("503", { status: 503, retryAfterMs: 30_000 })],
    ])("a server that %s is asked with the long backoff", async (_which, failure) => {
      const { watched } = await followAll(1, { stateAt: () => "ready", watchAt: () => failure }, 60_000);
      expect(watched.length).toBeLessThanOrEqual(13);
    });
  });

  it("Retry-After is honoured if it is longer", async () => {
    const busy = new RequestFailure("429: too many requests", { status: 429, retryAfterMs: 5_000 });
    const { events } = await follow([{ resourceVersion: "10" }], [{ refused: true, failure: busy }]);
    expect(events.at(-1)).toMatchObject({ kind: "disconnected", status: 429, retryInMs: 5_000 });
  });

  it.each([403, 404])("a %i is retried after the longest wait: permissions may be granted again", async (status) => {
    const { lines, events } = await follow(
      [{ resourceVersion: "10" }],
      [{ refused: true, failure: refused(status) }, { events: [change("ADDED", "a", "11")] }],
    );
    expect(waits(events)[0]).toBe(7500);
    expect(lines).toContain("ADDED a@11");
  });

  it("a server that ends each stream at once is not retried in a busy loop", async () => {
    const { clock } = await follow([{ resourceVersion: "10" }], Array<StreamStep>(8).fill({}));
    expect(clock.now).toBeGreaterThan(10_000);
  });

  it("a clean end after events is resumed at once", async () => {
    const lines = (version: string) => ({ events: [change("MODIFIED", "a", version)] });
    const { events } = await follow([{ resourceVersion: "10" }], [lines("11"), lines("12"), lines("13")]);
    expect(waits(events)).toEqual([250, 250, 250]);
  });

  it("a stream that repeatedly delivers something and expires is retried with spacing", async () => {
    const lists = [10, 20, 30, 40, 50].map((version) => ({ resourceVersion: String(version) }));
    const streams = [11, 21, 31, 41].map((version) => ({ events: [change("ADDED", "a", String(version)), errorEvent(gone)] }));
    const { clock } = await follow(lists, streams);
    expect(clock.now).toBe(4 * 250);
  });

  it("a malformed line that breaks each stream is retried with a growing backoff", async () => {
    const tooLong = {
      events: [{ type: "MALFORMED", problem: "too long", line: Buffer.from("{") }] as const,
      failure: new RequestFailure("too long"),
    };
    const { events } = await follow([{ resourceVersion: "10" }], [tooLong, tooLong, tooLong]);
    expect(waits(events)).toEqual([150, 300, 600]);
  });

  it("an ERROR event without a Status is a failure like any other", async () => {
    const { lines } = await follow([{ resourceVersion: "10" }], [{ events: [errorEvent({})] }, {}]);
    expect(lines[2]).toBe("disconnected the server sent an ERROR event without a Status");
  });
});

describe("the first list", () => {
  it.each([400, 401, 403, 404])("refused with %i is thrown to the caller", async (status) => {
    await expect(follow([refused(status)], [])).rejects.toMatchObject({ status });
  });

  it("of a server that cannot be reached is thrown to the caller", async () => {
    await expect(follow([new RequestFailure("connect ECONNREFUSED", { code: "ECONNREFUSED" })], [])).rejects.toMatchObject({
      code: "ECONNREFUSED",
    });
  });

  it("of a failing server is retried a few times, then thrown", async () => {
    const { lines } = await follow([refused(503), refused(429), { resourceVersion: "10" }], []);
    expect(lines).toEqual(["disconnected 503", "disconnected 429", "listed 10"]);
    await expect(follow(Array<ListStep>(5).fill(refused(503)), [])).rejects.toMatchObject({ status: 503 });
  });
});
