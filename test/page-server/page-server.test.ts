import { once } from "node:events";
import { createReadStream } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { openPage } from "../../src/app/page/open-page.js";
import { analyse } from "../../src/interpret/analyse.js";
import { systemClock } from "../../src/io/clock.js";
import type { SessionReader } from "../../src/model/session.js";
import { openRecording } from "../../src/recording/node/open-recording.js";
import { openSqliteStore } from "../../src/store/sqlite/sqlite-store.js";
import { applySessionUpdate } from "../../src/web/file/apply-session-update.js";
import type { SessionData } from "../../src/web/file/page-manifest.js";
import type { FollowLine, SessionSnapshot } from "../../src/web/file/session-snapshot.js";
import { type AskServer, jsonOf, linesOf } from "../../src/web/view/remote/answer-lines.js";
import { RemoteSource } from "../../src/web/view/remote/remote-source.js";
import { gapFrame, objectFrame, sessionOf } from "../replay/sessions.js";
import { collect, comparable } from "../support/histories.js";
import { projectRoot, temporaryFolder } from "../support/program.js";
import { startRecorder } from "../support/recorder-process.js";

const sample = sessionOf([
  objectFrame(1, { name: "a", type: "ADDED" }),
  gapFrame(2),
  ...Array.from({ length: 300 }, (_, i) => objectFrame(i + 3, { name: ["a", "b", "c"][i % 3] ?? "a" })),
]);

interface Served {
  readonly origin: string;
  readonly port: number;
  readonly key: string;
  readonly ask: AskServer;
}

async function served(session: SessionReader, port?: number): Promise<Served> {
  const stop = new AbortController();
  const context = { clock: systemClock, interrupt: stop.signal, packageRoot: projectRoot, version: "0.0.0" };
  const page = await openPage({ session }, context, { port });
  onTestFinished(async () => {
    stop.abort();
    await page.close();
  });
  const [origin = "", key = ""] = page.url.split("/#key=");
  const ask: AskServer = async (path, signal) => {
    const response = await fetch(`${origin}${path}`, { headers: { authorization: `Bearer ${key}` }, ...(signal && { signal }) });
    if (!response.ok || response.body === null) throw new Error(`${response.status} ${await response.text()}`);
    return response.body as AsyncIterable<Uint8Array>;
  };
  return { origin, port: page.port, key, ask };
}

/** The status and headers of the answer to these lines, over a socket of its own: no client adds or changes a header. */
function answerTo(port: number, ...lines: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1", () => socket.write(`${lines.join("\r\n")}\r\nConnection: close\r\n\r\n`));
    let text = "";
    socket.setEncoding("latin1").on("data", (chunk: string) => (text += chunk));
    socket.on("close", () => resolve(text));
    socket.on("error", reject);
  });
}

const statusOf = (answer: string) => Number(answer.split(" ")[1]);

