import { expect, it } from "vitest";
import { nameHint } from "../../src/commands/record/name-hint.js";
import type { ResourceType } from "../../src/model/resource-type.js";

const pods: ResourceType = {
  group: "",
  version: "v1",
  resource: "pods",
  kind: "Pod",
  singular: "pod",
  shortNames: ["po"],
  namespaced: true,
  categories: [],
  verbs: ["list", "watch"],
};
const deployments: ResourceType = {
  ...pods,
  group: "apps",
  resource: "deployments",
  kind: "Deployment",
  singular: "deployment",
  shortNames: ["deploy"],
};
const resources = [pods, deployments];

it.each([
  ["a name that is no type has no hint", "web", ""],
  ["a whole kind has no hint", undefined, ""],
  [
    "a name that is also a type has the hint how to write several types",
    "deploy",
    ' ("deploy" is taken as a name; to record several types, write "pods,deploy")',
  ],
])("%s", (_rule, name, hint) => {
  expect(nameHint({ type: pods, namespace: "shop", typed: "", ...(name === undefined ? {} : { name }) }, resources)).toBe(hint);
});
