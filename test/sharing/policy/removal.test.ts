import { describe, expect, it } from "vitest";
import { removalsIn, removedLines } from "./removals-in.js";

const token = "wJalrXUtnFEMIK7MDENG";
const pod = (container: object, more: object = {}) => ({
  kind: "Pod",
  apiVersion: "v1",
  metadata: { name: "web" },
  spec: { containers: [{ name: "web", image: "nginx", ...container }], ...more },
});
const custom = (spec: object, kind = "Widget") => ({ kind, apiVersion: "example.com/v1", metadata: { name: "web" }, spec });
const configMap = { kind: "ConfigMap", apiVersion: "v1", metadata: { name: "web" } };

const whats = (object: object) => removalsIn(object).map(({ what }) => what);
const values = (object: object) => removalsIn(object).map(({ value }) => value);

describe("of environment variables", () => {
  it("each value goes that is not plainly harmless, also of nested Pod templates and custom resources", () => {
    const env = [
      { name: "URL", value: `https://x.example/${token}` },
      { name: "LOG_LEVEL", value: "debug" },
      { name: "PORT", value: "8080" },
      { name: "GREETING", value: "hello" },
    ];
    const expected = [`https://x.example/${token}`, "hello"];
    expect(values(pod({ env }))).toEqual(expected);
    expect(values(pod({}, { initContainers: [{ env }], ephemeralContainers: [{ env }] }))).toEqual([...expected, ...expected]);
    expect(values({ kind: "CronJob", spec: { jobTemplate: { spec: { template: { spec: { containers: [{ env }] } } } } } })).toEqual(
      expected,
    );
    expect(values({ kind: "ControllerRevision", data: { spec: { template: { spec: { containers: [{ env }] } } } } })).toEqual(expected);
    expect(values(custom({ parts: [{ extraEnvVars: env }] }))).toEqual(expected);
  });

  it("a value goes whatever it is if the name is that of a credential, unless it is a boolean or empty", () => {
    const env = ["PIN", "DB_PASSWORD", "API_TOKEN"].map((name) => ({ name, value: "1234" }));
    expect(values(pod({ env }))).toEqual(["1234", "1234", "1234"]);
    expect(values(pod({ env: [{ name: "DB_PASSWORD", value: "" }] }))).toEqual([]);
    expect(values(custom({ env: [{ name: "USE_TOKEN", value: true }] }))).toEqual([]);
    expect(values(pod({ env: [{ name: "TOKEN_TTL", value: "3600" }] }))).toEqual([]);
  });

  it("references and names stay", () => {
    const env = [
      { name: "A", valueFrom: { secretKeyRef: { name: "db", key: "password" } } },
      { name: "B", valueFrom: { fieldRef: { fieldPath: "spec.nodeName" } } },
      { name: "C", value: "$(B)" },
    ];
    expect(values(pod({ env, envFrom: [{ prefix: "X_", secretRef: { name: "db-token" } }] }))).toEqual([]);
  });

  it("the values of maps, of entries NAME=value, and of literals of a generator go alike", () => {
    expect(removedLines(custom({ env: { GREETING: "hello", PIN: 1234, MODE: "production" } }))).toEqual([
      "spec.env.GREETING = hello",
      "spec.env.PIN = 1234",
    ]);
    expect(removedLines(custom({ environment: { A: { value: "hello" } } }))).toEqual(["spec.environment.A.value = hello"]);
    expect(removedLines(custom({ env: ["GREETING=hello", "MODE=production", "PIN=1234", "HOME"] }))).toEqual([
      "spec.env.0 = hello",
      "spec.env.2 = 1234",
    ]);
    expect(values(custom({ secretGenerator: [{ literals: ["color=hunter2"] }] }))).toEqual(["hunter2"]);
    expect(values(custom({ environment: "hello" }))).toEqual([]);
  });
});

