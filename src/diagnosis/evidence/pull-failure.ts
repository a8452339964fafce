import { inShort } from "../../lifecycle/narration/words.js";
import { kubectl } from "./kubectl.js";
import { withoutRelays } from "./relayed-message.js";

/** Why a pull failed, by the answer of registry or runtime. Each needs other advice. */
type PullCause =
  | "full disk"
  | "rate limit"
  | "platform"
  | "ambiguous"
  | "not found"
  | "refused"
  | "plain http"
  | "certificate"
  | "runtime"
  | "unreachable"
  | "throttled";

/**
 * By patterns in the answer, the most specific first. Numbers match only with the words beside them, as digests and ports contain others.
 *
 *   pull access denied, repository does not exist or may require authorization      registries do not say which, deliberately
 *   ... 429 Too Many Requests - Server message: toomanyrequests: You have reached your pull rate limit
 *   no match for platform in manifest: not found
 *   dial tcp: lookup registry.example.com: no such host        tls: failed to verify certificate: x509: ...
 */
export function pullCauseOf(message: string): PullCause | undefined {
  return causes.find(([, pattern]) => pattern.test(message))?.[0];
}

const causes: readonly (readonly [PullCause, RegExp])[] = [
  ["full disk", /no space left|disk quota exceeded/i],
  ["rate limit", /toomanyrequests|too many requests|rate limit/i],
  ["throttled", /pull QPS exceeded/],
  ["platform", /no match for platform|no matching manifest|no image found in (manifest list|image index)|exec format/i],
  ["runtime", /dial unix|containerd\.sock|crio\.sock|docker daemon/i],
  ["plain http", /server gave HTTP response to HTTPS client/i],
  ["certificate", /x509|certificate|tls: /i],
  ["ambiguous", /does not exist or may require|insufficient_scope|requested access to the resource is denied/i],
  ["not found", /not ?found|manifest unknown|name unknown|no such manifest|does not exist/i],
  ["refused", /unauthorized|authentication required|failed to authorize|access denied|\bdenied\b|forbidden|no basic auth/i],
  [
    "unreachable",
    /no such host|i\/o timeout|connection (refused|reset|timed out)|deadline exceeded|(no route to|unreachable) ?host|network is unreachable|server misbehaving|handshake timeout|Client\.Timeout|unexpected EOF|: EOF|\b50[0234] [A-Z]|registry is unavailable/i,
  ],
];

const words: Readonly<Record<PullCause, string>> = {
  "full disk": "the disk of the node is full",
  "rate limit": "the pull rate limit of the registry is reached",
  throttled: "the pull limit of the kubelet is reached",
  platform: "the image is not built for the architecture of the node",
  runtime: "the container runtime of the node does not respond",
  "plain http": "the registry serves plain HTTP, but the runtime uses HTTPS",
  certificate: "the node does not trust the certificate of the registry",
  ambiguous: "the registry has no such image, or denies access to it",
  "not found": "the registry has no such image or tag",
  refused: "the registry denies access",
  unreachable: "the node cannot reach the registry",
};

/** The cause in a few words, then the whole answer without the prefixes of those who passed it on. */
export function pullFailureInWords(message: string): string {
  const cause = pullCauseOf(message);
  const answer = message
    .replace(/^Failed to pull image "[^"]*": /, "")
    .replace(/^Back-off pulling image "[^"]*":? ?/, "")
    .replace(/^ErrImagePull: /, "");
  const text = inShort(withoutRelays(answer));
  return cause === undefined ? text : text === "" ? words[cause] : `${words[cause]} (${text})`;
}

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
  const { pod, namespace, image } = context;
  const describe = `see the full error: ${kubectl(["describe", "pod", pod], namespace)}`;
  const setImage = `correct the image: ${context.setImage}`;
  const node = context.node === undefined ? [] : [`check the node: ${kubectl(["describe", "node", context.node])}`];
  const secrets = `see which pull secrets the Pod uses: ${kubectl(["get", "pod", pod, "-o", "jsonpath={.spec.imagePullSecrets}"], namespace)}`;
  switch (cause) {
    case "refused":
      return [secrets, "check that the Secret is for this registry and that its password is still valid", setImage];
    case "ambiguous":
      return [setImage, `if the image is private: ${secrets}`];
    case "rate limit":
      return ["pull with an account (imagePullSecrets) or from a mirror, or wait: the kubelet retries until the limit is lifted", describe];
    case "throttled":
      return ["wait: the kubelet limits its own pulls (registryPullQPS) and retries", describe];
    case "unreachable":
      return [
        `check the registry name in ${image ?? "the image"}, and that the node can reach the registry (DNS, proxy, firewall)`,
        describe,
      ];
    case "certificate":
      return [
        "add the registry's certificate authority to the container runtime of the nodes, or use a certificate that they trust",
        describe,
      ];
    case "plain http":
      return ["configure the registry as insecure in the container runtime of the nodes, or enable TLS in the registry", describe];
    case "platform":
      return [
        `use an image that is built for the architecture of the node, or a nodeSelector for nodes of another (kubernetes.io/arch): ${kubectl(["get", "nodes", "-L", "kubernetes.io/arch"])}`,
      ];
    case "full disk":
      return ["free disk space where the node stores images", ...node];
    case "runtime":
      return ["check that the container runtime of the node runs", ...node];
    default:
      return [setImage, describe];
  }
}
