import { expect, it } from "vitest";
import { auditEvent, readLogs, second } from "./support.js";

/** `Namespace tmp`, uid ns-1. */
function namespaceState(resourceVersion: string, more: { readonly metadata?: object; readonly spec?: object } = {}) {
  return {
    ...{ kind: "Namespace", apiVersion: "v1" },
    metadata: { name: "tmp", uid: "ns-1", resourceVersion, creationTimestamp: second(0), ...more.metadata },
    spec: { finalizers: ["kubernetes"], ...more.spec },
  };
}

const objectRef = { resource: "namespaces", namespace: "tmp", name: "tmp", apiVersion: "v1" };
/** A Namespace has no grace period, also while it is deleted. */
const metadata = { deletionTimestamp: second(1) };
const free = { finalizers: [] };

function answered(verb: string, seconds: number, responseObject: object, subresource?: string): string {
  return auditEvent({ verb, stageTimestamp: second(seconds), objectRef: { ...objectRef, subresource }, responseObject });
}

const created = answered("create", 0, namespaceState("1"));
const deleted = answered("delete", 1, namespaceState("2", { metadata }));
const partial = (more: object) => ({
  ...{ kind: "PartialObjectMetadata", apiVersion: "meta.k8s.io/v1" },
  metadata: { name: "tmp", uid: "ns-1", resourceVersion: "3", ...metadata, ...more },
});

it.each<[string, string, string]>([
  ["an update of its finalizers ends it", answered("update", 2, namespaceState("3", { metadata, spec: free }), "finalize"), "DELETED"],
  ["a patch of its finalizers ends it", answered("patch", 2, namespaceState("3", { metadata, spec: free })), "DELETED"],
  ["a finalizer in its spec holds it", answered("update", 2, namespaceState("3", { metadata }), "status"), "MODIFIED"],
  [
    "a finalizer in its metadata holds it",
    answered("update", 2, namespaceState("3", { metadata: { ...metadata, finalizers: ["a/b"] }, spec: free }), "finalize"),
    "MODIFIED",
  ],
  ["metadata alone does not show that its spec is free", answered("patch", 2, partial({})), "MODIFIED"],
])("a Namespace that is deleted without a grace period: %s", (_, event, type) => {
  const { frames } = readLogs([[created, deleted, event].join("\n")]);
  expect(frames.map((frame) => frame.type)).toEqual(["ADDED", "MODIFIED", type]);
});

it("the answer to a deletion without a grace period only grants it, also where no finalizer is left", () => {
  const granted = answered("delete", 1, namespaceState("2", { metadata, spec: free }));
  expect(readLogs([[created, granted].join("\n")]).frames.map(({ type }) => type)).toEqual(["ADDED", "MODIFIED"]);
});
