/** The meaning of a request path. Every path is one of these. */
export type Route =
  | { readonly kind: "version" }
  /** `/healthz`, `/livez`, `/readyz`. */
  | { readonly kind: "health" }
  /** `/api`: the versions of the core group. */
  | { readonly kind: "core-versions" }
  /** `/apis`: all other groups. */
  | { readonly kind: "groups" }
  /** `/apis/apps`. */
  | { readonly kind: "group"; readonly group: string }
  /** `/api/v1`, `/apis/apps/v1`: the types of one group and version. */
  | { readonly kind: "types"; readonly group: string; readonly version: string }
  /** `/openapi/v3`: the index of documents by group and version. */
  | { readonly kind: "openapi-index" }
  /** `/openapi/v3/api/v1`, `/openapi/v3/apis/apps/v1`. */
  | { readonly kind: "openapi"; readonly group: string; readonly version: string }
  | ({ readonly kind: "collection" } & CollectionPath)
  | ({ readonly kind: "object"; readonly name: string } & CollectionPath)
  /** `/api/v1/namespaces/shop/pods/web/log`; all but `status`, which is the object itself. */
  | ({ readonly kind: "subresource"; readonly name: string; readonly subresource: string } & CollectionPath)
  /** `/openapi/v2`: all documents in one, of the older form. */
  | { readonly kind: "openapi-v2" }
  | { readonly kind: "unknown" };

export interface CollectionPath {
  readonly group: string;
  readonly version: string;
  readonly resource: string;
  readonly namespace: string | undefined;
}

export function parseRoute(path: string): Route {
  const segments = decodeSegments(path);
  const [root, ...rest] = segments ?? [];
  switch (root) {
    case "version":
      return rest.length === 0 ? { kind: "version" } : unknown;
    case "healthz":
    case "livez":
    case "readyz":
      return { kind: "health" };
    case "api":
      return rest.length === 0 ? { kind: "core-versions" } : routeWithin("", rest);
    case "apis": {
      const [group, ...below] = rest;
      if (group === undefined) return { kind: "groups" };
      return below.length === 0 ? { kind: "group", group } : routeWithin(group, below);
    }
    case "openapi":
      return openApiRoute(rest);
    default:
      return unknown;
  }
}

function openApiRoute([format, root, ...below]: readonly string[]): Route {
  if (format === "v2" && root === undefined) return { kind: "openapi-v2" };
  if (format !== "v3") return unknown;
  if (root === undefined) return { kind: "openapi-index" };
  const [group, version] = root === "api" ? ["", ...below] : below;
  return group === undefined || version === undefined ? unknown : { kind: "openapi", group, version };
}

const unknown: Route = { kind: "unknown" };

function routeWithin(group: string, segments: readonly string[]): Route {
  const [version = "", ...rest] = segments;
  if (rest.length === 0) return { kind: "types", group, version };
  const isScoped = rest[0] === "namespaces" && rest.length > 2 && !isNamespaceSubresource(rest);
  const namespace = isScoped ? rest[1] : undefined;
  const [resource = "", name, subresource, ...more] = isScoped ? rest.slice(2) : rest;
  if (name === undefined) return { kind: "collection", group, version, resource, namespace };
  if (subresource !== undefined && (more.length > 0 || subresource !== "status")) {
    return { kind: "subresource", group, version, resource, namespace, name, subresource };
  }
  return { kind: "object", group, version, resource, namespace, name };
}

/** `/api/v1/namespaces/shop/status` is the status of the Namespace, not a collection called "status". */
function isNamespaceSubresource(segments: readonly string[]): boolean {
  return segments.length === 3 && (segments[2] === "status" || segments[2] === "finalize");
}

function decodeSegments(path: string): string[] | undefined {
  try {
    return path
      .split("/")
      .filter((segment) => segment !== "")
      .map(decodeURIComponent);
  } catch {
    return undefined;
  }
}
