// First: it must see every function before it is called.

import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { chooseContext } from "../../../src/cluster/auth/chosen-context.js";
import { mergeKubeconfigs, readKubeconfig } from "../../../src/cluster/auth/kubeconfig.js";
import { countWork } from "../../support/count-work.js";
import { execCredential, execUser, failureOf, KubeconfigRig, kubeconfigOf, trusted } from "./kubeconfig-rig.js";

describe("relative paths of a kubeconfig", () => {
  it("belong to its folder: a plugin named with a path is never looked up in PATH", async () => {
    await using rig = new KubeconfigRig();
    const server = await rig.serveTls({ admits: ({ authorization }) => authorization === "Bearer right" });
    rig.write("kube/plug.sh", `#!/bin/sh\necho '${execCredential({ token: "right" })}'\n`, 0o755);
    rig.write("bin/plug.sh", `#!/bin/sh\necho '${execCredential({ token: "wrong" })}'\n`, 0o755);
    const config = rig.write("kube/config", kubeconfigOf(trusted(server.url), execUser("./plug.sh")));
    const env = { PATH: `${join(rig.folder, "bin")}:${process.env["PATH"]}` };
    const before = process.cwd();
    try {
      // As a user in that folder names it: "--kubeconfig config".
      process.chdir(join(rig.folder, "kube"));
      await (await rig.connect("config", { env })).serverInfo();
      process.chdir(rig.folder);
      await (await rig.connect("kube/config", { env })).serverInfo();
      const connection = await rig.connect(config, { env });
      process.chdir("/");
      await connection.serverInfo();
    } finally {
      process.chdir(before);
    }
  });

  it("belong to the folder of the file they stand in, of several files in KUBECONFIG", async () => {
    await using rig = new KubeconfigRig();
    const cluster = { server: "https://127.0.0.1:1", "certificate-authority": "ca.crt" };
    rig.write("a/ca.crt", "x");
    rig.write("b/token", "x");
    rig.write("b/tls.crt", "x");
    rig.write("b/tls.key", "x");
    const first = rig.write(
      "a/config",
      JSON.stringify({
        "current-context": "dev",
        contexts: [{ name: "dev", context: { cluster: "c", user: "u" } }],
        clusters: [{ name: "c", cluster }],
      }),
    );
    const user = { tokenFile: "token", "client-certificate": "tls.crt", "client-key": "../b/tls.key", ...execUser("bin/plug") };
    const second = rig.write("b/config", JSON.stringify({ users: [{ name: "u", user }] }));
    const chosen = await chooseContext({ env: { KUBECONFIG: `${first}:${second}` } });
    expect(chosen.cluster.caFile).toBe(join(rig.folder, "a/ca.crt"));
    expect(chosen.user).toMatchObject({
      tokenFile: join(rig.folder, "b/token"),
      certFile: join(rig.folder, "b/tls.crt"),
      keyFile: join(rig.folder, "b/tls.key"),
      exec: { command: join(rig.folder, "b/bin/plug") },
    });
  });

  it("a plain name is a program of PATH, never of the current folder", async () => {
    await using rig = new KubeconfigRig();
    const server = await rig.serveTls();
    rig.plugin(`echo '${execCredential({ token: "t" })}'`, "plug");
    const before = process.cwd();
    try {
      process.chdir(rig.folder);
      const config = rig.write("config", kubeconfigOf(trusted(server.url), execUser("plug")));
      const here = await rig.connect(config, { env: { PATH: `:.:${process.env["PATH"]}` } });
      expect((await failureOf(here.serverInfo())).message).toContain('"plug" of the kubeconfig is not installed or not in PATH');
      const found = await rig.connect(config, { env: { PATH: `${rig.folder}:${process.env["PATH"]}` } });
      await found.serverInfo();
    } finally {
      process.chdir(before);
    }
  });
});

