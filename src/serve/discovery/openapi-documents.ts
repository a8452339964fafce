import { apiVersionOf, type ResourceType } from "../../model/resource-type.js";

/**
 * The part of OpenAPI v3 that `kubectl apply` and `create` read before they write: whether the server validates fields itself. Without it
 * they stop at "failed to download openapi" and never report that this server is read-only (403). A recording contains no schemas: what there is of
 * one gives `kubectl explain` a description, which says so.
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
    paths: Object.fromEntries(own.map((type) => [pathOf(type), { get: getOf(type), patch: patchOf(type) }])),
    components: { schemas: Object.fromEntries(own.map((type) => [`recorded.${group}.${version}.${type.kind}`, schemaOf(type)])) },
  };
}

function pathOf({ group, version, resource, namespaced }: ResourceType): string {
  const root = group === "" ? `/api/${version}` : `/apis/${group}/${version}`;
  return `${root}/${namespaced ? "namespaces/{namespace}/" : ""}${resource}/{name}`;
}

function getOf({ group, version, kind }: ResourceType): object {
  return { "x-kubernetes-group-version-kind": { group, version, kind }, responses: { "200": { description: "OK" } } };
}

function patchOf({ group, version, kind }: ResourceType): object {
  return {
    "x-kubernetes-group-version-kind": { group, version, kind },
    parameters: [{ name: "fieldValidation", in: "query", schema: { type: "string" } }],
    responses: { "403": { description: "a recording is read-only" } },
  };
}

/** Only what every object has: of the other fields nothing is known. */
function schemaOf({ group, version, kind }: ResourceType): object {
  return {
    type: "object",
    description: noDocumentation,
    properties: { apiVersion: { type: "string" }, kind: { type: "string" }, metadata: { type: "object" } },
    "x-kubernetes-group-version-kind": [{ group, version, kind }],
  };
}

const noDocumentation = "The documentation of fields is not part of a recording: ask a cluster, or see the Kubernetes API reference.";
