import { expect, it } from "vitest";
import { commandWithoutSecrets } from "../../src/app/record/session-header.js";

it.each([
  ["kubectl create secret generic db --from-literal=pw=hunter2", "kubectl create secret generic db --from-literal=pw=(hidden)"],
  ["kubectl create secret generic db --from-literal pw=a=b", "kubectl create secret generic db --from-literal pw=(hidden)"],
  ["x --docker-password=p --token t --password", "x --docker-password=(hidden) --token (hidden) --password"],
  ["kubectl create secret generic db -n shop", "kubectl create secret generic db -n shop"],
  ["kubectl apply -f web.yaml", "kubectl apply -f web.yaml"],
])("%s is recorded as %s", (typed, recorded) => {
  expect(commandWithoutSecrets(typed.split(" ")).join(" ")).toBe(recorded);
});
