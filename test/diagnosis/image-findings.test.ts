import { describe, expect, it } from "vitest";
import { pod, running, waiting } from "../lifecycle/pods.js";
import { brief, event, findingsOf, type TimedObject } from "./timed-objects.js";

/** The answer of a registry or the network, as containerd passes it on. */
const relayed = (answer: string) =>
  `failed to pull and unpack image "docker.io/library/nginx:1.27": failed to resolve reference "docker.io/library/nginx:1.27": ${answer}`;
const pulling = (message: string, reason = "ErrImagePull") =>
  pod({ node: "node-1", statuses: [{ ...waiting(reason), state: { waiting: { reason, message } } }] });
const findingOf = (message: string, reason?: string) => findingsOf([[1, pulling(message, reason)]])[0];

describe("the reason for a failed pull comes first, and the advice fits it", () => {
  it.each([
    ["docker.io/library/nginx:1.27: not found", "no such image or tag", "correct the image"],
    [
      "pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed",
      "no such image, or denies access",
      "correct the image",
    ],
    [
      "failed to authorize: failed to fetch anonymous token: unexpected status from GET request to https://auth.example.com/token: 401 Unauthorized",
      "denies access",
      "pull secrets",
    ],
    ["unexpected status from HEAD request to https://ghcr.io/v2/x/nginx/manifests/1.27: 403 Forbidden", "denies access", "pull secrets"],
    [
      'failed to do request: Head "https://registry.example.com/v2/nginx/manifests/1.27": dial tcp: lookup registry.example.com on 10.96.0.10:53: no such host',
      "cannot resolve the name of the registry",
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
      "pull rate limit",
      "with an account",
    ],
    ["no match for platform in manifest: not found", "architecture", "nodeSelector"],
    [
      "failed to extract layer sha256:401aa: write /var/lib/containerd/x: no space left on device: unknown",
      "disk of the node is full",
      "free disk space",
    ],
    ["unexpected status from HEAD request to https://quay.io/v2/x: 503 Service Unavailable", "server error", "state of the registry"],
  ])("%s", (answer, words, advice) => {
    const finding = findingOf(relayed(answer));
    expect(finding).toMatchObject({ class: "ErrImagePull", severity: "critical", message: expect.stringContaining(words) });
    expect(finding?.advice[0]).toContain(advice);
  });

  it("an address in the answer is not mistaken for another image", () => {
    const message = 'Error response from daemon: Get "https://registry-1.docker.io/v2/": context deadline exceeded';
    expect(findingOf(message)?.message).toContain("did not answer in time");
  });

  it("a runtime that does not respond is not blamed on the registry", () => {
    const message = 'Failed to inspect image "": connection error: dial unix /run/containerd/containerd.sock: connect: connection refused';
    expect(findingOf(message, "ImageInspectError")).toMatchObject({ message: expect.stringContaining("runtime of the node") });
  });

  it("a pull refused by the kubelet's own limit is transient", () => {
    const limited: readonly TimedObject[] = [
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

  it("a missing pull secret explains why the registry denies access", () => {
    const web = pulling(relayed("pull access denied, repository does not exist or may require authorization"));
    const history: readonly TimedObject[] = [
      [0, web],
      [1, warned(web)],
    ];
    expect(brief(history)).toEqual(["critical SecretNotFound Secret/regcred", "critical ErrImagePull Pod/web[nginx] ← 0"]);
    expect(findingsOf(history)[0]?.advice.join()).not.toContain("optional");
  });

  it("a missing pull secret explains no missing image, and alone is no failure", () => {
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

describe("the advice fits why a container could not be created or started", () => {
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
      "mount a file over a file",
    ],
    ["RunContainerError", runc("container init was OOM-killed (memory limit too low?)"), "memory limit"],
    ["RunContainerError", runc("exec /app/run: exec format error"), "architecture"],
  ])("%s: %s", (reason, message, advice) => {
    const finding = findingOf(message, reason);
    expect(finding).toMatchObject({ class: reason, severity: "critical" });
    expect(finding?.advice[0]).toContain(advice);
  });

  it("a cache that is filled a moment later is transient", () => {
    const history: readonly TimedObject[] = [
      [1, pulling("failed to sync secret cache: timed out waiting for the condition", "CreateContainerConfigError")],
      [20, pod({ node: "node-1", phase: "Running", statuses: [running()] })],
    ];
    expect(brief(history)).toEqual([]);
  });
});