describe("a request is answered only", () => {
  it("to this server's own address, as GET, without a body, and not for another site", async () => {
    const { port, key } = await served(sample);
    const own = `Host: 127.0.0.1:${port}`;
    const bearer = `Authorization: Bearer ${key}`;
    const get = "GET /session HTTP/1.1";
    const status = async (...lines: readonly string[]) => statusOf(await answerTo(port, ...lines));
    expect(await status(get, own, bearer)).toBe(200);
    expect(await status(get, `Host: LOCALHOST:${port}`, bearer)).toBe(200);
    for (const host of [`rebound.example:${port}`, "127.0.0.1", `127.0.0.1:${port + 1}`, `127.0.0.1:${port}.example`, `[::1]:${port}`])
      expect(await status(get, `Host: ${host}`, bearer), host).toBe(403);
    expect(await status(get, own, own, bearer)).toBe(400);
    for (const method of ["POST", "PUT", "HEAD", "OPTIONS", "DELETE"])
      expect(await status(`${method} /session HTTP/1.1`, own, bearer), method).toBe(405);
    expect(await status(get, own, bearer, "Content-Length: 3", "", "abc")).toBe(400);
    for (const origin of ["http://evil.example", "null", `http://127.0.0.1:${port + 1}`])
      expect(await status(get, own, bearer, `Origin: ${origin}`), origin).toBe(403);
    expect(await status(get, own, bearer, `Origin: http://127.0.0.1:${port}`, "Sec-Fetch-Site: same-origin")).toBe(200);
    for (const site of ["cross-site", "same-site"]) expect(await status(get, own, bearer, `Sec-Fetch-Site: ${site}`), site).toBe(403);
    expect(await status("GET http://evil.example/session HTTP/1.1", own, bearer)).toBe(400);
    expect(await status("GET //evil.example/session HTTP/1.1", own, bearer)).toBe(404);
  });

  it("with the key, but for the page, which says nothing of the session", async () => {
    const { port, key } = await served(sample);
    const own = `Host: 127.0.0.1:${port}`;
    for (const path of [
      "/session",
      "/frames?from=1&to=1",
      "/last?uid=a&by=1",
      "/world?by=1",
      "/at?ms=1",
      "/follow?after=0",
      "/recording",
      "/x",
    ]) {
      for (const given of [
        [],
        ["Authorization: Bearer x"],
        [`Authorization: Basic ${key}`],
        [`Authorization: Bearer ${key}x`],
        [`Cookie: key=${key}`],
      ])
        expect(statusOf(await answerTo(port, `GET ${path} HTTP/1.1`, own, ...given)), path).toBe(401);
      expect(statusOf(await answerTo(port, `GET ${path}${path.includes("?") ? "&" : "?"}key=${key} HTTP/1.1`, own)), path).toBe(401);
    }
    const page = await answerTo(port, "GET / HTTP/1.1", own, "Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: navigate");
    expect(statusOf(page)).toBe(200);
    expect(page).not.toContain(key);
    expect(page).not.toContain(`>${sample.summary.header.name}<`);
    expect(page).toContain('"kind":"open"');
    expect(page).toContain('"sessions":[]');
    expect(statusOf(await answerTo(port, "GET / HTTP/1.1", own, "Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: no-cors"))).toBe(403);
  });

  it("and no answer may be kept, embedded or read by others", async () => {
    const { origin, key } = await served(sample);
    for (const path of ["/", "/session", "/frames?from=1&to=1", "/nowhere", "/frames?from=x"]) {
      const { headers } = await fetch(`${origin}${path}`, { headers: { authorization: `Bearer ${key}` } });
      expect(Object.fromEntries(headers), path).toMatchObject({
        "cache-control": "no-store",
        "cross-origin-resource-policy": "same-origin",
        "referrer-policy": "no-referrer",
        "x-content-type-options": "nosniff",
        "content-security-policy": expect.stringMatching(/^default-src 'none'.*frame-ancestors 'none'$/),
      });
      expect(headers.has("access-control-allow-origin")).toBe(false);
    }
    const page = await (await fetch(origin)).text();
    const inPage = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(page)?.[1];
    expect((await fetch(origin)).headers.get("content-security-policy")).toBe(`${inPage}; frame-ancestors 'none'`);
    expect(inPage).toContain("connect-src 'self'");
  });
});

describe("a session read by ranges", () => {
  const names = ["deployment-bad-rollout", "pod-crashloop"];

  async function expectSame(session: SessionReader): Promise<void> {
    const source = new RemoteSource(session.summary, (await served(session)).ask);
    expect((await collect(source.frames())).map(comparable)).toEqual((await collect(session.frames())).map(comparable));
    expect((await collect(source.framesBackward())).map(comparable)).toEqual((await collect(session.framesBackward())).map(comparable));
    const { frames } = session.summary;
    for (const { ref, sequence } of await session.objectsAt(frames)) {
      const range = { uids: [ref.uid], fromSequence: 2, toSequence: frames - 1 };
      expect((await collect(source.frames(range))).map(comparable)).toEqual((await collect(session.frames(range))).map(comparable));
      expect((await collect(source.framesBackward(range))).map(comparable)).toEqual(
        (await collect(session.framesBackward(range))).map(comparable),
      );
      for (const by of [0, 1, sequence - 1, sequence, frames + 1]) {
        const [there, here] = [await source.lastFrameOf(ref.uid, by), await session.lastFrameOf(ref.uid, by)];
        expect(there && comparable(there), `${ref.name} ${by}`).toEqual(here && comparable(here));
      }
    }
    for (const by of [0, 1, frames / 2, frames]) {
      const placesOf = async (reader: Pick<SessionReader, "objectsAt">) =>
        (await reader.objectsAt(by)).map(({ ref, sequence, type }) => ({ ref, sequence, type }));
      expect(await placesOf(source)).toEqual(await placesOf(session));
    }
    for (const ms of [-1, 0, 12.5, Number.POSITIVE_INFINITY])
      expect(await source.lastSequenceBy(ms)).toBe(await session.lastSequenceBy(ms));
  }

  it.each(names)("is the same: %s", async (name) => {
    const session = await openRecording(createReadStream(join(projectRoot, "recordings", `${name}.kubespy.gz`)), { name });
    await expectSame(session);
    await session.close();
  });

  it("is the same with gaps, and beyond what one answer holds", async () => await expectSame(sample));

  it.each([
    "/frames",
    "/frames?from=-1&to=3",
    "/frames?from=1e3&to=3",
    "/frames?from=1&to=99999999999",
    "/frames?from=1&to=%00",
    "/last?uid=a&by=",
    "/world?by=0x1",
    "/at?ms=x",
    "/at",
    "/follow?after=-1",
    "/follow",
  ])("refuses %s", async (path) => {
    await expect((await served(sample)).ask(path)).rejects.toThrow(/^400 /);
  });

  it("has no more frames in an answer than a page needs, and nothing beyond the session", async () => {
    const { ask } = await served(sample);
    const lines = async (path: string) => (await collect(linesOf(await ask(path)))).length - 1;
    expect(await lines("/frames?from=0&to=9999999999")).toBe(302);
    expect(await lines("/frames?from=400&to=500")).toBe(0);
    expect(await lines("/frames?from=5&to=4")).toBe(0);
    expect(await lines("/frames?from=1&to=300&uid=nobody")).toBe(0);
    expect(await lines("/last?uid=%F0%9F%98%80%22%3B--&by=300")).toBe(0);
  });

  it("holds what an export would: other digests of Secret values than the store", async () => {
    const digest = "kubespy:hmac-sha256:0123456789abcdef:1-16";
    const secret = objectFrame(1, { type: "ADDED", object: { kind: "Secret", data: { password: digest, clear: "c2VjcmV0" } } });
    const { ask } = await served(sessionOf([secret]));
    const text = Buffer.concat(await collect(await ask("/frames?from=1&to=1"))).toString();
    expect(text).toContain("kubespy:hmac-sha256:");
    expect(text).not.toContain(digest);
    expect(text).not.toContain("c2VjcmV0");
  });

  it("can be downloaded as a recording", async () => {
    const { ask } = await served(sample);
    const recording = await openRecording(await ask("/recording"), { name: "download" });
    expect((await collect(recording.frames())).map(comparable)).toEqual((await collect(sample.frames())).map(comparable));
    await recording.close();
  });
});

