import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { certificate } from "../../support/tls.js";
import { base64, execCredential, execUser, KubeconfigRig, kubeconfigOf, trusted } from "./kubeconfig-rig.js";

const clientCertificate = {
  "client-certificate-data": base64(certificate("client.crt")),
  "client-key-data": base64(certificate("client.key")),
};
const oidc = { "auth-provider": { name: "oidc", config: { "id-token": "a.e30.c", "client-id": "me" } } };

describe("over plain HTTP", () => {
  it.each([
    ["a token", { token: "t0ken" }],
    ["a password", { username: "me", password: "pw" }],
    ["a client certificate", clientCertificate],
    ["a token of an auth provider", oidc],
    ["a token in a file", { tokenFile: "/no/such/token" }],
  ])("%s is not sent, and one warning says so", async (_what, user) => {
    await using rig = new KubeconfigRig();
    const server = await rig.serve();
    const connection = await rig.connect(rig.write("config", kubeconfigOf({ server: server.url }, user)));
    await connection.serverInfo();
    await connection.resources();
    expect(server.requests.map(({ headers }) => headers.authorization).filter(Boolean)).toEqual([]);
    expect(rig.said).toEqual([`warning: no credentials are sent to ${server.url}, because it is not https://\n`]);
  });

  it("no credential plugin runs", async () => {
    await using rig = new KubeconfigRig();
    const server = await rig.serve();
    const ran = join(rig.folder, "ran");
    const command = rig.plugin(`touch ${ran}\necho '${execCredential({ token: "t" })}'`);
    expect(await rig.request({ server: server.url }, execUser(command))).toBe("v1.36.2");
    expect(existsSync(ran)).toBe(false);
    expect(server.requests[0]?.headers.authorization).toBeUndefined();
    expect(rig.said.join("")).toContain("no credentials are sent");
  });

  it("a password in the server address is not sent", async () => {
    await using rig = new KubeconfigRig();
    const server = await rig.serve();
    await rig.request({ server: server.url.replace("http://", "http://me:s3cret@") }, {});
    expect(server.requests[0]?.headers.authorization).toBeUndefined();
    expect(rig.said.join("")).toContain("no credentials are sent");
    expect(rig.said.join("")).not.toContain("s3cret");
  });

  it("whatever the case of the scheme, and also where none is given", async () => {
    await using rig = new KubeconfigRig();
    const server = await rig.serve();
    await rig.request({ server: server.url.replace("http:", "HTTP:") }, { token: "t" });
    await rig.request({ server: server.url.replace("http://", "") }, { token: "t" });
    expect(server.requests.map(({ headers }) => headers.authorization)).toEqual([undefined, undefined]);
  });

  it("impersonation is sent, as by kubectl: without it, requests could have more rights", async () => {
    await using rig = new KubeconfigRig();
    const server = await rig.serve();
    await rig.request({ server: server.url }, { as: "bob", "as-groups": ["a"], token: "t" });
    expect(server.requests[0]?.headers).toMatchObject({ "impersonate-user": "bob", "impersonate-group": "a" });
    expect(server.requests[0]?.headers.authorization).toBeUndefined();
  });

  it("nothing is said where there are no credentials", async () => {
    await using rig = new KubeconfigRig();
    await rig.request({ server: (await rig.serve()).url }, { as: "bob" });
    expect(rig.said).toEqual([]);
  });

  it("a rejection says what to do", async () => {
    await using rig = new KubeconfigRig();
    const server = await rig.serve({ admits: () => false });
    await expect(rig.request({ server: server.url }, { token: "t" })).rejects.toMatchObject({
      hint: "use https:// in the server address: credentials are not sent over plain HTTP",
    });
  });
});

