/**
 * What identifies nobody, because it is the same in many clusters: names that Kubernetes and widely used software give. They stay as they are, in names and
 * in texts. Names of companies are among them only where they are names of public services or projects.
 */

const words = (text: string): readonly string[] => text.trim().split(/\s+/);

/** Names of objects, users, components and controllers. Compared as a whole name, or as the beginning of a longer one. */
export const wellKnownNames: ReadonlySet<string> = new Set(
  words(`
    default kube-system kube-public kube-node-lease kubernetes kube-root-ca.crt kube-dns localhost localhost.localdomain cluster.local svc.cluster.local
    kubernetes.default.svc kubernetes.default kubernetes.default.svc.cluster.local kubernetes-dashboard docker.internal compute.internal ec2.internal
    kubelet kubectl kubeadm kube-apiserver kube-scheduler kube-proxy kube-controller-manager cloud-controller-manager default-scheduler
    etcd coredns metrics-server local-path-provisioner local-path-storage node-problem-detector cluster-autoscaler konnectivity-agent
    attachdetach-controller certificate-controller clusterrole-aggregation-controller cronjob-controller daemon-set-controller daemonset-controller
    deployment-controller disruption-controller endpoint-controller endpointslice-controller endpointslicemirroring-controller ephemeral-volume-controller
    expand-controller garbage-collector generic-garbage-collector horizontal-pod-autoscaler job-controller legacy-service-account-token-cleaner
    namespace-controller node-controller node-lifecycle-controller persistentvolume-binder persistentvolume-controller persistentvolume-expander pod-garbage-collector
    pv-protection-controller pvc-protection-controller replicaset-controller replication-controller resourcequota-controller root-ca-cert-publisher
    route-controller service-account-controller service-controller service-lb-controller statefulset-controller taint-eviction-controller token-cleaner
    ttl-after-finished-controller ttl-controller volume-scheduler bootstrap-signer node-ipam-controller resource-claim-controller
    kube-api-access kube-api-server kube-apiserver-kubelet-client kubernetes-admin system:admin system:masters system:nodes system:authenticated
    system:unauthenticated system:anonymous system:serviceaccounts cluster-admin cluster-status admin edit view
    kubectl-create kubectl-client-side-apply kubectl-edit kubectl-patch kubectl-label kubectl-annotate kubectl-scale kubectl-set kubectl-rollout kubectl-run
    kubectl-expose kubectl-replace kubectl-last-applied kubectl-autoscale kubectl-taint kubectl-cordon kubectl-drain kubectl-debug
    helm tiller helm-controller kustomize-controller source-controller notification-controller image-reflector-controller image-automation-controller flux flux-system
    argocd argocd-controller argocd-application-controller argocd-server argo-rollouts rollouts-controller workflow-controller terraform pulumi
    pulumi-kubernetes kapp kopf crossplane kyverno gatekeeper
    cert-manager cert-manager-controller cert-manager-cainjector cert-manager-webhook ingress-nginx nginx-ingress-controller istiod istio-system istio-proxy
    istio-init linkerd linkerd-proxy envoy cilium cilium-agent calico-node calico-kube-controllers flannel kube-flannel multus kindnet
    prometheus prometheus-operator alertmanager grafana node-exporter kube-state-metrics fluent-bit fluentd keda velero longhorn rook-ceph strimzi
    karpenter snapshot-controller csi-provisioner csi-attacher csi-resizer csi-snapshotter node-driver-registrar aws-node
    Go-http-client node-fetch containerd dockerd cri-o runc kubespy k3s k3d kind minikube rke2 openshift multus-cni
    prometheus-operator external-dns sealed-secrets external-secrets vault-agent tekton-pipelines knative-serving gatekeeper-system
    system-node-critical system-cluster-critical ClusterFirst ClusterFirstWithHostNet
    standard gp2 gp3 hostpath local-path managed-csi premium-rwo standard-rwo nginx-ingress
  `),
);

