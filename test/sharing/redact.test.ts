import { deflateSync, gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { KubeObject } from "../../src/model/kube-object.js";
import { Revision } from "../../src/model/revision.js";
import { redactSecret } from "../../src/sharing/redact.js";

const key = new Uint8Array(32).fill(7);
const base64 = (text: string) => Buffer.from(text).toString("base64");
const lastApplied = "kubectl.kubernetes.io/last-applied-configuration";
const digest = /^kubespy:hmac-sha256:[0-9a-f]{16}:\d+-\d+$/;

type Metadata = Readonly<Record<string, unknown>>;

function secret(fields: Readonly<Record<string, unknown>>, metadata: Metadata = {}): KubeObject {
  return { kind: "Secret", apiVersion: "v1", metadata: { name: "db", ...metadata }, ...fields };
}

function redactedText(text: string, withKey: Uint8Array = key): string {
  return redactSecret(Revision.ofText(text), withKey).text;
}

function redacted(object: KubeObject, withKey: Uint8Array = key) {
  const text = redactedText(JSON.stringify(object), withKey);
  const parsed = JSON.parse(text) as KubeObject & { data: Record<string, string>; stringData: Record<string, string> };
  return { text, object: parsed, metadata: parsed.metadata as Record<string, never> & KubeObject["metadata"] };
}

describe("a Secret that is recorded", () => {
  it("keeps what is known to hold no value, and a digest of everything else", () => {
    const { object } = redacted(
      secret(
        { type: "kubernetes.io/tls", immutable: true, data: { "tls.key": base64("a-private-key") }, status: { copy: "x" }, more: null },
        {
          namespace: "shop",
          uid: "u-1",
          resourceVersion: "12",
          creationTimestamp: "2026-11-22T10:57:17Z",
          labels: { "app.kubernetes.io/name": "shop" },
          annotations: { "helm.sh/hook": "pre-install", "meta.helm.sh/release-name": "a b", "example.com/x": "nothing to see" },
          finalizers: ["example.com/keep"],
          ownerReferences: [{ apiVersion: "v1", kind: "Pod", name: "web", uid: "u-0", controller: true, extra: "y" }],
          managedFields: [
            {
              manager: "kubectl-create",
              operation: "Update",
              apiVersion: "v1",
              time: "2026-11-22T10:57:17Z",
              fieldsType: "FieldsV1",
              fieldsV1: { "f:data": { ".": {}, "f:tls.key": {} }, "f:metadata": { "f:labels": { "f:app": {} } }, "f:odd": "z" },
            },
          ],
          odd: { deep: ["value"] },
        },
      ),
    );
    const some = expect.stringMatching(digest);
    expect(object).toEqual({
      kind: "Secret",
      apiVersion: "v1",
      metadata: {
        name: "db",
        namespace: "shop",
        uid: "u-1",
        resourceVersion: "12",
        creationTimestamp: "2026-11-22T10:57:17Z",
        labels: { "app.kubernetes.io/name": "shop" },
        annotations: { "helm.sh/hook": "pre-install", "meta.helm.sh/release-name": some, "example.com/x": some },
        finalizers: ["example.com/keep"],
        ownerReferences: [{ apiVersion: "v1", kind: "Pod", name: "web", uid: "u-0", controller: true, extra: some }],
        managedFields: [
          {
            manager: "kubectl-create",
            operation: "Update",
            apiVersion: "v1",
            time: "2026-11-22T10:57:17Z",
            fieldsType: "FieldsV1",
            fieldsV1: { "f:data": { ".": {}, "f:tls.key": {} }, "f:metadata": { "f:labels": { "f:app": {} } }, "f:odd": some },
          },
        ],
        odd: some,
      },
      type: "kubernetes.io/tls",
      immutable: true,
      data: { "tls.key": some },
      status: some,
      more: null,
    });
  });

  it("keeps the structure of what kubectl applied, redacted by the same rules", () => {
    const applied = secret(
      { data: { password: base64("hunter2"), old: base64("an-older-one") }, stringData: { x: "y" }, spec: { z: 1 } },
      { creationTimestamp: null, annotations: { note: "an-older-one" }, labels: { was: "an-older-one", app: "shop" } },
    );
    const { text, object } = redacted(
      secret(
        { data: { password: base64("hunter2") } },
        { annotations: { [lastApplied]: `${JSON.stringify(applied)}\n` }, labels: { old: "an-older-one" } },
      ),
    );
    const copy = object.metadata.annotations?.[lastApplied] ?? "";
    expect(copy).toMatch(/\n$/);
    const some = expect.stringMatching(digest);
    expect(JSON.parse(copy)).toEqual({
      kind: "Secret",
      apiVersion: "v1",
      metadata: { name: "db", creationTimestamp: null, annotations: { note: some }, labels: { was: some, app: "shop" } },
      data: { password: object.data["password"], old: some },
      stringData: { x: some },
      spec: some,
    });
    expect(object.metadata.labels).toEqual({ old: some });
    expect(text).not.toContain("older");
  });

  it.each([
    ["that is not JSON", "{password: hunter2"],
    ["that is no object", '["hunter2"]'],
    ["of another kind", JSON.stringify({ kind: "X", spec: { password: "hunter2" } })],
    ["in a copy in a copy in a copy in a copy", nested(5)],
    ["nested 20,000 deep", `{"kind":"Secret","stringData":${"[".repeat(20_000)}"hunter2"${"]".repeat(20_000)}}`],
  ])("holds no value of an applied configuration %s", (_, text) => {
    expect(redacted(secret({}, { annotations: { [lastApplied]: text } })).text).not.toContain("hunter2");
  });

  function nested(levels: number): string {
    if (levels === 0) return JSON.stringify(secret({ stringData: { a: "hunter2" } }));
    return JSON.stringify(secret({}, { annotations: { [lastApplied]: nested(levels - 1) } }));
  }

  it("still shows whether a value is the same or has changed, and roughly how long it is", () => {
    const { object } = redacted(
      secret({
        data: { a: base64("first"), b: base64("first"), c: base64("other!"), e: "", f: base64("x".repeat(17)) },
        stringData: { d: "first" },
      }),
    );
    expect(object.data["a"]).toMatch(/:0-16$/);
    expect(object.data["b"]).toBe(object.data["a"]);
    expect(object.stringData["d"]).toBe(object.data["a"]);
    expect(object.data["c"]).toMatch(/:0-16$/);
    expect(object.data["c"]).not.toBe(object.data["a"]);
    expect(object.data["e"]).toMatch(/:0-16$/);
    expect(object.data["f"]).toMatch(/:17-32$/);
  });

  it("cannot be guessed at without the key of the store", () => {
    const of = (withKey: Uint8Array) => redacted(secret({ data: { a: base64("first") } }), withKey).object.data["a"];
    expect(of(new Uint8Array(32).fill(8))).not.toBe(of(key));
  });

  it.each([
    ["null", { data: null }, undefined],
    ["numbers", { data: { n: 12345 } }, "12345"],
    ["a list", { data: ["odd-value"] }, "odd-value"],
    ["a text", { stringData: "odd-value" }, "odd-value"],
    ["an object", { data: { x: { toString: "odd-value" } } }, "odd-value"],
    ["a truth value in a known field", { immutable: "odd-value", type: ["odd-value"] }, "odd-value"],
    ["text that is not base64", { data: { a: "odd-value!" } }, "odd-value"],
  ])("is redacted whatever its fields contain: %s", (_, fields, hidden) => {
    const { text } = redacted(secret(fields));
    if (hidden !== undefined) expect(text).not.toContain(hidden);
  });

  it("may have members called __proto__ and the same member twice, and be nested 20,000 deep", () => {
    const proto = redactedText(
      '{"kind":"Secret","apiVersion":"v1","metadata":{"name":"x","__proto__":{"a":"hunter2"}},"data":{"__proto__":"aHVudGVyMg=="},"__proto__":"hunter2"}',
    );
    expect(proto).not.toContain("hunter2");
    expect(proto.match(/"__proto__":"kubespy:/g)).toHaveLength(3);
    expect(redactedText('{"kind":"Secret","apiVersion":"v1","metadata":{"name":"x"},"data":{"a":"aHVudGVyMg=="},"data":{}}')).not.toContain(
      "aHVudGVyMg",
    );
    const deep = `${"[".repeat(20_000)}"hunter2"${"]".repeat(20_000)}`;
    for (const place of [`"data":{"a":${deep}}`, `"x":${deep}`, `"data":${deep}`])
      expect(redactedText(`{"kind":"Secret","apiVersion":"v1","metadata":{"name":"x"},${place}}`)).not.toContain("hunter2");
    const fields = `${'{"f:a":'.repeat(20_000)}{"f:hunter2":{}}${"}".repeat(20_000)}`;
    expect(
      redactedText(`{"kind":"Secret","apiVersion":"v1","metadata":{"name":"x","managedFields":[{"fieldsV1":${fields}}]}}`),
    ).not.toContain("hunter2");
  });

  it("redacted twice equals redacted once, also with another key", () => {
    const once = redactSecret(
      Revision.ofObject(
        secret(
          { data: { a: base64("first-value") }, x: 1 },
          { labels: { "first-value": "first-value" }, annotations: { a: "b", [lastApplied]: "{}" } },
        ),
      ),
      key,
    );
    expect(redactSecret(once, key)).toBe(once);
    expect(redactSecret(once, new Uint8Array(32))).toBe(once);
  });
});

describe("a label, finalizer or name of a manager that contains a value becomes a digest", () => {
  const value = "Hunter2/is?my+pass";
  const isKept = (text: string, data: Readonly<Record<string, string>> = { a: base64(value) }) =>
    redacted(secret({ data }, { labels: { l: text } })).object.metadata.labels?.["l"] === text;

  it.each([
    ["as it is", value],
    ["in other case", value.toUpperCase()],
    ["within a longer text", `x-${value}-y`],
    ["in base64", base64(value)],
    ["in base64 without padding", base64(value).replace(/=+$/, "")],
    ["in base64url", Buffer.from(value).toString("base64url")],
    ["in base64 with a newline", base64(`${value}\n`)],
    ["in base64 behind a prefix", `x.${base64(value)}`],
    ["in base64 of base64", base64(base64(value))],
    ["in hex", Buffer.from(value).toString("hex")],
    ["percent-encoded", encodeURIComponent(value)],
    ["in base64, behind a user's name", base64(`bob:${value}`)],
    ["in base64 within JSON", JSON.stringify({ auth: base64(`bob:${value}`) })],
    ["in base64 behind a dash", `bob-${base64(`x:${value}`)}`],
    ["gzipped", gzipSync(value).toString("base64")],
    ["deflated", deflateSync(value).toString("base64url")],
    ["beyond any length of a label", "x".repeat(5000)],
  ])("%s", (_, text) => {
    expect(isKept(text)).toBe(false);
  });

  it.each([
    ["a value that ends in a newline", base64("hunter2\n"), "hunter2"],
    ["a leaf of JSON", base64(JSON.stringify({ a: [{ b: "hunter2" }] })), "hunter2"],
    ["JSON in JSON", base64(JSON.stringify({ a: JSON.stringify({ b: "hunter2" }) })), "hunter2"],
    [
      "the password of a .dockerconfigjson",
      base64(JSON.stringify({ auths: { "example.com": { auth: base64("bob:hunter2") } } })),
      "hunter2",
    ],
    [
      "the auth of a .dockerconfigjson",
      base64(JSON.stringify({ auths: { "example.com": { auth: base64("bob:hunter2") } } })),
      base64("bob:hunter2").replace("=", ""),
    ],
    ["a line of YAML", base64("user: bob\npassword: 'hunter2'\n"), "hunter2"],
    ["a line of an environment file", base64("USER=bob\nTOKEN=hunter2\n"), "hunter2"],
    ["the password in a URL", base64("postgres://bob:hunter2@db/shop"), "hunter2"],
    ["user:password", base64("bob:hunter2"), "hunter2"],
    ["a value of three characters, alone", base64("abc"), "abc"],
    ["a number, alone", base64("7"), "7"],
  ])("a part of it: %s", (_, data, text) => {
    expect(isKept(text, { data })).toBe(false);
  });

  it.each([
    ["a short value within a longer text", base64("abc"), "abcdef"],
    ["a short word of a configuration", base64("name: nginx\nport: 80"), "nginx"],
  ])("but not %s", (_, data, text) => {
    expect(isKept(text, { data })).toBe(true);
  });

  it("wherever such a text is kept; names and types that everybody uses stay", () => {
    const { object, text } = redacted(
      secret(
        { data: { a: base64("hunter2"), b: base64("name"), c: base64("secret"), d: base64("Opaque") }, type: "Opaque" },
        {
          generateName: "hunter2-",
          selfLink: "/x/hunter2",
          finalizers: ["hunter2/x"],
          labels: { hunter2: "x", "app.kubernetes.io/name": "x" },
          annotations: { hunter2: "x", "helm.sh/hook": "hunter2" },
          managedFields: [
            { manager: "hunter2", fieldsV1: { "f:metadata": { "f:labels": { "f:hunter2": {} }, "f:finalizers": { 'v:"hunter2"': {} } } } },
          ],
        },
      ),
    );
    expect(text).not.toContain("hunter2");
    expect(object).toMatchObject({ kind: "Secret", type: "Opaque", metadata: { labels: { "app.kubernetes.io/name": "x" } } });
  });

  it("also when the value is megabytes of JSON: each text is judged in bounded time", () => {
    const big = base64(JSON.stringify(Array.from({ length: 60_000 }, (_, i) => `word-${i}`)));
    const labels = Object.fromEntries(Array.from({ length: 50 }, (_, i) => [`l${i}`, `word-${i * 1000}`]));
    const { metadata } = redacted(secret({ data: { big } }, { labels: { ...labels, kept: "another-text" } }));
    expect(Object.values(metadata.labels ?? {}).filter((label) => !digest.test(label))).toEqual(["another-text"]);
  });
});

describe("law: wherever a copy of a value stands in a Secret, in any form, it is not in what is recorded", () => {
  const forms: readonly ((value: string) => string)[] = [
    (value) => value,
    (value) => `${value}\n`,
    (value) => `prefix ${value} suffix`,
    (value) => base64(value),
    (value) => base64(`${value}\n`),
    (value) => Buffer.from(value).toString("base64url"),
    (value) => Buffer.from(value).toString("hex"),
    (value) => encodeURIComponent(value),
    (value) => JSON.stringify({ deep: [value] }),
    (value) => JSON.stringify(JSON.stringify([value])),
    (value) => `password: ${value}\n`,
    (value) => JSON.stringify({ auths: { r: { auth: base64(`bob:${value}`) } } }),
    (value) => gzipSync(value).toString("base64"),
  ];
  const places: readonly ((copy: string) => { readonly fields?: object; readonly metadata?: Metadata })[] = [
    (copy) => ({ metadata: { labels: { a: copy } } }),
    (copy) => ({ metadata: { labels: { [copy]: "a" } } }),
    (copy) => ({ metadata: { annotations: { a: copy } } }),
    (copy) => ({ metadata: { annotations: { [copy]: "x" } } }),
    (copy) => ({ metadata: { annotations: { "helm.sh/hook": copy } } }),
    (copy) => ({ metadata: { annotations: { [lastApplied]: copy } } }),
    (copy) => ({ metadata: { annotations: { [lastApplied]: JSON.stringify(secret({ type: copy, x: copy }, { labels: { a: copy } })) } } }),
    (copy) => ({ metadata: { finalizers: [copy] } }),
    (copy) => ({ metadata: { generateName: copy } }),
    (copy) => ({ metadata: { ownerReferences: [{ controller: copy, more: copy }, copy] } }),
    (copy) => ({
      metadata: { managedFields: [{ manager: copy, time: copy, fieldsV1: { [copy]: copy, "f:metadata": { [`v:${copy}`]: {} } } }] },
    }),
    (copy) => ({ metadata: { [copy]: copy, odd: [{ copy }] } }),
    (copy) => ({ fields: { type: copy, immutable: copy, [copy]: copy, odd: { copy } } }),
    (copy) => ({ fields: { stringData: { copy } } }),
    (copy) => ({ fields: { stringData: [copy] } }),
  ];
  const value = fc.oneof(
    fc.stringMatching(/^[A-Za-z0-9!#%&*+./:;<=>?@^_~-]{6,40}$/),
    fc.string({ minLength: 6, maxLength: 40, unit: "binary" }),
    fc.bigInt({ min: 10n ** 6n, max: 10n ** 30n }).map(String),
  );

  it("whatever the value", () => {
    fc.assert(
      fc.property(
        value.filter((text) => text.trim().length >= 6 && !/\p{Surrogate}/u.test(text)),
        fc.array(fc.tuple(fc.nat(forms.length - 1), fc.nat(places.length - 1)), { minLength: 1, maxLength: 4 }),
        (text, copies) => {
          const parts = copies.map(([form, place]) => places[place]?.(forms[form]?.(text) ?? "") ?? {});
          const fields = Object.assign({ data: { a: base64(text) } }, ...parts.map((part) => part.fields ?? {}));
          const metadata = Object.assign({}, ...parts.map((part) => part.metadata ?? {}));
          // What is left beside digests, in lower case.
          const out = redactedText(JSON.stringify(secret(fields, metadata))).replace(/kubespy:hmac-sha256:[0-9a-f]{16}:\d+-\d+/g, "");
          for (const written of [text, text.trim(), base64(text.trim()).slice(0, 8), Buffer.from(text.trim()).toString("hex")]) {
            expect(out).not.toContain(JSON.stringify(written).slice(1, -1));
            expect(out).not.toContain(JSON.stringify(JSON.stringify(written)).slice(3, -3));
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe("what may hold whole Secrets is redacted in their place", () => {
  it.each([
    ["v1", "SecretList", { items: [secret({ stringData: { a: "hunter2" } })] }],
    ["v1", "List", { items: { a: secret({ stringData: { a: "hunter2" } }) } }],
    ["meta.k8s.io/v1", "Table", { rows: [{ object: secret({ stringData: { a: "hunter2" } }) }] }],
    ["meta.k8s.io/v1", "PartialObjectMetadata", {}],
  ])("%s %s", (apiVersion, kind, fields) => {
    const annotations = { [lastApplied]: JSON.stringify(secret({ stringData: { a: "hunter2" } })), x: "hunter2" };
    const object = { kind, apiVersion, metadata: { name: "x", annotations }, ...fields };
    expect(redacted(object).text).not.toContain("hunter2");
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
