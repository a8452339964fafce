import { describe, expect, it } from "vitest";
import type { PullCause } from "../../src/diagnosis/evidence/pull-causes.js";
import { pullAdvice, pullCauseOf, pullFailureInWords, pullRankOf } from "../../src/diagnosis/evidence/pull-failure.js";

const web = "registry.example/shop/web:1";
const hex = "8f38435637e72e821d5a5aca9e76bba94b3b4787fd6a30b51cf5a55b2d2b5913";
/** As containerd passes an answer on. */
const containerd = (answer: string, image = web) =>
  `rpc error: code = Unknown desc = failed to pull and unpack image "${image}": failed to resolve reference "${image}": ${answer}`;

const answers: Readonly<Record<PullCause, readonly string[]>> = {
  "full disk": [
    `failed to extract layer sha256:${hex}: write /var/lib/containerd/x: no space left on device: unknown`,
    "write /var/lib/docker/tmp/GetImageBlob123: no space left on device",
    "writing blob: storing blob to file: write /var/tmp/storage1/1: disk quota exceeded",
    "failed to copy: failed to open writer: There is not enough space on the disk.",
  ],
  throttled: ["pull QPS exceeded"],
  "rate limit": [
    "toomanyrequests: You have reached your pull rate limit. You may increase the limit by authenticating and upgrading: https://www.docker.com/increase-rate-limit",
    `failed to copy: httpReadSeeker: failed open: unexpected status code https://registry-1.docker.io/v2/x/manifests/sha256:${hex}: 429 Too Many Requests`,
    "reading manifest 1 in registry.example/shop/web: toomanyrequests: Rate exceeded",
    "received unexpected HTTP status: 429",
    "denied: Quota exceeded: pull rate limit reached",
  ],
  runtime: [
    'Failed to inspect image "": rpc error: code = Unavailable desc = connection error: desc = "transport: Error while dialing: dial unix /run/containerd/containerd.sock: connect: connection refused"',
    "Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?",
    "rpc error: code = Unavailable desc = error reading from server: EOF",
  ],
  "schema 1": [
    'failed to pull and unpack image "docker.io/bobrik/socat:latest": not implemented: media type "application/vnd.docker.distribution.manifest.v1+prettyjws" is no longer supported since containerd v2.1, please rebuild the image as "application/vnd.docker.distribution.manifest.v2+json"',
    "[DEPRECATION NOTICE] Docker Image Format v1, and Docker Image manifest version 2, schema 1 support is disabled by default and will be removed in an upcoming release.",
    "Pulling Schema 1 images have been deprecated and disabled by default since containerd v2.0.",
    "initializing source docker://registry.example/shop/web:1: unsupported schema version 1",
  ],
  platform: [
    "no match for platform in manifest: not found",
    "no matching manifest for linux/arm64/v8 in the manifest list entries",
    'choosing an image from manifest list docker://registry.example/shop/web:1: no image found in manifest list for architecture "arm64", variant "v8", OS "linux"',
    'image operating system "windows" cannot be used on this platform',
    "a Windows version 10.0.20348-based image is incompatible with a 10.0.17763 host",
  ],
  "short name": [
    'short-name "web:1" did not resolve to an alias and no unqualified-search registries are defined in "/etc/containers/registries.conf"',
    "short name mode is enforcing, but image name web:1 returns ambiguous list",
  ],
  "invalid name": [
    'Failed to apply default image tag "Web:1": couldn\'t parse image name "Web:1": invalid reference format: repository name must be lowercase',
    "invalid reference format",
  ],
  policy: [
    "unexpected status from GET request to https://harbor.example/v2/x: 412 Precondition Failed",
    "unknown: current image with 3 vulnerabilities cannot be pulled due to configured policy in 'Prevent images with vulnerability severity of \"High\" or higher from running.'",
  ],
  signature: [
    "Source image rejected: A signature was required, but no signature exists",
    "SignatureValidationFailed: no signature matched the policy",
  ],
  corrupt: [
    `failed commit on ref "layer-sha256:${hex}": unexpected commit digest sha256:${hex.replace("8", "9")}, expected sha256:${hex}: failed precondition`,
    'failed commit on ref "layer-x": "layer-x" failed size validation: 1024 != 4096: failed precondition',
    `filesystem layer verification failed for digest sha256:${hex}`,
    `copying system image: reading blob sha256:${hex}: Digest did not match, expected sha256:${hex}, got sha256:0`,
    `manifest verification failed for digest sha256:${hex}`,
  ],
  proxy: [
    'failed to do request: Head "https://registry.example/v2/": proxyconnect tcp: dial tcp 10.0.0.9:3128: connect: connection refused',
    'Get "https://registry.example/v2/": Proxy Authentication Required',
    'failed to do request: Head "https://registry.example/v2/shop/web/manifests/1": Forbidden',
    'Error response from daemon: Get "https://registry.example/v2/": Service Unavailable',
  ],
  dns: [
    'failed to do request: Head "https://registry.example/v2/shop/web/manifests/1": dial tcp: lookup registry.example on 10.0.0.2:53: no such host',
    'Get "https://registry.example/v2/": dial tcp: lookup registry.example on 10.0.0.2:53: server misbehaving',
    'Get "https://registry.example/v2/": dial tcp: lookup registry.example on 10.0.0.2:53: read udp 10.0.0.1:4->10.0.0.2:53: i/o timeout',
    "pinging container registry registry.example: dial tcp: lookup registry.example: Temporary failure in name resolution",
  ],
  "plain http": ['failed to do request: Head "https://10.0.0.1:5000/v2/": http: server gave HTTP response to HTTPS client'],
  certificate: [
    'failed to do request: Head "https://registry.example/v2/": tls: failed to verify certificate: x509: certificate signed by unknown authority',
    "x509: certificate has expired or is not yet valid: current time 2026-03-01T10:00:00Z is after 2026-01-01T00:00:00Z",
    'Get "https://10.0.0.1/v2/": x509: cannot validate certificate for 10.0.0.1 because it doesn\'t contain any IP SANs',
    "remote error: tls: handshake failure",
  ],
  "connection refused": [
    'failed to do request: Head "https://registry.example:5000/v2/": dial tcp 10.0.0.7:5000: connect: connection refused',
    "dial tcp 10.0.0.7:5000: connectex: No connection could be made because the target machine actively refused it.",
  ],
  unreachable: [
    'Get "https://registry.example/v2/": dial tcp 10.0.0.7:443: connect: no route to host',
    "dial tcp: connect: network is unreachable",
  ],
  "server error": [
    "unexpected status from HEAD request to https://registry.example/v2/shop/web/manifests/1: 503 Service Unavailable",
    "received unexpected HTTP status: 502 Bad Gateway",
    "error parsing HTTP 502 response body: invalid character '<' looking for beginning of value: \"<html>\"",
    `reading blob sha256:${hex}: fetching blob: received unexpected HTTP status: 500 Internal Server Error`,
    "unexpected status code [manifests 1]: 504 Gateway Timeout",
    "failed to fetch anonymous token: unexpected status: 500 Internal Server Error",
    "RegistryUnavailable: registry is unavailable",
  ],
  timeout: [
    'failed to do request: Head "https://registry.example/v2/": dial tcp 10.0.0.7:443: i/o timeout',
    'Get "https://registry-1.docker.io/v2/": net/http: TLS handshake timeout',
    'Get "https://registry-1.docker.io/v2/": net/http: request canceled while waiting for connection (Client.Timeout exceeded while awaiting headers)',
    "rpc error: code = DeadlineExceeded desc = context deadline exceeded",
    "net/http: timeout awaiting response headers",
    "failed to authorize: failed to fetch anonymous token: dial tcp 1.2.3.4:443: i/o timeout",
  ],
  interrupted: [
    "failed to copy: httpReadSeeker: failed open: unexpected EOF",
    "read tcp 10.0.0.1:40000->10.0.0.7:443: read: connection reset by peer",
    'Get "https://registry.example/v2/": EOF',
    "stream error: stream ID 5; PROTOCOL_ERROR; received from peer",
  ],
  "credential helper": [
    'error getting credentials - err: exec: "docker-credential-ecr-login": executable file not found in $PATH',
    "failed to get credentials from credential provider plugin",
  ],
  unpack: [
    "mkdir /var/lib/containerd/tmpmounts: read-only file system",
    "failed to copy: write /var/lib/containerd/io.containerd.content.v1.content/ingest/1/data: input/output error",
    `failed to extract layer sha256:${hex}: mount callback failed on /var/lib/containerd/tmpmounts/x: lchown /etc/gshadow: operation not permitted: unknown`,
    "failed to register layer: Error processing tar file(exit status 1): operation not permitted",
    "failed to prepare extraction snapshot: parent snapshot sha256:1 does not exist: not found",
    "mkdir /var/lib/containerd/x: permission denied",
    "copying system image from manifest list: creating image: layer not known",
  ],
  canceled: ["rpc error: code = Canceled desc = context canceled", "failed to copy: httpReadSeeker: failed open: context canceled"],
  "missing blob": [
    `failed to copy: httpReadSeeker: failed open: could not fetch content descriptor sha256:${hex} (application/vnd.docker.container.image.v1+json) from remote: not found`,
    `failed to copy: httpReadSeeker: failed open: content at https://registry.example/v2/shop/web/blobs/sha256:${hex} not found: not found`,
    `failed to copy: httpReadSeeker: failed open: content at https://registry.example/v2/shop/web/manifests/sha256:${hex} not found: not found`,
    "error pulling image configuration: blob unknown to registry",
    `copying system image from manifest list: reading blob sha256:${hex}: fetching blob: StatusCode: 404`,
    `unexpected status from GET request to https://registry.example/v2/shop/web/blobs/sha256:${hex}: 404 Not Found`,
    "unknown blob",
  ],
  ambiguous: [
    "pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed",
    "pull access denied for shop/web, repository does not exist or may require 'docker login': denied: requested access to the resource is denied",
    "reading manifest 1 in docker.io/shop/web: requested access to the resource is denied",
    'Permission "artifactregistry.repositories.downloadArtifacts" denied on resource "projects/p" (or it may not exist)',
  ],
  "missing repository": [
    "name unknown: The repository with name 'shop/web' does not exist in the registry with id '123456789012'",
    "reading manifest 1 in registry.example/shop/web: name unknown: repository name not known to registry",
    'unexpected status: 404: {"errors":[{"code":"NAME_UNKNOWN","message":"repository name not known to registry"}]}',
    "unknown: repository shop/web not found",
  ],
  unauthorized: [
    "Error determining manifest MIME type for docker://registry.example/shop/web:1: unable to retrieve auth token: invalid username/password",
    "failed to authorize: failed to fetch anonymous token: unexpected status from GET request to https://auth.example/token: 401 Unauthorized",
    "reading manifest 1 in registry.example/shop/web: unauthorized: authentication required",
    "no basic auth credentials",
    "denied: Your authorization token has expired. Reauthenticate and try again.",
    "unauthorized: incorrect username or password",
  ],
  denied: [
    "unexpected status from HEAD request to https://ghcr.io/v2/shop/web/manifests/1: 403 Forbidden",
    "denied: access forbidden",
    "denied: denied",
  ],
  "missing digest": [],
  "missing tag": [
    "registry.example/shop/web:1: not found",
    "manifest for registry.example/shop/web:1 not found: manifest unknown: manifest unknown",
    "initializing source docker://registry.example/shop/web:1: reading manifest 1 in registry.example/shop/web: manifest unknown",
    "unexpected status from HEAD request to https://registry.example/v2/shop/web/manifests/1: 404 Not Found",
    "unknown: Tag 1 was deleted or has expired. To pull, revive via time machine",
    "manifest unknown: Requested image not found",
    "unknown: artifact shop/web:1 not found",
    'unexpected status: {"errors":[{"code":"MANIFEST_UNKNOWN","message":"manifest unknown"}]}',
  ],
  format: [
    'mediaType in manifest should be "application/vnd.oci.image.manifest.v1+json" not "application/json"',
    "encountered unknown type application/vnd.cncf.helm.config.v1+json; children may not be fetched",
    "unsupported manifest media type and no default available",
  ],
};

