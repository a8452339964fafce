import { existsSync } from "node:fs";
import { isIPv6 } from "node:net";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";
import { closest, KubespyError } from "../../errors.js";
import { assertNoAddress } from "../../io/file-path.js";
import { readRegularFile } from "../../io/input-file.js";
import { printable } from "../../io/printable.js";
import { clusterFlagsText, shellWord } from "../../io/suggested-command.js";
import { withoutPassword } from "../transport/without-password.js";
import { type ClusterEntry, readCluster } from "./cluster-entry.js";
import { findContradictions } from "./contradictions.js";
import type { EntryFields } from "./entry-fields.js";
import { type Kubeconfig, type KubeconfigEntry, mergeKubeconfigs, readKubeconfig } from "./kubeconfig.js";
import { readUser, type UserEntry } from "./user-entry.js";

/** Where to find the kubeconfig and which context to use. */
export interface ContextSource {
  /** `--kubeconfig` */
  readonly kubeconfig?: string | undefined;
  /** `--context` */
  readonly context?: string | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The folder of the service account credentials in a Pod. Default: where Kubernetes mounts it. */
  readonly serviceAccountFolder?: string;
  /** Ends the reading of a kubeconfig that comes through a pipe. */
  readonly signal?: AbortSignal;
}

/** The chosen context with its cluster and user. */
export interface ChosenContext {
  /** Absent inside a cluster. */
  readonly name?: string;
  readonly namespace?: string;
  readonly cluster: ClusterEntry & { readonly server: string };
  readonly user: UserEntry;
}

/**
 * Chooses as kubectl does: `--kubeconfig`, else the files in `KUBECONFIG` (skipping missing ones), else `~/.kube/config`; if these hold no
 * context, the service account of the Pod that kubespy runs in. Throws `KubespyError` when none of them works.
 */
export async function chooseContext(source: ContextSource): Promise<ChosenContext> {
  const files = kubeconfigFiles(source);
  const present = files.filter((file) => existsSync(file));
  if (source.kubeconfig !== undefined && present.length === 0) throw missing(source, files);
  const config = mergeKubeconfigs(await Promise.all(present.map((file) => readKubeconfig(file, source.signal))));
  const own = config.contexts.size === 0 && source.context === undefined ? inClusterContext(source) : undefined;
  if (own !== undefined) return own;
  if (present.length === 0) throw missing(source, files);
  return resolve(config, source.context ?? config.currentContext, present.join(", "), source);
}

/** The names of all contexts that could be chosen, in the order of the kubeconfigs. Throws `KubespyError` for a file that cannot be read. */
export async function contextNames(source: ContextSource): Promise<readonly string[]> {
  const present = kubeconfigFiles(source).filter((file) => existsSync(file));
  const config = mergeKubeconfigs(await Promise.all(present.map((file) => readKubeconfig(file, source.signal))));
  return [...config.contexts.keys()];
}

/**
 * Whether requests can be authenticated without a person: no older auth provider, and no credential plugin but one that never prompts. A plugin
 * with the mode IfAvailable may open a browser even where it gets no terminal.
 */
export function needsNobody({ cluster, user }: ChosenContext): boolean {
  // Over plain HTTP no plugin runs (KubeconfigAccess).
  if (!cluster.server.startsWith("https:")) return true;
  return user.authProvider === undefined && (user.exec === undefined || user.exec.interactiveMode === "Never");
}

function kubeconfigFiles({ kubeconfig, env }: ContextSource): readonly string[] {
  // The list is divided at ":", which an address has too.
  for (const named of kubeconfig === undefined ? (env["KUBECONFIG"] ?? "").split(/[:;](?!\/\/)/) : [kubeconfig])
    assertNoAddress(named, "read");
  if (kubeconfig !== undefined) return [kubeconfig];
  const listed = (env["KUBECONFIG"] ?? "").split(delimiter).filter((file) => file !== "");
  return listed.length > 0 ? [...new Set(listed)] : [join(env["HOME"] ?? homedir(), ".kube", "config")];
}

function missing({ kubeconfig, env }: ContextSource, files: readonly string[]): KubespyError {
  const origin = kubeconfig !== undefined ? " (from --kubeconfig)" : env["KUBECONFIG"] ? " (from KUBECONFIG)" : "";
  return new KubespyError(`no kubeconfig: ${files.join(", ")}${origin} not found`, {
    hint: 'use --kubeconfig FILE or set KUBECONFIG; "kubespy demo" needs no cluster',
  });
}

