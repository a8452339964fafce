import { getSystemErrorMap } from "node:util";
import { KubespyError } from "../../errors.js";
import { readRegularFile } from "../../io/input-file.js";
import { printable } from "../../io/printable.js";
import { proxyProblem } from "../transport/proxy.js";
import { withoutPassword } from "../transport/without-password.js";
import type { ClusterEntry } from "./cluster-entry.js";
import type { UserEntry } from "./user-entry.js";

/** A rule that the user or the cluster of a context breaks, in kubectl's words. */
interface Contradiction {
  readonly in: "user" | "cluster";
  readonly problem: string;
}

interface Entries {
  readonly cluster: ClusterEntry;
  readonly user: UserEntry;
  /** Of the entries, for messages. */
  readonly names: { readonly cluster: string; readonly user: string };
  readonly isTls: boolean;
}

/**
 * What kubectl refuses in the user and the cluster of the chosen context, all of it. To guess what was meant could send requests with other
 * rights than intended. The rules of client-go (`tools/clientcmd/validation.go`):
 *
 *  1. certificate data and a certificate file exclude each other, keys too; a certificate needs a key; their files can be read;
 *  2. a token and a username with password exclude each other;
 *  3. an exec plugin has a command, an apiVersion, an interactiveMode, names for its variables, and no auth-provider beside it;
 *  4. groups, uid and extra fields of impersonation need a user;
 *  5. the proxy is one of http, https and socks5.
 *
 * Only for TLS (`transport/`, `rest/` and `plugin/pkg/client/auth/exec`), because over plain HTTP it uses none of this: no certificate authority
 * beside `insecure-skip-tls-verify`, no username beside a token file, a known apiVersion.
 */
export function findContradictions(entries: Entries): readonly Contradiction[] {
  const cluster = inCluster(entries).map((problem) => ({ in: "cluster", problem }) as const);
  const user = inUser(entries).map((problem) => ({ in: "user", problem }) as const);
  return [...user, ...cluster];
}

type Problems = Iterable<string | undefined>;

function inCluster(entries: Entries): string[] {
  return broken(clusterProblems(entries));
}

function inUser(entries: Entries): string[] {
  const name = printable(entries.names.user, 200);
  return broken([...certificateProblems(entries.user, name), ...tokenProblems(entries, name), ...pluginProblems(entries, name)]);
}

function broken(problems: Problems): string[] {
  return [...problems].filter((problem) => problem !== undefined);
}

function* clusterProblems({ cluster, names, isTls }: Entries): Problems {
  const name = printable(names.cluster, 200);
  const { caFile, caData, proxyUrl } = cluster;
  if (proxyUrl !== undefined) {
    const problem = proxyProblem(proxyUrl, ["http", "https", "socks5"]);
    if (problem !== undefined) yield `invalid 'proxy-url' "${printable(withoutPassword(proxyUrl), 200)}" for cluster "${name}": ${problem}`;
  }
  if (caFile !== undefined && caData !== undefined) {
    yield `certificate-authority-data and certificate-authority are both specified for ${name}. certificate-authority-data will override`;
  }
  if (caFile !== undefined) yield unreadable("certificate-authority", caFile, name);
  if (isTls && cluster.insecure && (caFile ?? caData) !== undefined) {
    yield `specifying a root certificates file with the insecure flag is not allowed (insecure-skip-tls-verify of cluster "${name}")`;
  }
}

function* certificateProblems(user: UserEntry, name: string): Problems {
  const { certFile, certData, keyFile, keyData } = user;
  // A key without a certificate is not used.
  if (certFile === undefined && certData === undefined) return;
  if (certFile !== undefined && certData !== undefined) {
    yield `client-cert-data and client-cert are both specified for ${name}. client-cert-data will override`;
  }
  if (keyFile !== undefined && keyData !== undefined) {
    yield `client-key-data and client-key are both specified for ${name}; client-key-data will override`;
  }
  if (keyFile === undefined && keyData === undefined) {
    yield `client-key-data or client-key must be specified for ${name} to use the clientCert authentication method`;
  }
  if (certFile !== undefined) yield unreadable("client-cert", certFile, name);
  if (keyFile !== undefined) yield unreadable("client-key", keyFile, name);
}

function* tokenProblems({ user, isTls }: Entries, name: string): Problems {
  const hasPassword = user.username !== undefined || user.password !== undefined;
  if (user.token !== undefined && hasPassword) {
    yield `more than one authentication method found for ${name}; found [token basicAuth], only one is allowed`;
  } else if (isTls && user.tokenFile !== undefined && hasPassword) {
    yield `username/password or bearer token may be set, but not both (user "${name}")`;
  }
  const { impersonate } = user;
  if (impersonate !== undefined && impersonate.user === "") {
    yield `requesting uid, groups or user-extra for ${name} without impersonating a user`;
  }
}

function* pluginProblems({ user: { exec, authProvider }, isTls }: Entries, name: string): Problems {
  if (exec === undefined) return;
  const toUse = `for ${name} to use exec authentication plugin`;
  const { apiVersion, interactiveMode } = exec;
  if (authProvider !== undefined) yield `authProvider cannot be provided in combination with an exec plugin for ${name}`;
  if (exec.command === "") yield `command must be specified ${toUse}`;
  if (apiVersion === "") yield `apiVersion must be specified ${toUse}`;
  else if (isTls && !pluginVersions.has(apiVersion)) yield `exec plugin: invalid apiVersion "${printable(apiVersion, 200)}" for ${name}`;
  if (exec.env.some(([variable]) => variable === "")) yield `env variable name must be specified ${toUse}`;
  if (interactiveMode === "") yield `interactiveMode must be specified ${toUse}`;
  else if (!interactiveModes.has(interactiveMode)) yield `invalid interactiveMode for ${name}: "${printable(interactiveMode, 200)}"`;
}

const pluginVersions = new Set(["client.authentication.k8s.io/v1", "client.authentication.k8s.io/v1beta1"]);
const interactiveModes = new Set(["Never", "IfAvailable", "Always"]);

function unreadable(what: string, file: string, name: string): string | undefined {
  try {
    readRegularFile(file, { name: file });
    return undefined;
  } catch (error) {
    return `unable to read ${what} ${printable(file, 300)} for ${name}: ${reasonOf(error)}`;
  }
}

/** "no such file or directory" */
export function reasonOf(error: unknown): string {
  if (error instanceof KubespyError) return error.message;
  const { errno, code, message } = error as NodeJS.ErrnoException;
  return (errno === undefined ? undefined : getSystemErrorMap().get(errno)?.[1]) ?? code ?? message;
}
