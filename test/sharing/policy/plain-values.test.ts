import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { harmlessShapes, hasRandomWord, isPlainValue, looksLikeKey } from "../../../src/sharing/policy/plain-values.js";

describe("a value is harmless", () => {
  it.each(harmlessShapes.map((shape) => [shape.name, shape] as const))("if it is a %s, as its example", (_, shape) => {
    expect(shape.test(shape.example)).toBe(true);
    expect(isPlainValue(shape.example)).toBe(true);
  });

  it.each([
    "0",
    "-1",
    "65535",
    "99999",
    "0.75",
    "True",
    "500ms",
    "1h30m",
    "PT5M",
    "250m",
    "10GB",
    "75%",
    "17.0.2",
    "WARN",
    "staging",
    "UTC",
    "America/Argentina/Buenos_Aires",
    "de-DE",
    "C.UTF-8",
    "TCP",
    "localhost:8080",
    "0.0.0.0",
    "[::]:9090",
    "/usr/local/sbin:/usr/local/bin:/usr/sbin",
    "/var/run/secrets/kubernetes.io/serviceaccount",
    "/etc/kubernetes/pki/apiserver-kubelet-client.key",
    "/opt/java17/lib/security/cacerts",
    "http://api.shop.svc.cluster.local:8080/",
    "$(POD_NAME)",
  ])("%s", (value) => expect(isPlainValue(value)).toBe(true));

  it.each([
    "123456",
    "1234567890123456",
    "hunter2",
    "admin",
    "correct horse battery staple",
    "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
    "a94a8fe5ccb19ba61c4c0873d391e987982fbbd3",
    "https://user:pw@example.com",
    "https://example.com/path",
    "https://example.com?token=x",
    "https://example.com/#x",
    "https://a94a8fe5ccb19ba61c4c.example.com",
    "/hunter2",
    "/etc/a94a8fe5ccb19ba61c4c",
    "/etc/../x?y",
    "/etc/wJalrXUtnFEMIK7",
    "true hunter2",
    "debug\n",
    "postgres://db/shop",
    "PUBLIC",
    "",
  ])("not: %j", (value) => expect(isPlainValue(value)).toBe(value === ""));

  it("never if it is long and made by chance", () => {
    const random = fc.uint8Array({ minLength: 15, maxLength: 64 });
    const forms = (bytes: Uint8Array) => [Buffer.from(bytes).toString("base64"), Buffer.from(bytes).toString("hex")];
    fc.assert(
      fc.property(random, (bytes) => forms(bytes).every((text) => !isPlainValue(text) && !isPlainValue(`https://x.example/${text}`))),
    );
  });
});

describe("a text looks random", () => {
  it.each(["kube-apiserver", "nginx.conf", "python3.11", "site-packages", "NodeRestrictionPolicy", "app.kubernetes.io", "x86_64"])(
    "not if it is made of words: %s",
    (text) => expect(hasRandomWord(text)).toBe(false),
  );

  it.each(["wJalrXUtnFEMI", "a94a8fe5ccb1", "xK9mP2vL8qR4", "bcdfghjk", "abcdefghijklmnopqrstuvwxyz"])("%s", (text) => {
    expect(hasRandomWord(text)).toBe(true);
    expect(looksLikeKey(text)).toBe(false);
  });
});
