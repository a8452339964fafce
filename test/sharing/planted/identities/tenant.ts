import { digits, type Random } from "../random.js";

/** Who or what a recording shows. */
export interface PlantedIdentity {
  readonly what: string;
  readonly text: string;
}

/** A team with its own people, hosts, addresses and names. */
export class Tenant {
  readonly random: Random;
  readonly #all: PlantedIdentity[];
  readonly person: string;
  readonly email: string;
  readonly domain: string;
  readonly host: string;
  readonly registry: string;
  readonly namespace: string;
  readonly app: string;
  readonly replicaSet: string;
  readonly replicaSetUid: string;
  readonly pod: string;
  readonly podUid: string;
  readonly node: string;
  readonly ip: string;
  readonly publicIp: string;
  readonly ipv6: string;
  readonly mac: string;
  readonly account: string;
  readonly project: string;
  readonly subscription: string;
  readonly cluster: string;
  readonly context: string;
  readonly serviceAccount: string;
  readonly group: string;
  readonly team: string;
  /** Written in full, as some programs print it. */
  readonly fullIpv6: string;

  constructor(random: Random, all: PlantedIdentity[]) {
    this.random = random;
    this.#all = all;
    const word = () => random.spoken(random.integer(3, 5));
    this.person = this.named("person", `${word()}.${word()}`);
    this.domain = this.named("domain", `${word()}.${random.pick(["example", "internal", "corp", "io", "com", "local"])}`);
    this.email = this.named("e-mail address", `${word()}@${this.domain}`);
    this.host = this.named("host", `${word()}-${random.integer(1, 20)}.${this.domain}`);
    this.registry = this.named("registry", random.pick([`registry.${this.domain}`, `${word()}.${this.domain}:5000`]));
    this.namespace = this.named("namespace", `${word()}-${random.pick(["prod", "staging", "team"])}`);
    this.app = this.named("object name", `${word()}-${random.pick(["api", "worker", "web", "db"])}`);
    this.replicaSet = this.named("ReplicaSet name", `${this.app}-${random.text("bcdf456789", 10)}`);
    this.replicaSetUid = this.named("uid", random.uuid());
    this.pod = this.named("Pod name", `${this.replicaSet}-${random.suffix()}`);
    this.podUid = this.named("uid", random.uuid());
    this.node = this.named("node", this.#nodeName(word()));
    this.ip = this.named("IPv4 address", `10.${random.integer(1, 254)}.${random.integer(1, 254)}.${random.integer(2, 254)}`);
    this.publicIp = this.named(
      "public IPv4 address",
      `${random.integer(20, 99)}.${random.integer(1, 254)}.${random.integer(1, 254)}.${random.integer(2, 254)}`,
    );
    this.ipv6 = this.named("IPv6 address", `2a01:${random.hex(3)}1:${random.hex(3)}2::${random.hex(3)}3`.replace(/:0+(?=[0-9a-f])/g, ":"));
    this.mac = this.named("MAC address", Array.from(random.bytes(6), (byte) => byte.toString(16).padStart(2, "0")).join(":"));
    this.account = this.named("account id", random.text("123456789", 12));
    this.project = this.named("cloud project", `${word()}-${random.text(digits, 6)}`);
    this.subscription = this.named("subscription id", random.uuid());
    this.cluster = this.named("cluster", `${word()}-eu-${random.integer(1, 9)}`);
    this.context = this.named(
      "context",
      random.pick([
        `arn:aws:eks:eu-west-1:${this.account}:cluster/${this.cluster}`,
        `gke_${this.project}_europe-west1_${this.cluster}`,
        `${word()}@${this.cluster}`,
      ]),
    );
    this.serviceAccount = this.named("service account", `${word()}-sa`);
    this.group = this.named("group", `${word()}-admins`);
    this.team = this.named("path of a repository", `${word()}-team`);
    this.fullIpv6 = this.named("IPv6 address in full", inFull(this.ipv6));
    this.named("IPv4 address with hyphens", this.ip.replaceAll(".", "-"));
  }

  named(what: string, text: string): string {
    this.#all.push({ what, text });
    return text;
  }

  /** As clouds and people call their nodes. */
  #nodeName(word: string): string {
    const random = this.random;
    return random.pick([
      `ip-10-${random.integer(1, 254)}-${random.integer(1, 254)}-${random.integer(1, 254)}.eu-central-1.compute.internal`,
      `gke-${word}-pool-1-${random.hex(8)}-${random.suffix(4)}`,
      `aks-${word}-${random.text(digits, 8)}-vmss00000${random.integer(0, 9)}`,
      `${word}-worker-${random.integer(1, 30)}`,
      `${word}.${this.domain}`,
    ]);
  }

