import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { KubeObject } from "../../src/model/kube-object.js";
import { humanDuration } from "../../src/serve/tables/age.js";
import { tableKindOf } from "../../src/serve/tables/table-kinds.js";

const nowMs = Date.parse("2026-01-01T01:00:00Z");
const metadata = { name: "x", creationTimestamp: "2026-01-01T00:00:00Z" };
const template = {
  spec: {
    containers: [
      { name: "a", image: "nginx:1" },
      { name: "b", image: "envoy" },
    ],
    nodeSelector: { disk: "ssd" },
  },
};
const selector = {
  matchLabels: { app: "web" },
  matchExpressions: [
    { key: "tier", operator: "In", values: ["b", "a"] },
    { key: "old", operator: "DoesNotExist" },
    { key: "any", operator: "Exists" },
    { key: "zone", operator: "NotIn", values: ["z"] },
  ],
};
const selected = "any,app=web,!old,tier in (a,b),zone notin (z)";

/** `kubectl get TYPE -o wide`: headers and cells. */
function shown(resource: string, group: string, object: object): Record<string, unknown> {
  const { columns } = tableKindOf({ resource, group });
  const full = { metadata, ...object } as KubeObject;
  return Object.fromEntries(columns.map((column) => [column.name, column.cell(full, nowMs)]));
}

