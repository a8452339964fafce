import { writeFileSync } from "node:fs";
import { load } from "js-yaml";
import { type ChosenContext, chooseContext } from "../../../src/cluster/auth/chosen-context.js";
import { KubespyError } from "../../../src/errors.js";
import { ensure, type FuzzTarget } from "../fuzz-target.js";
import { byteMutations, type Mutation, textMutations } from "../mutations.js";
import { isRefusal } from "../refused-by.js";
import { scratchFile } from "../scratch.js";

const words = [
  ..."as: as-groups: as-uid: exec: command: ./plug.sh proxy-url: tls-server-name: tokenFile: insecure-skip-tls-verify: env: args: auth-provider:".split(
    " ",
  ),
  ..."*a &a - : ? ! | > { } [ ] # ~ --- ... << !!binary !!js/function %YAML".split(" "),
  "<<: *a\n",
  "- &a [*a, *a]\n",
  "\n  ",
  "\n",
  "{}",
  "[]",
  "null",
  "true",
  "socks5://[::1]:x",
  "https://",
  "unix:///run/a",
  "0o17",
  "2001-01-01",
];

/** Changes one value of the content, so that what is around it stays valid. */
const content: Mutation = (input, random) => {
  // Aliases of aliases take exponential room in JSON.
  if (input.includes("*")) return input;
  let value: unknown;
  try {
    value = load(input.toString("utf8"));
  } catch {
    return input;
  }
  const text = JSON.stringify(value) ?? "";
  if (text.length > 20_000) return input;
  const places = [...text.matchAll(/:("[^"]*"|true|false|\d+)/g)];
  if (places.length === 0) return Buffer.from(text);
  const { index, 0: found } = random.pick(places);
  return Buffer.from(`${text.slice(0, index)}:${random.pick(values)}${text.slice(index + found.length)}`);
};

const values = [
  ...[
    "kind",
    "me",
    "far",
    "plugin",
    "./a/../b",
    "/",
    "..",
    "~",
    "http://h",
    "https://h/p?q#f",
    "https://u:p@h",
    "h:1",
    "[::1]:1",
    "\u001b[1m",
    "\0",
  ].map((text) => JSON.stringify(text)),
  ...'true false null 0 [] {} [1] [null] {"a":1} 1e9'.split(" "),
];

/** What YAML has and JSON has not. */
const yamlMutations: readonly Mutation[] = [
  function word(input, random) {
    const at = random.below(input.length + 1);
    return Buffer.concat([input.subarray(0, at), Buffer.from(random.pick(words)), input.subarray(at + random.below(8))]);
  },
  function indent(input, random) {
    const lines = input.toString("latin1").split("\n");
    const at = random.below(lines.length);
    lines[at] = random.below(2) === 0 ? `  ${lines[at]}` : (lines[at] ?? "").replace(/^ {1,2}/, "");
    return Buffer.from(lines.join("\n"), "latin1");
  },
  function aliases(input, random) {
    const levels = Array.from(
      { length: 2 + random.below(12) },
      (_, i) => `a${i}: &a${i} [${i === 0 ? "x" : new Array(9).fill(`*a${i - 1}`).join()}]\n`,
    );
    return Buffer.concat([Buffer.from(levels.join("")), input]);
  },
  function contexts(input, random) {
    const names = Array.from({ length: 2 ** random.below(11) }, (_, i) => `- {name: c${i}, context: {cluster: kind, user: me}}\n`);
    return Buffer.from(input.toString("latin1").replace("contexts:\n", `contexts:\n${names.join("")}`), "latin1");
  },
];

/** A kubeconfig in YAML or JSON, and the choice of its context. The same content as JSON must give the same choice. */
export const kubeconfig: FuzzTarget = {
  name: "kubeconfig",
  maxBytes: 128 * 1024,
  mutations: [...byteMutations, ...textMutations, ...yamlMutations, ...new Array<Mutation>(20).fill(content)],
  async seeds() {
    return [yaml, json, Buffer.from("apiVersion: v1\nkind: Config\n"), Buffer.alloc(0)].map((text) => Buffer.from(text));
  },
  async read(input) {
    const file = scratchFile("config");
    writeFileSync(file, input);
    const first = await choice(file);
    const second = await choice(file);
    ensure(JSON.stringify(first) === JSON.stringify(second), "the same file gives the same choice");
    if (typeof first === "string") return "refused";
    const { server } = first.cluster;
    ensure(/^https?:\/\//i.test(server) && URL.canParse(server), "a server is the address of an HTTP server");
    for (const path of [first.cluster.caFile, first.user.certFile, first.user.keyFile, first.user.tokenFile])
      ensure(path === undefined || path.startsWith("/"), "a file is named by its whole path");
    return "accepted";
  },
};

/** The chosen context, or the message of the refusal. */
async function choice(file: string): Promise<ChosenContext | string> {
  try {
    return await chooseContext({ kubeconfig: file, env: {} });
  } catch (error) {
    if (isRefusal(error, [KubespyError])) return (error as KubespyError).message;
    throw error;
  }
}

const yaml = `apiVersion: v1
kind: Config
current-context: kind
preferences: {}
clusters:
- name: kind
  cluster:
    server: https://127.0.0.1:6443
    certificate-authority-data: LS0tLS1CRUdJTg==
- name: far
  cluster: {server: "https://far.example:443/base/", certificate-authority: ca.crt, tls-server-name: a.example, proxy-url: "socks5://127.0.0.1:1080"}
contexts:
- name: kind
  context: {cluster: kind, user: me, namespace: shop}
- context:
    cluster: far
    user: plugin
  name: far
users:
- name: me
  user: {token: abc}
- name: certificate
  user: {client-certificate-data: YQ==, client-key-data: Yg==}
- name: files
  user: {client-certificate: client.crt, client-key: sub/client.key, tokenFile: token}
- name: plugin
  user:
    as: jane
    as-uid: "7"
    as-groups: [system:masters]
    as-user-extra: {scopes: [a, b]}
    exec:
      apiVersion: client.authentication.k8s.io/v1
      command: ./plug.sh
      args: [get, --name, "x"]
      env:
      - {name: A, value: b}
      interactiveMode: Never
      provideClusterInfo: true
- name: old
  user: {username: admin, password: p, auth-provider: {name: oidc, config: {id-token: t}}}
`;

const json = JSON.stringify({
  "current-context": "c",
  clusters: [{ name: "c", cluster: { server: "localhost:8080", "insecure-skip-tls-verify": true } }],
  contexts: [{ name: "c", context: { cluster: "c", user: "u" } }],
  users: [{ name: "u", user: { "client-certificate-data": "YQ==", "client-key-data": "YQ==" } }],
});