const cases = Object.entries(answers).flatMap(([cause, texts]) => texts.map((text) => [cause, text] as const));

describe("the cause of a failed pull", () => {
  it.each(cases)("%s: %s", (cause, answer) => {
    expect(pullCauseOf(answer, web)).toBe(cause);
  });

  it.each(cases)("is the same however the answer was passed on: %s: %s", (cause, answer) => {
    expect(pullCauseOf(containerd(answer), web)).toBe(cause);
    expect(pullCauseOf(`Failed to pull image "${web}": ${containerd(answer)}`, web)).toBe(cause);
    expect(pullCauseOf(`Back-off pulling image "${web}": ErrImagePull: ${answer}`, web)).toBe(cause);
  });

  it("a digest that the registry does not have is not a missing tag", () => {
    const image = `registry.example/shop/web@sha256:${hex}`;
    expect(pullCauseOf(containerd(`${image}: not found`, image), image)).toBe("missing digest");
    expect(pullCauseOf(`reading manifest sha256:${hex} in registry.example/shop/web: manifest unknown`, image)).toBe("missing digest");
  });

  it("what CRI-O says of mirrors does not hide the answer of the registry", () => {
    const answer =
      'initializing source docker://registry.example/shop/web:1: (Mirrors also failed: [mirror.local/shop/web:1: pinging container registry mirror.local: Get "https://mirror.local/v2/": dial tcp: lookup mirror.local: no such host]): registry.example/shop/web:1: reading manifest 1 in registry.example/shop/web: manifest unknown';
    expect(pullCauseOf(answer, web)).toBe("missing tag");
  });
});

