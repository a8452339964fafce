import { describe, expect, it } from "vitest";
import { UsageError } from "../../src/errors.js";
import { systemClock } from "../../src/io/clock.js";
import type { Frame } from "../../src/model/frame.js";
import { controlOf, type PlaybackControl } from "../../src/serve/playback/control.js";
import { Playback, type PlaybackOptions } from "../../src/serve/playback/playback.js";
import { loadServedSession } from "../../src/serve/playback/served-session.js";
import { startServer } from "../../src/serve/start-server.js";
import type { Watcher } from "../../src/serve/watch/watchers.js";
import { eventAbout, object, types } from "../support/objects.js";
import { VirtualClock } from "../support/virtual-clock.js";
import { ask, watch } from "./http-client.js";
import { frame, sessionOf, streamOf } from "./session-in-memory.js";

/** A Pod's four revisions, a second apart, versions 11 to 14; an Event with the last but one. */
const pod = (version: string) => object(types.pods, { name: "nginx", version });
const history: readonly Frame[] = [
  frame(1, "ADDED", pod("11"), { offsetMs: 1000 }),
  frame(2, "MODIFIED", pod("12"), { offsetMs: 2000 }),
  frame(3, "MODIFIED", pod("13"), { offsetMs: 3000 }),
  frame(4, "ADDED", eventAbout(pod("1"), "Started", "14"), { offsetMs: 3000 }),
  frame(5, "MODIFIED", pod("15"), { offsetMs: 4000 }),
];

async function served(options: Partial<PlaybackOptions> = {}) {
  const clock = new VirtualClock();
  const session = await loadServedSession(sessionOf(history, { streams: [streamOf(types.pods, "10"), streamOf(types.events, "10")] }));
  const playback = new Playback(session, { clock, speed: 1, leadInMs: 0, spacingMs: 0, log: () => undefined, ...options });
  const control = controlOf(session, playback);
  const heard: string[] = [];
  const listen = () => {
    for (const collection of session.collections) {
      const watcher: Watcher = {
        collection,
        position: playback.progress.positionOf(collection),
        wants: () => true,
        isExpiredBy: () => true,
        offer: (step) => heard.push(`${clock.monotonicMs()} #${step.sequence}`) > 0,
        expire: () => {
          heard.push(`${clock.monotonicMs()} expired`);
          playback.detach(watcher);
        },
      };
      playback.attach(watcher);
    }
  };
  const [pods] = session.collections.filter((collection) => collection.type.kind === "Pod");
  if (pods === undefined) throw new Error("no Pods");
  return { clock, playback, control, heard, listen, pods };
}

async function command(control: PlaybackControl, clock: VirtualClock, line: string): Promise<void> {
  control.command(line);
  await clock.advance(0);
}

