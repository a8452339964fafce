import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { looksLikePseudonym } from "../../../src/sharing/pseudonyms/looks-like-pseudonym.js";
import { rootPseudonym } from "../../../src/sharing/pseudonyms/name-forms.js";
import { isSecretName } from "../../../src/sharing/secret-names.js";
import { minIdentityIn } from "../../../src/sharing/share/text-redaction.js";
import { namedObject, pseudonymsOf, rewritten, testKey, textsOf, uidOf } from "./surveyed.js";

const deployment = namedObject("Deployment", "payments");
const replicaSet = namedObject("ReplicaSet", "payments-7d8f9c6b5d", {
  labels: { app: "payments", "pod-template-hash": "7d8f9c6b5d" },
  ownerReferences: [{ apiVersion: "apps/v1", kind: "Deployment", name: "payments", uid: uidOf("d"), controller: true }],
});
const pod = namedObject(
  "Pod",
  "payments-7d8f9c6b5d-ns2mn",
  {
    generateName: "payments-7d8f9c6b5d-",
    labels: { app: "payments", "pod-template-hash": "7d8f9c6b5d", team: "zebrafish", "acme-corp.com/owner": "alice.smith" },
    annotations: { "kubernetes.io/created-by": "alice.smith@acme-corp.com" },
    ownerReferences: [{ apiVersion: "apps/v1", kind: "ReplicaSet", name: "payments-7d8f9c6b5d", uid: uidOf("rs"), controller: true }],
    managedFields: [
      { manager: "alices-tool", fieldsV1: { "f:metadata": { "f:labels": { "f:acme-corp.com/owner": {} } }, 'k:{"name":"payments"}': {} } },
      { manager: "kubectl-client-side-apply" },
    ],
  },
  {
    spec: {
      nodeName: "ip-10-2-3-4.eu-west-1.compute.internal",
      serviceAccountName: "payments-bot",
      containers: [
        { name: "app", image: "registry.acme-corp.com/shop/payments:1.27.0.1", env: [{ name: "PAYMENTS_SERVICE_HOST", value: "x" }] },
        { name: "istio-proxy", image: "docker.io/istio/proxyv2:1.20" },
      ],
      volumes: [{ name: "kube-api-access-ppqh6" }, { name: "ledger", persistentVolumeClaim: { claimName: "ledger-payments-0" } }],
    },
    status: { podIP: "10.244.1.17", hostIP: "10.2.3.4", podIPs: [{ ip: "10.244.1.17" }, { ip: "2001:db8:1::17" }] },
  },
);
const sts = namedObject("StatefulSet", "server");
const stsPod = namedObject("Pod", "server-0", {
  ownerReferences: [{ apiVersion: "apps/v1", kind: "StatefulSet", name: "server", uid: uidOf("s"), controller: true }],
});
const objects = [deployment, replicaSet, pod, sts, stsPod, namedObject("Job", "failed"), namedObject("ConfigMap", "payments-config")];
const shared = pseudonymsOf(objects);
const P = (text: string) => shared.text(text);

describe("names", () => {
  it("keep their generated structure", () => {
    const root = P("payments");
    const hash = P("7d8f9c6b5d");
    expect(root).toMatch(/^[b-q][a-z2-7]{13}$/);
    expect(hash).toMatch(/^[bcdfghjklmnpqrstvwxz2456789]{10}$/);
    expect(hash).not.toBe("7d8f9c6b5d");
    expect(P("payments-7d8f9c6b5d")).toBe(`${root}-${hash}`);
    expect(P("payments-7d8f9c6b5d-ns2mn")).toMatch(new RegExp(`^${root}-${hash}-[bcdfghjklmnpqrstvwxz2456789]{5}$`));
    expect(P("payments-7d8f9c6b5d-ns2mn.17f3a0b2c5c906f7")).toBe(`${P("payments-7d8f9c6b5d-ns2mn")}.17f3a0b2c5c906f7`);
    expect(P("payments-28912340")).toBe(`${root}-28912340`);
    expect(P("payments-config")).toBe(`${root}-config`);
  });

  it("are found in capitals, in escapes and between any separators", () => {
    const root = P("payments");
    expect(P("PAYMENTS_SERVICE_HOST")).toBe(`${root.toUpperCase()}_SERVICE_HOST`);
    expect(P("fieldSelector=metadata.name%3Dpayments")).toBe(`fieldSelector=metadata.name%3D${root}`);
    expect(P('{\\"name\\":\\"payments\\"}\\npayments')).toBe(`{\\"name\\":\\"${root}\\"}\\n${root}`);
    expect(P("prepayments paymentsx")).toBe("prepayments paymentsx");
  });

  it("that are public words are replaced only where a text shows that they are names", () => {
    const [server, failed] = [P("server"), P("failed")];
    expect(server).not.toBe("server");
    expect(P("the server could not find the requested resource")).toBe("the server could not find the requested resource");
    expect(P("Job failed")).toBe("Job failed");
    expect(P("container failed: server closed")).toBe("container failed: server closed");
    expect(P('jobs.batch "failed" not found')).toBe(`jobs.batch "${failed}" not found`);
    expect(P("Job/failed and sts/server")).toBe(`Job/${failed} and sts/${server}`);
    expect(P("server-0")).toBe(`${server}-0`);
    expect(P("create Pod server-0 in StatefulSet server successful")).toBe(`create Pod ${server}-0 in StatefulSet ${server} successful`);
    expect(P("server-0_shopfront(1b2c3d4e-14f5-4fe6-9c43-ca659288a8ce)")).toMatch(new RegExp(`^${server}-0_${P("shopfront")}\\(`));
  });

  it("that are well known stay", () => {
    for (const name of [
      "default",
      "kube-system",
      "kube-root-ca.crt",
      "kubernetes.default.svc.cluster.local",
      "deployment-controller",
      "system:masters",
    ])
      expect(P(name)).toBe(name);
    for (const name of [
      "docker.io/istio/proxyv2:1.20",
      "registry.k8s.io/pause:3.9",
      "nginx:1.27",
      "networking.k8s.io/v1",
      "cert-manager.io/v1",
    ])
      expect(P(name)).toBe(name);
  });

  it("of kinds stay, whatever an object is called", () => {
    const caches = pseudonymsOf([namedObject("Zebra", "zebra")]);
    expect(caches.text("Zebra/zebra")).toBe(`Zebra/${caches.text("zebra")}`);
  });
});

