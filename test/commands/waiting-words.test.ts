import { expect, it } from "vitest";
import { waitingWords } from "../../src/commands/record/waiting-words.js";
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
  ["an object that is waited for does not exist yet", "web", "it does not exist yet"],
  ["of a whole kind there are none yet", undefined, "there are none yet"],
  [
    "a name that is also a type is told to be taken as a name, with how types are listed",
    "deploy",
    'it does not exist yet ("deploy" is taken as a name; several types are written "pods,deploy")',
  ],
])("%s", (_rule, name, words) => {
  expect(waitingWords({ type: pods, namespace: "shop", typed: "", ...(name === undefined ? {} : { name }) }, resources)).toBe(words);
});
