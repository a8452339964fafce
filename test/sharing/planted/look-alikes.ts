import {
  inAnnotation,
  inArgs,
  inContainer,
  inCustom,
  inEnv,
  inImage,
  inLabel,
  inMessage,
  inMeta,
  inSpec,
  inStatus,
  type LookAlikeKind,
} from "./look-alike-places.js";
import { clusterMetadataOf } from "./planting-place.js";
import { harmlessContainer, podSpec, template, templateOwners } from "./pod-parts.js";

/** Every look-alike, in the place where clusters have it. */
export const lookAlikeKinds: readonly LookAlikeKind[] = [
  inStatus("image digest", "imageID", (random) => `docker-pullable://team/app@sha256:${random.hex(64)}`),
  inStatus("container id", "containerID", (random) => `containerd://${random.hex(64)}`),
  inImage("image with a digest", (random) => `team/app@sha256:${random.hex(64)}`),
  inImage("image tagged with a commit", (random) => `team/app:${random.hex(40)}`),
  inImage("image tagged with a short commit", (random) => `team/app:main-${random.hex(8)}-${random.integer(1700000000, 1790000000)}`),
  inMeta("uid", ["uid"], (random) => random.uuid()),
  inMeta("resourceVersion", ["resourceVersion"], (random) => `${random.integer(100_000_000, 999_999_999)}`),
  inMeta("generated name", ["name"], (random) => `${random.spoken(3)}-${random.text("bcdf456789", 10)}-${random.suffix()}`),
  inMeta("uid of an owner", ["ownerReferences", 0, "uid"], (random) => random.uuid()),
  inLabel("template hash", "pod-template-hash", (random) => random.text("bcdf456789", 10)),
  inLabel("revision hash", "controller-revision-hash", (random) => `web-${random.text("bcdf456789", 10)}`),
  inLabel("commit in a label", "app.example.com/commit", (random) => random.hex(40)),
  inLabel(
    "version in a label",
    "app.kubernetes.io/version",
    (random) => `${random.integer(1, 30)}.${random.integer(0, 30)}.${random.integer(0, 30)}-rc.1`,
  ),
  inAnnotation("checksum annotation", "checksum/config", (random) => random.hex(64)),
  inAnnotation("checksum of a Secret", "checksum/secret", (random) => random.hex(64)),
  inAnnotation("config hash annotation", "kubernetes.io/config.hash", (random) => random.hex(32)),
  inAnnotation(
    "pod network annotation",
    "cni.example.com/podIP",
    (random) => `10.${random.integer(0, 255)}.${random.integer(0, 255)}.7/32`,
  ),
  inAnnotation("container id in an annotation", "cni.example.com/containerID", (random) => random.hex(64)),
  inAnnotation("time annotation", "kubectl.kubernetes.io/restartedAt", () => "2026-11-29T09:58:01+01:00"),
  inMessage("digest in a message", (random) => `Container image "team/app@sha256:${random.hex(64)}" already present on machine`),
  inMessage(
    "sandbox id in a message",
    (random) =>
      `Failed to create pod sandbox: rpc error: code = Unknown desc = failed to setup network for sandbox "${random.hex(64)}": plugin type="calico" failed (add): error getting ClusterInformation: connection is unauthorized: Unauthorized`,
  ),
  inMessage(
    "container id in a message",
    (random) => `failed to exec in container: failed to load task: no running task found: task ${random.hex(64)} not found: not found`,
  ),
  inMessage(
    "Pod with its uid in a message",
    (random) =>
      `back-off 5m0s restarting failed container=app pod=web-${random.text("bcdf456789", 10)}-${random.suffix()}_default(${random.uuid()})`,
  ),
  inMessage(
    "trace id in a message",
    (random) => `request failed: upstream connect error trace_id=${random.hex(32)} span_id=${random.hex(16)} status=503`,
  ),
  inMessage("request id in a message", (random) => `AccessDenied: not allowed, status code: 403, request id: ${random.uuid()}`),
  inMessage("ETag in a message", (random) => `precondition failed: ETag "${random.hex(32)}" does not match`),
  inMessage("commit in a message", (random) => `Applied revision: main@sha1:${random.hex(40)}`),
  inMessage("short commit in a message", (random) => `stored artifact for commit '${random.hex(8)} Merge pull request'`),
  inMessage(
    "Go stack frame",
    (random) =>
      `panic: runtime error: invalid memory address or nil pointer dereference\ngoroutine 1 [running]:\nmain.(*Server).ServeHTTP(0xc000${random.hex(6)}, {0x7f${random.hex(10)}, 0xc000${random.hex(6)}})\n\t/go/src/github.com/example/orders/internal/server.go:${random.integer(10, 900)} +0x${random.hex(3)}`,
  ),
  inMessage(
    "Java class names",
    (random) =>
      `java.lang.NullPointerException\n\tat com.example.payments.PaymentServiceImpl$$EnhancerBySpringCGLIB$$${random.hex(8)}.authorize(PaymentServiceImpl.java:${random.integer(10, 900)})`,
  ),
  inMessage(
    "long DNS name",
    (random) => `dial tcp: lookup ${random.spoken(4)}-headless.data-platform.svc.cluster.local on 10.96.0.10:53: no such host`,
  ),
  inMessage(
    "file path",
    (random) =>
      `MountVolume.SetUp failed for volume "data" : mkdir /var/lib/kubelet/pods/${random.uuid()}/volumes/kubernetes.io~secret/db-auth: no space left on device`,
  ),
  inMessage(
    "durations and quantities",
    (random) =>
      `Pod was OOM killed after ${random.integer(1, 59)}m${random.integer(1, 59)}.${random.integer(100, 999)}s, limit 512Mi, requested 1536974848, cpu 250m`,
  ),
  inMessage("token not found", () => "invalid token: the token has expired or is not yet valid"),
  inMessage("Secret not found", () => 'MountVolume.SetUp failed for volume "db" : secret "db-auth" not found'),
  inMessage("key of a Secret not found", () => "Error: couldn't find key password in Secret default/db-auth"),
  inMessage("authentication failed", () => 'FATAL: password authentication failed for user "orders" (SQLSTATE 28P01)'),
  inMessage(
    "service account forbidden",
    () =>
      'pods is forbidden: User "system:serviceaccount:default:web" cannot list resource "pods" in API group "" in the namespace "default"',
  ),
  inMessage("bad token of JSON", () => "invalid character '<' looking for beginning of value; Unexpected token < in JSON at position 0"),
  inMessage("authorization required", () => "unauthorized: authentication required, password: required, token: missing"),
  inMessage("key not set", () => "Error: environment variable API_KEY is not set; secret key: not found; token=<nil>"),
  inMessage(
    "mount of a token",
    () => 'MountVolume.SetUp failed for volume "kube-api-access-x7k2p" : failed to fetch token: serviceaccounts "web" not found',
  ),
  inMessage("pull secret", () => "Unable to retrieve some image pull secrets (regcred); attempting to pull the image may not succeed."),
  inMessage(
    "certificate",
    (random) =>
      `x509: certificate signed by unknown authority (serial number ${random.hex(32)}, fingerprint SHA256:${random.bytes(32).toString("hex")})`,
  ),
  inMessage(
    "node names and counts",
    () =>
      "0/6 nodes are available: 3 Insufficient memory, 3 node(s) had untolerated taint {node-role.kubernetes.io/control-plane: }. preemption: 0/6 nodes are available",
  ),
  inMessage(
    "long camel case",
    (random) =>
      `Reconciler error: HorizontalPodAutoscalerConditionTypeScalingActiveIsFalseBecauseFailedGetResourceMetric for ${random.spoken(4)}`,
  ),
  inMessage("quota", () => "exceeded quota: compute, requested: limits.memory=2Gi, used: limits.memory=7Gi, limited: limits.memory=8Gi"),
  inMessage(
    "challenge of a registry",
    () =>
      'unexpected status 401: WWW-Authenticate: Bearer realm="https://auth.example.com/token",service="registry",scope="repository:team/app:pull"',
  ),
  inMessage("key of a work queue", (random) => `Reconciler error controller=orders key="shop/orders-${random.suffix()}" err="not found"`),
  inMessage(
    "Secret in a structured log",
    () => 'Failed to reconcile secret="shop/db-auth" namespace="shop" secretName="db-auth" err="not found"',
  ),
  inMessage(
    "settings of tokens",
    () => '{"secretName":"db-auth","tokenTTL":"1h","passwordPolicy":"strict","maxTokens":4096,"authMode":"basic"}',
  ),
  inMessage("counts of tests", (random) => `suite finished: pass=${random.integer(10, 99)} fail=1 skip=0 tokens=512 keys=3`),
  inMessage("password rules", () => "password must be at least 12 characters, secret must not be empty, token must match ^[a-z]+$"),
  inMessage(
    "files of credentials",
    () => "open /var/run/secrets/kubernetes.io/serviceaccount/token: no such file or directory; password-file=/etc/db/password",
  ),
  inMessage("flags without values", () => "unknown flag: --password\nUsage: server [--token TOKEN] [--api-key KEY] [--secret-name NAME]"),
  inMessage("key missing in a ConfigMap", () => "couldn't find key API_TOKEN in ConfigMap default/settings"),
  inMessage("reference to a variable", () => "cannot expand password=$(DB_PASSWORD) token=$API_TOKEN secret={{ .Values.secret }}"),
  inEnv("port", (random) => `${random.integer(1024, 65535)}`),
  inEnv("boolean", (random) => random.pick(["true", "false"])),
  inEnv("log level", (random) => random.pick(["debug", "info", "warn", "error"])),
  inEnv("time zone", (random) => random.pick(["Europe/Berlin", "UTC", "America/New_York"])),
  inArgs("duration flag", () => "--leader-elect-lease-duration=15s"),
  inArgs("certificate file flag", () => "--tls-cert-file=/etc/tls/tls.crt"),
  inArgs("port flag", (random) => `--port=${random.integer(1024, 65535)}`),
  inArgs("plain command word", () => "/usr/local/bin/docker-entrypoint.sh"),
  inArgs("verbosity", (random) => `--v=${random.integer(0, 9)}`),
  inSpec("name of a Secret volume", ["volumes", 0, "secret", "secretName"], () => "db-password"),
  inSpec("pull secret name", ["imagePullSecrets", 0, "name"], () => "registry-token"),
  inSpec("service account", ["serviceAccountName"], (random) => `token-${random.spoken(3)}`),
  inSpec("path of a projected token", ["volumes", 0, "projected", "sources", 0, "serviceAccountToken", "path"], () => "token"),
  inContainer("name in a secretKeyRef", ["env", 0, "valueFrom", "secretKeyRef", "name"], () => "db-auth-secret"),
  inContainer("key in a secretKeyRef", ["env", 0, "valueFrom", "secretKeyRef", "key"], () => "password"),
  inContainer("mount path", ["volumeMounts", 0, "mountPath"], () => "/var/run/secrets/kubernetes.io/serviceaccount"),
  inContainer("quantity", ["resources", "limits", "memory"], (random) => `${random.integer(100, 900)}Mi`),
  inContainer("probe path", ["readinessProbe", "httpGet", "path"], () => "/oauth/token/health"),
  inCustom("reference to a Secret", ["passwordSecretRef", "name"], () => "orders-db-auth"),
  inCustom("key of a reference", ["passwordSecretRef", "key"], () => "password"),
  inCustom("version", ["version"], (random) => `${random.integer(1, 20)}.${random.integer(0, 20)}.${random.integer(0, 20)}`),
  inCustom("commit", ["source", "revision"], (random) => `main@sha1:${random.hex(40)}`),
  {
    name: "certificate bundle",
    make: (context, random) => {
      const body = `${random
        .base64(900)
        .match(/.{1,64}/g)
        ?.join("\n")}`;
      const text = Buffer.from(`-----BEGIN CERTIFICATE-----\n${body}\n-----END CERTIFICATE-----\n`).toString("base64");
      const webhooks = [{ name: "policy.example.com", clientConfig: { service: { name: "policy", namespace: "policy" }, caBundle: text } }];
      const metadata = clusterMetadataOf(context);
      const object = { apiVersion: "admissionregistration.k8s.io/v1", kind: "MutatingWebhookConfiguration", metadata, webhooks };
      return { object, path: ["webhooks", 0, "clientConfig", "caBundle"], text };
    },
  },
  {
    name: "hash in the name of a ReplicaSet",
    make: (context, random) => {
      const text = `web-${random.text("bcdf456789", 10)}`;
      const make = templateOwners["ReplicaSet"];
      if (make === undefined) throw new Error("no ReplicaSet");
      return { object: make({ ...context, name: text }, template(podSpec([harmlessContainer]))), path: ["metadata", "name"], text };
    },
  },
];
