import type { ResourceType } from "../../model/resource-type.js";
import type { SessionHeader } from "../../model/session.js";
import { otherBuiltInTypes } from "../discovery/built-in-types.js";
import type { ServedObject } from "../forms/served-object.js";
import { Collection } from "../selection/collection.js";

/** Marks an object that no server sent: it follows from those that were recorded. */
export const notRecordedAnnotation = "kubespy/not-recorded";

/** The collections of the types that every server has and that were not recorded. All are empty, but for the namespaces that occur. */
export function unrecordedCollections(recorded: readonly Collection[], header: SessionHeader, version: string): readonly Collection[] {
  const namespaces = namespacesIn(recorded, header).map((name) => namespaceObject(name, header, version));
  return otherBuiltInTypes(recorded.map(({ type }) => type)).map(
    (type) => new Collection(type, isNamespaces(type) ? namespaces : [], [], [version]),
  );
}

function isNamespaces({ group, resource }: ResourceType): boolean {
  return group === "" && resource === "namespaces";
}

/** Of recorded objects and of the collections that were followed. */
function namespacesIn(recorded: readonly Collection[], header: SessionHeader): readonly string[] {
  const names = new Set(header.streams.map((stream) => stream.namespace));
  for (const { initial, steps } of recorded) {
    for (const { namespace } of initial) names.add(namespace);
    for (const step of steps) if (step.kind === "change") names.add(step.object.namespace);
  }
  return [...names].filter((name) => name !== undefined).sort();
}

/** Its age counts from the beginning of the session, because nothing older is known. */
function namespaceObject(name: string, { startedAt, server }: SessionHeader, resourceVersion: string): ServedObject {
  const createdMs = Date.parse(startedAt) + (server?.clockOffsetMs ?? 0);
  const created = Number.isNaN(new Date(createdMs).getTime())
    ? {}
    : { creationTimestamp: `${new Date(createdMs).toISOString().slice(0, 19)}Z` };
  const uid = `not-recorded-${name}`;
  const object = {
    kind: "Namespace",
    apiVersion: "v1",
    metadata: {
      name,
      uid,
      resourceVersion,
      ...created,
      labels: { "kubernetes.io/metadata.name": name },
      annotations: { [notRecordedAnnotation]: "objects of this namespace were recorded; the namespace itself was not" },
    },
    spec: {},
    status: { phase: "Active" },
  };
  return { uid, name, namespace: undefined, resourceVersion, bytes: Buffer.from(JSON.stringify(object)) };
}
