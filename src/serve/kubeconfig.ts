import type { SessionHeader } from "../model/session.js";

/**
 * A kubeconfig for a served recording, as YAML. One context, `kubespy`, in the recording's namespace.
 * `insecure-skip-tls-verify` means nothing over plain HTTP, but the Kubernetes client for JavaScript refuses plain HTTP without it.
 */
export function kubeconfigText(url: string, namespace: string): string {
  return `apiVersion: v1
kind: Config
clusters:
- name: kubespy
  cluster:
    server: ${url}
    insecure-skip-tls-verify: true
users:
- name: kubespy
  user: {}
contexts:
- name: kubespy
  context:
    cluster: kubespy
    user: kubespy
    namespace: ${JSON.stringify(namespace)}
current-context: kubespy
`;
}

/** Where the recording took place: what it says, else the namespace of its streams when they agree, else "default". */
export function namespaceOf(header: SessionHeader): string {
  const ofStreams = new Set(header.streams.flatMap((stream) => stream.namespace ?? []));
  const [only] = ofStreams.size === 1 ? ofStreams : [];
  const namespace = header.namespace ?? only ?? "default";
  return /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/.test(namespace) ? namespace : "default";
}
