import { describe, expect, it } from "vitest";
import { auditFilter } from "../../../src/app/import/audit-selection.js";
import { auditEvent, everything, type NewObjectFrame, podState, readLogs, second } from "./support.js";

const line = auditEvent;
const told = (frames: readonly NewObjectFrame[]) =>
  frames.map(({ type, ref, resourceVersion, initial, inferred, derived, actor }) =>
    [type, ref.name, resourceVersion, initial && "initial", inferred && "inferred", derived && "derived", actor?.user]
      .filter(Boolean)
      .join(" "),
  );
const success = { kind: "Status", apiVersion: "v1", status: "Success" };
const created = line({ verb: "create", stageTimestamp: second(0), responseObject: podState("1") });
const running = { spec: { nodeName: "n1" }, status: { phase: "Running" } };
const onNode = line({ verb: "patch", stageTimestamp: second(2), responseObject: podState("3", running) });
const file = (...lines: readonly string[]) => lines.join("\n");
const pod = { resource: "pods", namespace: "shop", name: "web", apiVersion: "v1" };
const map = (name: string, resourceVersion: string, metadata: object = {}) => ({
  kind: "ConfigMap",
  apiVersion: "v1",
  metadata: { name, namespace: "shop", uid: `u-${name}`, resourceVersion, ...metadata },
});
const mapRef = (name?: string) => ({
  objectRef: { resource: "configmaps", namespace: "shop", apiVersion: "v1", ...(name === undefined ? {} : { name }) },
});

describe("who asked", () => {
  it("user, impersonated user, verb, subresource, user agent and addresses are on the frame", () => {
    const event = {
      ...{ verb: "patch", stageTimestamp: second(1), responseObject: podState("2") },
      user: { username: "alice", groups: ["dev"] },
      impersonatedUser: { username: "system:admin" },
      userAgent: "kubectl/v1.36.2 (linux/amd64)",
      sourceIPs: ["10.0.0.7", "192.168.1.1"],
      objectRef: { ...pod, subresource: "status" },
    };
    const [, frame] = readLogs([file(created, line(event))]).frames;
    expect(frame?.actor).toEqual({
      ...{ user: "alice", as: "system:admin", verb: "patch", subresource: "status" },
      userAgent: "kubectl/v1.36.2 (linux/amd64)",
      sources: ["10.0.0.7", "192.168.1.1"],
    });
  });

  it("offsets and times are those of the answers, from the first one", () => {
    const { frames } = readLogs([file(onNode, created)]);
    expect(frames.map(({ offsetMs, observedAt }) => [offsetMs, observedAt])).toEqual([
      [0, "2026-03-01T10:00:00.000Z"],
      [2000, "2026-03-01T10:00:02.000Z"],
    ]);
  });
});

describe("what is no change", () => {
  it.each([
    ["a conflict that is tried again", { responseStatus: { code: 409 } }],
    ["a server error", { responseStatus: { code: 500 } }],
    ["a dry run by its URI", { requestURI: "/api/v1/namespaces/shop/pods/web?fieldManager=kubectl&dryRun=All" }],
    ["the stage before the answer", { stage: "RequestReceived" }],
    ["a panic", { stage: "Panic" }],
    ["a read", { verb: "get" }],
    ["a watch", { verb: "watch" }],
    ["a shell in a container", { verb: "create", objectRef: { ...pod, subresource: "exec" } }],
    ["a question about rights", { objectRef: { resource: "subjectaccessreviews", apiGroup: "authorization.k8s.io", apiVersion: "v1" } }],
    ["a token", { verb: "create", objectRef: { resource: "serviceaccounts", namespace: "shop", name: "default", subresource: "token" } }],
  ])("%s", (_, more) => {
    const event = line({ verb: "patch", stageTimestamp: second(1), responseObject: podState("2"), ...more });
    const { frames, omissions } = readLogs([file(created, event)]);
    expect(told(frames)).toEqual(["ADDED web 1 alice"]);
    expect(omissions).toEqual([]);
  });

  it("a dry run by the options in its body", () => {
    const options = { kind: "DeleteOptions", apiVersion: "v1", dryRun: ["All"] };
    const deletion = line({ verb: "delete", stageTimestamp: second(3), requestObject: options, responseObject: podState("3", running) });
    const eviction = line({
      ...{ verb: "create", stageTimestamp: second(4), objectRef: { ...pod, subresource: "eviction" } },
      ...{ requestObject: { kind: "Eviction", deleteOptions: options }, responseObject: success },
    });
    const { frames, counts } = readLogs([file(created, onNode, deletion, eviction)]);
    expect(told(frames)).toEqual(["ADDED web 1 alice", "MODIFIED web 3 alice"]);
    expect(counts.nothing["dry run"]).toBe(2);
  });

  it("a patch that changed nothing answers with the version that is known", () => {
    const again = line({ verb: "patch", auditID: "other", stageTimestamp: second(3), responseObject: podState("3", running) });
    expect(told(readLogs([file(created, onNode, again)]).frames)).toEqual(["ADDED web 1 alice", "MODIFIED web 3 alice"]);
  });
});

