import { describe, expect, it } from "vitest";
import { type Change, diffObjects } from "../../src/diff/diff-objects.js";
import { commonSubsequence } from "../../src/diff/subsequence.js";
import type { KubeObject } from "../../src/model/kube-object.js";

function diff(before: object | undefined, after: object | undefined, options = {}): readonly Change[] {
  return diffObjects(asObject(before), asObject(after), options);
}

function asObject(fields: object | undefined): KubeObject | undefined {
  return fields === undefined ? undefined : { metadata: {}, ...fields };
}

function paths(changes: readonly Change[]): readonly string[] {
  return changes.map((change) => `${change.kind} ${change.path}`);
}

const ready = { type: "Ready", status: "False", lastTransitionTime: "2026-01-01T00:00:00Z" };
const scheduled = { type: "PodScheduled", status: "True" };

describe("items of a list are matched by their keys", () => {
  it("a condition is identified by its type, at any position", () => {
    const changes = diff({ status: { conditions: [ready] } }, { status: { conditions: [scheduled, { ...ready, status: "True" }] } });
    expect(paths(changes)).toEqual(["added status.conditions[PodScheduled]", "changed status.conditions[Ready].status"]);
  });

  it("a container is identified by its name", () => {
    const [change] = diff(
      { spec: { containers: [{ name: "nginx", image: "nginx:1.27" }] } },
      {
        spec: {
          containers: [
            { name: "log", image: "busybox" },
            { name: "nginx", image: "nginx:1.28" },
          ],
        },
      },
    ).filter((one) => one.kind === "changed");
    expect(change).toMatchObject({ path: "spec.containers[nginx].image", before: "nginx:1.27", after: "nginx:1.28" });
  });

  it("ports with the same number are distinguished by their protocol", () => {
    const before = {
      spec: {
        ports: [
          { port: 53, protocol: "TCP", nodePort: 1 },
          { port: 53, protocol: "UDP", nodePort: 2 },
        ],
      },
    };
    const after = {
      spec: {
        ports: [
          { port: 53, protocol: "TCP", nodePort: 1 },
          { port: 53, protocol: "UDP", nodePort: 3 },
        ],
      },
    };
    expect(paths(diff(before, after))).toEqual(["changed spec.ports[53/UDP].nodePort"]);
  });

  it("an endpoint is identified by its Pod: the same name with another uid is another endpoint", () => {
    const endpoint = (uid: string) => ({ addresses: ["10.0.0.1"], targetRef: { kind: "Pod", name: "db-0", uid } });
    expect(paths(diff({ endpoints: [endpoint("a")] }, { endpoints: [endpoint("b")] }))).toEqual([
      "added endpoints[db-0]",
      "removed endpoints[db-0]",
    ]);
  });

  it("an owner is identified by its uid and shown by its kind and name", () => {
    const owner = { apiVersion: "apps/v1", kind: "ReplicaSet", name: "web-1", uid: "u1" };
    expect(paths(diff({ metadata: {} }, { metadata: { ownerReferences: [owner] } }))).toEqual([
      "added metadata.ownerReferences[ReplicaSet/web-1]",
    ]);
  });

  it("items of a custom resource are matched by the field in which they differ", () => {
    const before = {
      spec: {
        rules: [
          { id: "a", weight: 1 },
          { id: "b", weight: 1 },
        ],
      },
    };
    const after = {
      spec: {
        rules: [
          { id: "b", weight: 2 },
          { id: "a", weight: 1 },
        ],
      },
    };
    expect(paths(diff(before, after))).toContain("changed spec.rules[b].weight");
    expect(paths(diff(before, after))).not.toContain("added spec.rules[b]");
  });

  it("an item that moved is not shown as rewritten", () => {
    const volumes = ["a", "b", "c"].map((name) => ({ name, emptyDir: {} }));
    const [a, b, c] = volumes;
    expect(paths(diff({ spec: { volumes } }, { spec: { volumes: [c, a, b] } }))).toEqual(["moved spec.volumes[c]"]);
  });

  it("arguments, which have no names and may repeat, are matched in their order", () => {
    const changes = diff({ spec: { args: ["-v", "a", "-v"] } }, { spec: { args: ["-v", "a", "x", "-v"] } });
    expect(changes).toMatchObject([{ kind: "added", path: "spec.args[2]", after: "x" }]);
  });
});