describe("words in names are no cause", () => {
  it.each([
    "registry.example/team-503/web:500-internal",
    "registry.example/denied/unauthorized:x509",
    "not-found.example:5000/manifest-unknown/certificate:429",
    "timeout/eof-service:canceled",
    "signature-proxy:1",
  ])("%s", (image) => {
    expect(pullCauseOf(containerd("boom", image), image)).toBeUndefined();
    expect(pullCauseOf(`initializing source docker://${image}: boom`, image)).toBeUndefined();
    expect(pullCauseOf(containerd(`${image}: not found`, image), image)).toBe("missing tag");
  });
});

describe("an unknown answer", () => {
  const unknown = [
    "payment required",
    "Error determining manifest MIME type for docker://registry.example/shop/web:1: something new",
    "runtime said something new",
    'exec: "unpigz": executable file not found in $PATH',
  ];

  it.each(unknown)("is quoted, and its advice does not blame the image: %s", (answer) => {
    expect(pullCauseOf(answer, web)).toBeUndefined();
    expect(pullFailureInWords(containerd(answer), web)).toBe(answer);
    const advice = pullAdvice(undefined, { image: web, namespace: "shop", pod: "web-0", node: "n1", setImage: "kubectl set image" });
    expect(advice).toEqual([
      "see the full error: kubectl describe pod web-0 -n shop",
      `try the pull on node n1 itself: crictl pull ${web}`,
    ]);
  });
});

