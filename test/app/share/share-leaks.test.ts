import { describe, expect, it, vi } from "vitest";
import { shareSessions } from "../../../src/app/share/share-sessions.js";
import { sharedRecording } from "../../../src/app/share/write-shared.js";
import type { ShareLevel } from "../../../src/model/session-share.js";
import { openRecording } from "../../../src/recording/node/open-recording.js";
import { TextRedaction } from "../../../src/sharing/share/text-redaction.js";
import { pieces } from "../support.js";

// Made from pieces, so that scanners of this repository find nothing.
const secret = ["Zq7vKp2X", "w9LmZZ"].join("");
const stream = { id: "/api/v1/namespaces/shop/pods", kind: "Pod" };
let versions = 1000;

function object(kind: string, name: string, rest: object): object {
  const metadata = { name, namespace: "shop", uid: `4d7c1a2e-9b3f-4c6d-8e5a-0a1b2c3d${versions++}`, resourceVersion: `${versions}` };
  return { apiVersion: "v1", kind, metadata, ...rest };
}

const event = (message: string) => object("Event", "e", { reason: "Failed", message, type: "Warning" });
const pod = (value: string, name = "PAYLOAD") =>
  object("Pod", "ledger-web", { spec: { containers: [{ name: "main", image: "nginx:1.27", env: [{ name, value }] }] } });

interface Given {
  readonly header?: object;
  readonly lines?: readonly object[];
  readonly end?: object;
}

function recording(objects: readonly object[], { header = {}, lines = [], end = {} }: Given = {}): string {
  const first = {
    kubespy: "recording",
    version: 1,
    name: "web-1",
    startedAt: "2026-11-22T10:57:17.945Z",
    targets: ["pods"],
    streams: [stream],
  };
  const frames = objects.map((each, t) => ({ type: "ADDED", t, object: each }));
  const last = { type: "END", frames: frames.length, t: 9000, outcome: "until", ...end };
  return [{ ...first, ...header }, ...frames, ...lines, last].map((line) => `${JSON.stringify(line)}\n`).join("");
}

async function shared(text: string, level: ShareLevel = "secrets"): Promise<string> {
  const session = await openRecording(pieces(text), { name: "web-1" });
  const result = await shareSessions([session], { level });
  try {
    const chunks: Uint8Array[] = [];
    for (const each of result.sessions) for await (const chunk of sharedRecording(each, false)) chunks.push(chunk);
    return Buffer.concat(chunks).toString();
  } finally {
    await result.close();
    await session.close();
  }
}

const levels: readonly ShareLevel[] = ["secrets", "identities", "skeleton"];

describe("a shared recording", () => {
  it.each(levels)("has no field that this version does not know, at level %s", async (level) => {
    const from = { offsetMs: 10, observedAt: "2026-11-22T10:57:17.955Z", foo: secret };
    const given = {
      header: { foo: secret, server: { version: "v1.36.2", foo: secret }, streams: [{ ...stream, foo: secret }] },
      lines: [
        { type: "GAP", t: 5000, stream: stream.id, reason: "410 Gone", from, to: from, possibleLoss: true, foo: secret },
        { type: "MARKER", offsetMs: 1, text: "x", foo: secret },
      ],
      end: { foo: secret, verification: { verified: true, possibleLosses: 1, foo: secret } },
    };
    expect(await shared(recording([pod("1")], given), level)).not.toContain(secret);
  });

  it("has no copy of a removed value in versions and in the name of the recorder", async () => {
    const from = { offsetMs: 10, observedAt: "2026-11-22T10:57:17.955Z", resourceVersion: secret };
    const gap = { type: "GAP", t: 5000, stream: stream.id, reason: "x", from, to: from, possibleLoss: true };
    const header = {
      recorder: `kubespy ${secret}`,
      server: { version: `v1.36.2+${secret}` },
      streams: [{ ...stream, resourceVersion: secret }],
    };
    const odd = { type: "ADDED", t: 4000, resourceVersion: `${secret}x`, object: event("x") };
    expect(await shared(recording([pod(secret)], { header, lines: [odd, gap] }))).not.toContain(secret);
  });

  it.each([
    ["the password of a URL", `postgres://app:${secret}@db/x`, `login with ${secret} failed`],
    ["an escaped password of a URL", `postgres://app:${secret.replace("K", "%23")}@db/x`, `login with ${secret.replace("K", "#")} failed`],
    ["a field of JSON", `{"user":"app","password":"${secret}"}`, `bad ${secret} x`],
    ["hex", secret, `bad ${Buffer.from(secret).toString("hex")} x`],
    ["base64", secret.slice(0, 8), `bad ${Buffer.from(secret.slice(0, 8)).toString("base64")} x`],
    ["percent escapes", `p@${secret}`, `bad p%40${secret} x`],
    ["percent escapes in a long word", `LongerThan11@${secret}`, `bad LongerThan11%40${secret} x`],
    ["quotes of another language", secret, `“${secret}” 密码是${secret}了`],
  ])("has no copy of a removed value: %s", async (_, value, message) => {
    const text = await shared(recording([pod(value), event(message)]));
    for (const part of [secret, secret.replace("K", "#"), message.slice(4, 16)]) expect(text).not.toContain(part);
  });

  it("has no copy of a removed number", async () => {
    const db = { apiVersion: "acme.io/v1", spec: { password: 84629173645 }, status: { last: 84629173645 } };
    expect(await shared(recording([object("Db", "d", db)]))).not.toContain("84629173645");
  });

  it.each(["identities", "skeleton"] as const)("has a name that says nothing of whose it is, at level %s", async (level) => {
    const of = { name: "acmebank-prod", startedAt: "2026-11-22T10:57:17.945Z", frames: 9, objects: 9, durationMs: 4 };
    const text = await shared(recording([pod("1")], { header: { name: "acmebank-ledger", part: { of, fromMs: 0, toMs: 9 } } }), level);
    expect(text).not.toContain("acmebank");
    expect(await shared(recording([pod("1")], { header: { name: "good-2" } }), "identities")).toContain('"name":"good-2"');
  });

  it.each(levels)("says in its manifest no name that stood in front of a value, at level %s", async (level) => {
    const text = await shared(recording([event(`ACMEBANK_PASSWORD=${secret}`)]), level);
    expect(text).toContain('"what":"named value"');
    expect(/"shared":.*"pseudonyms"|"shared":.*$/m.exec(text)?.[0]).not.toContain("ACMEBANK_PASSWORD");
  });

  it("is not written where the rewriting leaves anything", async () => {
    const rewriting = vi.spyOn(TextRedaction.prototype, "value").mockImplementation((text) => text);
    await expect(shared(recording([pod(secret), event(`bad ${secret}`)]))).rejects.toThrow(/nothing was written/);
    rewriting.mockRestore();
  });
});
