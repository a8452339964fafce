import type { SessionHeader } from "../model/session.js";

/**
 * A kubeconfig for a served recording, as YAML, with one context `kubespy` in the namespace of the recording. `insecure-skip-tls-verify`
 * has no effect on plain HTTP, but the Kubernetes client for JavaScript rejects plain HTTP without it.
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

/** The namespace of the recording: from its header, else the common namespace of its streams, else "default". */
export function namespaceOf(header: SessionHeader): string {
  const ofStreams = new Set(header.streams.flatMap((stream) => stream.namespace ?? []));
  const [only] = ofStreams.size === 1 ? ofStreams : [];
  const namespace = header.namespace ?? only ?? "default";
  return /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/.test(namespace) ? namespace : "default";
}