describe("noise is left out by default", () => {
  const before = { metadata: { resourceVersion: "1", managedFields: [{ manager: "a" }] }, status: { conditions: [ready] } };
  const after = {
    metadata: { resourceVersion: "2", managedFields: [{ manager: "b" }] },
    status: { conditions: [{ ...ready, lastTransitionTime: "2026-01-01T00:00:09Z" }] },
  };

  it("a change of noise alone is no change", () => expect(diff(before, after)).toEqual([]));

  it("all of it is shown on request", () =>
    expect(paths(diff(before, after, { noise: true }))).toEqual([
      "changed metadata.resourceVersion",
      "added metadata.managedFields[b]",
      "removed metadata.managedFields[a]",
      "changed status.conditions[Ready].lastTransitionTime",
    ]));

  it("a default that appears with an object is left out; the same field is shown when it changes", () => {
    expect(diff(undefined, { spec: { dnsPolicy: "ClusterFirst" } })).toEqual([]);
    expect(paths(diff({ spec: { dnsPolicy: "None" } }, { spec: { dnsPolicy: "ClusterFirst" } }))).toEqual(["changed spec.dnsPolicy"]);
  });
});

describe("texts", () => {
  it("a text of several lines is shown by line, with some context", () => {
    const text = (port: number) => `server {\n  a;\n  b;\n  listen ${port};\n}\n`;
    expect(diff({ data: { conf: text(80) } }, { data: { conf: text(81) } })).toMatchObject([
      {
        kind: "text",
        path: "data.conf",
        lines: [
          { kind: "same", line: "  a;" },
          { kind: "same", line: "  b;" },
          { kind: "removed", line: "  listen 80;" },
          { kind: "added", line: "  listen 81;" },
          { kind: "same", line: "}" },
          { kind: "same", line: "" },
        ],
      },
    ]);
  });

  it("JSON inside an annotation is shown by line", () => {
    const annotations = (replicas: number) => ({ metadata: { annotations: { "a.b/c": JSON.stringify({ replicas }) } } });
    expect(diff(annotations(1), annotations(2))).toMatchObject([{ kind: "text", path: 'metadata.annotations["a.b/c"]' }]);
  });
});

describe("strange objects", () => {
  it("ten thousand levels of nesting are compared without running out of stack", () => {
    const deep = (leaf: number) => JSON.parse(`{"a":${"[".repeat(10_000)}${leaf}${"]".repeat(10_000)}}`) as object;
    expect(diff(deep(1), deep(1))).toEqual([]);
    expect(diff(deep(1), deep(2))).toHaveLength(1);
  });

  it("a key called __proto__ is a key like any other", () => {
    const changes = diff(JSON.parse('{"x":{"__proto__":{"a":1}}}') as object, JSON.parse('{"x":{"__proto__":{"a":2}}}') as object);
    expect(paths(changes)).toEqual(["changed x.__proto__.a"]);
  });

  it("long lists without names are compared a bounded number of times", () => {
    const list = (seed: number) => Array.from({ length: 30_000 }, (_, i) => [(i * seed) % 7919]);
    let comparisons = 0;
    commonSubsequence(list(3), list(5), ([a], [b]) => {
      comparisons++;
      return a === b;
    });
    expect(comparisons).toBeLessThan(100_000);
    expect(diff({ a: list(3) }, { a: list(5) }).length).toBeGreaterThan(0);
  });
});
