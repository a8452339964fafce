import { type IncomingMessage, request } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, it, onTestFinished } from "vitest";
import { systemClock } from "../../src/io/clock.js";
import { openRecording } from "../../src/recording/node/open-recording.js";
import { startServer } from "../../src/serve/start-server.js";
import { configMap, headerText, tinyDelta, whole } from "../support/hostile-files.js";
import { watch } from "./http-client.js";

const objectBytes = 256 * 1024;
const changes = 240;
const watches = 20;

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
  const api = await startServer(reader, { clock: systemClock, leadInMs: 0, speed: 1000 });
  onTestFinished(async () => {
    await api.close();
    await recording.close();
  });
  return { url: `${api.url}/api/v1/configmaps?watch=true&resourceVersion=1`, api, readBytes: () => readBytes };
}

/** A watch whose client reads nothing until it is told to. */
async function unreadWatch(url: string): Promise<IncomingMessage> {
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    request(url, { agent: false }, resolve).on("error", reject).end();
  });
  onTestFinished(() => void response.destroy());
  return response;
}

it("watches whose clients do not read cost the server a few changes each, not all of them; another gets all, and they do when they read", async () => {
  const { url, readBytes } = await served();
  const unread = await Promise.all(Array.from({ length: watches }, () => unreadWatch(url)));
  const read = watch(url);
  await read.has(changes);
  expect(read.lines.every((line, n) => line.includes(`"resourceVersion":"${n % 10}"`))).toBe(true);
  read.stop();
  await sleep(100);
  // Of each: what the sockets of both sides hold, and a megabyte.
  expect(readBytes()).toBeLessThan((changes + watches * 40) * (objectBytes + 1024));

  const [late] = unread;
  let lines = 0;
  for await (const chunk of late ?? []) {
    lines += (chunk as Buffer).filter((byte) => byte === 0x0a).length;
    if (lines === changes) break;
  }
  expect(lines).toBe(changes);
});

it("a list that is too large for one response is refused with what to do, and its pages are not", async () => {
  const objects = Array.from({ length: 20 }, (_, n) =>
    whole(configMap(`{"a":"${"x".repeat(7 * 1024 * 1024)}"}`, { name: `n${n}`, uid: `u${n}` })),
  );
  async function* bytes(): AsyncIterable<Uint8Array> {
    yield Buffer.from(headerText);
    for (const object of objects) yield Buffer.from(object);
  }
  const recording = await openRecording(bytes(), { name: "x" });
  const api = await startServer(recording, { clock: systemClock, at: { percent: 100 } });
  onTestFinished(async () => {
    await api.close();
    await recording.close();
  });
  const list = async (query: string) => {
    const response = await fetch(`${api.url}/api/v1/configmaps${query}`);
    return [response.status, (await response.text()).length] as const;
  };
  const refusal = await fetch(`${api.url}/api/v1/configmaps`);
  expect(await refusal.json()).toMatchObject({
    code: 413,
    message: "the list is larger than 128 MiB: request it in pages, with a smaller limit",
  });
  const [code, length] = await list("?limit=5");
  expect([code, Math.floor(length / 1024 / 1024)]).toEqual([200, 35]);
});