describe("of ConfigMaps and Secrets", () => {
  it("all data of a ConfigMap goes, and a release of Helm is called one", () => {
    expect(removedLines({ ...configMap, data: { "ca.crt": "x", mode: "true" }, binaryData: { a: "AAAA" } })).toEqual([
      "data.ca.crt = x",
      "data.mode = true",
      "binaryData.a = AAAA",
    ]);
    expect(whats({ ...configMap, metadata: { labels: { owner: "helm" } }, data: { release: "H4sI" } })).toEqual(["Helm release"]);
  });

  it("so it does within another object, in lists, and in what was applied last", () => {
    const inner = { ...configMap, data: { color: "blue" } };
    expect(values(custom({ manifests: [inner] }))).toEqual(["blue"]);
    expect(values({ kind: "ConfigMapList", items: [{ metadata: {}, data: { color: "blue" } }] })).toEqual(["blue"]);
    expect(values(custom({ configMap: { data: { color: "blue" } } }))).toEqual(["blue"]);
    const metadata = { annotations: { "kubectl.kubernetes.io/last-applied-configuration": `${JSON.stringify(inner)}\n` } };
    expect(removedLines({ ...configMap, metadata })).toEqual([
      "metadata.annotations.kubectl.kubernetes.io/last-applied-configuration.data.color = blue",
    ]);
  });

  it("data of Secrets goes but for digests, also in templates of them", () => {
    const digest = "kubespy:hmac-sha256:0123456789abcdef:0-16";
    expect(values({ kind: "Secret", data: { a: digest, b: "aHVudGVyMg==" }, stringData: { c: "hunter2" } })).toEqual([
      "aHVudGVyMg==",
      "hunter2",
    ]);
    expect(values(custom({ objects: [{ kind: "Secret", data: { b: "aHVudGVyMg==" } }] }, "Template"))).toEqual(["aHVudGVyMg=="]);
    const target = { template: { data: { config: "password={{ .password }}" } } };
    const data = [{ secretKey: "password", remoteRef: { key: "prod/db", property: "password" } }];
    expect(values(custom({ target, data }, "ExternalSecret"))).toEqual(["password={{ .password }}"]);
    expect(whats(custom({ encryptedData: { password: "AgBy3i4OJSWK" } }, "SealedSecret"))).toEqual(["sealed data"]);
  });

  it("data of other objects stays", () => {
    expect(values({ kind: "ControllerRevision", data: { spec: { color: "blue" } } })).toEqual([]);
    expect(values(custom({ data: { color: "blue" } }))).toEqual([]);
  });
});

describe("of headers", () => {
  it("each value goes: of probes, hooks, webhooks, maps and routes", () => {
    const httpGet = { path: "/healthz", port: 80, httpHeaders: [{ name: "Accept", value: "text/plain" }] };
    const probed = pod({ livenessProbe: { httpGet }, lifecycle: { postStart: { httpGet } } });
    expect(whats(probed)).toEqual(["probe header", "probe header"]);
    expect(values(probed)).toEqual(["text/plain", "text/plain"]);
    expect(whats(custom({ webhooks: [{ headers: { "X-A": "hello" } }] }))).toEqual(["webhook header"]);
    expect(values(custom({ headers: { request: { set: { "X-A": "hello" }, remove: ["X-B"] } } }))).toEqual(["hello"]);
    expect(values(custom({ matches: [{ headers: [{ type: "Exact", name: "x-a", value: "hello" }] }] }))).toEqual(["hello"]);
    const requestHeaderModifier = { set: [{ name: "X-A", value: "hello" }], remove: ["X-B"] };
    expect(values(custom({ filters: [{ requestHeaderModifier }] }))).toEqual(["hello"]);
    expect(values(custom({ headers: ["X-A: hello"] }))).toEqual(["X-A: hello"]);
    expect(values(custom({ customRequestHeaders: { "X-A": "hello" } }))).toEqual(["hello"]);
  });

  it("names and references stay", () => {
    expect(values(custom({ headers: ["Accept"], allowHeaders: ["X-Token"] }))).toEqual([]);
    expect(values(custom({ headers: [{ name: "X-A", valueFrom: { secretKeyRef: { name: "db", key: "token" } } }] }))).toEqual([]);
  });
});

