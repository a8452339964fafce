import { expect, it } from "vitest";
import type { NarratedFrame } from "../../src/interpret/interpreted-frame.js";
import type { Actor } from "../../src/model/actor.js";
import { ManagerFilter } from "../../src/replay/manager-filter.js";

/** A frame as far as the filter reads it. */
function changeBy(...managers: readonly string[]): NarratedFrame {
  const by = managers.map((manager) => ({ manager, operation: "Update" }));
  const gap = { kind: "gap", frame: {} } as NarratedFrame;
  return managers[0] === "gap" ? gap : ({ kind: "object", by, frame: {} } as unknown as NarratedFrame);
}

/** One of an audit log. */
function changeOf(actor: Actor): NarratedFrame {
  return { kind: "object", by: [], frame: { actor } } as unknown as NarratedFrame;
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

it("of an audit log, the user, one that was impersonated and the program are names", () => {
  const actor = { user: "alice@example.com", as: "system:admin", verb: "patch", userAgent: "kubectl/v1.36.2 (linux/amd64)" };
  for (const word of ["alice", "system:admin", "kubectl"]) expect(new ManagerFilter([word]).takes(changeOf(actor))).toBe(true);
  const filter = new ManagerFilter(["bob"]);
  expect(filter.takes(changeOf(actor))).toBe(false);
  expect(filter.whyEmpty).toBe('no change by "bob"; the changes here are by alice@example.com (1), system:admin (1), kubectl (1)');
});

it("changes of Kubernetes Events that a view leaves out are counted, with those of whom was looked for", () => {
  const filter = new ManagerFilter(["eve"]);
  for (const user of ["eve", "system:kube-scheduler"]) filter.noteOmittedEvent({ actor: { user, verb: "delete" } });
  filter.noteOmittedEvent({});
  expect(filter.whyEmpty).toBe(
    'no change by "eve": no manager and no user is recorded with the changes here; changes of Kubernetes Events are left out here (1 of 2 by "eve")',
  );
});

it("a filter that took nothing says who made changes, the most active first", () => {
  const filter = new ManagerFilter(["helm", "x"]);
  for (const manager of ["kubelet", "kubectl-set", "kubelet"]) filter.takes(changeBy(manager));
  expect(filter.whyEmpty).toBe('no change by "helm" or "x"; the changes here are by kubelet (2), kubectl-set (1)');
  expect(new ManagerFilter(["helm"]).whyEmpty).toBe('no change by "helm": no manager and no user is recorded with the changes here');
});