describe("an object that is rewritten", () => {
  const result = rewritten(pod, shared);
  const texts = [...textsOf(result)];

  it.each([
    "payments",
    "7d8f9c6b5d",
    "alice",
    "acme",
    "zebrafish",
    "alices-tool",
    "ledger",
    "shopfront",
    "10.244",
    "10-2-3-4",
    "eu-west",
    "2001:db8",
  ])("holds no %s", (identity) => {
    expect(texts.filter((text) => text.toLowerCase().includes(identity))).toEqual([]);
  });

  it("holds what identifies nobody", () => {
    for (const kept of ["kubectl-client-side-apply", "docker.io/istio/proxyv2:1.20", "istio-proxy", "app", "pod-template-hash"])
      expect(texts).toContain(kept);
    expect(JSON.stringify(result)).toMatch(/:1\.27\.0\.1"/);
    expect(JSON.stringify(result)).toMatch(/kube-api-access-[a-z0-9]{5}"/);
  });

  it("holds no identity that the proof would find", () => {
    for (const text of texts) expect([text, shared.identityIn(text)]).toEqual([text, undefined]);
    // A generated suffix looks like its pseudonym, and is all that `kube-api-access-ppqh6` has.
    const unseen = [...textsOf(pod)].filter((text) => shared.text(text) !== text && shared.identityIn(text) === undefined);
    expect(unseen).toEqual(["kube-api-access-ppqh6"]);
  });
});

describe("people, hosts and ids", () => {
  it("an e-mail address keeps its form and its domain its relations", () => {
    const domain = P("acme-corp.com");
    expect(domain).toMatch(/^[b-q][a-z2-7]{13}\.com$/);
    expect(P("mail alice.smith@acme-corp.com now")).toMatch(new RegExp(`^mail [a-z2-7]{14}@${domain} now$`));
    expect(P("https://api.eu.acme-corp.com:8443/v1")).toMatch(new RegExp(`^https://api\\.[a-z2-7]{14}\\.${domain}:8443/v1$`));
    expect(P("nobody.example-corp.co.uk")).toMatch(/^[a-z2-7]{14}\.[a-z2-7]{14}\.example$/);
  });

  it("files, fields and code are no hosts", () => {
    for (const text of [
      "nginx.conf",
      "metadata.name",
      "spec.template.spec",
      "main.go:12",
      "java.io.IOException",
      "v1.28.4",
      "1.27.0-alpine",
      "ca.crt",
    ])
      expect(P(text)).toBe(text);
  });

  it("uids become uids of version 8, also without dashes and in paths of cgroups", () => {
    const uid = pod.metadata.uid ?? "";
    const made = P(uid);
    expect(made).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(P(`kubepods-pod${uid.replaceAll("-", "_")}.slice`)).toBe(`kubepods-pod${made.replaceAll("-", "_")}.slice`);
    expect(P(uid.replaceAll("-", ""))).toBe(made.replaceAll("-", ""));
    expect(P(made)).toBe(made);
  });

  it("a time, a digest and a version are no addresses", () => {
    for (const text of ["2026-11-22T10:57:19Z", "10:57:19", `sha256:${"ab12".repeat(16)}`, "exit code 137", "std::string a::b"])
      expect(P(text)).toBe(text);
    for (const text of ["127.0.0.1:8080", "0.0.0.0", "[::1]:80", "::", "255.255.255.255", "169.254.169.254"]) expect(P(text)).toBe(text);
    expect(P("02:42:ac:11:00:02")).toMatch(/^02(:[0-9a-f]{2}){5}$/);
  });
});

describe("laws", () => {
  const word = fc.stringMatching(/^[a-z][a-z0-9]{3,9}$/);
  const name = fc.array(word, { minLength: 1, maxLength: 3 }).map((parts) => parts.join("-"));
  const names = fc.uniqueArray(name, { minLength: 1, maxLength: 12 });
  const sentence = fc.constantFrom(
    "Started container",
    "Failed to pull image",
    "node is not ready:",
    "back-off",
    "exit code 1,",
    "(combined from similar events):",
  );
  const message = (known: readonly string[]) =>
    fc
      .array(fc.oneof(fc.constantFrom(...known), sentence, fc.constantFrom("=", "/", '"', " ", ", ", ": ", "%3D", "\\n")), {
        maxLength: 12,
      })
      .map((p) => p.join(" "));

  it("different names have different pseudonyms, and each is a DNS label", () => {
    fc.assert(
      fc.property(names, (known) => {
        const map = pseudonymsOf(known.map((each) => namedObject("Deployment", each)));
        const made = known.map((each) => map.text(each));
        expect(new Set(made).size).toBe(known.length);
        for (const each of made) expect(each).toMatch(/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/);
        for (const each of made) expect(known).not.toContain(each);
      }),
    );
  });

  it("nothing is left in any message of names and words", () => {
    fc.assert(
      fc.property(
        names.chain((known) => fc.record({ known: fc.constant(known), text: message(known) })),
        ({ known, text }) => {
          const map = pseudonymsOf(known.map((each) => namedObject("Deployment", each)));
          const made = map.text(text);
          expect(map.identityIn(made)).toBeUndefined();
          expect(map.text(made)).toBe(made);
        },
      ),
    );
  });

  it("a text of parts becomes the text of what its parts become", () => {
    fc.assert(
      fc.property(
        names.chain((known) => fc.record({ known: fc.constant(known), parts: fc.array(fc.constantFrom(...known), { maxLength: 6 }) })),
        ({ known, parts }) => {
          const map = pseudonymsOf(known.map((each) => namedObject("Deployment", each)));
          expect(map.text(`x ${parts.join(", ")}.`)).toBe(`x ${parts.map((part) => map.text(part)).join(", ")}.`);
        },
      ),
    );
  });

  it("the same key gives the same pseudonyms, another gives others", () => {
    fc.assert(
      fc.property(names, fc.uint8Array({ minLength: 32, maxLength: 32 }), (known, key) => {
        const deployments = known.map((each) => namedObject("Deployment", each));
        const [a, b, c] = [
          pseudonymsOf(deployments, key),
          pseudonymsOf(deployments, key),
          pseudonymsOf(
            deployments,
            key.map((byte) => byte ^ 1),
          ),
        ];
        for (const each of known) {
          expect(a.text(each)).toBe(b.text(each));
          if (a.text(each) !== each) expect(a.text(each)).not.toBe(c.text(each));
        }
      }),
      { numRuns: 40 },
    );
  });

  it("a pseudonym is recognised, a word or a name is not", () => {
    for (const text of [
      "payments",
      "server-0_shopfront(1b2c3d4e-14f5-4fe6-9c43-ca659288a8ce)",
      pod.metadata.uid ?? "",
      "acme-corp.com",
      "fd00::1",
    ])
      if (P(text) !== text) expect(looksLikePseudonym(P(text))).toBe(true);
    expect(looksLikePseudonym(`Deployment/${P("payments")}`)).toBe(true);
    for (const text of [
      "payments",
      "Deployment/payments",
      "configurations",
      "administrators",
      "kube-controller-manager",
      "10.2.3.4",
      testKey.join(" "),
    ])
      expect(looksLikePseudonym(text)).toBe(false);
  });

  it("no pseudonym is like the name of a credential", () => {
    for (let i = 0; i < 20_000; i++) expect(isSecretName(rootPseudonym(testKey, `name-${i}`))).toBe(false);
  });

  it("bytes that look like a short name by chance are none", () => {
    const vms = pseudonymsOf([namedObject("Pod", "vm7")]);
    expect(vms.identityIn("vm7")).toBe("vm7");
    expect(vms.identityIn("\u001bvm7\u0013", minIdentityIn("\u001bvm7\u0013"))).toBeUndefined();
    expect(vms.identityIn("the Pod vm7 failed", minIdentityIn("the Pod vm7 failed"))).toBe("vm7");
  });

  it("a text of any content takes time in proportion to its length", () => {
    for (const part of ["a", "a.", "a-", "1.", "a:", "::", "a@", "%41", '"', "1-2-", "payments-", "/a", "_", "a/b "]) {
      const text = part.repeat(Math.ceil(1_000_000 / part.length));
      expect(P(text).length).toBeGreaterThan(0);
      pseudonymsOf([namedObject("Pod", "x", {}, { status: { message: text } })]);
    }
  });
});