  sessionTexts() {
    return {
      header: {
        context: this.context,
        namespace: this.namespace,
        targets: [`deploy/${this.app}`, `pod/${this.pod}`],
        title: `${this.app} in ${this.cluster}`,
        description: `Reported by ${this.email}: ${this.pod} does not start on ${this.node}`,
        command: ["kubectl", "-n", this.namespace, "rollout", "restart", `deployment/${this.app}`],
        streams: [
          {
            id: `/api/v1/namespaces/${this.namespace}/pods?fieldSelector=metadata.name%3D${this.pod}`,
            group: "",
            version: "v1",
            resource: "pods",
            kind: "Pod",
            namespaced: true,
            namespace: this.namespace,
            fieldSelector: `metadata.name=${this.pod}`,
          },
        ],
        omissions: [`secrets: User "${this.person}" cannot list resource "secrets" in the namespace "${this.namespace}"`],
      },
      end: { endedAt: "2026-11-29T10:05:00.000Z", offsetMs: 300_000, outcome: "signal" as const, reason: `pod/${this.pod} is Ready` },
      markers: [{ offsetMs: 1000, text: `${this.person} restarted ${this.app}` }],
    };
  }

  messages(): readonly string[] {
    const { namespace, pod, node, ip, host } = this;
    return [
      `Successfully assigned ${namespace}/${pod} to ${node}`,
      `Back-off restarting failed container ${this.app} in pod ${pod}_${namespace}(${this.podUid})`,
      `Readiness probe failed: Get "http://${ip}:8080/healthz": dial tcp ${ip}:8080: connect: connection refused`,
      `Liveness probe failed: Get "http://[${this.ipv6}]:8080/healthz": context deadline exceeded`,
      `dial tcp: lookup ${host} on ${ip}:53: no such host`,
      `Failed to pull image "${this.registry}/${this.app}:1.4.2": failed to resolve reference "${this.registry}/${this.app}:1.4.2": 401 Unauthorized`,
      `secrets is forbidden: User "${this.person}" cannot list resource "secrets" in API group "" in the namespace "${namespace}"`,
      `pods "${pod}" is forbidden: User "system:serviceaccount:${namespace}:${this.serviceAccount}" cannot get resource "pods"`,
      `x509: certificate is valid for ${host}, not ${this.app}.${namespace}.svc`,
      `lookup ${this.app}.${namespace}.svc.cluster.local: server misbehaving`,
      `MountVolume.SetUp failed for volume "x" : mkdir /var/lib/kubelet/pods/${this.podUid}/volumes: permission denied`,
      `Created pod: ${pod}`,
      `lookup ${ip.replaceAll(".", "-")}.${namespace}.pod.cluster.local: no such host`,
      `dial tcp [${this.fullIpv6}]:443: i/o timeout`,
      `User "${this.email}" in groups ["${this.group}" "system:authenticated"] cannot patch deployments`,
      `Failed to pull image "${this.registry}/${this.team}/${this.app}:1.4.2": not found`,
      `new leader elected: ${pod}_${this.podUid}`,
      `error dialing backend: dial tcp ${this.publicIp}:10250: connect: no route to host, node=${node} ip=${ip},`,
      `Scaled up replica set ${this.replicaSet} from 0 to 1`,
      `AccessDenied: User: arn:aws:sts::${this.account}:assumed-role/${this.app} is not authorized`,
      `googleapi: Error 403: Permission denied on project ${this.project}`,
      `neighbour ${ip} has MAC ${this.mac} on ${node}`,
      `author ${this.email} pushed to cluster ${this.cluster}`,
      `container ${this.app} was OOM killed on node ${node}, pods: ${pod}, host ${host}.`,
      JSON.stringify({ level: "error", msg: "cannot connect", peer: `${ip}:5432`, host, user: this.email, pod }),
    ];
  }
}

function inFull(address: string): string {
  const [before = "", after = ""] = address.split("::");
  const groups = (text: string) => text.split(":").map((group) => group.padStart(4, "0"));
  const [left, right] = [groups(before), groups(after)];
  return [...left, ...Array.from({ length: 8 - left.length - right.length }, () => "0000"), ...right].join(":");
}
