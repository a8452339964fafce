import type { KubeObject } from "../../../../src/model/kube-object.js";
import type { Credential } from "../credential.js";
import { anyCredential, clusterMetadataOf, metadataOf, type ObjectContext, type PlantingPlace } from "../planting-place.js";
import { harmlessContainer, pod, podSpec, template, templateOwners } from "../pod-parts.js";
import { sentence } from "../sentences.js";

type Fields = Readonly<Record<string, unknown>>;
type TextObject = (context: ObjectContext, text: string) => KubeObject;

/** Where people and programs write sentences. */
export const textPlaces: readonly PlantingPlace[] = [
  text("message of an Event", (context, message) => ({ ...event(context, "v1"), message })),
  text("note of an Event", (context, note) => ({ ...event(context, "events.k8s.io/v1"), note, regarding: involved(context) })),
  text("termination message", (context, message) => podWith(context, { state: { terminated: { exitCode: 1, reason: "Error", message } } })),
  text("last termination message", (context, message) =>
    podWith(context, { state: { running: {} }, lastState: { terminated: { exitCode: 2, reason: "Error", message } }, restartCount: 3 }),
  ),
  text("waiting message", (context, message) => podWith(context, { state: { waiting: { reason: "CreateContainerError", message } } })),
  text("message of an init container", (context, message) =>
    pod(context, podSpec([harmlessContainer]), {
      status: { initContainerStatuses: [{ name: "init", state: { terminated: { exitCode: 1, message } } }] },
    }),
  ),
  text("status.message of a Pod", (context, message) =>
    pod(context, podSpec([harmlessContainer]), { status: { phase: "Failed", reason: "Evicted", message } }),
  ),
  text("condition of a Pod", (context, message) =>
    pod(context, podSpec([harmlessContainer]), { status: { conditions: [{ type: "ContainersReady", status: "False", message }] } }),
  ),
  text("condition of a Job", (context, message) => withCondition(context, "Job", "Failed", message)),
  text("condition of a Deployment", (context, message) => withCondition(context, "Deployment", "Progressing", message)),
  text("condition of a Node", (context, message) => ({
    apiVersion: "v1",
    kind: "Node",
    metadata: clusterMetadataOf(context),
    status: { conditions: [{ type: "Ready", status: "False", reason: "KubeletNotReady", message }] },
  })),
  text("condition of a custom resource", (context, message) =>
    customStatus(context, { conditions: [{ type: "Ready", status: "False", reason: "ReconcileError", message }] }),
  ),
  text("status.message of a custom resource", (context, message) => customStatus(context, { phase: "Failed", message })),
  text("nested error of a custom resource", (context, message) => customStatus(context, { history: [{ revision: 1, error: message }] })),
  text("plain annotation", (context, note) => podWithAnnotation(context, "example.com/last-error", note)),
  text("change-cause annotation", (context, note) => podWithAnnotation(context, "kubernetes.io/change-cause", note)),
  text("snippet of an Ingress", (context, snippet) => ingress(context, snippet), {
    phrase: ({ text: value }) => `proxy_set_header Authorization ${JSON.stringify(value)};\nproxy_read_timeout 60s;\n`,
    accepts: ({ form }) => form !== "block",
  }),
  text("label", (context, value) => podWithLabel(context, "example.com/build", value), {
    phrase: ({ text: value }) => value,
    accepts: (credential) => credential.form === "self" && isLabelValue(credential),
    harmless: "none",
  }),
  {
    ...text("label of a credential's name", (context, value) => podWithLabel(context, "example.com/token", value), {
      phrase: ({ text: value }) => value,
      accepts: isLabelValue,
      harmless: "none",
    }),
    isStructural: true,
  },
  text(
    "externalName of a Service",
    (context, externalName) => ({
      apiVersion: "v1",
      kind: "Service",
      metadata: metadataOf(context),
      spec: { type: "ExternalName", externalName },
    }),
    { phrase: ({ text: value }) => value, accepts: isUrl, harmless: "db.example.com" },
  ),
  text("description in a custom resource", (context, description) => ({ ...customStatus(context, {}), spec: { description } })),
  text(
    "key of a map in a custom resource",
    (context, key) => ({ ...customStatus(context, {}), spec: { clients: { [key]: { role: "reader" } } } }),
    {
      phrase: ({ text: value }) => value,
      accepts: ({ form, text: value }) => form === "self" && !value.includes(" "),
    },
  ),
  text(
    "user data of cloud-init",
    (context, userData) => ({
      apiVersion: "kubevirt.io/v1",
      kind: "VirtualMachine",
      metadata: metadataOf(context),
      spec: { template: { spec: { volumes: [{ name: "init", cloudInitNoCloud: { userData } }] } } },
    }),
    { phrase: ({ text: value }) => `#cloud-config\nuser: app\npassword: ${JSON.stringify(value)}\nssh_pwauth: true\n` },
  ),
];

interface TextOptions {
  readonly accepts?: (credential: Credential) => boolean;
  readonly phrase?: PlantingPlace["phrase"];
  readonly harmless?: string;
}

function text(name: string, object: TextObject, options: TextOptions = {}): PlantingPlace {
  const { accepts = anyCredential, phrase = sentence, harmless = "reconciled, waiting for the next change" } = options;
  return { name, isStructural: false, accepts, phrase, object: (context, planted) => object(context, planted?.phrase ?? harmless) };
}

function event(context: ObjectContext, apiVersion: string): KubeObject {
  const involvedObject = apiVersion === "v1" ? { involvedObject: involved(context) } : {};
  return { apiVersion, kind: "Event", metadata: metadataOf(context), type: "Warning", reason: "Failed", ...involvedObject };
}

function involved({ namespace, name }: ObjectContext): Fields {
  return { apiVersion: "v1", kind: "Pod", namespace, name };
}

function podWith(context: ObjectContext, status: Fields): KubeObject {
  return pod(context, podSpec([harmlessContainer]), { status: { containerStatuses: [{ name: "app", ready: false, ...status }] } });
}

function podWithLabel(context: ObjectContext, name: string, value: string): KubeObject {
  return pod(context, podSpec([harmlessContainer]), { metadata: { labels: { app: "web", [name]: value } } });
}

function podWithAnnotation(context: ObjectContext, name: string, value: string): KubeObject {
  return pod(context, podSpec([harmlessContainer]), { metadata: { annotations: { [name]: value } } });
}

function withCondition(context: ObjectContext, kind: "Job" | "Deployment", type: string, message: string): KubeObject {
  const make = templateOwners[kind];
  if (make === undefined) throw new Error(`no ${kind}`);
  return { ...make(context, template(podSpec([harmlessContainer]))), status: { conditions: [{ type, status: "True", message }] } };
}

function customStatus(context: ObjectContext, status: Fields): KubeObject {
  return { apiVersion: "db.example.com/v1", kind: "Database", metadata: metadataOf(context), spec: { engine: "postgres" }, status };
}

function ingress(context: ObjectContext, snippet: string): KubeObject {
  return {
    apiVersion: "networking.k8s.io/v1",
    kind: "Ingress",
    metadata: metadataOf(context, { annotations: { "nginx.ingress.kubernetes.io/configuration-snippet": snippet } }),
    spec: { ingressClassName: "nginx" },
  };
}

/** Labels are words of at most 63 characters. */
function isLabelValue({ text: value }: Credential): boolean {
  return /^[A-Za-z0-9][A-Za-z0-9._-]{6,61}[A-Za-z0-9]$/.test(value);
}

function isUrl({ kind }: Credential): boolean {
  return kind === "URL with userinfo" || kind === "database URL";
}
