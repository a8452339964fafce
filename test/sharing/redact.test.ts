import { describe, expect, it } from "vitest";
import type { KubeObject } from "../../src/model/kube-object.js";
import { Revision } from "../../src/model/revision.js";
import { redactSecret } from "../../src/sharing/redact.js";

const key = new Uint8Array(32).fill(7);
const base64 = (text: string) => Buffer.from(text).toString("base64");
const lastApplied = "kubectl.kubernetes.io/last-applied-configuration";

function secret(fields: Partial<KubeObject>, annotations?: Record<string, string>): KubeObject {
  return { kind: "Secret", apiVersion: "v1", metadata: { name: "db", ...(annotations === undefined ? {} : { annotations }) }, ...fields };
}

function redacted(object: KubeObject, withKey: Uint8Array = key) {
  const revision = redactSecret(Revision.ofText(JSON.stringify(object)), withKey);
  return {
    text: revision.text,
    object: revision.object as KubeObject & { data: Record<string, string>; stringData: Record<string, string> },
  };
}

describe("a Secret that is recorded", () => {
  it("holds none of its values in any form, and everything else unchanged", () => {
    const password = 'p"ässword\\1';
    const { text, object } = redacted(
      secret(
        { data: { password: base64(password) }, stringData: { token: "token-in-clear" }, type: "Opaque" },
        {
          [lastApplied]: `${JSON.stringify(secret({ data: { password: base64(password), old: base64("an-older-one") }, stringData: { x: "y" } }))}\n`,
          "example.com/copy": `user:${password}@db and again ${base64(password)}`,
          "example.com/json-copy": JSON.stringify({ nested: [password] }),
          "example.com/plain": "nothing to see",
        },
      ),
    );
    for (const value of [
      password,
      JSON.stringify(password).slice(1, -1),
      base64(password),
      "token-in-clear",
      base64("an-older-one"),
      '"y"',
    ])
      expect(text).not.toContain(value);
    for (const value of [password, base64(password)]) expect(text).not.toContain(JSON.stringify(JSON.stringify(value)).slice(3, -3));
    expect(object.metadata.annotations?.["example.com/plain"]).toBe("nothing to see");
    expect(object).toMatchObject({ kind: "Secret", type: "Opaque", metadata: { name: "db" } });
    expect(Object.keys(object.data)).toEqual(["password"]);
    const applied = JSON.parse(object.metadata.annotations?.[lastApplied] ?? "") as KubeObject;
    expect(applied).toMatchObject({ kind: "Secret", metadata: { name: "db" }, data: { password: object.data["password"] } });
  });

  it("still shows whether a value is the same or has changed, and its length", () => {
    const one = redacted(
      secret({ data: { a: base64("first"), b: base64("first"), c: base64("other!") }, stringData: { d: "first" } }),
    ).object;
    expect(one.data["a"]).toMatch(/^kubespy:hmac-sha256:[0-9a-f]{16}:5$/);
    expect(one.data["b"]).toBe(one.data["a"]);
    expect(one.stringData["d"]).toBe(one.data["a"]);
    expect(one.data["c"]).toMatch(/:6$/);
    expect(one.data["c"]).not.toBe(one.data["a"]);
  });

  it("cannot be guessed at without the key of the store", () => {
    const of = (withKey: Uint8Array) => redacted(secret({ data: { a: base64("first") } }), withKey).object.data["a"];
    expect(of(new Uint8Array(32).fill(8))).not.toBe(of(key));
  });

  it("is redacted whatever its fields contain", () => {
    expect(redacted(secret({ data: null })).object.data).toBeNull();
    expect(redacted(secret({ data: { n: 12345 } })).text).not.toContain("12345");
    expect(redacted(secret({ data: ["odd-value"] })).text).not.toContain("odd-value");
    expect(redacted(secret({ data: { empty: "" } })).object.data["empty"]).toMatch(/:0$/);
  });

  it("redacted twice equals redacted once", () => {
    const once = redactSecret(Revision.ofObject(secret({ data: { a: base64("first") } })), key);
    expect(redactSecret(once, key).text).toBe(once.text);
  });
});

describe("any other object", () => {
  it.each([
    { kind: "ConfigMap", apiVersion: "v1", metadata: {}, data: { a: "b" } },
    { kind: "Secret", apiVersion: "example.com/v1", metadata: {}, data: { a: "b" } },
    { kind: "Pod", apiVersion: "v1", metadata: {}, spec: { volumes: [{ kind: "Secret" }] } },
  ])("is recorded byte for byte as it was sent: $kind $apiVersion", (object) => {
    const revision = Revision.ofText(JSON.stringify(object));
    expect(redactSecret(revision, key)).toBe(revision);
  });
});
