import type { KubeObject } from "../../../src/model/kube-object.js";
import { metadataOf, type ObjectContext } from "./planting-place.js";

type Fields = Readonly<Record<string, unknown>>;

export const harmlessContainer: Fields = {
  name: "app",
  image: "library/nginx:1.27.3",
  env: [
    { name: "PORT", value: "8080" },
    { name: "DB_PASSWORD", valueFrom: { secretKeyRef: { name: "db-auth", key: "password" } } },
  ],
  ports: [{ containerPort: 8080, protocol: "TCP" }],
  resources: { limits: { cpu: "500m", memory: "256Mi" } },
};

export function container(fields: Fields): Fields {
  return { ...harmlessContainer, ...fields };
}

export function podSpec(containers: readonly Fields[], more: Fields = {}): Fields {
  return { containers, restartPolicy: "Always", serviceAccountName: "default", terminationGracePeriodSeconds: 30, ...more };
}

export function pod(context: ObjectContext, spec: Fields, more: { readonly metadata?: Fields; readonly status?: Fields } = {}): KubeObject {
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: metadataOf(context, { labels: { app: "web" }, ...more.metadata }),
    spec: { nodeName: context.nodeName, ...spec },
    status: { phase: "Running", qosClass: "BestEffort", ...more.status },
  };
}

/** Kinds with a Pod template, and the way to it. */
export const templateOwners: Readonly<Record<string, (context: ObjectContext, template: Fields) => KubeObject>> = {
  Deployment: owner("apps/v1", "Deployment", (template) => ({ spec: { replicas: 2, selector: selector(), template } })),
  StatefulSet: owner("apps/v1", "StatefulSet", (template) => ({
    spec: { replicas: 1, serviceName: "web", selector: selector(), template },
  })),
  DaemonSet: owner("apps/v1", "DaemonSet", (template) => ({ spec: { selector: selector(), template } })),
  ReplicaSet: owner("apps/v1", "ReplicaSet", (template) => ({ spec: { replicas: 1, selector: selector(), template } })),
  Job: owner("batch/v1", "Job", (template) => ({ spec: { backoffLimit: 3, template } })),
  CronJob: owner("batch/v1", "CronJob", (template) => ({ spec: { schedule: "*/5 * * * *", jobTemplate: { spec: { template } } } })),
  ControllerRevision: owner("apps/v1", "ControllerRevision", (template) => ({ revision: 2, data: { spec: { template } } })),
  PodTemplate: owner("v1", "PodTemplate", (template) => ({ template })),
  ReplicationController: owner("v1", "ReplicationController", (template) => ({ spec: { replicas: 1, template } })),
  Rollout: owner("argoproj.io/v1alpha1", "Rollout", (template) => ({ spec: { replicas: 1, selector: selector(), template } })),
  "Knative Service": owner("serving.knative.dev/v1", "Service", (template) => ({ spec: { template } })),
};

function owner(apiVersion: string, kind: string, fields: (template: Fields) => Fields) {
  return (context: ObjectContext, template: Fields): KubeObject => ({
    apiVersion,
    kind,
    metadata: metadataOf(context, { generation: 1 }),
    ...fields(template),
  });
}

function selector(): Fields {
  return { matchLabels: { app: "web" } };
}

export function template(spec: Fields, metadata: Fields = {}): Fields {
  return { metadata: { labels: { app: "web" }, ...metadata }, spec };
}
