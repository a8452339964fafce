import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { loadLiveRedaction } from "../../../src/app/share/live-redaction.js";
import { Revision } from "../../../src/model/revision.js";
import { isPlaceholder } from "../../../src/sharing/placeholders.js";
import { structuralPolicy } from "../../../src/sharing/policy/policy.js";
import { isDigest } from "../../../src/sharing/secret-digests.js";
import { LiveRedaction } from "../../../src/sharing/share/live-redaction.js";

const key = new Uint8Array(32).fill(7);
const password = "Tr0ub4dor-and-3-horses";
const base64 = (text: string) => Buffer.from(text).toString("base64");

function pod(value: string, name = "web", resourceVersion = "1"): Revision {
  return Revision.ofObject({
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name, namespace: "shop", uid: `u-${name}`, resourceVersion },
    spec: { containers: [{ name: "app", image: "nginx", env: [{ name: "DB_PASSWORD", value }] }] },
  } as never);
}

function event(message: string): Revision {
  return Revision.ofObject({
    apiVersion: "v1",
    kind: "Event",
    metadata: { name: "web.1", namespace: "shop", uid: "u-e", resourceVersion: "2" },
    reason: "Unhealthy",
    message,
  } as never);
}

function secret(value: string): Revision {
  const metadata = { name: "db", namespace: "shop", uid: "u-s", resourceVersion: "3" };
  return Revision.ofObject({ apiVersion: "v1", kind: "Secret", metadata, data: { password: base64(value) } } as never);
}

const valueIn = (revision: Revision | undefined) =>
  (revision?.object as unknown as ReturnType<typeof podShape> | undefined)?.spec.containers[0]?.env[0]?.value ?? "";
const podShape = () => ({ spec: { containers: [{ env: [{ name: "", value: "" }] }] } });
const passwordOf = (revision: Revision | undefined) =>
  (revision?.object["data"] as Readonly<Record<string, string>> | undefined)?.["password"] ?? "";
const messageOf = (revision: Revision | undefined) => revision?.object["message"];

