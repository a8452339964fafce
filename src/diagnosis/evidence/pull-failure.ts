import { asOneLine } from "../../lifecycle/narration/words.js";
import { kubectl } from "./kubectl.js";
import { causeIn, type PullCause } from "./pull-causes.js";
import { withoutRelays } from "./relayed-message.js";
import { searchable } from "./searchable.js";

/** The cause that a status or a Kubernetes Event names; undefined where it names none that is known. `image`: from the spec. */
export function pullCauseOf(message: string, image = ""): PullCause | undefined {
  return read(message, image).cause;
}

/**
 * How much it explains: 0 that the kubelet is backing off, 1 an answer that names no cause or says nothing about the image, 2 a cause. See
 * `Symptom.explains`.
 */
export function pullRankOf(message: string, image = ""): 0 | 1 | 2 {
  const { answer, cause } = read(message, image);
  if (answer === "") return 0;
  return cause === undefined || inconclusive.has(cause) ? 1 : 2;
}

/** These ended one try, whatever the answer for the image is. */
const inconclusive: ReadonlySet<PullCause> = new Set(["throttled", "canceled"]);

/** The cause in a few words, then the whole answer. An answer without a known cause is quoted; empty where only the back-off was reported. */
export function pullFailureInWords(message: string, image = ""): string {
  const { answer, cause } = read(message, image);
  const lead = cause === undefined ? "" : words[cause];
  return lead === "" ? answer : `${lead} (${answer})`;
}

interface PullFailure {
  readonly image: string;
  /** What registry or runtime said, without the prefixes of those who passed it on. */
  readonly answer: string;
  readonly cause: PullCause | undefined;
}

/** Each revision of a Pod repeats the message until the next try, and finding its cause takes some 50 µs: by message, the latest ones. */
const known = new Map<string, PullFailure>();
const maxKnown = 256;
/** Characters of a message: together they take little memory. */
const maxKnownLength = 16_384;

function read(message: string, image: string): PullFailure {
  const before = known.get(message);
  if (before?.image === image) return before;
  const answer = answerIn(message);
  const failure = { image, answer, cause: answer === "" ? undefined : causeIn(searchable(answer), image) };
  if (known.size >= maxKnown) known.clear();
  if (message.length <= maxKnownLength) known.set(message, failure);
  return failure;
}

function answerIn(message: string): string {
  const own = message
    .replace(/^Failed to pull image "[^"]*": /, "")
    .replace(/^Back-off pulling image "[^"]*":? ?/, "")
    .replace(bareReason, "");
  return asOneLine(withoutRelays(own));
}

/** The reason that the kubelet puts first: "ErrImagePull: rpc error: ...". */
const bareReason =
  /^(?:ErrImagePull|ImagePullBackOff|RegistryUnavailable|ImageInspectError|SignatureValidationFailed|ErrImageNeverPull)(?:: |$)/;

const words: Readonly<Record<PullCause, string>> = {
  "full disk": "the disk of the node is full",
  throttled: "the pull limit of the kubelet is reached",
  "rate limit": "the pull rate limit of the registry is reached",
  runtime: "the container runtime of the node does not respond",
  "schema 1": "the image has the manifest format schema 1, which the container runtime no longer supports",
  platform: "the image is not built for the architecture of the node",
  "short name": "the image name has no registry, and the node does not know in which one to look",
  "invalid name": "",
  policy: "a policy of the registry blocks the image",
  signature: "the signature policy of the node rejects the image",
  corrupt: "the data that arrived does not match its digest",
  proxy: "the proxy between the node and the registry refuses or fails",
  dns: "the node cannot resolve the name of the registry",
  "plain http": "the registry serves plain HTTP, but the runtime uses HTTPS",
  certificate: "the TLS connection fails: the node does not trust the certificate of the registry, or the registry does not trust the node",
  "connection refused": "the host of the registry refuses the connection",
  unreachable: "the node cannot reach the registry",
  "server error": "the registry fails with a server error",
  timeout: "the registry did not answer in time",
  interrupted: "the connection to the registry broke during the pull",
  "credential helper": "the node could not get credentials for the registry",
  unpack: "the container runtime could not unpack the image",
  canceled: "the pull was canceled before it was complete",
  "missing blob": "the registry has the manifest of the image, but not all of its parts",
  ambiguous: "the registry has no such image, or denies access to it",
  "missing repository": "the registry has no such repository",
  unauthorized: "the registry denies access without valid credentials",
  denied: "the registry denies access",
  "missing digest": "the registry has no image with this digest",
  "missing tag": "the registry has no such image or tag",
  format: "the container runtime does not support the format of the image",
};

/** What the advice names. */
interface PullContext {
  readonly image: string | undefined;
  readonly namespace: string | undefined;
  readonly pod: string;
  readonly node: string | undefined;
  /** How to set another image, as a command. */
  readonly setImage: string;
}