describe("controlling a served recording", () => {
  it("pause stops time, play continues from there", async () => {
    const { clock, playback, control, heard, listen } = await served();
    listen();
    playback.start();
    await clock.advance(1500);
    await command(control, clock, "pause");
    await clock.advance(60_000);
    expect(control.position).toMatchObject({ state: "paused", offsetMs: 1500, sequence: 1, openWatches: 2 });
    await command(control, clock, "play");
    await clock.advance(500);
    expect(heard).toEqual(["1000 #1", "62000 #2"]);
  });

  it("seek forward plays everything in between, in order, and time continues from there", async () => {
    const { clock, playback, control, heard, listen } = await served();
    listen();
    playback.start();
    await clock.advance(100);
    await command(control, clock, "seek 3.5s");
    expect(heard).toEqual(["100 #1", "100 #2", "100 #3", "100 #4"]);
    await clock.advance(500);
    expect(heard.at(-1)).toBe("600 #5");
  });

  it("while paused, seek forward stops exactly at the target, even if more steps have the same time", async () => {
    const { clock, control, heard, listen } = await served({ stillAt: { offsetMs: 0 } });
    listen();
    await command(control, clock, "seek #3");
    await clock.advance(10_000);
    expect(heard).toEqual(["0 #1", "0 #2", "0 #3"]);
    expect(control.position).toMatchObject({ state: "paused", offsetMs: 3000, sequence: 3 });
    await command(control, clock, "seek next");
    expect(control.position).toMatchObject({ offsetMs: 3000, sequence: 4 });
  });

  it("seek back ends every watch, and lists return the earlier state with its versions", async () => {
    const { clock, playback, control, heard, listen, pods } = await served({ stillAt: { offsetMs: 4000 } });
    listen();
    expect(playback.progress.versionOf(pods)).toBe("15");
    await command(control, clock, "seek 2s");
    expect(heard).toEqual(["0 expired", "0 expired"]);
    expect(playback.progress.versionOf(pods)).toBe("12");
    expect(pods.stateAt(playback.progress.positionOf(pods)).map((present) => present.resourceVersion)).toEqual(["12"]);
    expect(playback.progress.hasReached(pods, "13")).toBe(false);
    listen();
    await command(control, clock, "play");
    await clock.advance(1000);
    expect(heard.slice(2)).toEqual(["1000 #3", "1000 #4"]);
  });

  it("a rewound version is distinguished from one that never existed", async () => {
    const { clock, playback, control, pods } = await served({ stillAt: { offsetMs: 3000 } });
    await command(control, clock, "seek 1s");
    expect(playback.progress.wasRewound(pods, "13")).toBe(true);
    expect(playback.progress.wasRewound(pods, "11")).toBe(false);
    expect(playback.progress.wasRewound(pods, "15")).toBe(false);
    await command(control, clock, "seek 3s");
    expect(playback.progress.wasRewound(pods, "13")).toBe(false);
  });

  it("next and prev go step by step, to the beginning and to the end", async () => {
    const { clock, control } = await served({ stillAt: { offsetMs: 0 } });
    const sequences: number[] = [];
    for (const line of ["prev", "next", "next", "prev", "prev", "prev", "next", "next", "next", "next", "next", "next"]) {
      await command(control, clock, `seek ${line}`);
      sequences.push(control.position.sequence);
    }
    expect(sequences).toEqual([0, 1, 2, 1, 0, 0, 1, 2, 3, 4, 5, 5]);
  });

  it("speed changes how fast time runs", async () => {
    const { clock, playback, control, heard, listen } = await served();
    listen();
    playback.start();
    await clock.advance(1000);
    await command(control, clock, "speed 10");
    await clock.advance(1000);
    expect(heard).toEqual(["1000 #1", "1100 #2", "1200 #3", "1200 #4", "1300 #5"]);
  });

  it("after the end, seek back plays it again", async () => {
    const { clock, playback, control, heard, listen } = await served();
    playback.start();
    await clock.advance(10_000);
    expect(control.position).toMatchObject({ offsetMs: 4000, sequence: 5 });
    await command(control, clock, "seek 0");
    listen();
    await clock.advance(1000);
    expect(heard).toEqual(["11000 #1"]);
  });

  it("paused before the first request, time does not start with it", async () => {
    const { clock, playback, control } = await served();
    await command(control, clock, "pause");
    playback.start();
    await clock.advance(5000);
    expect(control.position).toMatchObject({ state: "paused", offsetMs: 0, sequence: 0 });
  });

  it.each([
    ["rewind", 'unknown command "rewind"'],
    ["pley", 'unknown command "pley"'],
    ["seek", 'invalid seek ""'],
    ["seek 101%", 'invalid seek "101%"'],
    ["speed 0", 'invalid speed "0"'],
    ["speed", 'invalid speed ""'],
    ["play 3", '"play" takes no argument'],
  ])("%s is rejected and changes nothing", async (line, message) => {
    const { control } = await served({ stillAt: { offsetMs: 2000 } });
    const before = control.position;
    expect(() => control.command(line)).toThrow(UsageError);
    expect(() => control.command(line)).toThrow(message);
    expect(control.position).toEqual(before);
  });

  it("over HTTP: an open watch ends with 410, and so does one from a rewound version; a list at that version times out", async () => {
    const streams = [streamOf(types.pods, "10"), streamOf(types.events, "10")];
    const api = await startServer(sessionOf(history, { streams }), { clock: systemClock, at: { percent: 100 } });
    const pods = `${api.url}/api/v1/namespaces/default/pods`;
    const watching = watch(`${pods}?watch=1&resourceVersion=15`);
    await watching.opened;
    api.control.command("seek 1s");
    await watching.ended;
    const expired = { type: "ERROR", object: { kind: "Status", code: 410, reason: "Expired" } };
    expect(watching.lines.map((line) => JSON.parse(line))).toMatchObject([expired]);
    expect(JSON.parse((await ask(`${pods}?watch=1&resourceVersion=15`)).body)).toMatchObject(expired);
    expect((await ask(`${pods}?resourceVersion=15&resourceVersionMatch=Exact`)).status).toBe(504);
    expect(JSON.parse((await ask(`${pods}?resourceVersion=11&resourceVersionMatch=Exact`)).body).items).toHaveLength(1);
    expect(JSON.parse((await ask(pods)).body).metadata.resourceVersion).toBe("11");
    await api.close();
  });
});
