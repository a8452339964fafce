import type { KubeObject } from "../../src/model/kube-object.js";
import type { ResourceType } from "../../src/model/resource-type.js";
import { Revision } from "../../src/model/revision.js";

/** Resource types as a server offers them, for tests that need no discovery. */
function resourceType(qualified: string, kind: string, options: Partial<ResourceType> = {}): ResourceType {
  const dot = qualified.indexOf(".");
  const resource = dot < 0 ? qualified : qualified.slice(0, dot);
  return {
    group: dot < 0 ? "" : qualified.slice(dot + 1),
    version: "v1",
    resource,
    singular: kind.toLowerCase(),
    kind,
    namespaced: true,
    shortNames: [],
    categories: [],
    verbs: ["get", "list", "watch"],
    ...options,
  };
}

export const types = {
  pods: resourceType("pods", "Pod"),
  events: resourceType("events", "Event"),
  services: resourceType("services", "Service"),
  nodes: resourceType("nodes", "Node", { namespaced: false }),
  configMaps: resourceType("configmaps", "ConfigMap"),
  claims: resourceType("persistentvolumeclaims", "PersistentVolumeClaim"),
  deployments: resourceType("deployments.apps", "Deployment"),
  replicaSets: resourceType("replicasets.apps", "ReplicaSet"),
  statefulSets: resourceType("statefulsets.apps", "StatefulSet"),
  revisions: resourceType("controllerrevisions.apps", "ControllerRevision"),
  jobs: resourceType("jobs.batch", "Job"),
  cronJobs: resourceType("cronjobs.batch", "CronJob"),
  ingresses: resourceType("ingresses.networking.k8s.io", "Ingress"),
  slices: resourceType("endpointslices.discovery.k8s.io", "EndpointSlice"),
  widgets: resourceType("widgets.example.com", "Widget"),
  gadgets: resourceType("gadgets.example.com", "Gadget"),
};

export const allTypes: readonly ResourceType[] = Object.values(types);

interface ObjectSketch {
  readonly name: string;
  readonly uid?: string;
  readonly version?: string;
  readonly namespace?: string;
  readonly owner?: KubeObject;
  readonly labels?: Readonly<Record<string, string>>;
  readonly fields?: Readonly<Record<string, unknown>>;
}

/** A small object of a kind; its uid is made of kind and name unless given. */
export function object(type: ResourceType, sketch: ObjectSketch): KubeObject {
  const { owner } = sketch;
  return {
    apiVersion: type.group === "" ? type.version : `${type.group}/${type.version}`,
    kind: type.kind,
    metadata: {
      name: sketch.name,
      ...(type.namespaced ? { namespace: sketch.namespace ?? "default" } : {}),
      uid: sketch.uid ?? `uid-${type.kind}-${sketch.name}`,
      resourceVersion: sketch.version ?? "1",
      ...(sketch.labels === undefined ? {} : { labels: sketch.labels }),
      ...(owner === undefined
        ? {}
        : {
            ownerReferences: [
              {
                apiVersion: owner.apiVersion ?? "",
                kind: owner.kind ?? "",
                name: owner.metadata.name ?? "",
                uid: owner.metadata.uid ?? "",
                controller: true,
              },
            ],
          }),
    },
    ...sketch.fields,
  };
}

/** A Kubernetes Event about an object. */
export function eventAbout(about: KubeObject, reason: string, version = "1"): KubeObject {
  const { name, namespace, uid } = about.metadata;
  return object(types.events, {
    name: `${name}.${reason}`,
    version,
    fields: {
      involvedObject: { apiVersion: about.apiVersion, kind: about.kind, name, namespace, uid },
      reason,
      message: reason,
      type: "Normal",
    },
  });
}

export function revision(of: KubeObject): Revision {
  return Revision.ofObject(of);
}
