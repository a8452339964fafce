import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer as createHttpServer } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import { type AddressInfo, connect as connectSocket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TLSSocket } from "node:tls";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { RequestFailure } from "../../src/cluster/cluster-reader.js";
import { type ConnectOptions, connect } from "../../src/cluster/connect.js";
import type { Connection } from "../../src/cluster/connection.js";
import { proxyFor } from "../../src/cluster/transport/proxy.js";
import { KubespyError } from "../../src/errors.js";
import { systemClock } from "../../src/io/clock.js";
import { qualifiedName } from "../../src/model/resource-type.js";
import { type FaultServer, type FaultServerOptions, startFaultServer } from "../support/fault-server.js";
import { certificate, listenTls } from "../support/tls.js";
import { aggregatedDocuments, realDocument } from "./real-discovery.js";

const base64 = (text: string) => Buffer.from(text).toString("base64");

let folder: string;
let servers: FaultServer[];
let connections: Connection[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "kubespy-connect-"));
  servers = [];
  connections = [];
});

afterEach(async () => {
  for (const connection of connections) connection.close();
  for (const server of servers) await server.close();
  rmSync(folder, { recursive: true });
});

async function serve(options: FaultServerOptions = {}): Promise<FaultServer> {
  const server = await startFaultServer({ documents: aggregatedDocuments, ...options });
  servers.push(server);
  return server;
}

const serveTls = (name = "server", options: FaultServerOptions = {}) => serve({ listen: listenTls(name), ...options });

/** A cluster of `serveTls`. */
const trusted = (server: string) => ({ server, "certificate-authority-data": base64(certificate("ca.crt")) });

function write(name: string, text: string): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}

/** A kubeconfig with one context of each name, all for this cluster and user. */
function kubeconfig(
  cluster: object,
  user: object = {},
  { names = ["dev"], name = "config", namespace }: { names?: string[]; name?: string; namespace?: string } = {},
): string {
  const config = {
    "current-context": names[0],
    contexts: names.map((context) => ({ name: context, context: { cluster: "c", user: "u", ...(namespace ? { namespace } : {}) } })),
    clusters: [{ name: "c", cluster }],
    users: [{ name: "u", user }],
  };
  return write(name, JSON.stringify(config));
}

async function connectTo(options: Partial<ConnectOptions>): Promise<Connection> {
  const connection = await connect({ env: { HOME: folder }, clock: systemClock, version: "test", ...options });
  connections.push(connection);
  return connection;
}

const versionOf = async (options: Partial<ConnectOptions>) => (await (await connectTo(options)).serverInfo()).version;

async function failureOf(work: Promise<unknown>): Promise<KubespyError> {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(KubespyError);
  return error as KubespyError;
}

it("one request finds out whether a server is ready, starting or away, with and without the right certificate", async () => {
  const server = await serveTls();
  const connection = await connectTo({ kubeconfig: kubeconfig({ server: server.url, "insecure-skip-tls-verify": true }) });
  const { signal } = new AbortController();
  expect(await connection.state(signal)).toBe("ready");
  await server.kill({ accepting: true });
  expect(await connection.state(signal)).toBe("away");
  await server.start();
  expect(await connection.state(signal)).toBe("starting");
  server.becomeReady();
  expect(await connection.state(signal)).toBe("ready");
  // Waiting for it would not help.
  const untrusted = await connectTo({ kubeconfig: kubeconfig({ server: server.url }) });
  expect(await untrusted.state(signal)).toBe("ready");
});

