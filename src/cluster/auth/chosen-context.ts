import { existsSync } from "node:fs";
import { isIPv6 } from "node:net";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";
import { closest, KubespyError } from "../../errors.js";
import { readRegularFile } from "../../io/input-file.js";
import { type ClusterEntry, type Kubeconfig, mergeKubeconfigs, type Named, readKubeconfig, type UserEntry } from "./kubeconfig.js";

/** Where to find the kubeconfig and which context to use. */
export interface ContextSource {
  /** `--kubeconfig` */
  readonly kubeconfig?: string | undefined;
  /** `--context` */
  readonly context?: string | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The folder of the service account credentials in a Pod. Default: where Kubernetes mounts it. */
  readonly serviceAccountFolder?: string;
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
  const config = mergeKubeconfigs(await Promise.all(present.map(readKubeconfig)));
  const own = config.contexts.length === 0 && source.context === undefined ? inClusterContext(source) : undefined;
  if (own !== undefined) return own;
  if (present.length === 0) throw missing(source, files);
  return resolve(config, source.context ?? config.currentContext, present.join(", "));
}

function kubeconfigFiles({ kubeconfig, env }: ContextSource): readonly string[] {
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

function resolve(config: Kubeconfig, name: string | undefined, where: string): ChosenContext {
  const names = config.contexts.map((context) => context.name);
  if (name === undefined) {
    throw new KubespyError(`no current context in ${where}`, {
      hint:
        names.length > 0
          ? `use --context with one of: ${names.slice(0, 10).join(", ")}`
          : 'run "kubectl config get-contexts" to see the contexts there',
    });
  }
  const context = config.contexts.find((entry) => entry.name === name);
  if (context === undefined) {
    const near = closest(name, names);
    throw new KubespyError(`no context "${name}" in ${where}`, {
      hint: near === undefined ? 'run "kubectl config get-contexts" to see the contexts there' : `did you mean --context ${near}`,
    });
  }
  const cluster = entryOf("cluster", config.clusters, context.cluster, name, where);
  if (cluster.server === undefined) throw new KubespyError(`cluster "${cluster.name}" of context "${name}" has no server in ${where}`);
  return {
    name,
    ...(context.namespace === undefined ? {} : { namespace: context.namespace }),
    cluster: { ...cluster, server: normalServer(cluster.server, cluster, name) },
    user: context.user === undefined ? {} : entryOf("user", config.users, context.user, name, where),
  };
}

function entryOf<T>(what: string, entries: readonly Named<T>[], name: string | undefined, context: string, where: string): Named<T> {
  const entry = entries.find((candidate) => candidate.name === name);
  if (entry === undefined) {
    throw new KubespyError(`context "${context}" refers to ${what} "${name ?? ""}", which is not in ${where}`, {
      hint: 'run "kubectl config view" to check it',
    });
  }
  return entry;
}

/** Adds a scheme if there is none (kubectl allows that) and removes a trailing slash. */
function normalServer(server: string, cluster: ClusterEntry, context: string): string {
  const secured = cluster.insecure || cluster.caData !== undefined || cluster.caFile !== undefined;
  const text = server.includes("://") ? server : `${secured ? "https" : "http"}://${server}`;
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) {
    throw new KubespyError(`the server of context "${context}" is not a URL: ${server}`, { hint: 'run "kubectl config view" to check it' });
  }
  return text.replace(/[?#].*$/, "").replace(/\/+$/, "");
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
      ...(existsSync(caFile) ? { caFile } : {}),
    },
    user: { tokenFile },
  };
}
