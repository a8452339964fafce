import type { IncomingMessage } from "node:http";
import { qualifiedName, type ResourceType } from "../../model/resource-type.js";
import { readVerbs } from "../discovery/built-in-types.js";
import type { Route } from "../route.js";
import { status } from "../status.js";
import { readOnly, whyNoSubresource } from "./refusals.js";
import { fieldsOf, type ReviewFields, readSpec } from "./review-body.js";

/** The types by which clients ask who they are and what they may do. They are created and never stored, so this is no write. */
export const reviewTypes: readonly ResourceType[] = [
  reviewType("authentication.k8s.io", "selfsubjectreviews", "SelfSubjectReview"),
  reviewType("authorization.k8s.io", "selfsubjectaccessreviews", "SelfSubjectAccessReview"),
  reviewType("authorization.k8s.io", "selfsubjectrulesreviews", "SelfSubjectRulesReview"),
];

interface ReviewRequest {
  readonly types: readonly ResourceType[];
  /** Whether GET of a path that names no object is answered. */
  readonly isServed: (path: string) => boolean;
  readonly request: IncomingMessage;
}

/** The answer to a review. */
interface ReviewAnswer {
  readonly document: object;
  /** The type that the review asks about, where it may be read. */
  readonly about?: { readonly type: ResourceType; readonly namespace: string | undefined };
}

/** The kind of review that a POST to this route asks for; undefined: it is a write. */
export function reviewOf(route: Route): ResourceType | undefined {
  if (route.kind !== "collection" || route.namespace !== undefined) return undefined;
  return reviewTypes.find(
    ({ group, version, resource }) => group === route.group && version === route.version && resource === route.resource,
  );
}

/**
 * Everybody who is answered may read everything that is served, also types that were not recorded: their lists are empty and carry a warning. Nobody
 * may write. Throws 400 for a body that is no review.
 */
export async function answerReview(review: ResourceType, { types, isServed, request }: ReviewRequest): Promise<ReviewAnswer> {
  const spec = readSpec(await readBody(request), request.headers["content-type"], review.kind);
  const head = { kind: review.kind, apiVersion: `${review.group}/${review.version}`, metadata: {} };
  switch (review.kind) {
    case "SelfSubjectReview":
      return { document: { ...head, status: { userInfo: { username: "kubespy:reader", groups: ["system:authenticated"] } } } };
    case "SelfSubjectRulesReview":
      return { document: { ...head, spec, status: rules } };
    default: {
      const { reason, about } = decide(spec, types, isServed);
      const decision = reason === undefined ? { allowed: true } : { allowed: false, reason };
      return { document: { ...head, spec, status: decision }, ...(about === undefined ? {} : { about }) };
    }
  }
}

/** Paths that name no object. */
const servedPaths = ["/api", "/api/*", "/apis", "/apis/*", "/healthz", "/livez", "/openapi/v3", "/openapi/v3/*", "/readyz", "/version"];

const rules = {
  resourceRules: [
    { verbs: readVerbs, apiGroups: ["*"], resources: ["*"] },
    ...[...new Set(reviewTypes.map(({ group }) => group))].map((group) => ({
      verbs: ["create"],
      apiGroups: [group],
      resources: reviewTypes.filter((type) => type.group === group).map(({ resource }) => resource),
    })),
  ],
  nonResourceRules: [{ verbs: ["get"], nonResourceURLs: [...servedPaths] }],
  incomplete: false,
};

/** `reason`: why it is refused; undefined: it is allowed. Throws 400 unless it asks about either a resource or a path, as a server requires. */
function decide(
  spec: ReviewFields,
  types: readonly ResourceType[],
  isServed: (path: string) => boolean,
): Pick<ReviewAnswer, "about"> & { readonly reason?: string } {
  const { resourceAttributes, nonResourceAttributes } = spec;
  if ((resourceAttributes === undefined) === (nonResourceAttributes === undefined))
    throw status.badRequest("spec needs either resourceAttributes or nonResourceAttributes");
  if (nonResourceAttributes !== undefined) return decidePath(fieldsOf(nonResourceAttributes), isServed);
  const asked = fieldsOf(resourceAttributes);
  const verb = text(asked["verb"]);
  const [group, resource, subresource] = [text(asked["group"]), text(asked["resource"]), text(asked["subresource"])];
  if (reviewTypes.some((type) => type.group === group && type.resource === resource && verb === "create")) return {};
  if (subresource !== "" && subresource !== "status") return { reason: whyNoSubresource(subresource) };
  if (!readVerbs.some((allowed) => allowed === verb)) return { reason: readOnly };
  if (resource === "*") return {};
  const type = types.find((candidate) => (group === "*" || candidate.group === group) && candidate.resource === resource);
  if (type === undefined) return { reason: `${qualifiedName({ group, resource })} is not a type of this session` };
  return { about: { type, namespace: text(asked["namespace"]) || undefined } };
}

function decidePath(asked: ReviewFields, isServed: (path: string) => boolean): { readonly reason?: string } {
  const path = text(asked["path"]);
  if (text(asked["verb"]) !== "get") return { reason: readOnly };
  return isServed(path) ? {} : { reason: `${path === "" ? "an empty path" : path} is not served` };
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}

/** Throws 413 for a body that no review needs. */
async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > maxReviewBytes) throw status.tooLargeBody(maxReviewBytes);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

const maxReviewBytes = 64 * 1024;

function reviewType(group: string, resource: string, kind: string): ResourceType {
  return {
    group,
    version: "v1",
    resource,
    singular: kind.toLowerCase(),
    kind,
    namespaced: false,
    shortNames: [],
    categories: [],
    verbs: ["create"],
  };
}