describe("a kubeconfig", () => {
  const entries = (count: number) => ({
    contexts: Array.from({ length: count }, (_, n) => ({ name: `ctx-${n}`, context: { cluster: `c-${n}`, user: `u-${n}` } })),
    clusters: Array.from({ length: count }, (_, n) => ({ name: `c-${n}`, cluster: { server: "https://127.0.0.1:1" } })),
    users: Array.from({ length: count }, (_, n) => ({ name: `u-${n}`, user: { token: "t" } })),
  });

  it("takes work in proportion to its contexts", async () => {
    await using rig = new KubeconfigRig();
    const work = async (count: number): Promise<number> => {
      const config = await readKubeconfig(rig.write(`config-${count}`, JSON.stringify(entries(count))));
      return countWork("cluster/auth/", () => mergeKubeconfigs([config, config]));
    };
    const small = await work(250);
    expect(await work(2_000)).toBeLessThan(small * 9);
  });

  it("of ten thousand contexts is read, and its last one chosen", async () => {
    await using rig = new KubeconfigRig();
    const config = rig.write("config", JSON.stringify({ "current-context": "ctx-9999", ...entries(10_000) }));
    expect(await chooseContext({ kubeconfig: config, env: {} })).toMatchObject({ name: "ctx-9999", user: { token: "t" } });
    expect((await failureOf(chooseContext({ kubeconfig: config, context: "ctx-99999", env: {} }))).hint).toContain("did you mean");
  });

  it("may come through a pipe, as <(...) of a shell", async () => {
    await using rig = new KubeconfigRig();
    const config = rig.write("config", kubeconfigOf({ server: "https://127.0.0.1:1" }, {}));
    const program = join(import.meta.dirname, "../../../dist/cli.js");
    const script = `"${process.execPath}" "${program}" record pod x --db "${rig.folder}/x.db" --kubeconfig <(cat "${config}") 2>&1; true`;
    expect(execFileSync("bash", ["-c", script], { encoding: "utf8" })).toContain("cannot reach the API server https://127.0.0.1:1");
  });

  it.each([
    ["yes", true],
    ["On", true],
    ["no", false],
    ["OFF", false],
  ])(
    "with insecure-skip-tls-verify: %s, as YAML 1.1 writes it, a field twice and a second document, is read as kubectl reads it",
    async (written, insecure) => {
      await using rig = new KubeconfigRig();
      const config = rig.write(
        "config",
        `---
current-context: dev
contexts: [{name: dev, context: {cluster: c, user: u}}]
clusters: [{name: c, cluster: {server: "https://127.0.0.1:1", insecure-skip-tls-verify: ${written}}}]
users: [{name: u, user: {token: first, token: last}}]
---
current-context: other
`,
      );
      const chosen = await chooseContext({ kubeconfig: config, env: {} });
      expect(chosen).toMatchObject({ name: "dev", cluster: { insecure }, user: { token: "last" } });
    },
  );

  it("with merge keys and anchors is read as kubectl reads it", async () => {
    await using rig = new KubeconfigRig();
    const config = rig.write(
      "config",
      `current-context: dev
contexts: [{name: dev, context: {cluster: c, user: u}}]
clusters: [{name: c, cluster: &c {server: "https://127.0.0.1:1"}}]
users: [{name: u, user: {<<: [{token: a, as: bob}, {as: eve}], token: b, client-certificate: 2020-01-01}}]
`,
    );
    const chosen = chooseContext({ kubeconfig: config, env: {} });
    // A date is text in a kubeconfig.
    await expect(chosen).rejects.toThrow("unable to read client-cert");
    const plain = rig.write(
      "plain",
      `current-context: dev
contexts: [{name: dev, context: &d {cluster: c, user: u}}, {name: other, context: *d}]
clusters: [{name: c, cluster: {server: "https://127.0.0.1:1"}}]
users: [{name: u, user: {<<: [{token: a, as: bob}, {as: eve}], token: b}}]
`,
    );
    expect((await chooseContext({ kubeconfig: plain, context: "other", env: {} })).user).toMatchObject({
      token: "b",
      impersonate: { user: "bob" },
    });
  });
});

