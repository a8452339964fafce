import { groupOf, type ObjectRef } from "../../model/kube-object.js";
import { apiVersionOf, type ResourceType } from "../../model/resource-type.js";
import type { StreamInfo } from "../../model/session.js";
import { builtInType, readVerbs } from "./built-in-types.js";

/** The type of a recorded stream, from the recording, completed from the built-in types. */
export function typeOfStream(stream: StreamInfo): ResourceType {
  const builtIn = builtInType(apiVersionOf(stream), stream.kind);
  return {
    group: stream.group,
    version: stream.version,
    resource: stream.resource,
    kind: stream.kind,
    namespaced: stream.namespaced,
    singular: builtIn?.singular ?? stream.kind.toLowerCase(),
    shortNames: builtIn?.shortNames ?? [],
    categories: builtIn?.categories ?? [],
    verbs: readVerbs,
  };
}

/** The type of an object without a recorded stream (an imported one): built-in, or guessed from its kind. */
export function typeOfObject(ref: ObjectRef): ResourceType {
  return (
    builtInType(ref.apiVersion, ref.kind) ?? {
      group: groupOf(ref.apiVersion),
      version: ref.apiVersion.slice(ref.apiVersion.indexOf("/") + 1),
      resource: guessPlural(ref.kind),
      singular: ref.kind.toLowerCase(),
      kind: ref.kind,
      namespaced: ref.namespace !== undefined,
      shortNames: [],
      categories: [],
      verbs: readVerbs,
    }
  );
}

/** As `meta.UnsafeGuessKindToResource` of apimachinery does. */
function guessPlural(kind: string): string {
  const singular = kind.toLowerCase();
  if (singular.endsWith("endpoints")) return singular;
  if (singular.endsWith("s") || singular.endsWith("x") || singular.endsWith("ch")) return `${singular}es`;
  return singular.endsWith("y") ? `${singular.slice(0, -1)}ies` : `${singular}s`;
}
