import { gunzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  encodeRecording,
  encodeWatch,
  exportSession,
  exportToFile,
  importInput,
  openRecording,
  openRecordingFile,
} from "../../src/index.js";
import type { Frame } from "../../src/model/frame.js";
import type { Uid } from "../../src/model/kube-object.js";
import { Revision } from "../../src/model/revision.js";
import type { SessionHeader, SessionReader } from "../../src/model/session.js";
import * as plain from "../../src/recording/write/encode-recording.js";
import { anyHistory, collect, comparable } from "../support/histories.js";
import { InMemorySessionReader } from "../support/in-memory-session-reader.js";
import { emptyStore, pieces } from "./support.js";

const base64 = (text: string) => Buffer.from(text).toString("base64");
const digests = /kubespy:hmac-sha256:[0-9a-f]{16}:\d+(?:-\d+)?/g;
const keyOf = (fill: number) => ({ digestKey: new Uint8Array(32).fill(fill) });
const joined = async (chunks: AsyncIterable<Uint8Array>) => Buffer.concat(await collect(chunks));
const lastApplied = "kubectl.kubernetes.io/last-applied-configuration";

/** States of a Secret and a Pod as kubectl writes them, the Secret's password changing from one to the next. */
function watchEvents(...passwords: readonly string[]): string {
  return passwords
    .map((password, i) => {
      const metadata = { name: "db", namespace: "shop", uid: "u-1", resourceVersion: String(10 + 2 * i) };
      const applied = JSON.stringify({ kind: "Secret", apiVersion: "v1", metadata: { name: "db" }, stringData: { password } });
      const data = { password: base64(password), user: base64("bob-the-user"), ca: base64("long ".repeat(300)) };
      const secret = { kind: "Secret", apiVersion: "v1", metadata: { ...metadata, annotations: { [lastApplied]: applied } }, data };
      const pod = {
        kind: "Pod",
        apiVersion: "v1",
        metadata: { ...metadata, name: "web", uid: "u-2", resourceVersion: String(11 + 2 * i) },
      };
      return [secret, pod].map((object) => JSON.stringify({ type: i === 0 ? "ADDED" : "MODIFIED", object })).join("\n");
    })
    .join("\n");
}

async function stored(...passwords: readonly string[]): Promise<SessionReader> {
  const { store } = await emptyStore();
  await importInput(pieces(watchEvents(...passwords)), "in.json", { store, session: "in" });
  return await store.open("in");
}

async function reopened(bytes: Buffer): Promise<SessionReader> {
  return await openRecording(pieces(bytes.toString()), { name: "file" });
}

async function secretsOf(session: SessionReader) {
  return (await collect(session.frames())).flatMap((frame) =>
    frame.kind === "object" && frame.ref.kind === "Secret" ? [frame.revision] : [],
  );
}

const dataOf = ({ object }: Revision) => object["data"] as Readonly<Record<string, string>>;