describe("the order", () => {
  it("versions order the changes of one object where clocks of API servers differ", () => {
    const states = [1, 2, 3].map((n) =>
      line({ verb: n === 1 ? "create" : "patch", stageTimestamp: second(10 - n), responseObject: podState(`${n}`) }),
    );
    const { frames } = readLogs(states);
    expect(told(frames)).toEqual(["ADDED web 1 alice", "MODIFIED web 2 alice", "MODIFIED web 3 alice"]);
    expect(frames.map(({ offsetMs }) => offsetMs)).toEqual([0, 0, 0]);
  });

  it("versions order changes of several objects at the same time", () => {
    const events = ["10", "9"].map((version) =>
      line({ verb: "create", stageTimestamp: second(1), ...mapRef(`m${version}`), responseObject: map(`m${version}`, version) }),
    );
    expect(told(readLogs(events).frames)).toEqual(["ADDED m9 9 alice", "ADDED m10 10 alice"]);
  });

  it("lines of several API servers about one request are one change, and the one with the object counts", () => {
    const named = line({ verb: "patch", auditID: "one", level: "Metadata", stageTimestamp: second(1), responseObject: undefined });
    const whole = line({ verb: "patch", auditID: "one", stageTimestamp: second(1), responseObject: podState("2") });
    const { frames, omissions } = readLogs([file(named, created), whole]);
    expect(told(frames)).toEqual(["ADDED web 1 alice", "MODIFIED web 2 alice"]);
    expect(omissions).toEqual([]);
  });

  it("an id that a client gave to several requests does not make them one", () => {
    const [one, two] = ["2", "3"].map((version) =>
      line({ verb: "patch", auditID: "mine", stageTimestamp: second(Number(version)), responseObject: podState(version) }),
    );
    expect(readLogs([file(created, one ?? "", two ?? "")]).frames).toHaveLength(3);
  });
});

describe("the first state", () => {
  it("an object that is first seen when it changes existed before", () => {
    expect(told(readLogs([onNode]).frames)).toEqual(["ADDED web 3 initial alice"]);
  });

  it("server-side apply creates with a patch that is answered with 201", () => {
    const apply = line({ verb: "patch", stageTimestamp: second(1), responseStatus: { code: 201 }, responseObject: podState("2") });
    expect(told(readLogs([apply]).frames)).toEqual(["ADDED web 2 alice"]);
  });

  it("a name that the API server made is taken from its answer", () => {
    const event = line({
      ...{ verb: "create", stageTimestamp: second(0), responseObject: podState("1"), objectRef: { ...pod, name: undefined } },
    });
    const binding = line({
      ...{ verb: "create", stageTimestamp: second(1), objectRef: { ...pod, subresource: "binding" }, responseObject: success },
      requestObject: { target: { kind: "Node", name: "n1" } },
    });
    expect(told(readLogs([file(event, binding)]).frames)).toEqual(["ADDED web 1 alice", "MODIFIED web derived alice"]);
  });
});

