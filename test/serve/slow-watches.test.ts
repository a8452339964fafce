import { type IncomingMessage, request } from "node:http";
import { expect, it, onTestFinished } from "vitest";
import { systemClock } from "../../src/io/clock.js";
import { openRecording } from "../../src/recording/node/open-recording.js";
import { mapWithin } from "../../src/serve/forms/object-form.js";
import { startServer } from "../../src/serve/start-server.js";
import { configMap, headerText, tinyDelta, whole } from "../support/hostile-files.js";

const objectBytes = 256 * 1024;
const changes = 120;
const watches = 8;

/** Many changes of a large object in a small recording. */
async function served() {
  const object = whole(configMap(`{"a":"${"x".repeat(objectBytes)}"}`));
  const lines = Array.from({ length: changes }, (_, n) => tinyDelta(n + 1, n)).join("");
  async function* bytes(): AsyncIterable<Uint8Array> {
    yield Buffer.from(headerText + object + lines);
  }
  const recording = await openRecording(bytes(), { name: "x" });
  let readBytes = 0;
  const reader = new Proxy(recording, {
    get: (target, name) => {
      const member: unknown = Reflect.get(target, name, target);
      if (typeof member !== "function") return member;
      if (name !== "revisionBytes") return member.bind(target) as unknown;
      return (sequence: number) => {
        const read = target.revisionBytes(sequence);
        readBytes += read.length;
        return read;
      };
    },
  });
  const api = await startServer(reader, { clock: systemClock, at: { offsetMs: 0 }, speed: 1000, leadInMs: 0 });
  onTestFinished(async () => {
    await api.close();
    await recording.close();
  });
  return { url: `${api.url}/api/v1/configmaps?watch=true`, api, readBytes: () => readBytes };
}

/** A watch whose client reads nothing until it is told to. */
async function unreadWatch(url: string): Promise<IncomingMessage> {
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    request(url, { agent: false }, resolve).on("error", reject).end();
  });
  onTestFinished(() => void response.destroy());
  return response;
}

/** Reads until so many lines have come. The resourceVersions in them, in order. */
async function versionsIn(response: IncomingMessage, lines: number): Promise<readonly string[]> {
  const versions: string[] = [];
  let rest = "";
  for await (const chunk of response) {
    const pieces = (rest + String(chunk)).split("\n");
    rest = pieces.pop()?.slice(0, 1000) ?? "";
    for (const line of pieces) versions.push(/"resourceVersion":"(\d+)"/.exec(line.slice(0, 1000))?.[1] ?? "");
    if (versions.length >= lines) break;
  }
  return versions;
}

it("watches whose clients do not read cost the server a few changes each, not all of them, and get them all when they read", async () => {
  const { url, api, readBytes } = await served();
  const expected = ["1", ...Array.from({ length: changes }, (_, n) => String(n % 10))];
  const [read, ...unread] = await Promise.all(Array.from({ length: watches + 1 }, () => unreadWatch(url)));
  api.control.command("play");
  expect(read && (await versionsIn(read, changes + 1))).toEqual(expected);
  // Of each: what the sockets of both sides hold, and a megabyte.
  expect(readBytes()).toBeLessThan((changes + watches * 60) * objectBytes);
  const [late] = unread;
  expect(late && (await versionsIn(late, changes + 1))).toEqual(expected);
});

it("a list that is too large for one response is refused with what to do", () => {
  const bytes = new Uint8Array(50 * 1024 * 1024);
  const item = { uid: "u", name: "n", namespace: undefined, resourceVersion: "1", bytes };
  expect(mapWithin([item, item], (each) => each.bytes)).toHaveLength(2);
  expect(() => mapWithin([item, item, item], (each) => each.bytes)).toThrow(
    "the list is larger than 128 MiB: request it in pages, with a smaller limit",
  );
});
