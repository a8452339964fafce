import { describe, expect, it } from "vitest";
import { changeManagers, declaringManagers } from "../../src/lifecycle/fields/managed-fields.js";
import { narrate } from "../../src/lifecycle/narration/narrate.js";
import type { ObjectFrame } from "../../src/model/frame.js";
import { type KubeObject, refOf } from "../../src/model/kube-object.js";
import { Revision } from "../../src/model/revision.js";

const at = (seconds: number) => `2026-11-22T11:00:${String(seconds).padStart(2, "0")}Z`;

interface Entry {
  readonly by: string;
  readonly seconds: number;
  readonly fields: object;
  readonly operation?: string;
  readonly subresource?: string;
  readonly apiVersion?: string;
}

function entry({ by, seconds, fields, operation = "Update", subresource, apiVersion = "apps/v1" }: Entry): object {
  return {
    manager: by,
    operation,
    apiVersion,
    time: at(seconds),
    fieldsType: "FieldsV1",
    fieldsV1: fields,
    ...(subresource === undefined ? {} : { subresource }),
  };
}

function deployment(spec: object, managedFields: readonly object[] | undefined, more: { meta?: object; status?: object } = {}): KubeObject {
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: "web", uid: "u1", ...more.meta, ...(managedFields === undefined ? {} : { managedFields }) },
    spec,
    ...(more.status === undefined ? {} : { status: more.status }),
  };
}

const template = (image: string) => ({
  template: {
    spec: {
      containers: [
        { name: "side", image: "x" },
        { name: "web", image },
      ],
    },
  },
});
const imageField = (name: string) => ({
  "f:spec": { "f:template": { "f:spec": { "f:containers": { [`k:{"name":"${name}"}`]: { ".": {}, "f:image": {} } } } } },
});
const replicas = { "f:spec": { "f:replicas": {} } };
const statusField = { "f:status": { "f:readyReplicas": {} } };
const created = entry({ by: "kubectl-create", seconds: 0, fields: { ...replicas } });
const names = (before: KubeObject | undefined, after: KubeObject) => changeManagers(before, after).map(({ manager }) => manager);

describe("who made a change", () => {
  it("is whose entry is new or has a new time, with operation, subresource and time as noted", () => {
    const before = deployment({ replicas: 2 }, [
      entry({ by: "kubectl-create", seconds: 0, fields: { ...replicas, ...imageField("web") } }),
    ]);
    const scaled = entry({ by: "kubectl", seconds: 5, fields: replicas, subresource: "scale" });
    const after = deployment({ replicas: 5 }, [entry({ by: "kubectl-create", seconds: 0, fields: imageField("web") }), scaled]);
    expect(changeManagers(before, after)).toEqual([{ manager: "kubectl", operation: "Update", subresource: "scale", at: at(5) }]);
    expect(declaringManagers(before, after)).toEqual(["kubectl"]);
  });

  it("is who owns a field that changed, where times within one second are the same", () => {
    const owners = [
      entry({ by: "helm", seconds: 5, fields: imageField("web"), operation: "Apply" }),
      entry({ by: "injector", seconds: 5, fields: imageField("side") }),
    ];
    const [before, after] = [deployment(template("a:1"), owners), deployment(template("a:2"), owners)];
    expect(names(before, after)).toEqual(["helm"]);
    expect(declaringManagers(before, after)).toEqual(["helm"]);
  });

  it("of an object's first revision is who created it", () => {
    expect(names(undefined, deployment({ replicas: 2 }, [created]))).toEqual(["kubectl-create"]);
  });

  it.each([
    ["an item of a set", { "f:metadata": { "f:finalizers": { 'v:"a/b"': {} } } }, { finalizers: [] }, { finalizers: ["a/b"] }],
    ["a whole map", { "f:metadata": { "f:labels": {} } }, { labels: { a: "1" } }, { labels: { a: "2" } }],
    [
      "a new item of a list",
      { "f:metadata": { "f:ownerReferences": { 'k:{"uid":"o"}': { ".": {} } } } },
      {},
      { ownerReferences: [{ uid: "o" }] },
    ],
    ["an item by its place", { "f:metadata": { "f:finalizers": { "i:1": {} } } }, { finalizers: ["a", "b"] }, { finalizers: ["a", "c"] }],
  ])("is found through %s", (_, fields, before, after) => {
    const owners = [entry({ by: "me", seconds: 5, fields })];
    expect(declaringManagers(deployment({}, owners, { meta: before }), deployment({}, owners, { meta: after }))).toEqual(["me"]);
  });

  it("is who removed a field, of which only the time tells", () => {
    const label = { "f:metadata": { "f:labels": { "f:a": {} } }, ...replicas };
    const before = deployment({ replicas: 2 }, [entry({ by: "kubectl-label", seconds: 1, fields: label })], {
      meta: { labels: { a: "1" } },
    });
    const after = deployment({ replicas: 2 }, [entry({ by: "kubectl-label", seconds: 4, fields: replicas })]);
    expect(names(before, after)).toEqual(["kubectl-label"]);
    expect(declaringManagers(before, after)).toEqual(["kubectl-label"]);
  });

  it.each([
    ["nothing is noted", undefined, undefined],
    ["kubectl hid it before", undefined, [created]],
    ["fields have the paths of another version", [entry({ by: "x", seconds: 0, fields: replicas, apiVersion: "apps/v1beta1" })], undefined],
    [
      "what is noted makes no sense",
      [{ manager: 7 }, null, "x", { manager: "x", apiVersion: "apps/v1", fieldsV1: { "k:{": {}, "f:": 1 } }],
      undefined,
    ],
  ])("is unknown where %s", (_, before, after) => {
    const then = deployment({ replicas: 2 }, before as readonly object[] | undefined);
    expect(changeManagers(then, deployment({ replicas: 2 }, (after ?? before) as readonly object[] | undefined))).toEqual([]);
  });
});

