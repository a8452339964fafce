import type { KubeObject } from "../../../../src/model/kube-object.js";
import type { Tenant } from "./tenant.js";

type Fields = Readonly<Record<string, unknown>>;

/** Objects of a tenant, with each of its identities in the fields that have them in real clusters. */
export function objectsOf(tenant: Tenant): readonly KubeObject[] {
  return [
    podObject(tenant),
    replicaSetObject(tenant),
    nodeObject(tenant),
    serviceObject(tenant),
    ingressObject(tenant),
    leaseObject(tenant),
    networkPolicyObject(tenant),
    applicationObject(tenant),
    endpointsObject(tenant),
    roleBindingObject(tenant),
    signingRequestObject(tenant),
    configMapObject(tenant),
    namespaceObject(tenant),
    ...tenant.messages().map((message) => event(tenant, message)),
    ...tenant.messages().map((message) => customObject(tenant, message)),
  ];
}

function podObject(tenant: Tenant): KubeObject {
  const networks = [{ name: `${tenant.namespace}/macvlan`, interface: "net1", ips: [tenant.ip, tenant.ipv6], mac: tenant.mac, dns: {} }];
  const image = `${tenant.registry}/${tenant.team}/${tenant.app}:1.4.2`;
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: metadata(tenant, tenant.pod, {
      uid: tenant.podUid,
      generateName: `${tenant.replicaSet}-`,
      labels: { app: tenant.app, owner: tenant.person, "cluster.x-k8s.io/cluster-name": tenant.cluster },
      annotations: {
        "k8s.v1.cni.cncf.io/network-status": JSON.stringify(networks, null, 4),
        "cni.projectcalico.org/podIP": `${tenant.ip}/32`,
        "example.com/contact": tenant.email,
        "openshift.io/requester": tenant.person,
        "eks.amazonaws.com/role-arn": `arn:aws:iam::${tenant.account}:role/${tenant.app}`,
      },
      ownerReferences: [
        { apiVersion: "apps/v1", kind: "ReplicaSet", name: tenant.replicaSet, uid: tenant.replicaSetUid, controller: true },
      ],
    }),
    spec: {
      nodeName: tenant.node,
      serviceAccountName: tenant.serviceAccount,
      hostname: tenant.app,
      hostAliases: [{ ip: tenant.publicIp, hostnames: [tenant.host] }],
      dnsConfig: { nameservers: [tenant.ip], searches: [`${tenant.namespace}.svc.cluster.local`, tenant.domain] },
      containers: [
        { name: tenant.app, image, args: [`--upstream=http://${tenant.host}:8080`], env: [{ name: "PORT", value: "8080" }] },
        { name: "sidecar", image: "library/nginx:1.27.3", livenessProbe: { httpGet: { path: "/healthz", port: 80, host: tenant.host } } },
      ],
      affinity: {
        nodeAffinity: {
          requiredDuringSchedulingIgnoredDuringExecution: {
            nodeSelectorTerms: [{ matchFields: [{ key: "metadata.name", operator: "In", values: [tenant.node] }] }],
          },
        },
      },
    },
    status: {
      phase: "Running",
      hostIP: tenant.publicIp,
      podIP: tenant.ip,
      podIPs: [{ ip: tenant.ip }, { ip: tenant.ipv6 }],
      containerStatuses: [{ name: tenant.app, image, imageID: `${tenant.registry}/${tenant.app}@sha256:${tenant.random.hex(64)}` }],
    },
  };
}

function replicaSetObject(tenant: Tenant): KubeObject {
  return {
    apiVersion: "apps/v1",
    kind: "ReplicaSet",
    metadata: metadata(tenant, tenant.replicaSet, {
      uid: tenant.replicaSetUid,
      annotations: { "kubernetes.io/change-cause": `kubectl apply by ${tenant.email}` },
    }),
    spec: {
      replicas: 1,
      selector: { matchLabels: { app: tenant.app } },
      template: { spec: { containers: [{ name: tenant.app, image: `${tenant.registry}/${tenant.app}:1.4.2` }] } },
    },
  };
}

