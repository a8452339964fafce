import { createServer as createHttpServer, type Server as HttpServer, type IncomingMessage } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";
import { describe, expect, it } from "vitest";
import { proxyFailure } from "../../../src/cluster/transport/proxy-failure.js";
import { withoutPassword } from "../../../src/cluster/transport/without-password.js";
import { certificate } from "../../support/tls.js";
import { base64, failureOf, KubeconfigRig, kubeconfigOf } from "./kubeconfig-rig.js";

const cluster = { server: "https://api.internal:6443", "certificate-authority-data": base64(certificate("ca.crt")) };

/** A server that is gone with the test. */
async function listening(server: Server | HttpServer): Promise<AsyncDisposable & { readonly host: string }> {
  const sockets = new Set<Socket>();
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

type OnConnect = (request: IncomingMessage, socket: Socket) => void;

function httpProxy(onConnect: OnConnect, server: HttpServer = createHttpServer()) {
  return listening(server.on("connect", onConnect));
}

/** Connects to this server, whatever was asked for. */
const tunnelTo =
  (url: string): OnConnect =>
  (_request, client) => {
    const upstream = connect(Number(new URL(url).port), "127.0.0.1", () => {
      client.write("HTTP/1.1 200 Connection established\r\n\r\n");
      upstream.pipe(client).pipe(upstream);
    });
    client.on("error", () => upstream.destroy());
    upstream.on("error", () => client.destroy());
  };

const answering =
  (head: string): OnConnect =>
  (_request, client) =>
    client.end(`HTTP/1.1 ${head}\r\n\r\n`);

const password = "s3cret";

/** What a user is told when the proxy at this address fails. */
async function failureThrough(proxyUrl: string, limits = {}): Promise<{ message: string; hint: string | undefined }> {
  await using rig = new KubeconfigRig();
  const failure = await failureOf(rig.request({ ...cluster, "proxy-url": proxyUrl }, {}, { limits }));
  expect(`${failure.message} ${failure.hint}`).not.toContain(password);
  return failure;
}

describe("a proxy that fails is named, without its password:", () => {
  const server = 'the API server https://api.internal:6443 (context "dev")';

  it.each([
    ["it refuses the connection", "http://me:s3cret@127.0.0.1:1", "http://127.0.0.1:1 refused the connection"],
    [
      "its host is unknown",
      "http://me:s3cret@proxy.invalid:3128",
      "http://proxy.invalid:3128 is an unknown host; check the name and your VPN",
    ],
    ["a SOCKS proxy refuses the connection", "socks5://me:s3cret@127.0.0.1:1", "socks5://127.0.0.1:1 refused the connection"],
  ])("%s", async (_what, proxyUrl, problem) => {
    const failure = await failureThrough(proxyUrl);
    expect(failure.message).toBe(`cannot reach ${server}: the proxy ${problem}`);
    expect(failure.hint).toContain("check proxy-url of the cluster in the kubeconfig, or HTTPS_PROXY and NO_PROXY");
  });

  it.each([
    ["it wants a password", "407 Proxy Authentication Required", "requires a user and password: 407 Proxy Authentication Required"],
    ["it cannot connect", "502 Bad Gateway", "did not connect to api.internal:6443: 502 Bad Gateway"],
    ["it refuses the server", "403 Forbidden", "did not connect to api.internal:6443: 403 Forbidden"],
    ["its answer steers terminals", "500 \u009b31m", "did not connect to api.internal:6443: 500 "],
  ])("%s", async (_what, head, problem) => {
    await using proxy = await httpProxy(answering(head));
    const failure = await failureThrough(`http://me:s3cret@${proxy.host}`);
    expect(failure.message).toContain(`cannot reach ${server}: the proxy http://${proxy.host} ${problem}`);
    expect(failure.message).not.toMatch(/[\u0080-\u009f]/);
  });

  it("it closes the connection", async () => {
    await using proxy = await httpProxy((_request, socket) => socket.destroy());
    expect((await failureThrough(`http://${proxy.host}`)).message).toContain(`the proxy http://${proxy.host} closed the connection`);
  });

  it("it does not speak HTTP", async () => {
    await using proxy = await listening(createServer((socket) => socket.end("SSH-2.0-OpenSSH\r\n")));
    expect((await failureThrough(`http://me:s3cret@${proxy.host}`)).message).toContain(
      `the proxy http://${proxy.host} failed: Parse Error`,
    );
  });

  it("its certificate is not trusted", async () => {
    const tls = createHttpsServer({ cert: certificate("server.crt"), key: certificate("server.key") });
    await using proxy = await httpProxy(answering("200 OK"), tls);
    const failure = await failureThrough(`https://me:s3cret@${proxy.host}`);
    expect(failure.message).toContain(`the proxy https://${proxy.host} failed: unable to verify the first certificate`);
  });

  it("it speaks no TLS", async () => {
    await using proxy = await httpProxy(answering("200 OK"));
    expect((await failureThrough(`https://me:s3cret@${proxy.host}`)).message).toContain(`the proxy https://${proxy.host} failed: `);
  });

  it("it does not answer", async () => {
    await using proxy = await httpProxy(() => {});
    const failure = await failureThrough(`http://me:s3cret@${proxy.host}`, { connectMs: 100 });
    expect(failure.message).toBe(`cannot reach ${server} through the proxy http://${proxy.host}: no connection within 0.1 s`);
  });

  it("the environment names one that is not usable", async () => {
    await using rig = new KubeconfigRig();
    const config = rig.write("config", kubeconfigOf(cluster, {}));
    const failure = await failureOf(rig.connect(config, { env: { HTTPS_PROXY: "http://me:s3cret@[proxy" } }));
    expect(failure.message).toBe('invalid proxy "http://[proxy" in HTTPS_PROXY: could not parse it');
    const scheme = await failureOf(rig.connect(config, { env: { https_proxy: "ftp://me:s3cret@proxy" } }));
    expect(scheme.message).toBe('invalid proxy "ftp://proxy" in https_proxy: unsupported scheme "ftp", must be http, https, or socks5');
  });
});

describe("through a proxy", () => {
  it("the proxy gets its password and the address of the server, IPv6 in brackets", async () => {
    await using rig = new KubeconfigRig();
    const server = await rig.serveTls();
    const seen: unknown[] = [];
    await using proxy = await httpProxy((request, socket) => {
      seen.push(request.url, request.headers.host, request.headers["proxy-authorization"]);
      tunnelTo(server.url)(request, socket);
    });
    const through = { ...cluster, server: "https://[fd00::1]:6443", "tls-server-name": "localhost" };
    await rig.request({ ...through, "proxy-url": `http://me:p%40ss@${proxy.host}` }, {});
    expect(seen).toEqual(["[fd00::1]:6443", "[fd00::1]:6443", `Basic ${base64("me:p@ss")}`]);
  });

  it("a certificate of the server that is not trusted is the server's failure, not the proxy's", async () => {
    await using rig = new KubeconfigRig();
    const server = await rig.serveTls();
    await using proxy = await httpProxy(tunnelTo(server.url));
    const failure = await failureOf(rig.request({ server: "https://localhost:6443", "proxy-url": `http://${proxy.host}` }, {}));
    expect(failure.message).toContain("cannot trust the API server https://localhost:6443");
    expect(failure.message).toContain("signed by an unknown authority");
  });

  it("a server of plain HTTP is reached, without credentials for it", async () => {
    await using rig = new KubeconfigRig();
    const server = await rig.serve();
    await using proxy = await httpProxy(tunnelTo(server.url));
    expect(await rig.request({ server: "http://api.internal", "proxy-url": `http://${proxy.host}` }, { token: "t" })).toBe("v1.36.2");
    expect(server.requests[0]?.headers.authorization).toBeUndefined();
  });

  it("of SOCKS, the proxy resolves the name of the server, as with kubectl; failures of TLS are the server's", async () => {
    await using rig = new KubeconfigRig();
    const server = await rig.serveTls();
    const asked: string[] = [];
    await using proxy = await listening(createServer((client) => serveSocks(client, server.url, asked)));
    const through = { ...cluster, server: "https://api.internal:6443", "tls-server-name": "localhost" };
    expect(await rig.request({ ...through, "proxy-url": `socks5://${proxy.host}` }, {})).toBe("v1.36.2");
    expect(asked).toEqual(["api.internal"]);
    const failure = await failureOf(rig.request({ server: through.server, "proxy-url": `socks5://${proxy.host}` }, {}));
    expect(failure.message).toContain("cannot trust the API server https://api.internal:6443");
  });

  it("a tunnel that is being opened ends when the connection is closed", async () => {
    await using rig = new KubeconfigRig();
    let closed = false;
    let asked = () => {};
    const wasAsked = new Promise<void>((resolve) => {
      asked = resolve;
    });
    await using proxy = await httpProxy((_request, socket) => {
      socket.resume().on("end", () => {
        closed = true;
      });
      asked();
    });
    const connection = await rig.connect(rig.write("config", kubeconfigOf({ ...cluster, "proxy-url": `http://${proxy.host}` }, {})));
    const work = failureOf(connection.serverInfo());
    await wasAsked;
    connection.close();
    await work;
    while (!closed) await new Promise((resolve) => setTimeout(resolve, 5));
  });
});

/** SOCKS 5 without authentication, to one server. */
function serveSocks(client: Socket, url: string, asked: string[]): void {
  client.once("data", () => {
    client.write(Buffer.from([5, 0]));
    client.once("data", (request: Buffer) => {
      asked.push(request.subarray(5, 5 + (request[4] ?? 0)).toString());
      const upstream = connect(Number(new URL(url).port), "127.0.0.1", () => {
        client.write(Buffer.from([5, 0, 0, 1, 127, 0, 0, 1, 0, 0]));
        upstream.pipe(client).pipe(upstream);
      });
      client.on("error", () => upstream.destroy());
      upstream.on("error", () => client.destroy());
    });
  });
}

it("a password in an address is never shown", () => {
  for (const address of ["http://u:p@ss/w@h:1", "http://u:s3cret@[h", "u:s3cret@h:1", "HTTP://:s3cret@h", "socks5://s3cret@h:1/x@y"]) {
    expect(withoutPassword(address)).not.toMatch(/s3cret|p@ss/);
  }
  expect(withoutPassword("https://h:1/a@b")).toBe("https://h:1/a@b");
  expect(proxyFailure(new URL("http://u:s3cret@h:1"), new Error("x")).message).toBe("the proxy http://h:1 failed: x");
});