describe("the kubeconfig", () => {
  it("comes from the flag, else from KUBECONFIG, else from ~/.kube/config", async () => {
    const { url } = await serve();
    const home = join(folder, ".kube");
    mkdirSync(home);
    writeFileSync(join(home, "config"), readFileSync(kubeconfig({ server: url }, {}, { names: ["home"] })));
    const flag = kubeconfig({ server: url }, {}, { names: ["flag"], name: "flag" });
    const listed = kubeconfig({ server: url }, {}, { names: ["listed"], name: "listed" });
    const env = { HOME: folder, KUBECONFIG: `/nowhere/config:${listed}` };
    expect((await connectTo({ env: { HOME: folder } })).contextName).toBe("home");
    expect((await connectTo({ env })).contextName).toBe("listed");
    expect((await connectTo({ env, kubeconfig: flag })).contextName).toBe("flag");
  });

  it("of several files the first one wins for each name, and for the current context", async () => {
    const { url } = await serve();
    const first = kubeconfig({ server: url }, {}, { names: ["a"], name: "first", namespace: "one" });
    const second = kubeconfig({ server: "http://127.0.0.1:1" }, {}, { names: ["b", "a"], name: "second", namespace: "two" });
    const env = { KUBECONFIG: `${first}:${second}` };
    expect(await connectTo({ env })).toMatchObject({ contextName: "a", namespace: "one", server: url });
    expect(await connectTo({ env, context: "b" })).toMatchObject({ contextName: "b", namespace: "two", server: url });
  });

  it("is YAML, with paths relative to its folder", async () => {
    const { url } = await serveTls();
    write("ca.crt", certificate("ca.crt"));
    const file = write(
      "config",
      `current-context: dev\ncontexts:\n- {name: dev, context: {cluster: c, user: u}}\nclusters:\n- name: c\n  cluster:\n    server: ${url}/\n    certificate-authority: ca.crt\nusers: [{name: u, user: {}}]\n`,
    );
    expect(await versionOf({ kubeconfig: file })).toBe("v1.36.2");
  });

  it("the namespace is that of the context, else default", async () => {
    const plain = kubeconfig({ server: "http://127.0.0.1:1" });
    const own = kubeconfig({ server: "http://127.0.0.1:1" }, {}, { name: "own", namespace: "shop" });
    expect((await connectTo({ kubeconfig: plain })).namespace).toBe("default");
    expect((await connectTo({ kubeconfig: own })).namespace).toBe("shop");
  });

  it("inside a cluster is the service account of the Pod, whose token is read again for each request", async () => {
    const { hostname, port } = new URL(
      (await serveTls("server", { admits: ({ authorization }) => authorization === "Bearer second" })).url,
    );
    write("ca.crt", certificate("ca.crt"));
    write("namespace", "shop\n");
    write("token", "first\n");
    const connection = await connectTo({
      env: { HOME: "/nowhere", KUBERNETES_SERVICE_HOST: hostname, KUBERNETES_SERVICE_PORT: port },
      serviceAccountFolder: folder,
    });
    expect(connection.namespace).toBe("shop");
    expect((await failureOf(connection.serverInfo())).message).toContain("rejected the credentials");
    write("token", "second\n");
    expect((await connection.serverInfo()).version).toBe("v1.36.2");
  });

  it("that is missing, broken or refers to missing entries is reported with file and name", async () => {
    expect((await failureOf(connectTo({ kubeconfig: "/nowhere/config" }))).message).toBe(
      "no kubeconfig: /nowhere/config (from --kubeconfig) not found",
    );
    expect((await failureOf(connectTo({ env: { HOME: "/nowhere" } }))).message).toContain("/nowhere/.kube/config not found");
    const broken = write("broken", "users:\n- name: u\n  user: {token: secret-token\n");
    const failure = await failureOf(connectTo({ kubeconfig: broken }));
    expect(failure.message).toMatch(/broken line \d+ is not a valid kubeconfig/);
    expect(`${failure.message}${failure.hint}`).not.toContain("secret-token");
    const file = kubeconfig({ server: "http://127.0.0.1:1" }, {}, { names: ["production", "staging"] });
    const unknown = await failureOf(connectTo({ kubeconfig: file, context: "prodution" }));
    expect(unknown).toMatchObject({ message: `no context "prodution" in ${file}`, hint: "did you mean --context production" });
    const dangling = write("dangling", JSON.stringify({ "current-context": "x", contexts: [{ name: "x", context: { cluster: "gone" } }] }));
    expect((await failureOf(connectTo({ kubeconfig: dangling }))).message).toContain('refers to cluster "gone", which is not in');
  });
});