describe("who declares what should be", () => {
  const steps = (manager: string, fields: object, subresource?: string) =>
    [1, 2].map((seconds) => [entry({ by: manager, seconds, fields, ...(subresource === undefined ? {} : { subresource }) })] as const);

  it.each([["kube-controller-manager"], ["kubelet"], ["k3s"]])("is not a controller of Kubernetes itself: %s", (manager) => {
    const [then = [], now = []] = steps(manager, replicas);
    expect(declaringManagers(deployment({ replicas: 1 }, then), deployment({ replicas: 2 }, now))).toEqual([]);
  });

  it("is the autoscaler, which scales through the subresource", () => {
    const [then = [], now = []] = steps("kube-controller-manager", replicas, "scale");
    expect(declaringManagers(deployment({ replicas: 1 }, then), deployment({ replicas: 2 }, now))).toEqual(["kube-controller-manager"]);
  });

  it.each([["status"], [undefined]])("is not an operator that writes the status (subresource %s)", (subresource) => {
    const [then = [], now = []] = steps("my-operator", statusField, subresource);
    const [before, after] = [deployment({}, then, { status: { readyReplicas: 1 } }), deployment({}, now, { status: { readyReplicas: 2 } })];
    expect(declaringManagers(before, after)).toEqual([]);
    expect(names(before, after)).toEqual(["my-operator"]);
  });
});

describe("a narration", () => {
  const frameOf = (object: KubeObject): ObjectFrame => ({
    kind: "object",
    sequence: 2,
    offsetMs: 0,
    observedAt: at(9),
    type: "MODIFIED",
    ref: refOf(object),
    resourceVersion: "2",
    revision: Revision.ofObject(object),
  });

  it("names who changed a spec, and its live line too", () => {
    const before = deployment({ replicas: 2 }, [created]);
    const after = deployment({ replicas: 5 }, [entry({ by: "kubectl", seconds: 5, fields: replicas, subresource: "scale" })]);
    expect(narrate({ frame: frameOf(after), before })).toMatchObject({
      sentence: "It was scaled from 2 replicas to 5 (by kubectl).",
      changed: ["scale 2→5", "by kubectl"],
    });
  });

  it.each([
    ["a user with a program", { user: "alice", verb: "patch", userAgent: "kubectl/v1.36.2 (linux/amd64)" }, " (by alice with kubectl)."],
    ["one that was impersonated", { user: "alice", as: "system:admin", verb: "patch" }, " (by alice as system:admin)."],
    ["a component of Kubernetes", { user: "system:serviceaccount:kube-system:replicaset-controller", verb: "update" }, "."],
    ["a kubelet", { user: "system:node:node-1", verb: "patch" }, "."],
  ])("of an audit log names %s, whatever the managed fields say", (_, actor, end) => {
    const before = deployment({ replicas: 2 }, [created]);
    const after = deployment({ replicas: 5 }, [entry({ by: "helm", seconds: 5, fields: replicas, subresource: "scale" })]);
    expect(narrate({ frame: { ...frameOf(after), actor }, before }).sentence).toBe(`It was scaled from 2 replicas to 5${end}`);
  });

  it("names also a component that asked for a deletion, but not one that carries it out", () => {
    const actor = { user: "system:serviceaccount:kube-system:node-controller", verb: "delete" };
    const [before, after] = [{}, { deletionTimestamp: at(5) }].map((more) => {
      const object = deployment({ replicas: 2 }, [created]);
      return { ...object, metadata: { ...object.metadata, ...more } };
    }) as [KubeObject, KubeObject];
    const by = " (by system:serviceaccount:kube-system:node-controller).";
    const said = (frame: ObjectFrame, known: KubeObject) => narrate({ frame: { ...frame, actor }, before: known }).sentence.endsWith(by);
    expect(said(frameOf(after), before)).toBe(true);
    expect(said({ ...frameOf(before), type: "DELETED" }, before)).toBe(true);
    expect(said({ ...frameOf(after), type: "DELETED" }, after)).toBe(false);
    expect(said({ ...frameOf(before), type: "ADDED", initial: true }, before)).toBe(false);
  });

  it("of a derived state says so", () => {
    const [before, after] = [deployment({ replicas: 2 }, undefined), deployment({ replicas: 5 }, undefined)];
    expect(narrate({ frame: { ...frameOf(after), derived: true }, before }).sentence).toBe(
      "It was scaled from 2 replicas to 5. (Derived from the request: the input does not have the state that it led to.)",
    );
  });

  it("names nobody for what a controller of Kubernetes did, nor where nobody is noted", () => {
    const status = (n: number, managed: readonly object[]) => deployment({ replicas: 2 }, managed, { status: { readyReplicas: n } });
    const controller = (seconds: number) => [
      created,
      entry({ by: "kube-controller-manager", seconds, fields: statusField, subresource: "status" }),
    ];
    expect(narrate({ frame: frameOf(status(2, controller(2))), before: status(1, controller(1)) }).sentence).not.toContain("(by");
    expect(
      narrate({ frame: frameOf(deployment({ replicas: 5 }, undefined)), before: deployment({ replicas: 2 }, undefined) }).sentence,
    ).toBe("It was scaled from 2 replicas to 5.");
  });
});