describe("a field whose name is that of a credential", () => {
  it.each([
    "password",
    "rootPassword",
    "token",
    "apiKey",
    "secretKey",
    "clientSecret",
    "sasToken",
    "connectionString",
    "userPassword",
    "accessKeyId",
    "aws_secret_access_key",
    "bearerToken",
    "dsn",
    "sasl.jaas.config",
    "adminPwd",
  ])("goes, also if it is a number: %s", (name) => {
    expect(removedLines(custom({ deep: [{ [name]: token }] }))).toEqual([`spec.deep.0.${name} = ${token}`]);
    expect(values(custom({ [name]: 1234567 }))).toEqual(["1234567"]);
    expect(values(custom({ [name]: true, more: { [name]: null } }))).toEqual([]);
  });

  it("goes with a small number, where it can be nothing else", () => {
    expect(values(custom({ pin: 1234, password: "true", maxTokens: 2048 }))).toEqual(["1234", "true"]);
  });

  it("goes with what is below it, of a list, a map or a value", () => {
    expect(values(custom({ password: { value: "hunter2" } }))).toEqual(["hunter2"]);
    expect(values(custom({ tokens: { ci: "hunter2" }, passwords: ["hunter3"], apiKeys: [{ value: "hunter4" }] }))).toEqual([
      "hunter2",
      "hunter3",
      "hunter4",
    ]);
  });

  it("stays where it is a reference, a name of an object, or describes a credential", () => {
    const spec = {
      passwordSecretRef: { name: "db", key: "password" },
      secretRef: { name: "db", namespace: "shop" },
      tokenSecretRef: { name: "db", key: "token" },
      secretName: "db",
      existingSecret: "db-credentials",
      imagePullSecrets: [{ name: "registry-token" }],
      tokenPath: "/var/run/token",
      tokenExpirationSeconds: 3600,
      keyType: "ECDSAP256",
      authType: "Basic",
      privateKey: { algorithm: "RSA", rotationPolicy: "Always", size: 2048 },
      usages: ["key encipherment", "digital signature"],
      publicKey: token,
      secretKeyRef: { name: "db", key: "password" },
      credentials: { source: "Secret", secretRef: { name: "db", key: "creds" } },
      keystores: { jks: { create: true, passwordSecretRef: { name: "db", key: "p" } } },
      serviceAccountToken: { path: "token", audience: "api", expirationSeconds: 3600 },
      automountServiceAccountToken: false,
      caBundle: "LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0t",
    };
    expect(removedLines(custom(spec))).toEqual([]);
  });

  it("key stays where it names a key, and goes where it is one", () => {
    const tolerations = [{ key: "example.com/token-pool", operator: "Equal", value: "secret-pool", effect: "NoSchedule" }];
    const items = [{ key: "tls.key", path: "tls.key" }];
    const when = [{ key: "request.auth.claims[groups]", values: ["admin"] }];
    expect(values(custom({ when }))).toEqual([]);
    const matchExpressions = [{ key: "auth-tier", operator: "In", values: ["token", "key"] }];
    expect(values(pod({}, { tolerations, volumes: [{ secret: { items } }], affinity: { matchExpressions } }))).toEqual([]);
    expect(values(custom({ s3: { key: token }, route: { key: "-----BEGIN PRIVATE KEY-----\nMII" } }))).toEqual([
      token,
      "-----BEGIN PRIVATE KEY-----\nMII",
    ]);
  });
});

describe("an item with a name and a value", () => {
  it("loses its value where the name is that of a credential", () => {
    expect(values(custom({ helm: { parameters: [{ name: "db.password", value: "hunter2" }] } }))).toEqual(["hunter2"]);
    expect(values(custom({ params: [{ name: "tokens", value: ["hunter2"] }] }))).toEqual(["hunter2"]);
    expect(values(custom({ settings: [{ key: "API_TOKEN", value: "hunter2" }] }))).toEqual(["hunter2"]);
    expect(values(custom({ params: [{ name: "color", value: "blue" }] }))).toEqual([]);
  });
});