describe("a server", () => {
  it("of plain HTTP needs neither user nor certificates", async () => {
    const { url } = await serve();
    expect(await versionOf({ kubeconfig: kubeconfig({ server: url }) })).toBe("v1.36.2");
  });

  it("that refuses to give its version gives its time all the same", async () => {
    const server = createHttpServer((_, response) => {
      response.writeHead(403, { date: new Date(Date.now() - 86_400_000).toUTCString() }).end();
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    try {
      const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      const { clockOffsetMs = Number.NaN } = await (await connectTo({ kubeconfig: kubeconfig({ server: url }) })).serverInfo();
      expect(Math.round(clockOffsetMs / 3_600_000)).toBe(-24);
    } finally {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
  });

  it("may be an IPv6 address and have a path before the API's", async () => {
    const server = await serveTls("server", { prefix: "/k8s/clusters/c-1", host: "::1" });
    const file = kubeconfig({ server: `${server.url}/`, "certificate-authority-data": base64(certificate("ca.crt")) });
    expect(await versionOf({ kubeconfig: file })).toBe("v1.36.2");
    expect(server.requests[0]?.path).toBe("/version");
  });

  it("is trusted by its own certificate if the kubeconfig has that as authority, as in kubectl", async () => {
    const { url } = await serveTls("server");
    const itself = { "certificate-authority-data": base64(certificate("server.crt")) };
    expect(await versionOf({ kubeconfig: kubeconfig({ server: url, ...itself }) })).toBe("v1.36.2");
  });

  it("is verified by the kubeconfig's authority and server name", async () => {
    const ca = { "certificate-authority-data": base64(certificate("ca.crt")) };
    const other = await serveTls("other");
    expect((await failureOf(versionOf({ kubeconfig: kubeconfig({ server: other.url, ...ca }) }))).message).toContain(
      "its certificate does not match its name",
    );
    expect(await versionOf({ kubeconfig: kubeconfig({ server: other.url, ...ca, "tls-server-name": "api.internal" }) })).toBe("v1.36.2");
    expect((await failureOf(versionOf({ kubeconfig: kubeconfig({ server: other.url }) }))).message).toContain(
      "signed by an unknown authority",
    );
    expect(await versionOf({ kubeconfig: kubeconfig({ server: other.url, "insecure-skip-tls-verify": true }) })).toBe("v1.36.2");
    const expired = await serveTls("expired");
    const failure = await failureOf(versionOf({ kubeconfig: kubeconfig({ server: expired.url, ...ca }) }));
    expect(failure.message).toBe(`cannot trust the API server ${expired.url} (context "dev"): its certificate has expired`);
  });

  it("that cannot be reached is reported with its context and the next step", async () => {
    const file = kubeconfig({ server: "https://user:pw@127.0.0.1:1" });
    const failure = await failureOf(versionOf({ kubeconfig: file }));
    expect(failure.message).toBe(
      'cannot reach the API server https://127.0.0.1:1 (context "dev"): connection refused; check the address, and that the server is running',
    );
    expect(failure.hint).toBe(`run "kubectl --kubeconfig ${file} --context dev version" to check the connection`);
    expect((await failureOf(versionOf({ kubeconfig: kubeconfig({ server: "https://no-such-host.invalid" }) }))).message).toContain(
      "unknown host; check the name and your VPN",
    );
  });

  it("that accepts the connection and never responds times out", async () => {
    const silent = createHttpServer(() => {});
    await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
    const url = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`;
    const failure = await failureOf(versionOf({ kubeconfig: kubeconfig({ server: url }), limits: { responseMs: 50 } }));
    expect(failure.message).toContain("no response within 0.05 s");
    silent.closeAllConnections();
    silent.close();
  });

  it("behind a proxy that answers with an HTML page is reported as such", async () => {
    const server = await serve();
    const page = {
      do: "answer",
      status: 502,
      body: "<html><head><title>Bad gateway</title>",
      headers: { "Content-Type": "text/html" },
    } as const;
    server.fault({ act: page });
    const failure = await failureOf(versionOf({ kubeconfig: kubeconfig({ server: server.url }) }));
    expect(failure.message).toContain('did not answer as a Kubernetes API: 502: an HTML page "Bad gateway"');
  });

  it("is not waited for after the signal aborts", async () => {
    const silent = createHttpServer(() => {});
    await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
    const stop = new AbortController();
    const url = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`;
    const connection = await connectTo({ kubeconfig: kubeconfig({ server: url }), signal: stop.signal });
    setTimeout(() => stop.abort(), 20);
    await failureOf(connection.resources());
    silent.closeAllConnections();
    silent.close();
  });

  it("that denies access is reported with the reason", async () => {
    const connection = await connectTo({ kubeconfig: kubeconfig({ server: (await serve()).url }) });
    const message = 'pods is forbidden: User "bob" cannot list resource "pods"';
    const failure = connection.explain(new RequestFailure(`403: ${message}`, { status: 403, kubeStatus: { message } }));
    expect(failure.message).toContain(`denied access: ${message}`);
    expect(failure.hint).toMatch(/kubectl --kubeconfig \S+ --context dev auth can-i --list/);
    const denied = new RequestFailure(`403: ${message}`, { status: 403, kubeStatus: { message } });
    expect(connection.explain(denied, { namespace: ["shop"] }).hint).toMatch(/--context dev -n shop auth can-i --list/);
  });

  it("is accessed over one keep-alive connection", async () => {
    const ports = new Set<number | undefined>();
    const server = await serve({
      listen: (onRequest) =>
        createHttpServer((request, response) => {
          ports.add(request.socket.remotePort);
          onRequest(request, response);
        }),
    });
    const connection = await connectTo({ kubeconfig: kubeconfig({ server: server.url }) });
    for (let n = 0; n < 3; n++) await connection.serverInfo();
    expect(ports.size).toBe(1);
  });
});

describe("credentials", () => {
  const onlyFor = (authorization: string): Promise<FaultServer> =>
    serveTls("server", { admits: (headers) => headers.authorization === authorization });

  it("may be a client certificate", async () => {
    let subject: string | string[] | undefined;
    const server = await serve({
      listen: (onRequest) =>
        createHttpsServer(
          { cert: certificate("server.crt"), key: certificate("server.key"), ca: certificate("ca.crt"), requestCert: true },
          (request, response) => {
            subject = (request.socket as TLSSocket).getPeerCertificate().subject.CN;
            onRequest(request, response);
          },
        ),
    });
    const cluster = { server: server.url, "certificate-authority-data": base64(certificate("ca.crt")) };
    write("client.key", certificate("client.key"));
    expect(
      await versionOf({
        kubeconfig: kubeconfig(cluster, { "client-certificate-data": base64(certificate("client.crt")), "client-key": "client.key" }),
      }),
    ).toBe("v1.36.2");
    expect(subject).toBe("alice");
  });

  it("may be a token, a name with a password, or impersonation", async () => {
    const server = await onlyFor("Bearer t0ken");
    expect(await versionOf({ kubeconfig: kubeconfig(trusted(server.url), { token: "t0ken", as: "bob", "as-groups": ["a", "b"] }) })).toBe(
      "v1.36.2",
    );
    expect(server.requests[0]?.headers).toMatchObject({ "impersonate-user": "bob", "impersonate-group": "a, b" });
    const basic = await onlyFor(`Basic ${base64("me:pw")}`);
    expect(await versionOf({ kubeconfig: kubeconfig(trusted(basic.url), { username: "me", password: "pw" }) })).toBe("v1.36.2");
  });

  it("may be an OIDC token, as the client library reads it", async () => {
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
    const token = `${part({ alg: "none" })}.${part({ exp: 4_000_000_000 })}.x`;
    const server = await onlyFor(`Bearer ${token}`);
    const user = { "auth-provider": { name: "oidc", config: { "id-token": token, "client-id": "me" } } };
    expect(await versionOf({ kubeconfig: kubeconfig(trusted(server.url), user) })).toBe("v1.36.2");
  });

  it("that are rejected are reported without being shown", async () => {
    const server = await onlyFor("Bearer right");
    const failure = await failureOf(versionOf({ kubeconfig: kubeconfig(trusted(server.url), { token: "wr0ng" }) }));
    expect(failure.message).toContain('(context "dev") rejected the credentials');
    expect(`${failure.message} ${failure.hint}`).not.toContain("wr0ng");
  });

  /** A plugin that notes each run and prints token 1, 2, 3, ... */
  function plugin(more = ""): {
    command: string;
    runs: () => number;
    info: () => { spec: { interactive: boolean; cluster?: { server: string } } };
  } {
    const script = `#!/usr/bin/env node
      const { existsSync, readFileSync, writeFileSync } = require("node:fs");
      const runs = (existsSync("${folder}/runs") ? Number(readFileSync("${folder}/runs")) : 0) + 1;
      writeFileSync("${folder}/runs", String(runs));
      writeFileSync("${folder}/info", process.env.KUBERNETES_EXEC_INFO);
      const status = { token: process.env.PREFIX + runs };
      ${more}
      console.log(JSON.stringify({ kind: "ExecCredential", apiVersion: "client.authentication.k8s.io/v1", status }));`;
    chmodSync(write("plugin.cjs", script), 0o755);
    return {
      command: "./plugin.cjs",
      runs: () => Number(readFileSync(join(folder, "runs"), "utf8")),
      info: () => JSON.parse(readFileSync(join(folder, "info"), "utf8")),
    };
  }

  const exec = (command: string, more: object = {}) => ({
    exec: {
      apiVersion: "client.authentication.k8s.io/v1",
      command,
      env: [{ name: "PREFIX", value: "token-" }],
      interactiveMode: "Never",
      provideClusterInfo: true,
      ...more,
    },
  });

  it("of a plugin are requested once, and again only after a 401", async () => {
    let wanted = "Bearer token-1";
    const server = await serveTls("server", { admits: ({ authorization }) => authorization === wanted });
    const { command, runs, info } = plugin();
    const connection = await connectTo({
      env: { PATH: process.env["PATH"] },
      kubeconfig: kubeconfig(trusted(server.url), exec(command)),
    });
    await Promise.all([connection.serverInfo(), connection.serverInfo()]);
    expect(runs()).toBe(1);
    wanted = "Bearer token-2";
    expect((await connection.serverInfo()).version).toBe("v1.36.2");
    expect(runs()).toBe(2);
    expect(info()).toMatchObject({ kind: "ExecCredential", spec: { interactive: false, cluster: { server: server.url } } });
  });

  it("of a plugin are requested again when they have expired", async () => {
    const server = await serveTls();
    const { command, runs } = plugin('status.expirationTimestamp = "2020-01-01T00:00:00Z";');
    const connection = await connectTo({
      env: { PATH: process.env["PATH"] },
      kubeconfig: kubeconfig(trusted(server.url), exec(command)),
    });
    await connection.serverInfo();
    await connection.serverInfo();
    expect(runs()).toBe(2);
  });

  it("of a plugin that is missing or fails are reported with its name and output", async () => {
    const { url } = await serveTls();
    const env = { PATH: process.env["PATH"] };
    const missing = await failureOf(
      versionOf({ env, kubeconfig: kubeconfig(trusted(url), exec("no-such-plugin", { installHint: "brew install it" })) }),
    );
    expect(missing).toMatchObject({
      message: 'the credential plugin "no-such-plugin" of the kubeconfig is not installed or not in PATH',
      hint: "brew install it",
    });
    const { command } = plugin('console.error("session expired, log in"); process.exit(3);');
    const printed: string[] = [];
    const failing = await failureOf(
      versionOf({ env, say: (text) => printed.push(text), kubeconfig: kubeconfig(trusted(url), exec(command)) }),
    );
    expect(failing.message).toMatch(/plugin.cjs" failed \(3\): session expired, log in/);
    expect(printed.join("")).toBe("session expired, log in\n");
  });
});

describe("a proxy", () => {
  it("of the kubeconfig or the environment tunnels TLS to the server", async () => {
    const { url } = await serveTls("other");
    const asked: (string | undefined)[] = [];
    const proxy = createHttpServer();
    proxy.on("connect", (request, client) => {
      asked.push(request.url);
      const { port, hostname } = new URL(url);
      const upstream = connectSocket(Number(port), hostname, () => {
        client.write("HTTP/1.1 200 Connection established\r\n\r\n");
        upstream.pipe(client).pipe(upstream);
      });
      client.on("error", () => upstream.destroy());
      upstream.on("error", () => client.destroy());
    });
    await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
    const proxyUrl = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
    const cluster = { server: "https://api.internal:6443", "certificate-authority-data": base64(certificate("ca.crt")) };
    expect(await versionOf({ kubeconfig: kubeconfig({ ...cluster, "proxy-url": proxyUrl }) })).toBe("v1.36.2");
    expect(await versionOf({ env: { HTTPS_PROXY: proxyUrl }, kubeconfig: kubeconfig(cluster) })).toBe("v1.36.2");
    expect(asked).toEqual(["api.internal:6443", "api.internal:6443"]);
    proxy.closeAllConnections();
    proxy.close();
  });
});

describe("NO_PROXY", () => {
  it.each([
    ["https://api.internal:6443", "", true],
    ["https://api.internal:6443", "*", false],
    ["https://api.internal:6443", "example.com, internal", false],
    ["https://api.internal:6443", ".internal", false],
    ["https://internal:6443", ".internal", true],
    ["https://api.internal:6443", "api.internal:443", true],
    ["https://api.internal:6443", "api.internal:6443", false],
    ["https://notinternal", "internal", true],
    ["https://10.1.2.3", "10.1.0.0/16", false],
    ["https://10.2.2.3", "10.1.0.0/16,bad/99", true],
    ["https://[fd00::1]:6443", "fd00::/8", false],
    ["https://127.0.0.1:6443", "", false],
    ["https://localhost:6443", "", false],
    ["http://api.internal", "", false],
  ])("%s with NO_PROXY=%s is proxied: %s", (server, exceptions, proxied) => {
    expect(proxyFor(server, undefined, { HTTPS_PROXY: "proxy:3128", NO_PROXY: exceptions })).toBe(
      proxied ? "http://proxy:3128" : undefined,
    );
  });
});

describe("discovery", () => {
  it("reads aggregated documents in two requests, the core group first", async () => {
    const server = await serve();
    const types = await (await connectTo({ kubeconfig: kubeconfig({ server: server.url }) })).resources();
    expect(types.slice(0, 3).map(qualifiedName)).toEqual(["bindings", "componentstatuses", "configmaps"]);
    expect(types.find((type) => type.kind === "Deployment")).toMatchObject({
      group: "apps",
      version: "v1",
      resource: "deployments",
      namespaced: true,
      shortNames: ["deploy"],
      categories: ["all"],
    });
    expect(server.requests.map(({ path }) => path).sort()).toEqual(["/api", "/apis"]);
  });

  it("reads the separate documents of older servers to the same types", async () => {
    const groups = ["apps_v1", "batch_v1", "autoscaling_v2", "discovery.k8s.io_v1", "events.k8s.io_v1", "networking.k8s.io_v1"];
    const lists = Object.fromEntries(groups.map((group) => [`/apis/${group.replace("_", "/")}`, realDocument(`apis_${group}`)]));
    const documents = { "/api": realDocument("api"), "/apis": realDocument("apis"), "/api/v1": realDocument("api_v1"), ...lists };
    const printed: string[] = [];
    const older = await (
      await connectTo({ say: (text) => printed.push(text), kubeconfig: kubeconfig({ server: (await serve({ documents })).url }) })
    ).resources();
    const newer = await (await connectTo({ kubeconfig: kubeconfig({ server: (await serve()).url }) })).resources();
    const withoutGone = newer.filter((type) => type.group === "" || groups.includes(`${type.group}_${type.version}`));
    expect(older.filter((type) => type.verbs.includes("watch"))).toEqual(withoutGone.filter((type) => type.verbs.includes("watch")));
    // Groups whose document this server does not have are skipped and reported.
    expect(printed.join("")).toContain("cannot discover the resources of apiregistration.k8s.io/v1: 404");
  });

  it("skips and reports a group whose server is down; for the core group that is an error", async () => {
    const documents = {
      "/api": { kind: "APIVersions", versions: ["v1"] },
      "/api/v1": realDocument("api_v1"),
      "/apis": realDocument("apis"),
    };
    const server = await serve({ documents });
    server.fault({ path: "/apis", on: "other", act: { do: "answer", status: 503, body: "service unavailable" } });
    const printed: string[] = [];
    const connection = await connectTo({ say: (text) => printed.push(text), kubeconfig: kubeconfig({ server: server.url }) });
    expect((await connection.resources()).some((type) => type.resource === "pods")).toBe(true);
    expect(printed).toEqual(["cannot discover the resources of /apis: 503: service unavailable\n"]);
    server.fault({ path: "/api/v1", on: "other", act: { do: "answer", status: 503, body: "service unavailable" } });
    const other = await connectTo({ kubeconfig: kubeconfig({ server: server.url }) });
    await failureOf(other.resources());
  });
});