describe("subresources", () => {
  it("a binding puts the last known state onto the node, at no version", () => {
    const binding = line({
      ...{ verb: "create", stageTimestamp: second(1), objectRef: { ...pod, subresource: "binding" }, responseObject: success },
      requestObject: { metadata: { name: "web", uid: "u-1" }, target: { kind: "Node", name: "n1" } },
    });
    const { frames, omissions } = readLogs([file(created, binding, onNode)]);
    expect(told(frames)).toEqual(["ADDED web 1 alice", "MODIFIED web derived alice", "MODIFIED web 3 alice"]);
    expect(frames[1]?.revision.object).toMatchObject({
      metadata: { uid: "u-1" },
      spec: { nodeName: "n1" },
      status: { conditions: [{ type: "PodScheduled", status: "True", lastTransitionTime: "2026-03-01T10:00:01Z" }] },
    });
    expect(omissions).toEqual([
      "answers: 1 state derived from requests (binding, eviction, scale, deletion, metadata), which answer without the object",
    ]);
  });

  it("a binding of a Pod that is not known names it only", () => {
    const binding = line({
      ...{ verb: "create", stageTimestamp: second(1), objectRef: { ...pod, subresource: "binding" }, responseObject: success },
      requestObject: { target: { name: "n1" } },
    });
    const { frames, omissions } = readLogs([binding]);
    expect(frames).toEqual([]);
    expect(omissions[0]).toContain("pods shop/web (1 change from 2026-03-01T10:00:01.000Z)");
  });

  it("a scale gives the object its replicas and the version of the answer", () => {
    const deployment = (resourceVersion: string, replicas: number) => ({
      kind: "Deployment",
      apiVersion: "apps/v1",
      metadata: { name: "web", namespace: "shop", uid: "d-1", resourceVersion, generation: 4 },
      spec: { replicas },
    });
    const ref = { resource: "deployments", apiGroup: "apps", apiVersion: "v1", namespace: "shop", name: "web" };
    const scale = {
      kind: "Scale",
      apiVersion: "autoscaling/v1",
      metadata: { name: "web", namespace: "shop", uid: "d-1", resourceVersion: "8" },
    };
    const events = [
      line({ verb: "update", stageTimestamp: second(0), objectRef: ref, responseObject: deployment("7", 3) }),
      line({ verb: "patch", stageTimestamp: second(1), objectRef: { ...ref, subresource: "scale" }, responseObject: scale }),
    ];
    const { frames } = readLogs(events);
    expect(told(frames)).toEqual(["ADDED web 7 initial alice", "MODIFIED web 8 derived alice"]);
    expect(frames[1]?.revision.object).toMatchObject({ metadata: { generation: 5 }, spec: { replicas: 0 } });
  });

  it.each(["status", "ephemeralcontainers", "resize"])("%s answers with the whole Pod", (subresource) => {
    const event = line({ verb: "patch", stageTimestamp: second(1), objectRef: { ...pod, subresource }, responseObject: podState("2") });
    const { frames } = readLogs([file(created, event)]);
    expect(told(frames)).toEqual(["ADDED web 1 alice", "MODIFIED web 2 alice"]);
    expect(frames[1]?.actor?.subresource).toBe(subresource);
  });

  it("an eviction requests the deletion; the kubelet's deletion with no grace period ends the Pod", () => {
    const eviction = line({
      ...{ verb: "create", stageTimestamp: second(3), objectRef: { ...pod, subresource: "eviction" }, responseStatus: { code: 201 } },
      ...{
        requestObject: { kind: "Eviction", deleteOptions: { gracePeriodSeconds: 5 } },
        responseObject: success,
        user: { username: "drain" },
      },
    });
    const final = { metadata: { deletionTimestamp: "2026-03-01T10:00:08Z", deletionGracePeriodSeconds: 0 }, ...running };
    const end = line({
      verb: "delete",
      stageTimestamp: second(6),
      responseObject: podState("9", final),
      user: { username: "system:node:n1" },
    });
    const { frames } = readLogs([file(created, onNode, eviction, end)]);
    expect(told(frames)).toEqual([
      "ADDED web 1 alice",
      "MODIFIED web 3 alice",
      "MODIFIED web derived drain",
      "DELETED web 9 system:node:n1",
    ]);
    expect(frames[2]?.revision.object.metadata).toMatchObject({ deletionTimestamp: "2026-03-01T10:00:08Z", deletionGracePeriodSeconds: 5 });
    expect(frames[2]?.revision.object["status"]).toMatchObject({
      conditions: [{ type: "DisruptionTarget", reason: "EvictionByEvictionAPI" }],
    });
  });

  it("an eviction of a Pod without a node deletes it at once, and a second one changes nothing", () => {
    const eviction = (at: number) =>
      line({ verb: "create", stageTimestamp: second(at), objectRef: { ...pod, subresource: "eviction" }, responseObject: success });
    expect(told(readLogs([file(created, eviction(1), eviction(2))]).frames)).toEqual(["ADDED web 1 alice", "DELETED web 1 derived alice"]);
  });
});