function nodeObject(tenant: Tenant): KubeObject {
  return {
    apiVersion: "v1",
    kind: "Node",
    metadata: clusterMetadata(tenant, tenant.node, { labels: { "kubernetes.io/hostname": tenant.node, "kubernetes.io/os": "linux" } }),
    spec: {
      providerID: tenant.random.pick([
        `azure:///subscriptions/${tenant.subscription}/resourceGroups/rg/providers/Microsoft.Compute/virtualMachines/vm`,
        `gce://${tenant.project}/europe-west1-b/${tenant.node}`,
      ]),
      podCIDR: `${tenant.ip}/24`,
    },
    status: {
      addresses: [
        { type: "InternalIP", address: tenant.ip },
        { type: "ExternalIP", address: tenant.publicIp },
        { type: "Hostname", address: tenant.node },
        { type: "InternalDNS", address: tenant.host },
      ],
      images: [{ names: [`${tenant.registry}/${tenant.app}:1.4.2`], sizeBytes: 1234567 }],
    },
  };
}

function serviceObject(tenant: Tenant): KubeObject {
  return {
    apiVersion: "v1",
    kind: "Service",
    metadata: metadata(tenant, tenant.app, { annotations: { "external-dns.alpha.kubernetes.io/hostname": tenant.host } }),
    spec: {
      type: "LoadBalancer",
      clusterIP: tenant.ip,
      clusterIPs: [tenant.ip, tenant.ipv6],
      externalIPs: [tenant.publicIp],
      loadBalancerSourceRanges: [`${tenant.publicIp}/32`],
    },
    status: { loadBalancer: { ingress: [{ ip: tenant.publicIp }, { hostname: tenant.host }] } },
  };
}

function ingressObject(tenant: Tenant): KubeObject {
  return {
    apiVersion: "networking.k8s.io/v1",
    kind: "Ingress",
    metadata: metadata(tenant, tenant.app, {
      annotations: { "nginx.ingress.kubernetes.io/whitelist-source-range": `${tenant.publicIp}/32` },
    }),
    spec: { tls: [{ hosts: [tenant.host, `*.${tenant.domain}`], secretName: `${tenant.app}-tls` }], rules: [{ host: tenant.host }] },
  };
}

function leaseObject(tenant: Tenant): KubeObject {
  return {
    apiVersion: "coordination.k8s.io/v1",
    kind: "Lease",
    metadata: metadata(tenant, `${tenant.app}-leader`),
    spec: { holderIdentity: `${tenant.pod}_${tenant.podUid}`, leaseDurationSeconds: 15 },
  };
}

function networkPolicyObject(tenant: Tenant): KubeObject {
  return {
    apiVersion: "networking.k8s.io/v1",
    kind: "NetworkPolicy",
    metadata: metadata(tenant, `${tenant.app}-policy`),
    spec: { podSelector: {}, egress: [{ to: [{ ipBlock: { cidr: `${tenant.publicIp}/32`, except: [`${tenant.ip}/32`] } }] }] },
  };
}

function applicationObject(tenant: Tenant): KubeObject {
  return {
    apiVersion: "argoproj.io/v1alpha1",
    kind: "Application",
    metadata: metadata(tenant, `${tenant.app}-app`),
    spec: {
      destination: { server: `https://${tenant.publicIp}:6443`, namespace: tenant.namespace },
      source: { repoURL: `https://${tenant.host}/${tenant.team}/${tenant.app}.git`, path: "deploy", targetRevision: "main" },
    },
  };
}

