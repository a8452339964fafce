import { inShort } from "../../lifecycle/narration/words.js";
import { kubectl } from "./kubectl.js";
import { withoutRelays } from "./relayed-message.js";

/** Why a pull failed, as far as the answer of registry and runtime tells. What to do about it is another thing for each. */
export type PullCause =
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
 * Read from the answer; the narrower come first. Numbers count only with the words beside them: digests and ports are full of others.
 *
 *   pull access denied, repository does not exist or may require authorization      registries do not say which, on purpose
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
  "rate limit": "the registry limits how often one may pull",
  throttled: "the kubelet itself limits how many pulls it begins at a time",
  platform: "the image is not built for the architecture of the node",
  runtime: "the container runtime of the node does not answer",
  "plain http": "the registry speaks plain HTTP, and the runtime asks it by HTTPS",
  certificate: "the certificate of the registry is not trusted",
  ambiguous: "the registry has no such image, or refuses access to it",
  "not found": "the registry has no such image or tag",
  refused: "the registry refuses access",
  unreachable: "the registry cannot be reached",
};

/** What the answer says, in a few words first; then the whole of it, without what only relays it. */
export function pullFailureInWords(message: string): string {
  const cause = pullCauseOf(message);
  const said = message
    .replace(/^Failed to pull image "[^"]*": /, "")
    .replace(/^Back-off pulling image "[^"]*":? ?/, "")
    .replace(/^ErrImagePull: /, "");
  const text = inShort(withoutRelays(said));
  return cause === undefined ? text : text === "" ? words[cause] : `${words[cause]} (${text})`;
}

/** Whom it concerns, so that the advice can name them. */
export interface PullContext {
  readonly image: string | undefined;
  readonly namespace: string | undefined;
  readonly pod: string;
  readonly node: string | undefined;
  /** How to set another image, as a command. */
  readonly setImage: string;
}

/** What to try, the best first. Where the image itself may be right, it is not said to be wrong. */
export function pullAdvice(cause: PullCause | undefined, context: PullContext): readonly string[] {
  const { pod, namespace, image } = context;
  const describe = `see the registry's whole answer: ${kubectl(["describe", "pod", pod], namespace)}`;
  const setImage = `correct the image: ${context.setImage}`;
  const node = context.node === undefined ? undefined : kubectl(["describe", "node", context.node]);
  const lookAtNode = node === undefined ? [] : [`look at the node: ${node}`];
  const secrets = `see which pull secrets the Pod names: ${kubectl(["get", "pod", pod, "-o", "jsonpath={.spec.imagePullSecrets}"], namespace)}`;
  switch (cause) {
    case "refused":
      return [secrets, "see whether that Secret is for this registry and its password still holds", setImage];
    case "ambiguous":
      return [setImage, `where the image is private: ${secrets}`];
    case "rate limit":
      return [
        "pull with an account (imagePullSecrets), or from a mirror; the kubelet tries again by itself, and the limit passes",
        describe,
      ];
    case "throttled":
      return ["wait: it is the kubelet's own limit (registryPullQPS), and it tries again by itself", describe];
    case "unreachable":
      return [
        `see whether the name of the registry in ${image ?? "the image"} is right, and whether the node reaches it (DNS, proxy, firewall)`,
        describe,
      ];
    case "certificate":
      return [
        "let the container runtime of the nodes trust the registry's authority, or give the registry a certificate that they trust",
        describe,
      ];
    case "plain http":
      return ["set the registry up as an insecure one in the container runtime of the nodes, or give it TLS", describe];
    case "platform":
      return [
        `use an image that is built for the node's architecture, or bind the Pod to nodes of another (nodeSelector kubernetes.io/arch): ${kubectl(["get", "nodes", "-L", "kubernetes.io/arch"])}`,
      ];
    case "full disk":
      return ["make room on the disk of the node, where images lie", ...lookAtNode];
    case "runtime":
      return ["see whether the container runtime of the node runs", ...lookAtNode];
    default:
      return [setImage, describe];
  }
}