describe("over TLS", () => {
  it("credentials are sent, also without verification of the server, as by kubectl", async () => {
    await using rig = new KubeconfigRig();
    const server = await rig.serveTls();
    await rig.request({ server: server.url, "insecure-skip-tls-verify": true }, { token: "t" });
    await rig.request(trusted(server.url.replace("https:", "HTTPS:")), { token: "t" });
    expect(server.requests.map(({ headers }) => headers.authorization)).toEqual(["Bearer t", "Bearer t"]);
    expect(rig.said).toEqual([]);
  });

  it("a redirect to plain HTTP is not followed", async () => {
    await using rig = new KubeconfigRig();
    const plain = await rig.serve();
    const server = await rig.serveTls();
    server.fault({ act: { do: "answer", status: 302, body: "", headers: { Location: `${plain.url}/version` } } });
    await expect(rig.request(trusted(server.url), { token: "t" })).rejects.toThrow("did not answer as a Kubernetes API");
    expect(plain.requests).toEqual([]);
  });

  it("what the kubeconfig itself has wins over a plugin, which does not run", async () => {
    await using rig = new KubeconfigRig();
    const server = await rig.serveTls();
    const ran = join(rig.folder, "ran");
    const plugin = execUser(rig.plugin(`touch ${ran}`));
    await rig.request(trusted(server.url), { ...plugin, token: "t" });
    await rig.request(trusted(server.url), { ...plugin, username: "me", password: "pw" });
    await rig.request(trusted(server.url), { ...plugin, ...clientCertificate });
    expect(existsSync(ran)).toBe(false);
    expect(server.requests.map(({ headers }) => headers.authorization)).toEqual(["Bearer t", `Basic ${base64("me:pw")}`, undefined]);
  });

  it("a token file wins over the token beside it, which is used while the file cannot be read", async () => {
    await using rig = new KubeconfigRig();
    const server = await rig.serveTls();
    const user = { token: "inline", tokenFile: "token" };
    const connection = await rig.connect(rig.write("config", kubeconfigOf(trusted(server.url), user)));
    await connection.serverInfo();
    rig.write("token", "filed\n");
    await connection.serverInfo();
    rig.write("token", "");
    await connection.serverInfo();
    expect(server.requests.map(({ headers }) => headers.authorization)).toEqual(["Bearer inline", "Bearer filed", "Bearer inline"]);
  });

  it("a token file that is a FIFO is refused, not waited for", async () => {
    await using rig = new KubeconfigRig();
    const server = await rig.serveTls();
    const fifo = join(rig.folder, "token");
    execFileSync("mkfifo", [fifo]);
    await expect(rig.request(trusted(server.url), { tokenFile: fifo })).rejects.toThrow("it is a FIFO, not a file");
  });

  it("impersonation is sent as UTF-8, with the names of extra fields percent-encoded", async () => {
    await using rig = new KubeconfigRig();
    const server = await rig.serveTls();
    const extra = { "acme.com/prod (eu)": ["x"], Scopes: ["a"], scopes: ["b", "c"], __proto__x: ["y"] };
    await rig.request(trusted(server.url), { as: "Jürgen 中", "as-uid": "7", "as-user-extra": extra });
    const headers = server.requests[0]?.headers ?? {};
    expect(Buffer.from(String(headers["impersonate-user"]), "latin1").toString("utf8")).toBe("Jürgen 中");
    expect(headers).toMatchObject({
      "impersonate-uid": "7",
      "impersonate-extra-acme.com%2fprod%20%28eu%29": "x",
      "impersonate-extra-scopes": "a, b, c",
    });
  });

  it.each([
    ["a token", { token: "a\nX-Injected: b" }, "the token or password of the kubeconfig contains a control character"],
    ["a user to impersonate", { as: "a\r\nX-Injected: b" }, "the user to impersonate in the kubeconfig contains a control character"],
  ])("%s with a newline is refused", async (_what, user, message) => {
    await using rig = new KubeconfigRig();
    const server = await rig.serveTls();
    await expect(rig.request(trusted(server.url), user)).rejects.toThrow(message);
    expect(server.requests).toEqual([]);
  });
});
