import { refOf } from "../../model/kube-object.js";
import { apiVersionOf, collectionPath } from "../../model/resource-type.js";
import { type CollectionRequest, type MetadataList, type ObjectMetadata, RequestFailure, TooManyObjects } from "../cluster-reader.js";
import { assertParsable } from "./parsable-body.js";
import type { Transport } from "./transport.js";

/** The server chooses the second where it cannot leave the objects out. */
const accept = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json";

/** The first page shows how large the collection is, and whether its objects are left out; then pages may be larger. */
const pageSizes = { first: 500, withObjects: 500, metadataOnly: 5000 } as const;

interface MetadataLimits {
  readonly maxObjects: number;
  readonly signal: AbortSignal;
}

/** The metadata of a collection, page by page. Rejects with `RequestFailure` or `TooManyObjects`. */
export async function listMetadata(
  transport: Pick<Transport, "read">,
  request: CollectionRequest,
  { maxObjects, signal }: MetadataLimits,
): Promise<MetadataList> {
  const items: ObjectMetadata[] = [];
  let limit: number = pageSizes.first;
  let first: Page | undefined;
  for (let token = ""; ; ) {
    const page = await readPage(transport, request, { limit, token, signal, maxObjects });
    first ??= page;
    for (const item of page.items) items.push(item);
    if (items.length + page.remaining > maxObjects) throw new TooManyObjects(`more than ${maxObjects} objects`);
    if (page.token === "") return { resourceVersion: first.resourceVersion, items };
    if (page.token === token) throw new RequestFailure("the server returned the same page of its list twice");
    token = page.token;
    limit = page.metadataOnly ? pageSizes.metadataOnly : pageSizes.withObjects;
  }
}

interface Page {
  readonly resourceVersion: string;
  /** Empty on the last page. */
  readonly token: string;
  /** How many objects follow, where the server says so. */
  readonly remaining: number;
  readonly metadataOnly: boolean;
  readonly items: readonly ObjectMetadata[];
}

async function readPage(
  transport: Pick<Transport, "read">,
  { type, namespace, labelSelector, fieldSelector }: CollectionRequest,
  { limit, token, signal, maxObjects }: MetadataLimits & { readonly limit: number; readonly token: string },
): Promise<Page> {
  const query = new URLSearchParams({ limit: String(limit) });
  if (labelSelector !== undefined) query.set("labelSelector", labelSelector);
  if (fieldSelector !== undefined) query.set("fieldSelector", fieldSelector);
  if (token !== "") query.set("continue", token);
  const { body, status } = await transport.read({
    path: collectionPath(type, namespace),
    query,
    accept,
    signal,
    limits: { bodyBytes: maxPageBytes },
  });
  try {
    assertParsable(body);
    return pageOf(JSON.parse(body.toString("utf8")), type, maxObjects);
  } catch (cause) {
    if (cause instanceof TooManyObjects || cause instanceof RequestFailure) throw cause;
    throw new RequestFailure("the response is not a list of the Kubernetes API", { status, cause });
  }
}

/** Of the largest page that is worth reading at the end of a recording. */
const maxPageBytes = 64 * 1024 * 1024;

/** Throws `SyntaxError` when it is not a list, `TooManyObjects` before anything is made of a page that alone holds too many. */
function pageOf(value: unknown, type: CollectionRequest["type"], maxObjects: number): Page {
  const list = recordIn(value);
  const metadata = recordIn(list["metadata"]);
  const items = list["items"] ?? [];
  if (!Array.isArray(items)) throw new SyntaxError("no items");
  if (items.length > maxObjects) throw new TooManyObjects(`more than ${maxObjects} objects`);
  const remaining = metadata["remainingItemCount"];
  return {
    resourceVersion: textIn(metadata["resourceVersion"]),
    token: textIn(metadata["continue"]),
    remaining: typeof remaining === "number" && remaining > 0 ? remaining : 0,
    metadataOnly: list["kind"] === "PartialObjectMetadataList",
    items: items.map((item) => metadataIn(recordIn(item)["metadata"], type)),
  };
}

/** Drops `managedFields`, which are most of it. */
function metadataIn(value: unknown, type: CollectionRequest["type"]): ObjectMetadata {
  const metadata = recordIn(value) as Partial<ObjectMetadata>;
  const { name = "", namespace, labels, ownerReferences } = metadata;
  return {
    uid: refOf({ apiVersion: apiVersionOf(type), kind: type.kind, metadata }).uid,
    resourceVersion: textIn(metadata.resourceVersion),
    name,
    ...(namespace === undefined ? {} : { namespace }),
    ...(labels === undefined ? {} : { labels }),
    ...(ownerReferences === undefined ? {} : { ownerReferences }),
  };
}

function recordIn(value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw new SyntaxError("not a JSON object");
  return value as Record<string, unknown>;
}

function textIn(value: unknown): string {
  return typeof value === "string" ? value : "";
}