function resolve(config: Kubeconfig, name: string | undefined, where: string, source: ContextSource): ChosenContext {
  if (name === undefined) throw noCurrentContext(config, where, source);
  const entry = config.contexts.get(name);
  if (entry === undefined) throw noContext(config, name, where, source);
  const context = entry.fields();
  const namespace = namespaceOf(context, name);
  const clusterName = context.text("cluster");
  const userName = context.text("user");
  const inCluster = entryOf("cluster", config.clusters, clusterName, name, where);
  const inUser = userName === undefined ? undefined : entryOf("user", config.users, userName, name, where);
  const cluster = readCluster(inCluster.fields());
  const user = inUser === undefined ? {} : readUser(inUser.fields());
  if (cluster.server === undefined) {
    throw new KubespyError(`cluster "${printable(inCluster.name, 200)}" of context "${printable(name, 200)}" has no server in ${where}`);
  }
  const server = normalServer(cluster.server, cluster, name);
  const contradictions = findContradictions({
    cluster,
    user,
    names: { cluster: inCluster.name, user: inUser?.name ?? "" },
    isTls: server.startsWith("https:"),
  });
  if (contradictions.length > 0) {
    const files = contradictions.map((found) => (found.in === "cluster" ? inCluster : (inUser ?? inCluster)).file);
    throw new KubespyError(contradictions.map(({ problem }) => problem).join("; "), {
      hint: `correct it in ${[...new Set(files)].join(" and ")}; kubectl refuses it too`,
    });
  }
  return { name, ...(namespace === undefined ? {} : { namespace }), cluster: { ...cluster, server }, user };
}

function noCurrentContext({ contexts }: Kubeconfig, where: string, source: ContextSource): KubespyError {
  const names = [...contexts.keys()].slice(0, 10).map((name) => printable(name, 100));
  return new KubespyError(`no current context in ${where}`, {
    hint: names.length > 0 ? `use --context with one of: ${names.join(", ")}` : listContexts(source),
  });
}

function listContexts({ kubeconfig }: ContextSource): string {
  return `run "kubectl${clusterFlagsText({ kubeconfig })} config get-contexts" to see the contexts there`;
}

function noContext({ contexts }: Kubeconfig, name: string, where: string, source: ContextSource): KubespyError {
  const near = closest(name, contexts.keys());
  return new KubespyError(`no context "${printable(name, 200)}" in ${where}`, {
    hint: near === undefined ? listContexts(source) : `did you mean --context ${shellWord(near)}`,
  });
}

/** It becomes part of paths of requests. */
function namespaceOf(context: EntryFields, name: string): string | undefined {
  const namespace = context.text("namespace");
  if (namespace === undefined || /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/.test(namespace)) return namespace;
  throw new KubespyError(
    `namespace "${printable(namespace, 200)}" for context "${printable(name, 200)}" does not conform to the kubernetes DNS_LABEL rules`,
    { hint: `correct it in ${context.origin.file}` },
  );
}

function entryOf(
  what: string,
  entries: ReadonlyMap<string, KubeconfigEntry>,
  name: string | undefined,
  context: string,
  where: string,
): KubeconfigEntry {
  const entry = name === undefined ? undefined : entries.get(name);
  if (entry === undefined) {
    throw new KubespyError(
      `context "${printable(context, 200)}" refers to ${what} "${printable(name ?? "", 200)}", which is not in ${where}`,
      { hint: 'run "kubectl config view" to check it' },
    );
  }
  return entry;
}

/** Adds a scheme if there is none (kubectl allows that; https if the cluster says how to verify it) and removes a trailing slash. */
function normalServer(server: string, cluster: ClusterEntry, context: string): string {
  const secured = cluster.insecure || cluster.caData !== undefined || cluster.caFile !== undefined;
  const text = server.includes("://") ? server : `${secured ? "https" : "http"}://${server}`;
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) {
    const shown = printable(withoutPassword(server), 300);
    throw new KubespyError(`the server of context "${printable(context, 200)}" is not a URL: ${shown}`, {
      hint: 'run "kubectl config view" to check it',
    });
  }
  const end = text.search(/[?#]/);
  return trimSlashes(end === -1 ? text : text.slice(0, end)).replace(/^https?:/i, (scheme) => scheme.toLowerCase());
}

function trimSlashes(text: string): string {
  let end = text.length;
  while (text[end - 1] === "/") end--;
  return text.slice(0, end);
}

const mountedServiceAccount = "/var/run/secrets/kubernetes.io/serviceaccount";

function inClusterContext({ env, serviceAccountFolder = mountedServiceAccount }: ContextSource): ChosenContext | undefined {
  const host = env["KUBERNETES_SERVICE_HOST"];
  const port = env["KUBERNETES_SERVICE_PORT"];
  const tokenFile = join(serviceAccountFolder, "token");
  if (!host || !port || !existsSync(tokenFile)) return undefined;
  const caFile = join(serviceAccountFolder, "ca.crt");
  const namespaceFile = join(serviceAccountFolder, "namespace");
  const namespace = existsSync(namespaceFile) ? readRegularFile(namespaceFile, { name: namespaceFile }).toString("utf8").trim() : "";
  return {
    ...(namespace === "" ? {} : { namespace }),
    cluster: {
      server: `https://${isIPv6(host) ? `[${host}]` : host}:${port}`,
      insecure: false,
      disableCompression: false,
      ...(existsSync(caFile) ? { caFile } : {}),
    },
    user: { tokenFile },
  };
}
