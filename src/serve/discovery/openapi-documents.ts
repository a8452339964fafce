import { apiVersionOf, type ResourceType } from "../../model/resource-type.js";

/**
 * As much of OpenAPI v3 as `kubectl apply` and `create` ask for before they write: whether the server checks fields itself. Without an answer
 * they stop at "failed to download openapi" and never hear that this server takes no writes (405). Schemas are not known of a recording.
 */
export function openApiIndex(types: readonly ResourceType[]): object {
  const paths = new Set(types.map(({ group, version }) => (group === "" ? `api/${version}` : `apis/${group}/${version}`)));
  return { paths: Object.fromEntries([...paths].sort().map((path) => [path, { serverRelativeURL: `/openapi/v3/${path}` }])) };
}

/** Of one group and version; undefined where the recording holds nothing of it. */
export function openApiDocument(types: readonly ResourceType[], group: string, version: string): object | undefined {
  const own = types.filter((type) => type.group === group && type.version === version);
  if (own.length === 0) return undefined;
  return {
    openapi: "3.0.0",
    info: { title: `Kubernetes ${apiVersionOf({ group, version })}`, version: "unversioned" },
    paths: Object.fromEntries(own.map((type) => [`/${apiVersionOf(type)}/${type.resource}/{name}`, { patch: patchOf(type) }])),
  };
}

function patchOf({ group, version, kind }: ResourceType): object {
  return {
    "x-kubernetes-group-version-kind": { group, version, kind },
    parameters: [{ name: "fieldValidation", in: "query", schema: { type: "string" } }],
    responses: { "405": { description: "a recording is read-only" } },
  };
}
