import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { nameVerdict } from "../../../src/sharing/policy/name-verdicts.js";
import { isSecretName } from "../../../src/sharing/secret-names.js";
import { projectRoot } from "../../support/program.js";
import { removalsIn } from "./removals-in.js";

/**
 * Every field of the API of Kubernetes with a scalar value, or a list or map of these, whose name looks like that of a credential: what the policy says of
 * the name, and an example of a real value, which stays unless the second says "goes".
 */
const decided: Readonly<Record<string, readonly ["credential" | "likely" | undefined, "stays" | "goes", unknown]>> = {
  authenticated: [undefined, "stays", true],
  automountServiceAccountToken: [undefined, "stays", false],
  chapAuthDiscovery: [undefined, "stays", true],
  chapAuthSession: [undefined, "stays", true],
  // Opaque, and only its server can read it; it may hold the name of an object. Nobody debugs by it.
  continueToken: ["credential", "goes", "eyJ2IjoibWV0YS5rOHMuaW8vdjEifQ"],
  // JSON about accounts of Active Directory, without passwords: its fields are judged one by one.
  gmsaCredentialSpec: [undefined, "stays", '{"CmsPlugins":["ActiveDirectory"],"DomainJoinConfig":{"DnsName":"contoso.com"}}'],
  // Of labels, taints, Secrets, ConfigMaps and files.
  key: ["likely", "stays", "node-role.kubernetes.io/control-plane"],
  keyType: [undefined, "stays", "ECDSAP256"],
  // A path; an inline key of cephx goes.
  keyring: ["likely", "stays", "/etc/ceph/keyring"],
  kubeletConfigKey: [undefined, "stays", "kubelet"],
  matchLabelKeys: [undefined, "stays", ["pod-template-hash"]],
  mismatchLabelKeys: [undefined, "stays", ["tenant"]],
  pkixPublicKey: [undefined, "stays", "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE"],
  token: ["credential", "goes", "eyJhbGciOiJSUzI1NiJ9.e30.c2ln"],
  topologyKey: [undefined, "stays", "topology.kubernetes.io/zone"],
  topologyKeys: [undefined, "stays", ["topology.kubernetes.io/zone"]],
  x_kubernetes_list_map_keys: [undefined, "stays", ["name"]],
};

/** Fields with scalar values in the types of Kubernetes' client, which are generated from its API. */
function scalarFields(): ReadonlySet<string> {
  const folder = join(projectRoot, "node_modules", "@kubernetes", "client-node", "dist", "gen", "models");
  const fields = new Set<string>();
  for (const file of readdirSync(folder).filter((name) => name.endsWith(".d.ts")))
    for (const [, name = "", type = ""] of readFileSync(join(folder, file), "utf8").matchAll(/^ {4}'(\w+)'\??: ([^;]+);/gm))
      if (!/\b[A-Z][A-Za-z]*V\d|\bV\d|Reference|Request\b/.test(type)) fields.add(name);
  return fields;
}

describe("the fields of the API of Kubernetes", () => {
  it("with names like those of credentials are decided one by one", () => {
    const fields = scalarFields();
    expect(fields.size).toBeGreaterThan(400);
    expect([...fields].filter((name) => isSecretName(name) || nameVerdict(name) !== undefined).sort()).toEqual(Object.keys(decided).sort());
  });

  it.each(Object.entries(decided))("%s", (name, [verdict, fate, value]) => {
    const field = name.startsWith("x_kubernetes_") ? name.replaceAll("_", "-") : name;
    expect(nameVerdict(field)).toBe(verdict);
    expect(removalsIn({ kind: "Widget", spec: { inner: { [field]: value } } })).toHaveLength(fate === "goes" ? 1 : 0);
  });

  it.each(["AQBPbbdqAAAAABAA3xKQzYwYyNl+gQ4C0hHiHw==", "wJalrXUtnFEMIK7MDENG"])("but a key of cryptography goes: %s", (key) => {
    expect(removalsIn({ kind: "Widget", spec: { key, keyring: key } })).toHaveLength(2);
  });
});

/** Of custom resources that are installed in many clusters. */
const statesOfOthers: Readonly<Record<string, unknown>> = {
  authMethod: "kubernetes",
  authMode: "password",
  tokenTTL: "1h",
  secretVersion: "latest",
  secretStoreRef: { name: "vault", kind: "ClusterSecretStore" },
  privateKey: { algorithm: "ECDSA", encoding: "PKCS8", size: 256, rotationPolicy: "Always" },
  issuerRef: { name: "ca", kind: "ClusterIssuer" },
  tokenSecretRef: { name: "dns", key: "api-token" },
  keyAlgorithm: "rsa",
  partitionKey: "tenant",
  mergeKeys: ["server"],
  bearerTokenSecret: { name: "metrics", key: "token" },
  basicAuth: { username: { name: "db", key: "user" }, password: { name: "db", key: "password" } },
  passwordKey: "password",
  authority: "example.com",
  author: "Bob",
  passThrough: false,
  tls: { mode: "PASSTHROUGH" },
  tokenReviews: [{ name: "x" }],
  enableAuth: true,
};

describe("fields of well-known custom resources that describe credentials stay", () => {
  it.each(Object.entries(statesOfOthers))("%s", (name, value) => {
    expect(removalsIn({ kind: "Widget", apiVersion: "example.com/v1", spec: { [name]: value } })).toEqual([]);
  });
});