describe("an exported session with Secrets", () => {
  it("has digests of its own in every form: none is in the store, or in another export", async () => {
    const session = await stored("hunter2", "hunter3");
    const inStore = (await secretsOf(session)).flatMap(({ text }) => text.match(digests) ?? []);
    expect(inStore.length).toBeGreaterThan(4);
    const { path } = await emptyStore();
    await exportToFile(session, "a.kubespy.gz", { cwd: path });
    const exports = [
      ...(await Promise.all([exportSession(session), exportSession(session), encodeRecording(session)].map(joined))),
      ...(await Promise.all([exportSession(session, "watch"), encodeWatch(session)].map(joined))),
    ].map(String);
    const file = await openRecordingFile(`${path}/a.kubespy.gz`);
    exports.push((await secretsOf(file)).map(({ text }) => text).join());
    const all = exports.map((text) => new Set(text.match(digests)));
    for (const [i, one] of all.entries()) {
      expect(one.size).toBeGreaterThan(2);
      for (const other of [...all.slice(0, i), new Set(inStore)]) for (const digest of one) expect(other).not.toContain(digest);
    }
    await file.close();
  });

  it("reads back whole: within it equal values are equal, and changed ones differ, in copies too", async () => {
    const session = await stored("hunter2", "hunter2", "hunter3", "hunter2");
    const again = await reopened(await joined(exportSession(session)));
    const secrets = await secretsOf(again);
    const passwords = secrets.map((secret) => dataOf(secret)["password"] ?? "");
    expect(new Set(passwords).size).toBe(2);
    expect([passwords[1], passwords[3]]).toEqual([passwords[0], passwords[0]]);
    for (const [i, secret] of secrets.entries()) {
      expect(secret.object.metadata.annotations?.[lastApplied]).toContain(passwords[i]);
      expect(dataOf(secret)["user"]).toBe(dataOf(secrets[0] as Revision)["user"]);
    }
    const watch = (await joined(exportSession(session, "watch", keyOf(1)))).toString().trimEnd().split("\n");
    const lines = (await joined(exportSession(session, "recording", keyOf(1)))).toString();
    const same = await secretsOf(await reopened(Buffer.from(lines)));
    expect(watch.map((line) => JSON.parse(line).object).filter(({ kind }) => kind === "Secret")).toEqual(same.map(({ object }) => object));
  });

  it("is imported and exported again without losing that", async () => {
    const { store } = await emptyStore();
    const session = await stored("hunter2", "hunter3", "hunter2");
    const first = await joined(exportSession(session, "recording", keyOf(1)));
    await importInput(pieces(first.toString()), "x", { store, session: "again" });
    const again = await store.open("again");
    expect((await secretsOf(again)).map(({ text }) => text)).toEqual((await secretsOf(await reopened(first))).map(({ text }) => text));
    const [a, b, c] = (await secretsOf(await reopened(await joined(exportSession(again))))).map((secret) => dataOf(secret)["password"]);
    expect(a).toBe(c);
    expect(a).not.toBe(b);
  });

  it("touches frames of Secrets only: others keep their bytes, and the delta that is stored", async () => {
    const session = await stored("hunter2", "hunter3");
    const pods = async (reader: SessionReader) =>
      (await collect(reader.frames())).filter((frame) => frame.kind === "object" && frame.ref.kind === "Pod");
    expect((await pods(await reopened(await joined(exportSession(session))))).map(comparable)).toEqual(
      (await pods(session)).map(comparable),
    );
  });

  it("holds values in clear when they were recorded so", async () => {
    const [frame] = framesOf([secretText({ data: { a: base64("hunter2") } })]);
    const session = readerOf([frame as Frame], { secretValues: "clear" });
    const again = await reopened(await joined(exportSession(session)));
    expect((await secretsOf(again)).map(dataOf)).toEqual([{ a: base64("hunter2") }]);
  });
});

describe("a recording of an earlier version", () => {
  const old = [
    secretText({
      metadata: { name: "db", uid: "u-1", annotations: { "objectset.rio.cattle.io/applied": base64("H4sIhunter2"), copy: "hunter2" } },
      data: { a: "kubespy:hmac-sha256:0123456789abcdef:7", b: "kubespy:hmac-sha256:0123456789abcdef:7" },
    }),
  ];

  it("loses the lengths of its digests, and copies in clear, when it is exported or imported", async () => {
    const session = readerOf(framesOf(old), { command: ["mysql", "-phunter2"] });
    const exported = await reopened(await joined(exportSession(session)));
    const { store } = await emptyStore();
    const file = await joined(plain.encodeRecording(session));
    expect(file.toString()).toContain("hunter2");
    await importInput(pieces(file.toString()), "x", { store, session: "x" });
    for (const reader of [exported, await store.open("x")]) {
      const [secret] = await secretsOf(reader);
      expect(secret?.text).not.toMatch(/hunter2|aHVudGVyMg|SDRzSWh1bnRlcj/);
      expect(reader.summary.header.command).toEqual(["mysql", "-p(hidden)"]);
    }
    const { a, b } = dataOf((await secretsOf(exported))[0] as Revision);
    expect(a).toMatch(/:0-16$/);
    expect(a).not.toContain("0123456789abcdef");
    expect(b).toBe(a);
  });

  it("keeps values that it says it holds in clear when it is imported", async () => {
    const { store } = await emptyStore();
    const session = readerOf(framesOf([secretText({ data: { a: base64("hunter2") } })]), { secretValues: "clear" });
    await importInput(pieces((await joined(plain.encodeRecording(session))).toString()), "x", { store, session: "x" });
    const again = await store.open("x");
    expect(again.summary.header.secretValues).toBe("clear");
    expect((await secretsOf(again)).map(dataOf)).toEqual([{ a: base64("hunter2") }]);
  });

  it("whose Secrets pose as another kind is redacted on import", async () => {
    const { store } = await emptyStore();
    const frames = framesOf([secretText({ data: { a: base64("hunter2") } })]).map((frame) =>
      frame.kind === "object" ? { ...frame, ref: { ...frame.ref, kind: "Pod" } } : frame,
    );
    await importInput(pieces((await joined(plain.encodeRecording(readerOf(frames)))).toString()), "x", { store, session: "x" });
    for (const frame of await collect((await store.open("x")).frames()))
      expect(frame.kind === "object" ? frame.revision.text : "").not.toContain(base64("hunter2"));
  });
});

