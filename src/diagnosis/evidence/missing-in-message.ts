import { itemsAt, textAt } from "../../model/fields.js";
import type { KubeObject } from "../../model/kube-object.js";
import type { MissingReference } from "../engine/symptom.js";
import { searchable } from "./searchable.js";

/**
 * The reference that a message of the kubelet, the scheduler or a controller says does not exist:
 *
 *   configmap "site" not found                            also secret, persistentvolumeclaim, serviceaccount, storageclass.storage.k8s.io
 *   couldn't find key url in ConfigMap shop/site          for an environment variable
 *   configmap references non-existent config key: url     for a volume: the Pod has the name
 *   could not find v1/ResourceClaim "shop/gpu"            also v1.PersistentVolumeClaim
 *   no PriorityClass with name high was found
 */
export function missingIn(message: string, namespace: string | undefined, pod?: KubeObject): MissingReference | undefined {
  const text = searchable(message);
  return keyIn(text, namespace) ?? volumeKeyIn(text, namespace, pod) ?? objectIn(text, namespace);
}

const kinds: Readonly<Record<string, { readonly kind: string; readonly isClusterWide?: true }>> = {
  configmap: { kind: "ConfigMap" },
  secret: { kind: "Secret" },
  persistentvolumeclaim: { kind: "PersistentVolumeClaim" },
  persistentvolume: { kind: "PersistentVolume", isClusterWide: true },
  serviceaccount: { kind: "ServiceAccount" },
  storageclass: { kind: "StorageClass", isClusterWide: true },
  runtimeclass: { kind: "RuntimeClass", isClusterWide: true },
  resourceclaim: { kind: "ResourceClaim" },
  resourceclaimtemplate: { kind: "ResourceClaimTemplate" },
};

function objectIn(message: string, namespace: string | undefined): MissingReference | undefined {
  const priority = /no PriorityClass with name (\S+) was found/.exec(message)?.[1];
  if (priority !== undefined) return { kind: "PriorityClass", name: priority };
  const [, kind, kindNamespace, kindName] = /could not find v1[./](\w+) "(?:([^"/]+)\/)?([^"/]+)"/.exec(message) ?? [];
  if (kind !== undefined && kindName !== undefined) return { kind, namespace: kindNamespace ?? namespace, name: kindName };
  const [, word = "", name = ""] = /\b([a-z]{1,63})s?(?:\.[a-z0-9.]{1,253})? "([^"]{1,253})" not found/i.exec(message) ?? [];
  const known = kinds[word.toLowerCase()] ?? kinds[word.toLowerCase().replace(/s$/, "")];
  if (known === undefined) return undefined;
  return known.isClusterWide ? { kind: known.kind, name } : { kind: known.kind, namespace, name };
}

function keyIn(message: string, namespace: string | undefined): MissingReference | undefined {
  const [, key = "", kind = "", ownNamespace, name = ""] =
    /couldn't find key (\S+) in (ConfigMap|Secret) (?:([^/\s]+)\/)?([^\s,;]+)/.exec(message) ?? [];
  return name === "" ? undefined : { kind, namespace: ownNamespace ?? namespace, name, key };
}

function volumeKeyIn(message: string, namespace: string | undefined, pod: KubeObject | undefined): MissingReference | undefined {
  const [, word = "", key = ""] = /references non-existent (config|secret) key: (\S+)/.exec(message) ?? [];
  const volume = volumeIn(message);
  if (key === "" || volume === undefined) return undefined;
  const [kind, field, nameField] =
    word === "config" ? (["ConfigMap", "configMap", "name"] as const) : (["Secret", "secret", "secretName"] as const);
  const spec = itemsAt(pod, "spec", "volumes").find((item) => textAt(item, "name") === volume);
  const projected = itemsAt(spec, "projected", "sources").map((source) => textAt(source, field, "name"));
  const name = textAt(spec, field, nameField) ?? projected.find((each) => each !== undefined);
  return name === undefined ? undefined : { kind, namespace, name, key };
}

/** "site" of `MountVolume.SetUp failed for volume "site" : ...`. */
export function volumeIn(message: string): string | undefined {
  return /for volume "([^"]+)"/.exec(message)?.[1];
}
