import { expect, it } from "vitest";
import { parseFieldPath, valuesAt } from "../../src/lesson/predicate/field-values.js";

const object = {
  metadata: { labels: { "app.kubernetes.io/name": "web", app: "web" } },
  spec: {
    containers: [
      { name: "web", ports: [{ containerPort: 80 }] },
      { name: "0", args: ["-v", "x"] },
    ],
  },
  status: { conditions: [{ type: "Ready", status: "False" }] },
};

it.each([
  ["metadata.labels.app", ["web"]],
  ['metadata.labels["app.kubernetes.io/name"]', ["web"]],
  ["metadata.labels[*]", ["web", "web"]],
  ["spec.containers[web].name", ["web"]],
  ["spec.containers[*].name", ["web", "0"]],
  ["spec.containers[web].ports[80/TCP].containerPort", [80]],
  ["spec.containers[*].args[1]", ["x"]],
  ["status.conditions[Ready].status", ["False"]],
  ["status.conditions[Initialized].status", []],
  ["spec.containers.name", []],
  ["spec.__proto__.constructor", []],
  ["spec.containers[constructor]", []],
] as const)("%s has the values that the diff shows at this path", (path, values) => {
  expect(valuesAt(object, path)).toEqual(values);
});

it.each(["", ".spec", "spec..x", "spec[", "spec[]", 'spec["x]', "spec x", "9x"])("%j is no path", (path) => {
  expect(parseFieldPath(path)).toBeUndefined();
});

it("a list whose items have no keys is read by positions", () => {
  expect(valuesAt({ list: [{ a: 1 }, { a: 2 }] }, "list[1].a")).toEqual([2]);
});
