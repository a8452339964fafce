import { apiVersionOf, type ResourceType } from "../../model/resource-type.js";

/**
 * The part of OpenAPI v3 that `kubectl apply` and `create` read before they write: whether the server validates fields itself. Without it
 * they stop at "failed to download openapi" and never report that this server is read-only (405). A recording contains no schemas.
 */
export function openApiIndex(types: readonly ResourceType[]): object {
  const paths = new Set(types.map(({ group, version }) => (group === "" ? `api/${version}` : `apis/${group}/${version}`)));
  return { paths: Object.fromEntries([...paths].sort().map((path) => [path, { serverRelativeURL: `/openapi/v3/${path}` }])) };
}

/** The document of one group and version; undefined if the recording contains nothing of it. */
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