describe("deletions", () => {
  it("a Pod that waits for its grace period is changed, and gone when nothing is left of it", () => {
    const waiting = { metadata: { deletionTimestamp: second(33), deletionGracePeriodSeconds: 30 }, ...running };
    const requested = line({ verb: "delete", stageTimestamp: second(3), responseObject: podState("4", waiting) });
    const end = line({
      verb: "delete",
      stageTimestamp: second(5),
      responseObject: podState("6", { metadata: { deletionTimestamp: second(33), deletionGracePeriodSeconds: 0 } }),
    });
    expect(told(readLogs([file(created, requested, end)]).frames)).toEqual([
      "ADDED web 1 alice",
      "MODIFIED web 4 alice",
      "DELETED web 6 alice",
    ]);
  });

  it("an object that its deletion answers with, and that nothing holds, is gone", () => {
    const end = line({ verb: "delete", stageTimestamp: second(1), responseObject: podState("2") });
    expect(told(readLogs([file(created, end)]).frames)).toEqual(["ADDED web 1 alice", "DELETED web 2 alice"]);
  });

  it("who removes the last finalizer deletes the object", () => {
    const deleting = { deletionTimestamp: second(1), deletionGracePeriodSeconds: 0 };
    const events = [
      line({ verb: "create", stageTimestamp: second(0), ...mapRef("m"), responseObject: map("m", "1", { finalizers: ["a/b"] }) }),
      line({
        verb: "delete",
        stageTimestamp: second(1),
        ...mapRef("m"),
        responseObject: map("m", "2", { ...deleting, finalizers: ["a/b"] }),
      }),
      line({ verb: "patch", stageTimestamp: second(2), ...mapRef("m"), responseObject: map("m", "3", deleting), user: { username: "gc" } }),
    ];
    expect(told(readLogs(events).frames)).toEqual(["ADDED m 1 alice", "MODIFIED m 2 alice", "DELETED m 3 gc"]);
  });

  it("a deletion that is answered with a Status ends the last known state, by uid or by name", () => {
    for (const details of [{ uid: "u-m" }, { name: "m" }]) {
      const events = [
        line({ verb: "create", stageTimestamp: second(0), ...mapRef("m"), responseObject: map("m", "1") }),
        line({ verb: "delete", stageTimestamp: second(1), ...mapRef("m"), responseObject: { ...success, details } }),
      ];
      expect(told(readLogs(events).frames)).toEqual(["ADDED m 1 alice", "DELETED m 1 derived alice"]);
    }
  });

  it("a deletion of which the answer was logged earlier than a change before it comes last", () => {
    const events = [
      line({ verb: "delete", stageTimestamp: second(1), ...mapRef("m"), responseObject: { ...success, details: { uid: "u-m" } } }),
      line({ verb: "patch", stageTimestamp: second(2), ...mapRef("m"), responseObject: map("m", "1") }),
    ];
    expect(told(readLogs(events).frames)).toEqual(["ADDED m 1 initial alice", "DELETED m 1 derived alice"]);
  });

  it("a collection is deleted object by object; Pods on nodes have their grace period, and finalizers hold", () => {
    const items = [map("a", "1"), map("b", "2", { finalizers: ["x/y"] })].map(({ kind: _, apiVersion: __, ...item }) => item);
    const events = [
      line({ verb: "create", stageTimestamp: second(0), ...mapRef("a"), responseObject: map("a", "1") }),
      line({
        verb: "deletecollection",
        stageTimestamp: second(2),
        ...mapRef(),
        responseObject: { kind: "ConfigMapList", apiVersion: "v1", items },
      }),
      onNode,
      line({
        ...{ verb: "deletecollection", stageTimestamp: second(4), objectRef: { ...pod, name: undefined } },
        responseObject: { kind: "PodList", apiVersion: "v1", items: [podState("3", running)] },
      }),
    ];
    const { frames } = readLogs(events);
    expect(told(frames)).toEqual([
      "ADDED a 1 alice",
      "DELETED a 1 derived alice",
      "ADDED b 2 initial",
      "MODIFIED b derived alice",
      "ADDED web 3 initial alice",
      "MODIFIED web derived alice",
    ]);
    expect(frames[3]?.ref).toMatchObject({ kind: "ConfigMap", apiVersion: "v1" });
    expect(frames[5]?.revision.object.metadata).toMatchObject({
      deletionTimestamp: "2026-03-01T10:00:34Z",
      deletionGracePeriodSeconds: 30,
    });
  });

  it("the garbage collector and the namespace controller ask for metadata alone: the rest is the last known state", () => {
    const partial = (state: { readonly metadata: object }) => ({
      kind: "PartialObjectMetadata",
      apiVersion: "meta.k8s.io/v1",
      metadata: state.metadata,
    });
    const gc = { username: "system:serviceaccount:kube-system:generic-garbage-collector" };
    const waiting = { deletionTimestamp: second(33), deletionGracePeriodSeconds: 30, annotations: { note: "kept" } };
    const held = map("m", "7", { deletionTimestamp: second(2), deletionGracePeriodSeconds: 0, finalizers: ["foregroundDeletion"] });
    const free = map("m", "8", { deletionTimestamp: second(2), deletionGracePeriodSeconds: 0 });
    const items = [partial(map("n", "9")), partial(map("o", "9"))];
    const events = [
      created,
      onNode,
      line({ verb: "delete", stageTimestamp: second(3), user: gc, responseObject: partial(podState("4", { metadata: waiting })) }),
      line({ verb: "delete", stageTimestamp: second(4), ...mapRef("m"), responseObject: held }),
      line({ verb: "patch", stageTimestamp: second(5), ...mapRef("m"), user: gc, responseObject: partial(free) }),
      line({ verb: "create", stageTimestamp: second(6), ...mapRef("n"), responseObject: map("n", "9") }),
      line({
        verb: "deletecollection",
        stageTimestamp: second(7),
        ...mapRef(),
        responseObject: { kind: "PartialObjectMetadataList", apiVersion: "meta.k8s.io/v1", items },
      }),
    ];
    const { frames, omissions } = readLogs(events);
    expect(told(frames)).toEqual([
      "ADDED web 1 alice",
      "MODIFIED web 3 alice",
      `MODIFIED web 4 derived ${gc.username}`,
      "ADDED m 7 initial alice",
      `DELETED m 7 derived ${gc.username}`,
      "ADDED n 9 alice",
      "DELETED n 9 derived alice",
    ]);
    expect(frames[2]?.revision.object).toMatchObject({
      kind: "Pod",
      metadata: { annotations: { note: "kept" } },
      spec: { nodeName: "n1" },
    });
    expect(omissions[0]).toContain("configmaps shop/o (1 change");
  });

  it("metadata of a Secret has no values of it", () => {
    const secret = (resourceVersion: string) => ({
      kind: "Secret",
      apiVersion: "v1",
      metadata: { name: "s", namespace: "shop", uid: "s-1", resourceVersion },
    });
    const ref = { objectRef: { resource: "secrets", namespace: "shop", name: "s" } };
    const annotations = { copy: "hunter2 in clear" };
    const partial = { kind: "PartialObjectMetadata", apiVersion: "meta.k8s.io/v1", metadata: { ...secret("2").metadata, annotations } };
    const { frames } = readLogs([
      line({ verb: "create", stageTimestamp: second(0), ...ref, responseObject: secret("1") }),
      line({ verb: "patch", stageTimestamp: second(1), ...ref, responseObject: partial }),
    ]);
    expect(told(frames)).toEqual(["ADDED s 1 alice", "MODIFIED s 2 derived alice"]);
    expect(frames[1]?.revision.text).not.toContain("hunter2");
  });

  it("a new uid under a name shows that the old object is gone", () => {
    const other = { ...podState("5"), metadata: { ...podState("5").metadata, uid: "u-2" } };
    const { frames } = readLogs([file(created, line({ verb: "create", stageTimestamp: second(5), responseObject: other }))]);
    expect(told(frames)).toEqual(["ADDED web 1 alice", "DELETED web 1 inferred", "ADDED web 5 alice"]);
  });
});