describe("law: every export of Secrets reads back whole", () => {
  it("with texts that look like digests anywhere, and deltas between them", () => {
    const digest = fc.constantFrom(
      "kubespy:hmac-sha256:0123456789abcdef:5",
      "kubespy:hmac-sha256:0123456789abcdef:17-32",
      "kubespy:hmac-sha256:ffffffffffffffff:999999999-999999999",
      "kubespy:hmac-sha256:0123456789abcdef:5kubespy:hmac-sha256:0123456789abcdef:12345678901234567890",
      "kubespy:hmac-sha256:",
      "x",
    );
    const state = fc.record({
      name: digest,
      uid: fc.constantFrom("u-1", "u-2"),
      resourceVersion: digest,
      kind: fc.constantFrom("Secret", "Pod"),
      value: digest,
    });
    return fc.assert(
      fc.asyncProperty(fc.array(state, { minLength: 1, maxLength: 12 }), async (states) => {
        const frames = framesOf(
          states.map(({ kind, value, ...metadata }) =>
            JSON.stringify({ kind, apiVersion: "v1", metadata, data: { a: value, [value]: "b".repeat(200) } }),
          ),
        );
        const again = await collect((await reopened(await joined(exportSession(readerOf(frames))))).frames());
        expect(again.map(({ sequence }) => sequence)).toEqual(frames.map(({ sequence }) => sequence));
        for (const [i, frame] of again.entries()) {
          const before = frames[i];
          if (frame.kind !== "object" || before?.kind !== "object") continue;
          expect(frame.ref).toEqual(before.ref);
          expect(frame.resourceVersion).toBe(before.resourceVersion);
          if (frame.ref.kind === "Pod") expect(frame.revision.text).toBe(before.revision.text);
          else expect(Object.keys(frame.revision.object)).toEqual(["kind", "apiVersion", "metadata", "data"]);
        }
      }),
      { numRuns: 60 },
    );
  });

  it("without Secrets, byte for byte as the encoder writes it", () =>
    fc.assert(
      fc.asyncProperty(anyHistory, async ({ frames, header, markers }) => {
        const session = new InMemorySessionReader(frames, { header, markers });
        expect((await joined(exportSession(session))).equals(await joined(plain.encodeRecording(session)))).toBe(true);
      }),
      { numRuns: 20 },
    ));
});

it("a file that is compressed is the same file", async () => {
  const session = await stored("hunter2");
  const { path } = await emptyStore();
  for (const file of ["a.kubespy", "a.kubespy.gz"]) await exportToFile(session, file, { cwd: path, ...keyOf(3) });
  const { readFileSync } = await import("node:fs");
  expect(gunzipSync(readFileSync(`${path}/a.kubespy.gz`)).equals(readFileSync(`${path}/a.kubespy`))).toBe(true);
});

function secretText(fields: Readonly<Record<string, unknown>>): string {
  return JSON.stringify({ kind: "Secret", apiVersion: "v1", metadata: { name: "db", uid: "u-1", resourceVersion: "1" }, ...fields });
}

function framesOf(texts: readonly string[]): readonly Frame[] {
  return texts.map((text, i) => {
    const revision = Revision.ofText(text);
    const { ref, resourceVersion } = revision.head;
    return {
      kind: "object",
      sequence: i + 1,
      offsetMs: i,
      observedAt: new Date(Date.parse("2026-01-01T00:00:00.000Z") + i).toISOString(),
      type: i === 0 ? "ADDED" : "MODIFIED",
      ref: { ...ref, uid: ref.uid as Uid },
      resourceVersion,
      revision,
    };
  });
}

function readerOf(frames: readonly Frame[], header: Partial<SessionHeader> = {}): SessionReader {
  return new InMemorySessionReader(frames, { header });
}
