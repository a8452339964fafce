import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type FaultServer, type FaultServerOptions, startFaultServer } from "./fault-server.js";
import { projectRoot } from "./program.js";

/** A fault server that answers discovery as a real 1.36 does, and a kubeconfig for it. */
export async function startCluster(
  folder: string,
  options: FaultServerOptions = {},
): Promise<FaultServer & AsyncDisposable & { readonly kubeconfig: string }> {
  const server = await startFaultServer({ ...options, documents: { ...discovery(), ...options.documents } });
  const kubeconfig = join(folder, "kubeconfig");
  writeFileSync(kubeconfig, kubeconfigFor(server.url));
  return Object.assign(server, { kubeconfig, [Symbol.asyncDispose]: () => server.close() });
}

export function kubeconfigFor(server: string): string {
  return `apiVersion: v1
kind: Config
current-context: test
contexts: [{name: test, context: {cluster: test, user: test, namespace: shop}}]
clusters: [{name: test, cluster: {server: "${server}", insecure-skip-tls-verify: true}}]
users: [{name: test, user: {}}]
`;
}

function discovery(): Record<string, unknown> {
  const read = (file: string) => readFileSync(join(projectRoot, "test", "fixtures", "apiserver", "discovery", `${file}.json`), "utf8");
  return {
    "/version": read("version"),
    "/api": read("api"),
    "/apis": JSON.stringify(onlyGroups(read("apis"), ["apps", "batch", "discovery.k8s.io", "events.k8s.io"])),
    "/api/v1": read("api_v1"),
    "/apis/apps/v1": read("apis_apps_v1"),
    "/apis/batch/v1": read("apis_batch_v1"),
    "/apis/discovery.k8s.io/v1": read("apis_discovery.k8s.io_v1"),
    "/apis/events.k8s.io/v1": read("apis_events.k8s.io_v1"),
  };
}

/** The real list of groups, cut down to those whose resources are at hand. */
function onlyGroups(document: string, names: readonly string[]): unknown {
  const list = JSON.parse(document) as {
    readonly groups: readonly { readonly name: string; readonly versions: readonly { readonly version: string }[] }[];
  };
  const groups = list.groups.filter((group) => names.includes(group.name));
  return { ...list, groups: groups.map((group) => ({ ...group, versions: group.versions.filter(({ version }) => version === "v1") })) };
}