describe("kubectl get shows of", () => {
  it.each([
    [
      "deployments",
      "apps",
      { spec: { replicas: 3, template, selector }, status: { readyReplicas: 2, updatedReplicas: 1 } },
      { Ready: "2/3", "Up-to-date": 1, Available: 0, Age: "60m", Containers: "a,b", Images: "nginx:1,envoy", Selector: selected },
    ],
    [
      "replicasets",
      "apps",
      { spec: { replicas: 2, template }, status: { replicas: 1 } },
      { Desired: 2, Current: 1, Ready: 0, Selector: "<none>" },
    ],
    ["statefulsets", "apps", { spec: { replicas: 2, template }, status: {} }, { Ready: "0/2", Images: "nginx:1,envoy" }],
    [
      "daemonsets",
      "apps",
      { spec: { template }, status: { desiredNumberScheduled: 4 } },
      { Desired: 4, Ready: 0, "Node Selector": "disk=ssd" },
    ],
    [
      "controllerrevisions",
      "apps",
      { revision: 3, metadata: { ownerReferences: [{ apiVersion: "apps/v1", kind: "StatefulSet", name: "web", controller: true }] } },
      { Controller: "statefulset.apps/web", Revision: 3 },
    ],
    [
      "jobs",
      "batch",
      { spec: { completions: 2, template }, status: { succeeded: 1, startTime: "2026-01-01T00:58:30Z" } },
      { Status: "Running", Completions: "1/2", Duration: "90s" },
    ],
    [
      "jobs",
      "batch",
      {
        spec: { parallelism: 3, template },
        status: {
          startTime: "2026-01-01T00:00:00Z",
          completionTime: "2026-01-01T00:00:05Z",
          conditions: [{ type: "Complete", status: "True" }],
        },
      },
      { Status: "Complete", Completions: "0/1 of 3", Duration: "5s" },
    ],
    [
      "cronjobs",
      "batch",
      { spec: { schedule: "* * * * *", suspend: false, jobTemplate: { spec: { template } } }, status: { active: [{}] } },
      { Schedule: "* * * * *", Timezone: "<none>", Suspend: "False", Active: 1, "Last Schedule": "<none>", Containers: "a,b" },
    ],
    [
      "services",
      "",
      {
        spec: {
          type: "LoadBalancer",
          clusterIPs: ["10.0.0.1"],
          ports: [
            { port: 80, nodePort: 31000, protocol: "TCP" },
            { port: 53, protocol: "UDP" },
          ],
        },
      },
      { Type: "LoadBalancer", "Cluster-IP": "10.0.0.1", "External-IP": "<pending>", "Port(s)": "80:31000/TCP,53/UDP", Selector: "<none>" },
    ],
    ["services", "", { spec: { type: "ExternalName", externalName: "db.example" } }, { "External-IP": "db.example", "Port(s)": "<none>" }],
    [
      "services",
      "",
      {
        spec: { type: "LoadBalancer", externalIPs: ["1.1.1.1"] },
        status: { loadBalancer: { ingress: [{ hostname: "lb" }, { ip: "2.2.2.2" }] } },
      },
      { "External-IP": "2.2.2.2,lb,1.1.1.1" },
    ],
    [
      "endpointslices",
      "discovery.k8s.io",
      {
        addressType: "IPv4",
        ports: [{ port: 80 }, { name: "x" }],
        endpoints: [{ addresses: ["a", "b"] }, { addresses: ["c"] }, { addresses: ["d"] }],
      },
      { AddressType: "IPv4", Ports: "80,x", Endpoints: "a,b,c + 1 more..." },
    ],
    ["endpointslices", "discovery.k8s.io", { ports: null, endpoints: null }, { Ports: "<unset>", Endpoints: "<unset>" }],
    ["endpoints", "", { subsets: [{ addresses: [{ ip: "::1" }], ports: [{ port: 80 }] }] }, { Endpoints: "[::1]:80" }],
    [
      "events",
      "",
      {
        type: "Warning",
        reason: "BackOff",
        message: " restarting ",
        involvedObject: { kind: "Pod", name: "nginx", fieldPath: "spec.containers{a}" },
        source: { component: "kubelet", host: "node-1" },
        firstTimestamp: "2026-01-01T00:50:00Z",
        lastTimestamp: "2026-01-01T00:59:00Z",
        count: 7,
      },
      {
        "Last Seen": "60s",
        Object: "pod/nginx",
        Subobject: "spec.containers{a}",
        Source: "kubelet, node-1",
        Message: "restarting",
        "First Seen": "10m",
        Count: 7,
      },
    ],
    [
      "events",
      "",
      {
        eventTime: "2026-01-01T00:59:30.000000Z",
        reportingComponent: "default-scheduler",
        involvedObject: { kind: "Pod" },
        lastTimestamp: null,
      },
      { "Last Seen": "30s", "First Seen": "30s", Source: "default-scheduler", Object: "pod", Count: 1 },
    ],
    [
      "events",
      "events.k8s.io",
      { regarding: { kind: "Pod", name: "a" }, note: "hello", series: { count: 4, lastObservedTime: "2026-01-01T00:59:58.000000Z" } },
      { Object: "pod/a", Message: "hello", "Last Seen": "2s", Count: 4, "First Seen": "<unknown>" },
    ],
    [
      "nodes",
      "",
      {
        metadata: { ...metadata, labels: { "node-role.kubernetes.io/control-plane": "", "kubernetes.io/role": "infra" } },
        spec: { unschedulable: true },
        status: { conditions: [{ type: "Ready", status: "Unknown" }], addresses: [{ type: "InternalIP", address: "10.0.0.9" }] },
      },
      { Status: "NotReady,SchedulingDisabled", Roles: "control-plane,infra", "Internal-IP": "10.0.0.9", "External-IP": "<none>" },
    ],
    [
      "persistentvolumeclaims",
      "",
      {
        spec: { volumeName: "pv-1", storageClassName: "fast", volumeMode: "Filesystem" },
        status: { phase: "Bound", capacity: { storage: "1Gi" }, accessModes: ["ReadOnlyMany", "ReadWriteOnce"] },
      },
      { Status: "Bound", Volume: "pv-1", Capacity: "1Gi", "Access Modes": "RWO,ROX", StorageClass: "fast", VolumeMode: "Filesystem" },
    ],
    [
      "persistentvolumeclaims",
      "",
      { spec: {}, status: { phase: "Pending" } },
      { Status: "Pending", Volume: "", Capacity: "", "Access Modes": "", VolumeMode: "<unset>" },
    ],
    ["secrets", "", { type: "Opaque", data: { a: "", b: "" } }, { Type: "Opaque", Data: 2 }],
    ["configmaps", "", { data: { a: "" }, binaryData: { b: "" } }, { Data: 2 }],
    [
      "horizontalpodautoscalers",
      "autoscaling",
      {
        spec: {
          scaleTargetRef: { kind: "Deployment", name: "web" },
          maxReplicas: 5,
          metrics: [{ type: "Resource", resource: { name: "cpu", target: { averageUtilization: 80 } } }],
        },
        status: { currentReplicas: 2 },
      },
      { Reference: "Deployment/web", Targets: "cpu: <unknown>/80%", MinPods: "<unset>", MaxPods: 5, Replicas: 2 },
    ],
    [
      "resourcequotas",
      "",
      { status: { hard: { pods: "4", "limits.cpu": "2" }, used: { pods: "1" } } },
      { Request: "pods: 1/4", Limit: "limits.cpu: 0/2" },
    ],
    ["roles", "rbac.authorization.k8s.io", {}, { Name: "x", "Created At": "2026-01-01T00:00:00Z" }],
    ["widgets", "example.com", {}, { Name: "x", Age: "60m" }],
  ])("%s.%s", (resource, group, object, expected) => {
    expect(shown(resource, group, object)).toMatchObject(expected);
  });

  it("any object, whatever it contains, without failing", () => {
    const resources = ["pods", "services", "events", "nodes", "persistentvolumes", "endpoints", "secrets", "resourcequotas"];
    const apps = ["deployments", "controllerrevisions", "daemonsets"];
    const kinds = [...resources.map((resource) => ({ resource, group: "" })), ...apps.map((resource) => ({ resource, group: "apps" }))];
    const batch = ["jobs", "cronjobs"].map((resource) => ({ resource, group: "batch" }));
    const fields = ["spec", "status", "metadata", "template", "subsets", "data", "series", "source", "involvedObject"];
    const inner = ["containers", "containerStatuses", "initContainers", "initContainerStatuses", "conditions", "ports", "capacity", "hard"];
    const value = fc.oneof(fc.jsonValue(), fc.dictionary(fc.constantFrom(...inner), fc.jsonValue()));
    fc.assert(
      fc.property(fc.constantFrom(...kinds, ...batch), fc.dictionary(fc.constantFrom(...fields), value), (kind, object) => {
        const { columns, conditions } = tableKindOf(kind);
        const cells = columns.map((column) => column.cell({ metadata: {}, ...object } as KubeObject, nowMs));
        conditions?.({ metadata: {}, ...object } as KubeObject);
        expect(cells.every((cell) => ["string", "number", "boolean"].includes(typeof cell))).toBe(true);
      }),
    );
  });
});

describe("ages get coarser as they grow", () => {
  it.each([
    [-2000, "<invalid>"],
    [-1500, "0s"],
    [119_000, "119s"],
    [120_000, "2m"],
    [497_000, "8m17s"],
    [600_000, "10m"],
    [10_799_000, "179m"],
    [10_800_000, "3h"],
    [11_100_000, "3h5m"],
    [8 * 3_600_000, "8h"],
    [48 * 3_600_000, "2d"],
    [52 * 3_600_000, "2d4h"],
    [8 * 86_400_000, "8d"],
    [729 * 86_400_000, "729d"],
    [742 * 86_400_000, "2y12d"],
    [3000 * 86_400_000, "8y"],
  ])("%i ms: %s", (ms, text) => {
    expect(humanDuration(ms)).toBe(text);
  });
});
