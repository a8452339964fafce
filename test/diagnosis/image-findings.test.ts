import { describe, expect, it } from "vitest";
import { pod, running, waiting } from "../lifecycle/pods.js";
import { brief, event, findingsOf, type Told } from "./story.js";

/** As containerd relays what a registry or the network answers. */
const relayed = (answer: string) =>
  `failed to pull and unpack image "docker.io/library/nginx:1.27": failed to resolve reference "docker.io/library/nginx:1.27": ${answer}`;
const pulling = (message: string, reason = "ErrImagePull") =>
  pod({ node: "node-1", statuses: [{ ...waiting(reason), state: { waiting: { reason, message } } }] });
const findingOf = (message: string, reason?: string) => findingsOf([[1, pulling(message, reason)]])[0];

describe("why an image cannot be pulled is said first, and the advice is for that", () => {
  it.each([
    ["docker.io/library/nginx:1.27: not found", "no such image or tag", "correct the image"],
    [
      "pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed",
      "no such image, or refuses access",
      "correct the image",
    ],
    [
      "failed to authorize: failed to fetch anonymous token: unexpected status from GET request to https://auth.example.com/token: 401 Unauthorized",
      "refuses access",
      "pull secrets",
    ],
    ["unexpected status from HEAD request to https://ghcr.io/v2/x/nginx/manifests/1.27: 403 Forbidden", "refuses access", "pull secrets"],
    [
      'failed to do request: Head "https://registry.example.com/v2/nginx/manifests/1.27": dial tcp: lookup registry.example.com on 10.96.0.10:53: no such host',
      "cannot be reached",
      "DNS",
    ],
    [
      'failed to do request: Head "https://registry.example.com/v2/": tls: failed to verify certificate: x509: certificate signed by unknown authority',
      "certificate",
      "authority",
    ],
    ['failed to do request: Head "https://10.0.0.1:5000/v2/": http: server gave HTTP response to HTTPS client', "plain HTTP", "insecure"],
    [
      "failed to copy: httpReadSeeker: failed open: unexpected status code https://registry-1.docker.io/v2/library/nginx/manifests/sha256:4034290: 429 Too Many Requests - Server message: toomanyrequests: You have reached your pull rate limit",
      "limits how often",
      "with an account",
    ],
    ["no match for platform in manifest: not found", "architecture", "nodeSelector"],
    [
      "failed to extract layer sha256:401aa: write /var/lib/containerd/x: no space left on device: unknown",
      "disk of the node is full",
      "room",
    ],
    ["unexpected status from HEAD request to https://quay.io/v2/x: 503 Service Unavailable", "cannot be reached", "DNS"],
  ])("%s", (answer, words, advice) => {
    const finding = findingOf(relayed(answer));
    expect(finding).toMatchObject({ class: "ErrImagePull", severity: "critical", message: expect.stringContaining(words) });
    expect(finding?.advice[0]).toContain(advice);
  });

  it("an address that the answer quotes is not taken for the name of another image", () => {
    const message = 'Error response from daemon: Get "https://registry-1.docker.io/v2/": context deadline exceeded';
    expect(findingOf(message)?.message).toContain("the registry cannot be reached");
  });

  it("a runtime that does not answer is no fault of the registry", () => {
    const message = 'Failed to inspect image "": connection error: dial unix /run/containerd/containerd.sock: connect: connection refused';
    expect(findingOf(message, "ImageInspectError")).toMatchObject({ message: expect.stringContaining("runtime of the node") });
  });

  it("the kubelet's own limit passes by itself", () => {
    const limited: readonly Told[] = [
      [1, pulling("pull QPS exceeded")],
      [20, pod({ node: "node-1", phase: "Running", statuses: [running()] })],
    ];
    expect(brief(limited)).toEqual([]);
  });
});

describe("pull secrets", () => {
  const warned = (about: ReturnType<typeof pod>) =>
    event(
      about,
      "FailedToRetrieveImagePullSecret",
      "Unable to retrieve some image pull secrets (regcred); attempting to pull the image may not succeed.",
    );

  it("one that is missing explains why the registry refuses access", () => {
    const web = pulling(relayed("pull access denied, repository does not exist or may require authorization"));
    const story: readonly Told[] = [
      [0, web],
      [1, warned(web)],
    ];
    expect(brief(story)).toEqual(["critical SecretNotFound Secret/regcred", "critical ErrImagePull Pod/web[nginx] ← 0"]);
    expect(findingsOf(story)[0]?.advice.join()).not.toContain("optional");
  });

  it("one that is missing explains nothing where the registry has no such image, and alone is no failure", () => {
    const web = pulling(relayed("docker.io/library/nginx:1.27: not found"));
    expect(
      brief([
        [0, web],
        [1, warned(web)],
      ]),
    ).toEqual(["critical ErrImagePull Pod/web[nginx]"]);
    const up = pod({ node: "node-1", phase: "Running", statuses: [running()] });
    expect(
      brief([
        [0, up],
        [1, warned(up)],
      ]),
    ).toEqual([]);
  });
});

describe("what to try follows from why a container could not be made or started", () => {
  const runc = (said: string) =>
    `failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: error during container init: ${said}`;

  it.each([
    [
      "CreateContainerConfigError",
      "container has runAsNonRoot and image has non-numeric user (nginx), cannot verify user is non-root",
      "runAsUser",
    ],
    ["CreateContainerConfigError", "container's runAsUser breaks non-root policy", "runAsUser"],
    ["CreateContainerConfigError", 'failed to prepare subPath for volumeMount "data" of container "nginx"', "subPath"],
    ["CreateContainerError", "failed to apply OCI options: no command specified", "a command"],
    ["CreateContainerError", "context deadline exceeded", "overloaded"],
    ["RunContainerError", runc('exec: "foo": executable file not found in $PATH'), "command and args"],
    ["RunContainerError", runc('exec: "/etc/hosts": permission denied'), "chmod"],
    ["RunContainerError", runc('chdir to cwd ("/nope") set in config.json failed: permission denied'), "workingDir"],
    [
      "RunContainerError",
      runc(
        'error mounting "/var/lib/kubelet/pods/x/volume-subpaths/conf/nginx/0" to rootfs at "/etc/nginx.conf": not a directory: Are you trying to mount a directory onto a file (or vice-versa)?',
      ),
      "a file goes onto a file",
    ],
    ["RunContainerError", runc("container init was OOM-killed (memory limit too low?)"), "memory limit"],
    ["RunContainerError", runc("exec /app/run: exec format error"), "architecture"],
  ])("%s: %s", (reason, message, advice) => {
    const finding = findingOf(message, reason);
    expect(finding).toMatchObject({ class: reason, severity: "critical" });
    expect(finding?.advice[0]).toContain(advice);
  });

  it("a cache that fills a moment later was none", () => {
    const story: readonly Told[] = [
      [1, pulling("failed to sync secret cache: timed out waiting for the condition", "CreateContainerConfigError")],
      [20, pod({ node: "node-1", phase: "Running", statuses: [running()] })],
    ];
    expect(brief(story)).toEqual([]);
  });
});