describe("of volumes and storage classes", () => {
  it("attributes with the names of credentials go, others stay", () => {
    const csi = {
      driver: "x",
      volumeAttributes: { share: "a", accountKey: token, secretName: "db" },
      nodePublishSecretRef: { name: "db" },
    };
    const flexVolume = { driver: "x", options: { password: "hunter2", mode: "rw" }, secretRef: { name: "db" } };
    expect(values(pod({}, { volumes: [{ csi }, { flexVolume }] }))).toEqual([token, "hunter2"]);
    const parameters = {
      type: "gp3",
      restuserkey: "hunter2",
      "csi.storage.k8s.io/provisioner-secret-name": "db",
      "csi.storage.k8s.io/provisioner-secret-namespace": "kube-system",
    };
    expect(values({ kind: "StorageClass", parameters })).toEqual(["hunter2"]);
    expect(values({ kind: "PersistentVolume", spec: { mountOptions: ["vers=3.0", "password=hunter2"] } })).toEqual(["hunter2"]);
  });
});

describe("of metadata", () => {
  it("annotations go by their own names; hashes of configurations and names of Secrets stay", () => {
    const annotations = {
      "example.com/db-password": "hunter2",
      "nginx.ingress.kubernetes.io/configuration-snippet": 'proxy_set_header X "hunter2";',
      "nginx.ingress.kubernetes.io/auth-secret": "shop/htpasswd",
      "nginx.ingress.kubernetes.io/auth-type": "basic",
      "nginx.ingress.kubernetes.io/auth-realm": "Authentication required",
      "example.com/config-hash": "a94a8fe5ccb19ba61c4c0873d391e987982fbbd3",
      "deployment.kubernetes.io/revision": "3",
      "example.com/overrides": '{"spec":{"containers":[{"env":[{"name":"A","value":"hello"}]}]}}',
    };
    expect(values({ kind: "Ingress", metadata: { name: "x", annotations } })).toEqual([
      "hunter2",
      'proxy_set_header X "hunter2";',
      "hello",
    ]);
  });

  it("checksums of whole Secrets and ConfigMaps stay, and nothing else does by such a name", () => {
    const hash = "a94a8fe5ccb19ba61c4c0873d391e987982fbbd3";
    const stays = {
      "checksum/secret": "9".repeat(64),
      "checksum/passwords": hash,
      "checksum-auth/db": hash.slice(8),
      "example.com/secret-hash": hash,
      "example.com/credentials.sha256": "a".repeat(128),
    };
    expect(values(custom({ podAnnotations: stays }))).toEqual([]);
    const goes = {
      "checksum/secret": "hunter2",
      "checksum/token": `${hash}0`,
      "example.com/password-hash": hash,
      "example.com/api-token-hash": hash,
      "example.com/secret": hash,
    };
    expect(values(custom({ podAnnotations: goes }))).toEqual(Object.values(goes));
  });

  it("a requirement of a selector is judged as the label that it is about", () => {
    const requirement = (key: string) => ({ key, operator: "In", values: ["hunter2", "true"] });
    const matchExpressions = [requirement("app"), requirement("example.com/token")];
    expect(values(custom({ selector: { matchExpressions } }))).toEqual(["hunter2"]);
  });

  it("labels and selectors stay unless their names say that they hold a credential", () => {
    const labels = { app: "token-service", "example.com/key": "auth", "example.com/token": "hunter2" };
    expect(values(custom({ selector: { matchLabels: labels }, template: { metadata: { labels } } }))).toEqual(["hunter2", "hunter2"]);
  });

  it("keys of managed fields lose the values of credentials", () => {
    const fieldsV1 = {
      "f:spec": {
        "f:env": { 'k:{"name":"DB_PASSWORD"}': { ".": {} }, 'k:{"name":"A","value":"hunter2"}': {} },
        "f:tokens": { 'v:"hunter3"': {} },
        "f:finalizers": { 'v:"kubernetes"': {} },
        "f:ports": { 'k:{"containerPort":80,"protocol":"TCP"}': {} },
      },
    };
    expect(values({ kind: "Pod", metadata: { managedFields: [{ manager: "kubectl", fieldsV1 }] } })).toEqual(["hunter2", "hunter3"]);
  });
});