/** Domains of Kubernetes, of widely used projects and of public registries; whatever is below them stays too. */
export const wellKnownDomains: ReadonlySet<string> = new Set(
  words(`
    k8s.io kubernetes.io x-k8s.io k8s-app.io sigs.k8s.io cluster.local cert-manager.io argoproj.io istio.io cncf.io linkerd.io fluxcd.io helm.sh toolkit.fluxcd.io
    coreos.com openshift.io openshift.com operatorframework.io operatorhub.io knative.dev tekton.dev crossplane.io upbound.io strimzi.io kafka.strimzi.io
    prometheus.io grafana.com grafana.org integreatly.org elastic.co k8s.elastic.co cilium.io projectcalico.org tigera.io rancher.io cattle.io rancher.com
    longhorn.io rook.io ceph.com ceph.io velero.io vmware.com tanzu.vmware.com kyverno.io gatekeeper.sh open-cluster-management.io karmada.io
    keda.sh kedify.io external-secrets.io secrets-store.csi.x-k8s.io vaultproject.io hashicorp.com hashicorp.io pulumi.com terraform.io
    traefik.io containo.us nginx.org nginx.com konghq.com getambassador.io solo.io gloo.solo.io envoyproxy.io contour.heptio.com projectcontour.io
    zalan.do zalando.org postgresql.cnpg.io cnpg.io percona.com mongodb.com redis.io apache.org camel.apache.org flink.apache.org spark.apache.org
    datadoghq.com newrelic.com dynatrace.com splunk.com opentelemetry.io jaegertracing.io openebs.io portworx.com netapp.io
    kubeflow.org seldon.io ray.io volcano.sh kueue.x-k8s.io nvidia.com amd.com intel.com numaplane.numaproj.io numaproj.io keptn.sh atlasgo.io db.atlasgo.io
    kubevirt.io cdi.kubevirt.io metallb.io metallb.universe.tf whereabouts.cni.cncf.io k3s.io k0sproject.io karpenter.sh eks.amazonaws.com
    cloud.google.com gke.io networking.gke.io cnrm.cloud.google.com azure.com kubernetes.azure.com amazonaws.com k8s.aws services.k8s.aws
    onepassword.com apps.kruise.io kruise.io snapshot.storage.k8s.io jenkins.io kiali.io maistra.io noobaa.io ocs.openshift.io
    docker.io docker.com index.docker.io registry-1.docker.io auth.docker.io production.cloudflare.docker.com ghcr.io quay.io gcr.io k8s.gcr.io registry.k8s.io pkg.dev
    public.ecr.aws mcr.microsoft.com registry.gitlab.com registry.access.redhat.com registry.redhat.io docker.elastic.co nvcr.io cgr.dev xpkg.upbound.io lscr.io
    public.ecr.aws registry.opensource.zalan.do registry.hub.docker.com hub.docker.com
    github.com githubusercontent.com raw.githubusercontent.com gitlab.com bitbucket.org golang.org go.dev pkg.go.dev gopkg.in npmjs.org npmjs.com pypi.org python.org
    w3.org ietf.org json-schema.org letsencrypt.org acme-v02.api.letsencrypt.org google.com googleapis.com gstatic.com microsoft.com
    ubuntu.com debian.org alpinelinux.org kernel.org docs.rs crates.io rubygems.org maven.org nodejs.org java.com oracle.com redhat.com
    compute.internal ec2.internal docker.internal metadata.google.internal c.internal windows.net azurecr.io azurecontainer.io jfrog.io cloudfront.net
    okta.com auth0.com run.app appspot.com herokuapp.com github.io
    svc.cluster svc.local localdomain podinfo.stefanprodan.com
  `),
);

/** Well-known domains whose sub-domains belong to customers: what is before them is replaced. */
export const sharedDomains: ReadonlySet<string> = new Set(
  words(`
    amazonaws.com azurecr.io azurecontainer.io azure.com windows.net jfrog.io cloudfront.net okta.com auth0.com run.app appspot.com herokuapp.com github.io pkg.dev
    compute.internal ec2.internal c.internal googleapis.com cluster.local
  `),
);

/** Organisations of public registries and repositories whose images everybody uses. */
export const wellKnownOrganisations: ReadonlySet<string> = new Set(
  words(`
    library bitnami bitnamicharts bitnamilegacy grafana prom prometheus prometheus-operator istio argoproj argoprojlabs jetstack fluxcd cilium calico rancher hashicorp kubernetes
    coredns envoyproxy elastic docker moby nginx nginxinc traefik linkerd kyverno open-policy-agent openpolicyagent kedacore velero longhornio rook ceph strimzi
    kubernetes-sigs kubernetes-csi sig-storage ingress-nginx kube-state-metrics metrics-server coreos openshift redhat-appstudio tektoncd knative
    datadog fluent open-telemetry otel jaegertracing nvidia distroless google-containers google_containers google-samples k8s-staging stefanprodan podinfo
    external-secrets external-dns cert-manager dexidp oauth2-proxy minio kiwigrid confluentinc amazon aws-containers eks eks-distro karpenter
    cloudnative-pg zalando spotahome percona mysql postgres redis mongo apache solr camel flink spark pulumi crossplane crossplane-contrib upbound
    flannel-io flannel-cni flannel projectcalico tigera metallb kubevirt multus k8snetworkplumbingwg k3s-io kindest gitlab-org actions
  `),
);

/** First parts of registries that are clearly one: an image of such a registry is public as a whole. */
export const kubernetesRegistries: ReadonlySet<string> = new Set([
  "registry.k8s.io",
  "k8s.gcr.io",
  "mcr.microsoft.com",
  "public.ecr.aws/eks",
  "nvcr.io",
]);

/** Whether a name is one that Kubernetes or widely used software gives. */
export function isWellKnownName(name: string): boolean {
  return wellKnownNames.has(name) || /^system:(?!serviceaccounts?:|node:)/.test(name);
}

/** The well-known domain that a host is of, if it is of one. */
export function wellKnownDomainOf(host: string): string | undefined {
  const lower = host.toLowerCase();
  for (let at = 0; at >= 0; at = nextLabel(lower, at)) {
    const rest = lower.slice(at);
    if (wellKnownDomains.has(rest)) return rest;
  }
  return undefined;
}

function nextLabel(host: string, at: number): number {
  const dot = host.indexOf(".", at);
  return dot < 0 ? -1 : dot + 1;
}