describe("what is redacted while it is recorded", () => {
  it("has placeholders that are equal where the values were, in every batch, and in every recording of the store", async () => {
    const [one, other] = [await loadLiveRedaction(key), await loadLiveRedaction(key)];
    const [a, b] = (await one.redact([pod(password), pod("another-Passw0rd", "b")])).map(valueIn);
    const [c] = (await one.redact([pod(password, "c")])).map(valueIn);
    const [d] = (await other.redact([pod(password, "d")])).map(valueIn);
    expect(isPlaceholder(a ?? "")).toBe(true);
    expect(a).not.toBe(b);
    expect([c, d]).toEqual([a, a]);
    const [e] = (await (await loadLiveRedaction(new Uint8Array(32).fill(8))).redact([pod(password)])).map(valueIn);
    expect(e).not.toBe(a);
    expect([one.batch, other.batch]).toEqual([one.batch, one.batch]);
  });

  it("loses copies of a value from when it is known what the value is, in the same batch as well", async () => {
    const redaction = await loadLiveRedaction(key);
    const text = `the login with ${password} was refused`;
    const [before] = await redaction.redact([event(text)]);
    // Not known yet, and no detector can know it: this is why the manifest says "while recording".
    expect(messageOf(before)).toBe(text);
    const [within, known] = await redaction.redact([event(text), pod(password)]);
    expect(messageOf(within)).toBe(`the login with ${valueIn(known)} was refused`);
    const [after] = await redaction.redact([event(text)]);
    expect(messageOf(after)).toBe(messageOf(within));
  });

  it("has digests of Secret values, and no copy of these elsewhere", async () => {
    const redaction = await loadLiveRedaction(key);
    const [stored, told] = await redaction.redact([secret(password), event(`refused: ${password}`)]);
    expect(isDigest(passwordOf(stored))).toBe(true);
    expect(messageOf(told)).not.toContain(password);
  });

  it("loses what detectors find in texts whose place says nothing", async () => {
    const token = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U";
    const [told] = await (await loadLiveRedaction(key)).redact([event(`denied: Bearer ${token}`)]);
    expect(messageOf(told)).not.toContain(token);
    expect(messageOf(told)).toContain("denied: ");
  });

  it("keeps names, versions and the order of revisions, and nothing of what is no object of JSON", async () => {
    const redaction = await loadLiveRedaction(key);
    const broken = Revision.ofText('{"kind":"Pod",');
    const all = [pod(password), broken, event("fine"), pod("x-Another-1", "b", "9"), Revision.ofText("[1]")];
    const redacted = await redaction.redact(all);
    expect([redacted[1]?.byteLength, redacted[4]?.byteLength]).toEqual([0, 0]);
    expect(() => redacted[1]?.head).toThrow(SyntaxError);
    for (const i of [0, 2, 3]) expect(redacted[i]?.head).toEqual(all[i]?.head);
  });

  it("counts the removed values, each in the object that showed it first", async () => {
    const redaction = await loadLiveRedaction(key);
    await redaction.redact([pod(password)]);
    await redaction.redact([pod(password, "b"), pod("another-Passw0rd", "c")]);
    expect(redaction.counts()).toEqual([{ what: "environment variable", values: 2, places: 2 }]);
  });

  it("redacts in batches of any size as it does one by one, once all values are known", async () => {
    const values = fc.array(fc.constantFrom(password, "another-Passw0rd", "third-Passw0rd-9"), { minLength: 1, maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(values, fc.integer({ min: 1, max: 8 }), async (chosen, size) => {
        const redaction = await loadLiveRedaction(key);
        const revisions = chosen.flatMap((value, i) => [pod(value, `p${i}`), event(`refused ${value} (${i})`)]);
        const texts: string[] = [];
        for (let at = 0; at < revisions.length; at += size)
          for (const { text } of await redaction.redact(revisions.slice(at, at + size))) texts.push(text);
        const again = await redaction.redact(revisions);
        expect(again.filter((revision) => chosen.some((value) => revision.text.includes(value)))).toEqual([]);
        for (const [i, text] of texts.entries()) if (i % 2 === 0) expect(text).toBe(again[i]?.text);
      }),
      { numRuns: 20 },
    );
  });

  it("looks at a text once, however often it comes", async () => {
    const seen: string[] = [];
    const redaction = new LiveRedaction({
      key,
      policy: structuralPolicy,
      isPublicText: () => false,
      findCredentials: async (texts) => {
        seen.push(...texts);
        return new Map();
      },
    });
    for (let i = 0; i < 3; i++) await redaction.redact([event("the same message"), event("the same message")]);
    expect(seen.filter((text) => text === "the same message")).toHaveLength(1);
  });

  it("forgets what it knows before that takes too much memory, and goes on", async () => {
    const redaction = new LiveRedaction({
      key,
      policy: structuralPolicy,
      isPublicText: () => false,
      findCredentials: async () => new Map(),
    });
    const batch = (from: number) => Array.from({ length: 5000 }, (_, i) => event(`message ${from + i} of a long recording`));
    const [first] = await redaction.redact([pod(password)]);
    for (let i = 0; i < 5; i++) await redaction.redact(Array.from({ length: 5000 }, (_, j) => pod(`Passw0rd-${i}-${j}-x`, `p-${i}-${j}`)));
    // More removed values than are remembered: an old one is no longer searched for, while its own place is still known.
    expect(messageOf((await redaction.redact([event(`refused ${password}`)]))[0])).toBe(`refused ${password}`);
    expect(valueIn((await redaction.redact([pod(password, "again")]))[0])).toBe(valueIn(first));
    expect(await redaction.redact(batch(0))).toHaveLength(5000);
  }, 60_000);
});