describe("a hostile kubeconfig is refused with its name:", () => {
  const bomb = `a: &a [x,x,x,x,x,x,x,x,x]\n${["b", "c", "d", "e", "f", "g", "h", "i"]
    .map((name, index) => {
      const inner = `*${"abcdefgh"[index]}`;
      return `${name}: &${name} [${Array(9).fill(inner).join(",")}]`;
    })
    .join("\n")}\n`;
  const merges = `base: &b {${Array.from({ length: 2_000 }, (_, n) => `k${n}: 1`).join(", ")}}\n${Array.from({ length: 2_000 }, (_, n) => `m${n}: {<<: [${Array(50).fill("*b").join(",")}]}`).join("\n")}\n`;
  it.each<[what: string, text: string | Buffer, message: string]>([
    ["aliases of aliases", `${bomb}contexts: *i\n`, "contexts[0] must be a mapping, not a list"],
    ["merge keys of merge keys", merges, "merge keys exceeded"],
    [
      "aliases joined to one key",
      `s: &s ${"x".repeat(1_000)}\n? [${"*s,".repeat(1_000)}*s]\n: 1\n`,
      "object-based map does not support complex key",
    ],
    ["a million values", `a: [${"a,".repeat(1_000_000)}a]`, "it has more than 1,000,000 values"],
    ["a million values of JSON", `{"a":[${"1,".repeat(1_000_000)}1]}`, "it has more than 1,000,000 values"],
    ["two million lines", `a: |\n${" x\n".repeat(2_000_001)}`, "it has more than 2,000,000 lines"],
    ["lists in lists", "[".repeat(100_000), "nesting exceeded maxDepth"],
    ["mappings in mappings", `a: ${"{a: ".repeat(100_000)}`, "nesting exceeded maxDepth"],
    ["JSON in JSON", `{"contexts":${"[".repeat(200_000)}${"]".repeat(200_000)}}`, "contexts[0] must be a mapping, not a list"],
    ["binary", Buffer.from([0, 1, 2, 3, 0xff, 0xfe]), "null byte is not allowed"],
    ["text", "hello", "it must be a mapping, not a string"],
    ["a list", "- a", "it must be a mapping, not a list"],
    ["a number", "5", "it must be a mapping, not a number"],
    ["another object", "apiVersion: v1\nkind: Pod\n", "its kind is Pod, not Config"],
    ["an unknown tag", "a: !!js/function 'x'\n", "unknown scalar tag"],
    ["a name twice", '{"users":[{"name":"a"},{"name":"a"}]}', 'duplicate name: user "a" is there twice'],
    ["entries that are no list", '{"contexts":{"a":1}}', "contexts must be a list, not a mapping"],
    ["an entry that is no mapping", '{"contexts":[5]}', "contexts[0] must be a mapping, not a number"],
    ["a name that is no text", "contexts: [{name: 5}]", "contexts[0].name must be a string, not a number"],
    ["a current context that is no text", "current-context: [a]", "current-context must be a string, not a list"],
  ])("%s", async (_what, text, message) => {
    await using rig = new KubeconfigRig();
    const config = rig.write("config", "");
    writeFileSync(config, text);
    const failure = await failureOf(chooseContext({ kubeconfig: config, env: {} }));
    expect(failure.message).toContain(config);
    expect(failure.message).toContain("is not a valid kubeconfig: ");
    expect(failure.message).toContain(message);
    expect(failure.message.length).toBeLessThan(500);
  });

  const wrong = [5, true, [1], { a: 1 }, [["x"]], "text"];
  const fieldsOf = {
    cluster: { text: ["server", "certificate-authority", "tls-server-name", "proxy-url"], flag: ["insecure-skip-tls-verify"] },
    user: {
      text: ["token", "tokenFile", "username", "password", "client-certificate", "client-key-data", "as", "as-uid"],
      list: ["as-groups"],
      group: ["exec", "auth-provider", "as-user-extra"],
    },
    exec: { text: ["command", "apiVersion", "interactiveMode", "installHint"], flag: ["provideClusterInfo"], list: ["args", "env"] },
  };
  const expected = { text: (v: unknown) => typeof v === "string", flag: (v: unknown) => typeof v === "boolean", list: () => false };
  const rows = Object.entries(fieldsOf).flatMap(([entry, kinds]) =>
    Object.entries(kinds).flatMap(([kind, names]) => names.map((name) => [entry, name, kind] as const)),
  );
  it.each(rows)("a value of the wrong type, in %s: %s", async (entry, name, kind) => {
    await using rig = new KubeconfigRig();
    const isRight = kind === "group" ? (v: unknown) => typeof v === "object" && !Array.isArray(v) : expected[kind as keyof typeof expected];
    for (const value of wrong.filter((candidate) => !isRight(candidate))) {
      const cluster = { server: "https://127.0.0.1:1", ...(entry === "cluster" ? { [name]: value } : {}) };
      const user =
        entry === "exec"
          ? execUser("x", { [name]: value })
          : entry === "user"
            ? { ...(name === "as" ? {} : { as: "a" }), [name]: value }
            : {};
      const config = rig.write("config", kubeconfigOf(cluster, user));
      const failure = await failureOf(chooseContext({ kubeconfig: config, env: {} }));
      expect(failure.message).toMatch(new RegExp(`^${config} is not a valid kubeconfig: (cluster "c"|user "u"): (exec\\.)?${name}`));
    }
  });

  it("what every object of the language inherits is not a field", async () => {
    await using rig = new KubeconfigRig();
    const config = rig.write(
      "config",
      '{"__proto__":{"current-context":"x"},"contexts":[{"name":"constructor","context":{"cluster":"__proto__","user":"toString"}}]}',
    );
    expect((await failureOf(chooseContext({ kubeconfig: config, env: {} }))).message).toContain("no current context");
    const chosen = failureOf(chooseContext({ kubeconfig: config, context: "constructor", env: {} }));
    expect((await chosen).message).toContain('refers to cluster "__proto__", which is not in');
  });

  it("data that is not base64", async () => {
    await using rig = new KubeconfigRig();
    const config = rig.write("config", kubeconfigOf({ server: "https://127.0.0.1:1", "certificate-authority-data": "!!!" }, {}));
    await expect(chooseContext({ kubeconfig: config, env: {} })).rejects.toThrow(
      `${config} is not a valid kubeconfig: cluster "c": certificate-authority-data is not base64`,
    );
  });
});
