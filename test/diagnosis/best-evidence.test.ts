import { describe, expect, it } from "vitest";
import type { KubeObject } from "../../src/model/kube-object.js";
import { pod, running, waiting } from "../lifecycle/pods.js";
import { brief, event, findingsOf, type TimedObject } from "./timed-objects.js";

const image = "registry.example/shop/web:1";
const web = (reason: string, message: string | undefined, of = image, more: object = {}): KubeObject =>
  pod({
    node: "n1",
    containers: [{ name: "nginx", image: of }],
    statuses: [{ ...waiting(reason), state: { waiting: { reason, message } } }],
    ...more,
  });
const failed = (answer: string, of?: string) => web("ErrImagePull", answer, of);
const backOff = (of = image, reason?: string) =>
  web("ImagePullBackOff", `Back-off pulling image "${of}"${reason === undefined ? "" : `: ErrImagePull: ${reason}`}`, of);
const each = (...objects: readonly KubeObject[]): readonly TimedObject[] => objects.map((object, i) => [i * 30, object]);

const missing = `failed to resolve reference "${image}": ${image}: not found`;
const unauthorized = "unauthorized: authentication required";

describe("a finding keeps the message that explains most", () => {
  const pullOf = (history: readonly TimedObject[]) => findingsOf(history)[0];

  it.each<[string, readonly KubeObject[]]>([
    ["the reason first, then the bare back-off", [failed(missing), backOff(), backOff()]],
    ["the bare back-off first, then the reason", [backOff(), failed(missing), backOff()]],
    ["the reason in the back-off only", [backOff(), backOff(image, missing), backOff()]],
    ["an answer that says nothing about the image later", [failed(missing), failed("pull QPS exceeded"), backOff()]],
    ["a pull that was canceled later", [failed(missing), failed("rpc error: code = Canceled desc = context canceled"), backOff()]],
    ["an answer that is not known later", [failed(missing), failed("something new"), backOff()]],
  ])("%s", (_order, objects) => {
    const [pull, second] = findingsOf(each(...objects));
    expect(pull).toMatchObject({ class: "ErrImagePull", severity: "critical", message: expect.stringContaining("no such image or tag") });
    expect(pull?.advice[0]).toContain("correct the image");
    expect(second).toMatchObject({ class: "ImagePullBackOff", advice: pull?.advice });
  });

  it.each([
    ["before the status", 5],
    ["after it", 25],
  ])("that only a Kubernetes Event has, seen %s", (_when, second) => {
    const about = backOff();
    const answer = event(about, "Failed", `Failed to pull image "${image}": rpc error: code = NotFound desc = ${missing}`, {
      container: "nginx",
    });
    const history: readonly TimedObject[] = [
      [0, web("ContainerCreating", undefined)],
      [second, answer],
      [20, about],
      [60, { ...answer, message: "Error: ImagePullBackOff", metadata: { ...answer.metadata, uid: "other" } }],
      [90, backOff()],
    ];
    const [pull] = findingsOf([...history].sort(([a], [b]) => a - b));
    expect(pull?.message).toContain("no such image or tag");
  });

  it("that only a Kubernetes Event has which names no container", () => {
    const about = backOff();
    const answer = event(about, "Failed", `Failed to pull image "${image}": ${missing}`);
    const other = event(about, "Failed", 'Failed to pull image "registry.example/shop/other:1": unauthorized');
    const canceled = event(about, "Failed", `Failed to pull image "${image}": context canceled`);
    const message = pullOf([
      [0, about],
      [1, answer],
      [2, other],
      [3, canceled],
    ])?.message;
    expect(message).toContain("no such image or tag");
  });

  it("of two that explain as much, the newer", () => {
    expect(pullOf(each(failed(missing), backOff(), failed(unauthorized), backOff()))?.message).toContain("valid credentials");
    expect(pullOf(each(failed("something new"), failed("something else"), backOff()))?.message).toContain("something else");
  });

  it("but not of another image", () => {
    const other = "registry.example/shop/web:2";
    const all = findingsOf(each(failed(missing), backOff(), backOff(other)));
    const open = all.filter(({ resolved }) => !resolved);
    expect(open[0]?.message).toBe("The kubelet could not pull image registry.example/shop/web:2 for container nginx.");
  });

  it("and not of an earlier failure that was over", () => {
    const up = pod({ node: "n1", phase: "Running", containers: [{ name: "nginx", image }], statuses: [running()] });
    const all = findingsOf(each(failed(missing), up, backOff()));
    expect(all.filter(({ resolved }) => !resolved)[0]?.message).not.toContain("no such image");
  });

  it("a bare back-off adds no second failure to one with a name of its own", () => {
    const rejected = web("SignatureValidationFailed", "SignatureValidationFailed: A signature was required, but no signature exists");
    expect(brief(each(rejected, backOff()))).toEqual([
      "critical SignatureValidationFailed Pod/web[nginx]",
      "critical ImagePullBackOff Pod/web[nginx] ← 0",
    ]);
  });
});

describe("what only follows from an earlier failure does not hide it", () => {
  const creating = web("ContainerCreating", undefined);

  it.each([
    [
      "FailedCreatePodSandBox",
      "Failed to create pod sandbox: rpc error: code = Unknown desc = failed to setup network for sandbox: no IP addresses available in range set",
      'Failed to create pod sandbox: rpc error: code = Unknown desc = failed to reserve sandbox name "web_0": name "web_0" is reserved for "9f86"',
      "no IP addresses available",
    ],
    [
      "FailedMount",
      'MountVolume.MountDevice failed for volume "data" : rpc error: code = Internal desc = mount failed: wrong fs type, bad superblock',
      'MountVolume.MountDevice failed for volume "data" : rpc error: code = Aborted desc = an operation with the given Volume ID already exists',
      "bad superblock",
    ],
  ])("%s", (reason, cause, consequence, words) => {
    const history: readonly TimedObject[] = [
      [0, creating],
      [10, event(creating, reason, cause)],
      [60, event(creating, reason, consequence)],
    ];
    expect(findingsOf(history, 120)).toMatchObject([{ class: reason, message: expect.stringContaining(words) }]);
  });

  it("CreateContainerError", () => {
    const history = each(
      web("CreateContainerError", "failed to apply OCI options: no command specified"),
      web("CreateContainerError", 'failed to reserve container name "web_0": name "web_0" is reserved for "9f86"'),
    );
    expect(findingsOf(history)[0]).toMatchObject({
      message: expect.stringContaining("no command specified"),
      advice: [expect.stringContaining("set a command"), expect.anything()],
    });
  });
});

it("a name that the runtime uses for the image is no sign of another image, unless the spec was changed", () => {
  const answer = 'failed to pull image "mirror.example/cache/web-copy:9": boom';
  expect(findingsOf(each(failed(answer)))[0]?.message).toContain("boom");
  const changed = { metadata: { generation: 2 } };
  expect(brief(each(web("ErrImagePull", answer, image, changed)))).toEqual([]);
});
