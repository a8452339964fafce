import { elementSpans, memberSpans } from "../../json/json.js";
import type { ResourceType } from "../../model/resource-type.js";
import { apiVersionOf } from "../../model/resource-type.js";
import { Revision, withTypeMeta } from "../../model/revision.js";
import { assertParsable } from "../transport/parsable-body.js";

/** One page of a list. */
export interface ListPage {
  readonly resourceVersion: string;
  /** Absent on the last page. */
  readonly continueToken?: string;
  readonly items: readonly Revision[];
}

/**
 * Reads a page; each item keeps the bytes that the server sent. Items of typed lists have neither `kind` nor `apiVersion` on the wire:
 * these come from the list (`PodList` holds Pods) or, if a custom resource names its list differently, from the requested type. Throws
 * `SyntaxError` when the body is not a list.
 */
export function readListPage(body: Buffer, asked: Pick<ResourceType, "group" | "version" | "kind">): ListPage {
  assertParsable(body);
  const list = asListBody(JSON.parse(body.toString("utf8")));
  const kind = list.kind.endsWith("List") && list.kind !== "List" ? list.kind.slice(0, -"List".length) : asked.kind;
  const apiVersion = list.kind === "List" ? apiVersionOf(asked) : list.apiVersion;
  const continueToken = list.metadata.continue;
  return {
    resourceVersion: list.metadata.resourceVersion ?? "",
    ...(continueToken === undefined || continueToken === "" ? {} : { continueToken }),
    items: cutItems(body).map((item, index) => {
      const parsed = list.items?.[index];
      const lacks = { kind: parsed?.kind === undefined, apiVersion: parsed?.apiVersion === undefined };
      const whole = withTypeMeta(item, apiVersion, kind, lacks);
      // Copied, because it would keep its whole page in memory.
      return new Revision(whole === item ? Buffer.from(item) : whole);
    }),
  };
}

interface ListBody {
  readonly kind: string;
  readonly apiVersion: string;
  readonly metadata: { readonly resourceVersion?: string; readonly continue?: string };
  /** Go writes `null` for an empty slice. */
  readonly items: readonly { readonly kind?: unknown; readonly apiVersion?: unknown }[] | null;
}

function asListBody(value: unknown): ListBody {
  const body = value as Partial<ListBody> | null;
  if (typeof body !== "object" || body === null) throw new SyntaxError("not a JSON object");
  if (typeof body.kind !== "string" || typeof body.apiVersion !== "string") throw new SyntaxError("no kind and apiVersion");
  if (typeof body.metadata !== "object" || body.metadata === null) throw new SyntaxError(`a ${body.kind} without metadata`);
  const { items } = body;
  if (items !== null && (!Array.isArray(items) || !items.every(isObject))) throw new SyntaxError(`a ${body.kind} without items`);
  return body as ListBody;
}

function isObject(item: unknown): boolean {
  return typeof item === "object" && item !== null && !Array.isArray(item);
}

function cutItems(body: Buffer): readonly Buffer[] {
  const items = memberSpans(body).get("items");
  if (items === undefined || body[items.start] !== OPEN_BRACKET) return [];
  return elementSpans(body, items.start).map(({ start, end }) => body.subarray(start, end));
}

const OPEN_BRACKET = 0x5b;