describe("what has no state", () => {
  it("levels Metadata and Request name the objects, and how often they changed since when", () => {
    const metadata = [1, 2].map((at) =>
      line({ verb: "patch", auditID: `m${at}`, level: "Metadata", stageTimestamp: second(at), ...mapRef("m") }),
    );
    const request = line({ verb: "create", level: "Request", stageTimestamp: second(3), ...mapRef("r"), requestObject: map("r", "") });
    const { frames, omissions } = readLogs([file(created, ...metadata, request)]);
    expect(told(frames)).toEqual(["ADDED web 1 alice"]);
    expect(omissions).toEqual([
      "states: 3 changes of 2 objects known by name only, because the audit log has no answer for them (level Request or Metadata) or no earlier state: " +
        "configmaps shop/m (2 changes from 2026-03-01T10:00:01.000Z), configmaps shop/r (1 change from 2026-03-01T10:00:03.000Z)",
    ]);
  });

  it("the list of names is bounded", () => {
    const lines = Array.from({ length: 50 }, (_, n) =>
      line({ verb: "patch", auditID: `${n}`, level: "Metadata", stageTimestamp: second(n), ...mapRef(`m${n}`) }),
    );
    const [text = ""] = readLogs([file(...lines)]).omissions;
    expect(text).toContain("50 changes of 50 objects");
    expect(text).toContain(", and 30 more objects");
    expect(text.length).toBeLessThan(2000);
  });

  it("values of Secrets are digests", () => {
    const secret = {
      kind: "Secret",
      apiVersion: "v1",
      metadata: { name: "s", namespace: "shop", uid: "s-1", resourceVersion: "1" },
      data: { password: "aHVudGVyMg==" },
    };
    const event = line({
      verb: "create",
      stageTimestamp: second(0),
      objectRef: { resource: "secrets", namespace: "shop", name: "s" },
      requestObject: secret,
      responseObject: secret,
    });
    const [frame] = readLogs([event]).frames;
    expect(frame?.revision.text).toContain('"password":"kubespy:hmac-sha256:');
    expect(frame?.revision.text).not.toContain("aHVudGVyMg");
  });

  it.each([
    ["another kind", (text: string) => text.replaceAll('"kind":"Secret"', '"kind":"ConfigMap"')],
    ["a second kind", (text: string) => text.replaceAll('"kind":"Secret"', '"kind":"Secret","kind":"ConfigMap"')],
    ["another version", (text: string) => text.replaceAll('"kind":"Secret","apiVersion":"v1"', '"kind":"Secret","apiVersion":"v2"')],
  ])("values of an object at the address of Secrets are digests, also where it names %s", (_, changed) => {
    const secret = {
      ...{ kind: "Secret", apiVersion: "v1", metadata: { name: "s", namespace: "shop", uid: "s-1", resourceVersion: "1" } },
      data: { password: "aHVudGVyMg==" },
    };
    const objectRef = { resource: "secrets", namespace: "shop", name: "s" };
    const event = line({ verb: "create", stageTimestamp: second(0), objectRef, requestObject: secret, responseObject: secret });
    for (const frame of readLogs([changed(event)]).frames) expect(frame.revision.text).not.toContain("aHVudGVyMg");
  });
});