it("a session that was removed while its page was shown is called that, not damaged", async () => {
  const folder = temporaryFolder();
  onTestFinished(() => folder[Symbol.dispose]());
  const database = join(folder.path, "kubespy.db");
  const recorder = await startRecorder(database, { frames: 100, perSecond: 1000 });
  await once(recorder, "close");
  const store = await openSqliteStore(database, { clock: systemClock });
  onTestFinished(() => store.close());
  const { ask } = await served(await store.open("live"));
  const other = await openSqliteStore(database, { clock: systemClock });
  await other.remove("live");
  await other.close();
  for (let time = 1; time <= 2; time++) await expect(ask("/world?by=50")).rejects.toThrow(/^500 .*session \\"live\\" was removed/);
});

describe("following", () => {
  async function linesUntil(
    { ask }: Served,
    after: number,
    isEnough: (line: FollowLine) => boolean,
  ): Promise<readonly Exclude<FollowLine, { kind: "alive" }>[]> {
    const taken: Exclude<FollowLine, { kind: "alive" }>[] = [];
    const stop = new AbortController();
    for await (const text of linesOf(await ask(`/follow?after=${after}`, stop.signal))) {
      const line = jsonOf(text) as FollowLine;
      if (line.kind !== "alive") taken.push(line);
      if (isEnough(line)) break;
    }
    stop.abort();
    return taken;
  }

  const dataOf = async ({ ask }: Served) => JSON.parse(Buffer.concat(await collect(await ask("/session"))).toString()) as SessionSnapshot;

  it("shows every step that another process records; a connection that was cut goes on where it was", async () => {
    const folder = temporaryFolder();
    onTestFinished(() => folder[Symbol.dispose]());
    const database = join(folder.path, "kubespy.db");
    await startRecorder(database, { frames: 900, perSecond: 500 });
    const store = await openSqliteStore(database, { clock: systemClock, readonly: true });
    const session = await store.open("live", { closeStore: true });
    const page = await served(session);
    const opened = await dataOf(page);
    expect(opened.data.summary.state).toBe("recording");
    let { version } = opened;
    let data: SessionData = opened.data;
    const versions: number[] = [];
    for (let hasEnded = false; !hasEnded; ) {
      let count = 0;
      for (const line of await linesUntil(page, version, ({ kind }) => kind === "ended" || ++count > 4)) {
        hasEnded = line.kind === "ended";
        if (line.kind !== "update") continue;
        versions.push(line.version);
        version = line.version;
        data = applySessionUpdate(data, line);
      }
    }
    expect(versions).toEqual(Array.from({ length: versions.length }, (_, i) => opened.version + 1 + i));
    expect(versions.length).toBeGreaterThan(5);
    expect(data.summary).toMatchObject({ state: "ended", frames: 900, objects: 7 });
    expect(data.analysis).toEqual(JSON.parse(JSON.stringify(await analyse(session))));
    expect((await dataOf(page)).data).toEqual(data);
  });

  it("gives all that is known to who knows nothing, or was away for too long", async () => {
    const page = await served(sample);
    const { version, data } = await dataOf(page);
    expect(await linesUntil(page, version, ({ kind }) => kind === "ended")).toEqual([{ kind: "ended" }]);
    for (const after of [0, version + 7])
      expect(await linesUntil(page, after, ({ kind }) => kind === "ended")).toEqual([{ kind: "whole", version, data }, { kind: "ended" }]);
  });
});