function endpointsObject(tenant: Tenant): KubeObject {
  const targetRef = { kind: "Pod", name: tenant.pod, namespace: tenant.namespace, uid: tenant.podUid };
  return {
    apiVersion: "discovery.k8s.io/v1",
    kind: "EndpointSlice",
    metadata: metadata(tenant, `${tenant.app}-${tenant.random.suffix()}`, { labels: { "kubernetes.io/service-name": tenant.app } }),
    addressType: "IPv4",
    endpoints: [{ addresses: [tenant.ip], nodeName: tenant.node, targetRef, hostname: tenant.app }],
    ports: [{ port: 8080 }],
  };
}

function roleBindingObject(tenant: Tenant): KubeObject {
  return {
    apiVersion: "rbac.authorization.k8s.io/v1",
    kind: "RoleBinding",
    metadata: metadata(tenant, `${tenant.app}-readers`),
    subjects: [
      { kind: "User", name: tenant.person },
      { kind: "User", name: tenant.email },
      { kind: "Group", name: tenant.group },
      { kind: "ServiceAccount", name: tenant.serviceAccount, namespace: tenant.namespace },
    ],
    roleRef: { kind: "ClusterRole", name: "view" },
  };
}

function signingRequestObject(tenant: Tenant): KubeObject {
  return {
    apiVersion: "certificates.k8s.io/v1",
    kind: "CertificateSigningRequest",
    metadata: clusterMetadata(tenant, `csr-${tenant.random.suffix()}`),
    spec: {
      username: tenant.person,
      groups: ["system:authenticated"],
      signerName: "kubernetes.io/kube-apiserver-client",
      usages: ["client auth"],
    },
  };
}

function configMapObject(tenant: Tenant): KubeObject {
  return {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: metadata(tenant, `${tenant.app}-settings`, { namespace: "kube-system" }),
    data: { "config.yaml": `upstream: ${tenant.host}\ncontact: ${tenant.email}\nlisten: ${tenant.ip}\n` },
  };
}

function namespaceObject(tenant: Tenant): KubeObject {
  return {
    apiVersion: "v1",
    kind: "Namespace",
    metadata: clusterMetadata(tenant, tenant.namespace, {
      labels: { "kubernetes.io/metadata.name": tenant.namespace },
      annotations: { "example.com/requested-by": tenant.person, "cloud.example.com/project": tenant.project },
    }),
    spec: {},
  };
}

function event(tenant: Tenant, message: string): KubeObject {
  return {
    apiVersion: "v1",
    kind: "Event",
    metadata: metadata(tenant, `${tenant.pod}.${tenant.random.hex(16)}`),
    type: "Warning",
    reason: "FailedScheduling",
    involvedObject: { apiVersion: "v1", kind: "Pod", name: tenant.pod, namespace: tenant.namespace, uid: tenant.podUid },
    source: { component: "kubelet", host: tenant.node },
    reportingComponent: "kubelet",
    reportingInstance: tenant.node,
    message,
  };
}

function customObject(tenant: Tenant, message: string): KubeObject {
  return {
    apiVersion: "db.example.com/v1",
    kind: "Database",
    metadata: metadata(tenant, `${tenant.app}-${tenant.random.suffix()}`),
    spec: {
      owner: tenant.email,
      host: tenant.host,
      clusterName: tenant.cluster,
      projectID: tenant.project,
      nodes: [{ name: tenant.node, address: tenant.ip }],
    },
    status: { conditions: [{ type: "Ready", status: "False", message }], endpoint: `${tenant.host}:5432` },
  };
}
function metadata(tenant: Tenant, name: string, more: Fields = {}): KubeObject["metadata"] {
  const uid = "uid" in more ? more["uid"] : tenant.named("uid", tenant.random.uuid());
  return { name, namespace: tenant.namespace, creationTimestamp: "2026-11-29T09:59:00Z", ...more, uid: `${uid}` };
}

function clusterMetadata(tenant: Tenant, name: string, more: Fields = {}): KubeObject["metadata"] {
  return { name, uid: tenant.named("uid", tenant.random.uuid()), creationTimestamp: "2026-11-29T09:59:00Z", ...more };
}
