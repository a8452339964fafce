import { randomBytes } from "node:crypto";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { openRecordingFile } from "../../../src/app/open-recording-file.js";
import { bundledNames } from "../../../src/app/sessions/bundled-recordings.js";
import { shareSessions } from "../../../src/app/share/share-sessions.js";
import type { KubeObject } from "../../../src/model/kube-object.js";
import { opaqueSpansIn } from "../../../src/sharing/share/opaque-data.js";
import { plantedSession } from "../planted/planted-session.js";
import { Random } from "../planted/random.js";
import { forEachString } from "../planted/session-strings.js";

const names = await bundledNames({ packageRoot: process.cwd() });
const der = Buffer.concat([Buffer.from([0x30, 0x82, 0x03, 0x21]), randomBytes(801)]);
const base64 = der.toString("base64");
const lines = base64.match(/.{1,64}/g)?.join("\n") ?? "";
const pem = `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`;

function left(text: string): string {
  let result = "";
  let at = 0;
  for (const { start, end } of opaqueSpansIn(text)) {
    result += `${text.slice(at, start)}#`;
    at = end;
  }
  return result + text.slice(at);
}

describe("what cannot be searched is found", () => {
  it.each<[string, string, string]>([
    ["a certificate in PEM", pem, "#\n"],
    ["a certificate without an end", `tls: ${pem.slice(0, 300)}`, "tls: #"],
    ["base64 of a certificate in PEM", Buffer.from(pem).toString("base64"), "#"],
    ["base64 of DER", `caBundle: ${base64}`, "caBundle: #"],
    ["base64url", `key=${der.toString("base64url")}.`, "key=#."],
    ["base64 in lines", `data: |\n${lines}\nnext: line`, "data: |\n#\nnext: line"],
    ["base64 in lines that are escaped", `{"crt":"${lines.replaceAll("\n", "\\n")}"}`, '{"crt":"#"}'],
    ["hex of bytes", `0x ${randomBytes(50).toString("hex")}f0 end`, "0x # end"],
    ["the least length", randomBytes(48).toString("base64"), "#"],
    ["gzip of bytes", gzipSync(randomBytes(100)).toString("base64"), "#"],
    ["a key of SSH", `ssh-rsa ${Buffer.concat([Buffer.from("\0\0\0\x07ssh-rsa"), der]).toString("base64")} alice`, "ssh-rsa # alice"],
  ])("%s", (_, text, expected) => {
    expect(left(text)).toBe(expected);
  });
});

describe("look-alikes stay", () => {
  const hex = (bytes: number) => randomBytes(bytes).toString("hex");
  it.each<[string, string]>([
    ["a digest of an image", `docker.io/library/nginx@sha256:${hex(32)}`],
    ["an id of a container", `containerd://${hex(32)}`],
    ["checksums", `${hex(16)} ${hex(20)} ${hex(32)} ${hex(64)}`],
    [
      "a directory of a Pod",
      "/var/lib/kubelet/pods/1b2c3d4e-14f5-4fe6-9c43-ca659288a8ce/volumes/kubernetes-io-projected/kube-api-access-x2x4z",
    ],
    ["a directory of logs", "/var/log/pods/shop_orders-7d8f9c6b5d-x2x4z_1b2c3d4e-14f5-4fe6-9c43-ca659288a8ce/app/0.log"],
    ["a long name", `${"orders-and-payments-".repeat(5)}7d8f9c6b5d-x2x4z`],
    ["a long field", "requiredDuringSchedulingIgnoredDuringExecutionPreferredDuringSchedulingIgnoredDuringExecution"],
    [
      "a path of the API",
      "/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations/orders-and-payments-webhook-configuration/status",
    ],
    [
      "a token to continue a list",
      Buffer.from('{"v":"meta.k8s.io/v1","rv":12345,"start":"orders-7d8f9c6b5d-x2x4z\\u0000"}').toString("base64"),
    ],
    [
      "base64 of a text, which is searched",
      Buffer.from("a text of a file, with words that can be searched for what goes".repeat(3)).toString("base64"),
    ],
    ["underscores", "_".repeat(200)],
    ["one letter", "a".repeat(5000)],
    ["digits", "1234567890".repeat(20)],
  ])("%s", (_, text) => {
    expect(left(text)).toBe(text);
  });

  it.each(names)("in the recording %s", async (name) => {
    const session = await openRecordingFile(`recordings/${name}.kubespy.gz`);
    const found = new Set<string>();
    await forEachString(session, (text) => {
      if (opaqueSpansIn(text).length > 0) found.add(text);
    });
    expect([...found]).toEqual([]);
  });
});

describe("a share", () => {
  const bytes = randomBytes(50).toString("hex");
  const object: KubeObject = {
    apiVersion: "certificates.k8s.io/v1",
    kind: "CertificateSigningRequest",
    metadata: { name: "orders", uid: "00000000-0000-4000-8000-000000000001" },
    spec: { request: Buffer.from(pem).toString("base64") },
    status: { certificate: base64, bytes },
  };
  const end = { endedAt: "2026-11-29T10:05:00.000Z", offsetMs: 300_000, outcome: "signal" as const };
  const session = () => plantedSession([[object]], { header: {}, end, markers: [], gapReasons: [] }, new Random(1));

  it("at level identities replaces and counts it", async () => {
    const shared = await shareSessions([session()], { level: "identities" });
    const texts: string[] = [];
    for (const each of shared.sessions) await forEachString(each, (text) => texts.push(text));
    expect(texts.filter((text) => text.includes(base64.slice(0, 30)) || text.includes(bytes))).toEqual([]);
    expect(shared.manifest.removed.map(({ what }) => what)).toContain("encoded data");
    await shared.close();
  });

  it("at level secrets keeps it", async () => {
    const shared = await shareSessions([session()], { level: "secrets" });
    const texts: string[] = [];
    for (const each of shared.sessions) await forEachString(each, (text) => texts.push(text));
    expect(texts).toContain(bytes);
    await shared.close();
  });
});
