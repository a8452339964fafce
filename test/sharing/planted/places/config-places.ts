import { gzipSync } from "node:zlib";
import type { KubeObject } from "../../../../src/model/kube-object.js";
import type { Credential } from "../credential.js";
import {
  anyCredential,
  clusterMetadataOf,
  metadataOf,
  type ObjectContext,
  type Planted,
  type PlantingPlace,
  plainValue,
  structural,
} from "../planting-place.js";
import { container, harmlessContainer, pod, podSpec, template, templateOwners } from "../pod-parts.js";

type Fields = Readonly<Record<string, unknown>>;

/** ConfigMaps, Secrets in clear, volumes, webhooks, and the copies of all of these in annotations. */
export const configPlaces: readonly PlantingPlace[] = [
  inConfigMap(
    "value in a ConfigMap",
    ({ credential }) => credential.name,
    ({ text }) => text,
  ),
  inConfigMap(
    ".env file in a ConfigMap",
    () => ".env",
    ({ name, text }) => `# settings\nPORT=8080\n${name}=${JSON.stringify(text)}\nDEBUG=false\n`,
  ),
  inConfigMap(
    "YAML in a ConfigMap",
    () => "config.yaml",
    ({ name, text }) => `db:\n  host: db\n  ${name}: ${JSON.stringify(text)}\n  pool: 10\n`,
  ),
  inConfigMap(
    "JSON in a ConfigMap",
    () => "config.json",
    ({ name, text }) => JSON.stringify({ db: { host: "db", [name]: text } }, null, 2),
  ),
  inConfigMap(
    "properties in a ConfigMap",
    () => "application.properties",
    ({ text }) => `spring.datasource.password=${text.replaceAll("\n", "\\n")}\nserver.port=8080\n`,
  ),
  inConfigMap(
    "nginx.conf in a ConfigMap",
    () => "nginx.conf",
    ({ text }) => `server {\n  listen 80;\n  proxy_set_header X-Auth-Token ${JSON.stringify(text)};\n}\n`,
  ),
  inConfigMap(
    "script in a ConfigMap",
    () => "run.sh",
    ({ text }) => `#!/bin/sh\nexec /app/server ${text}\n`,
  ),
  inConfigMap(
    "Helm release in a ConfigMap",
    () => "release",
    ({ name, text }) => gzipSync(JSON.stringify({ name: "web", config: { auth: { [name]: text } } })).toString("base64"),
  ),
  structural(
    "binaryData of a ConfigMap",
    (context, planted) => configMap(context, planted ? { binaryData: { "app.bin": planted.phrase } } : {}),
    { phrase: ({ text }, random) => (random.chance(0.3) ? gzipSync(text) : Buffer.from(text)).toString("base64") },
  ),
  structural("data of a Secret", (context, planted) => secret(context, planted ? { data: { password: planted.phrase } } : {}), {
    phrase: ({ text }) => Buffer.from(text).toString("base64"),
  }),
  structural("stringData of a Secret", (context, planted) => secret(context, planted ? { stringData: { password: planted.phrase } } : {}), {
    phrase: plainValue,
  }),
  applied("ConfigMap", (context, planted) => configMap(context, { data: { [planted.credential.name]: planted.phrase } })),
  applied("Secret", (context, planted) => secret(context, { stringData: { value: planted.phrase } })),
  applied("Pod", (context, planted) => pod(context, podSpec([container(envOf(planted))]))),
  applied("Deployment", (context, planted) => deployment(context, template(podSpec([container(envOf(planted))])))),
  applied("custom resource", (context, planted) => ({
    apiVersion: "db.example.com/v1",
    kind: "Database",
    metadata: metadataOf(context),
    spec: { engine: "postgres", adminPassword: planted.phrase },
  })),
  structural("configuration that Rancher applied last", (context, planted) => {
    const copy = gzipSync(JSON.stringify(configMap(context, { data: { value: planted?.phrase } })))
      .toString("base64")
      .replace(/=+$/, "");
    return pod(context, podSpec([harmlessContainer]), { metadata: { annotations: { "objectset.rio.cattle.io/applied": copy } } });
  }),
  structural("configuration that Kopf handled last", (context, planted) =>
    pod(context, podSpec([harmlessContainer]), {
      metadata: {
        annotations: {
          "kopf.zalando.org/last-handled-configuration": `${JSON.stringify({ spec: { user: "app", password: planted?.phrase } })}\n`,
        },
      },
    }),
  ),
  structural("JSON in an annotation", (context, planted) =>
    pod(context, podSpec([harmlessContainer]), {
      metadata: { annotations: { "example.com/settings": JSON.stringify({ retries: 3, auth: { password: planted?.phrase } }) } },
    }),
  ),
  structural("annotation of a credential's name", (context, planted) =>
    pod(context, podSpec([harmlessContainer]), {
      metadata: { annotations: planted ? { "vendor.example.com/api-token": planted.phrase } : {} },
    }),
  ),
  structural("CSI volumeAttributes of a PersistentVolume", (context, planted) =>
    volume(context, {
      csi: {
        driver: "csi.example.com",
        volumeHandle: "vol-1",
        volumeAttributes: planted ? { "node.session.auth.password": planted.phrase } : {},
      },
    }),
  ),
  structural("StorageClass parameters", (context, planted) => ({
    apiVersion: "storage.k8s.io/v1",
    kind: "StorageClass",
    metadata: clusterMetadataOf(context),
    provisioner: "example.com/glusterfs",
    parameters: planted ? { resturl: "http://10.0.0.7:8081", restuser: "admin", restuserkey: planted.phrase } : {},
  })),
  structural("clientConfig.url of a webhook", (context, planted) => webhook(context, planted?.phrase), {
    accepts: isOpaque,
    phrase: withUserinfo,
  }),
  structural("conversion webhook of a CRD", (context, planted) => customResourceDefinition(context, planted?.phrase), {
    accepts: isOpaque,
    phrase: withUserinfo,
  }),
  structural("v: key in managedFields", (context, planted) => withManagedValue(context, planted?.phrase), { phrase: plainValue }),
];