describe("of files within objects", () => {
  it("all goes", () => {
    const auths = { "registry.example": { username: "bob", auth: "Ym9iOmh1bnRlcjI=" } };
    expect(whats(custom({ ".dockerconfigjson": "{}", inner: { auths } }))).toEqual([
      "docker configuration",
      "docker configuration",
      "docker configuration",
    ]);
    expect(whats(custom({ source: { helm: { values: "a: 1" } } }))).toEqual(["Helm values"]);
    expect(whats(custom({ cloudInitNoCloud: { userData: "#cloud-config" } }))).toEqual(["cloud-init data"]);
    expect(whats(custom({ files: [{ path: "/etc/x", content: "hello" }] }))).toEqual(["content of a file"]);
    expect(whats(custom({ kubeconfig: "apiVersion: v1\nusers: []\n" }))).toEqual(["configuration text"]);
    expect(whats(custom({ kubeconfig: "/etc/kubernetes/admin.conf" }))).toEqual([]);
    const compressed = ["H4sIAAAAAAAAAzWOyWrDMBgG3", "KLUv/QBYIQAAaGVsbG8gd29ybGQ", "SDRzSUFBQUFBQUFBQTNXT3lXckRNQm"];
    expect(whats({ kind: "Pod", metadata: { annotations: { "objectset.rio.cattle.io/applied": compressed[0] } } })).toEqual([
      "compressed data",
    ]);
    expect(values(custom({ states: compressed, words: ["H4sI", "KLUv", "QlpoO-2"] }))).toEqual(compressed);
  });
});

describe("of tokens and certificates of Kubernetes", () => {
  it("tokens go; certificates and requests for them stay", () => {
    expect(values({ kind: "TokenReview", spec: { token, audiences: ["api"] } })).toEqual([token]);
    expect(values({ kind: "TokenRequest", spec: { expirationSeconds: 600 }, status: { token } })).toEqual([token]);
    const request = "LS0tLS1CRUdJTiBDRVJUSUZJQ0FURSBSRVFVRVNULS0tLS0=";
    const csr = { kind: "CertificateSigningRequest", spec: { request, usages: ["client auth"] }, status: { certificate: request } };
    expect(values(csr)).toEqual([]);
  });
});

describe("of command lines", () => {
  it("credentials go: of commands, arguments, probes and hooks", () => {
    const exec = { command: ["sh", "-c", "redis-cli -a hunter2 ping"] };
    const container = {
      command: ["mysqld", "--root-password=hunter2"],
      args: ["--token", "hunter3"],
      livenessProbe: { exec },
      lifecycle: { preStop: { exec } },
    };
    expect(values(pod(container))).toEqual(["hunter2", "hunter3", "hunter2", "hunter2"]);
  });

  it("credentials go in scripts of workflows", () => {
    expect(values(custom({ steps: [{ script: "#!/bin/sh\nPGPASSWORD=hunter2 psql -p 5432\n" }] }, "Task"))).toEqual(["hunter2"]);
    expect(values(custom({ templates: [{ script: { source: "curl -u bob:hunter2 x" } }] }, "Workflow"))).toEqual(["hunter2"]);
  });
});

describe("what a place says", () => {
  it("is read in objects with any keys, at any depth", () => {
    const odd = JSON.parse('{"kind":"Pod","__proto__":{"password":"hunter2"},"constructor":{"env":{"toString":"hello"}}}');
    expect(values(odd)).toEqual(["hunter2", "hello"]);
    let deep: unknown = { password: "hunter2" };
    for (let i = 0; i < 300; i++) deep = i % 2 === 0 ? [deep] : { a: deep };
    expect(removalsIn({ kind: "Pod", spec: deep })).toHaveLength(1);
  });
});