describe("how much a message explains", () => {
  it.each([
    [0, `Back-off pulling image "${web}"`],
    [0, "ErrImagePull"],
    [0, ""],
    [1, "pull QPS exceeded"],
    [1, "rpc error: code = Canceled desc = context canceled"],
    [1, "something new"],
    [2, `Back-off pulling image "${web}": ErrImagePull: manifest unknown`],
  ])("%i: %s", (rank, message) => {
    expect(pullRankOf(message, web)).toBe(rank);
  });
});

it("every cause has advice of its own", () => {
  const context = { image: web, namespace: "shop", pod: "web-0", node: "n1", setImage: "SET" };
  const first = (Object.keys(answers) as PullCause[]).map((cause) => pullAdvice(cause, context)[0]);
  const blaming = new Set<PullCause>(["ambiguous", "missing repository", "missing tag"]);
  const own = (Object.keys(answers) as PullCause[]).filter(
    (cause) => !blaming.has(cause) && cause !== "unauthorized" && cause !== "denied",
  );
  expect(first.every((advice) => advice !== undefined && advice !== "")).toBe(true);
  expect(new Set(own.map((cause) => pullAdvice(cause, context)[0])).size).toBe(own.length);
  expect(own.filter((cause) => pullAdvice(cause, context)[0]?.startsWith("correct the image: SET"))).toEqual(["invalid name"]);
});