/** What to try, the best first. It does not blame the image where the image may be right. */
export function pullAdvice(cause: PullCause | undefined, context: PullContext): readonly string[] {
  const { pod, namespace, image = "IMAGE", node } = context;
  const describe = `see the full error: ${kubectl(["describe", "pod", pod], namespace)}`;
  const setImage = `correct the image: ${context.setImage}`;
  const checkNode = node === undefined ? [] : [`check the node: ${kubectl(["describe", "node", node])}`];
  const onNode = node === undefined ? "the node" : `node ${node}`;
  const secrets = `see which pull secrets the Pod uses: ${kubectl(["get", "pod", pod, "-o", "jsonpath={.spec.imagePullSecrets}"], namespace)}`;
  const firewall = `check that ${onNode} can reach the registry of ${image} (network, proxy, firewall)`;
  switch (cause) {
    case undefined:
      return [describe, `try the pull on ${onNode} itself: crictl pull ${image}`];
    case "full disk":
      return ["free disk space where the node stores images", ...checkNode];
    case "throttled":
      return ["wait: the kubelet limits its own pulls (registryPullQPS) and retries", describe];
    case "rate limit":
      return ["pull with an account (imagePullSecrets) or from a mirror, or wait: the kubelet retries until the limit is lifted", describe];
    case "runtime":
      return ["check that the container runtime of the node runs", ...checkNode];
    case "schema 1":
      return [
        `push the image again in the OCI format, as with: skopeo copy --format oci docker://${image} docker://NEW_IMAGE`,
        `use a newer image: ${context.setImage}`,
      ];
    case "platform":
      return [
        `use an image that is built for the architecture of the node, or a nodeSelector for nodes of another (kubernetes.io/arch): ${kubectl(["get", "nodes", "-L", "kubernetes.io/arch"])}`,
      ];
    case "short name":
      return [
        `write the image with its registry, such as docker.io/library/nginx:1.27: ${context.setImage}`,
        "or set unqualified-search-registries, or an alias, in /etc/containers/registries.conf of the nodes",
      ];
    case "invalid name":
      return [`${setImage} (REGISTRY/NAME:TAG, in lower case)`];
    case "policy":
      return ["see in the registry why it blocks the image (a scan, a quarantine), or use another image", describe];
    case "signature":
      return ["use an image with a signature that the policy of the nodes accepts (policy.json), or correct the policy"];
    case "corrupt":
      return [
        "check the mirror, cache or proxy between node and registry: it may store or change data; then push the image again",
        `try the pull on ${onNode} itself: crictl pull ${image}`,
      ];
    case "proxy":
      return ["check the proxy that the container runtime of the nodes uses (HTTPS_PROXY, NO_PROXY)", describe];
    case "dns":
      return [`check the registry name in ${image}, and DNS on ${onNode}: its own resolver is used, not that of the cluster`, describe];
    case "plain http":
      return ["configure the registry as insecure in the container runtime of the nodes, or enable TLS in the registry", describe];
    case "certificate":
      return [
        "add the registry's certificate authority to the container runtime of the nodes, or use a certificate that they trust",
        describe,
      ];
    case "connection refused":
      return [`check that the registry runs and listens on the port that ${image} names, and that no firewall rejects ${onNode}`, describe];
    case "unreachable":
      return [firewall, describe];
    case "server error":
      return ["check the state of the registry: the request reached it, or a proxy before it; the kubelet retries", describe];
    case "timeout":
      return [`${firewall}; a large image or a slow registry can take longer than the limit of the container runtime`, describe];
    case "interrupted":
      return [`wait: the kubelet retries; where it goes on, ${firewall}`, describe];
    case "credential helper":
      return ["check the credential provider of the kubelet, or the credential helper of the container runtime, on the nodes", describe];
    case "unpack":
      return [`see the log of the container runtime on ${onNode}: its storage or its rights may be the reason`, ...checkNode];
    case "canceled":
      return [
        `see the log of the container runtime on ${onNode}: it was restarted, or cancels pulls that make no progress; the kubelet retries`,
        describe,
      ];
    case "missing blob":
      return [
        "push the image again, or pull it from another registry: a mirror or a clean-up of the registry may have lost a part",
        describe,
      ];
    case "ambiguous":
      return [setImage, `if the image is private: ${secrets}`];
    case "missing repository":
      return [setImage, "check that the repository exists: some registries also hide private ones in this way"];
    case "unauthorized":
      return [secrets, "check that the Secret is for this registry and that its password is still valid", setImage];
    case "denied":
      return [secrets, "check that its account may pull this repository", setImage];
    case "missing digest":
      return [`use a digest that the registry has; registries delete images without a tag: ${context.setImage}`, describe];
    case "missing tag":
      return [setImage, describe];
    case "format":
      return [
        "check that this is a container image, not another artifact (such as a Helm chart); push it again in the OCI format",
        describe,
      ];
  }
}