function inConfigMap(name: string, key: (planted: Planted) => string, phrase: (credential: Credential) => string): PlantingPlace {
  return structural(
    name,
    (context, planted) =>
      configMap(context, planted ? { data: { [key(planted)]: planted.phrase, REPLICAS: "3" } } : { data: { REPLICAS: "3" } }),
    { phrase: (credential) => phrase(credential), accepts: anyCredential },
  );
}

/** The object has the value in `last-applied-configuration` alone: `kubectl edit` or a controller took it out of the object since. */
function applied(kind: string, object: (context: ObjectContext, planted: Planted) => KubeObject): PlantingPlace {
  return structural(`last-applied-configuration of a ${kind}`, (context, planted) => {
    const harmless = { credential: { kind: "", text: "", secrets: [], name: "PORT", form: "opaque" as const }, phrase: "8080" };
    const now = object(context, harmless);
    if (planted === undefined) return now;
    const copy = { ...object(context, planted), status: undefined };
    const annotations = { "kubectl.kubernetes.io/last-applied-configuration": `${JSON.stringify(copy)}\n` };
    return { ...now, metadata: { ...now.metadata, annotations } };
  });
}

function configMap(context: ObjectContext, fields: Fields): KubeObject {
  return { apiVersion: "v1", kind: "ConfigMap", metadata: metadataOf(context), ...fields };
}

function secret(context: ObjectContext, fields: Fields): KubeObject {
  return { apiVersion: "v1", kind: "Secret", metadata: metadataOf(context), type: "Opaque", ...fields };
}

function deployment(context: ObjectContext, podTemplate: Fields): KubeObject {
  const make = templateOwners["Deployment"];
  if (make === undefined) throw new Error("no Deployment");
  return make(context, podTemplate);
}

function envOf({ credential, phrase }: Planted): Fields {
  return { env: [{ name: credential.name, value: phrase }] };
}

function volume(context: ObjectContext, source: Fields): KubeObject {
  const metadata = clusterMetadataOf(context);
  return { apiVersion: "v1", kind: "PersistentVolume", metadata, spec: { capacity: { storage: "10Gi" }, ...source } };
}

function webhook(context: ObjectContext, url: string | undefined): KubeObject {
  const clientConfig = url === undefined ? { service: { name: "policy", namespace: "policy", port: 443 } } : { url };
  return {
    apiVersion: "admissionregistration.k8s.io/v1",
    kind: "ValidatingWebhookConfiguration",
    metadata: clusterMetadataOf(context),
    webhooks: [{ name: "policy.example.com", clientConfig, sideEffects: "None" }],
  };
}

function customResourceDefinition(context: ObjectContext, url: string | undefined): KubeObject {
  return {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: clusterMetadataOf(context),
    spec: { group: "db.example.com", conversion: { strategy: "Webhook", webhook: { clientConfig: url === undefined ? {} : { url } } } },
  };
}

/** A list of a custom resource whose items are its keys (`x-kubernetes-list-type: set`). */
function withManagedValue(context: ObjectContext, value: string | undefined): KubeObject {
  const tokens = value === undefined ? [] : [value];
  const fields = Object.fromEntries(tokens.map((each) => [`v:${JSON.stringify(each)}`, {}]));
  const entry = { manager: "kubectl", operation: "Apply", apiVersion: "db.example.com/v1", fieldsType: "FieldsV1" };
  return {
    apiVersion: "db.example.com/v1",
    kind: "Gateway",
    metadata: metadataOf(context, { managedFields: [{ ...entry, fieldsV1: { "f:spec": { "f:accessTokens": { ".": {}, ...fields } } } }] }),
    spec: { accessTokens: tokens },
  };
}

function isOpaque({ form }: Credential): boolean {
  return form === "opaque" || form === "quoted";
}

function withUserinfo({ text }: Credential): string {
  return `https://hook:${encodeURIComponent(text)}@policy.example.com/validate`;
}