describe("damage", () => {
  const cut = onNode.slice(0, 300);
  it.each([
    ["a line that is cut", file(created, cut, onNode), ["line 2 is no audit event, or cut, and was skipped"]],
    ["a log that ends within a line", file(created, onNode, cut), ["line 3 is no audit event, or cut, and was skipped"]],
    ["a line that goes on where another was cut", file(created, cut + onNode), ["line 2 is no audit event, or cut, and was skipped"]],
    ["a line without its end, behind another one", file(created + onNode), []],
    ["a line that is no audit event", file(created, '{"kind":"Pod"}', onNode), ["line 2 is no audit event, or cut, and was skipped"]],
    [
      "an audit event without a time",
      file(created, line({ verb: "patch", stageTimestamp: "soon", responseObject: podState("2") }), onNode),
      ["line 2 is no audit event, or cut, and was skipped"],
    ],
    [
      "log lines between, and NULs",
      file("I0301 starting {}", created, "\0\0\0", "warn: {a}", onNode),
      ["2 lines are no audit events, or cut, and were skipped, the first in line 1"],
    ],
  ])("%s", (_, text, warnings) => {
    const { frames, warnings: said } = readLogs([text]);
    expect(told(frames)).toEqual(["ADDED web 1 alice", "MODIFIED web 3 alice"]);
    expect(said).toEqual(warnings);
  });

  it("a line of many events without ends is given up after some", () => {
    const { frames, warnings } = readLogs([file(cut.repeat(5000), created)]);
    expect(told(frames)).toEqual(["ADDED web 1 alice"]);
    expect(warnings).toEqual(["line 1 is no audit event, or cut, and was skipped"]);
  });

  it("a line of many cut events and a whole one behind them is read to a limit", () => {
    const text = (cuts: number) => readLogs([cut.repeat(cuts) + created]);
    expect(text(3).frames).toHaveLength(1);
    expect(text(40).frames).toHaveLength(0);
    expect(text(40).warnings).toEqual(["line 1 is no audit event, or cut, and was skipped"]);
  });

  it("whatever the pieces are, the lines are the same", () => {
    expect(readLogs([`\ufeff${file(created, onNode)}\r\n`]).frames).toHaveLength(2);
  });
});

