import { expect, it } from "vitest";
import type { NarratedFrame } from "../../src/interpret/interpreted-frame.js";
import { ManagerFilter } from "../../src/replay/manager-filter.js";

/** A frame as far as the filter reads it. */
function changeBy(...managers: readonly string[]): NarratedFrame {
  const by = managers.map((manager) => ({ manager, operation: "Update" }));
  const gap = { kind: "gap", frame: {} } as NarratedFrame;
  return managers[0] === "gap" ? gap : ({ kind: "object", by } as unknown as NarratedFrame);
}

it.each([
  ["kubectl", "kubectl-set", true],
  ["KUBECTL-set", "kubectl-set", true],
  ["kubectl", "my-kubectl", false],
  ["*controller", "argocd-application-controller", true],
  ["*controller", "kube-controller-manager", false],
  ["kube?et", "kubelet", true],
  ["a.b", "axb", false],
])("--by %s takes a change by %s: %s", (word, manager, expected) => {
  expect(new ManagerFilter([word]).takes(changeBy(manager))).toBe(expected);
});

it("any of several words and any of several managers suffices; frames without managers are left out", () => {
  const filter = new ManagerFilter(["helm", "flux"]);
  expect(
    [changeBy("kubelet", "helm"), changeBy("fluxcd"), changeBy("kubelet"), changeBy(), changeBy("gap")].map((frame) => filter.takes(frame)),
  ).toEqual([true, true, false, false, false]);
  expect(filter.whyEmpty).toBeUndefined();
});

it("a filter that took nothing says who made changes, the most active first", () => {
  const filter = new ManagerFilter(["helm", "x"]);
  for (const manager of ["kubelet", "kubectl-set", "kubelet"]) filter.takes(changeBy(manager));
  expect(filter.whyEmpty).toBe('no change by "helm" or "x"; the changes here are by kubelet (2), kubectl-set (1)');
  expect(new ManagerFilter(["helm"]).whyEmpty).toBe('no change by "helm": no manager is recorded with the changes here');
});