describe("a selection while reading", () => {
  const events = [
    created,
    onNode,
    line({ verb: "create", stageTimestamp: second(1), ...mapRef("m"), responseObject: map("m", "2") }),
    line({ verb: "patch", level: "Metadata", stageTimestamp: second(5), ...mapRef("n") }),
    line({
      ...{ verb: "create", stageTimestamp: second(4), objectRef: { resource: "events", namespace: "shop", name: "web.1" } },
      responseObject: {
        ...{ kind: "Event", apiVersion: "v1", metadata: { name: "web.1", namespace: "shop", uid: "e", resourceVersion: "6" } },
        involvedObject: { kind: "Pod", apiVersion: "v1", name: "web", namespace: "shop", uid: "u-1" },
      },
    }),
  ];
  it.each([
    ["a namespace", { namespaces: ["other"] }, [], 0],
    ["a kind", { kinds: ["cm"] }, ["ADDED m 2 alice"], 1],
    ["a kind of another group", { kinds: ["pods.apps"] }, [], 0],
    [
      "an object, and the Events about it",
      { objects: ["po/web"] },
      ["ADDED web 1 alice", "MODIFIED web 3 alice", "ADDED web.1 6 alice"],
      0,
    ],
    ["a name", { objects: ["n"] }, [], 1],
    ["a time", { sinceMs: Date.parse(second(2)), untilMs: Date.parse(second(4)) }, ["ADDED web 3 initial alice", "ADDED web.1 6 alice"], 0],
  ])("%s", (_, selection, frames, named) => {
    const read = readLogs([file(...events)], auditFilter(selection));
    expect(told(read.frames)).toEqual(frames);
    expect(read.omissions.filter((text) => text.startsWith("states:"))).toHaveLength(named);
  });

  it("without one, all is read", () => {
    expect(readLogs([file(...events)], everything).frames).toHaveLength(4);
  });
});
