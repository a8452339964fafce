import type { KubeObject } from "../../model/kube-object.js";
import { Revision } from "../../model/revision.js";
import { status } from "../status.js";
import type { Column, TableKind } from "../tables/column.js";
import { goJson, type ListMeta, listOf, mapWithin, type ObjectForm } from "./object-form.js";
import { partialMetadata } from "./partial-metadata.js";

/** What a row contains besides its cells: nothing, the metadata of the object (the default), or the whole object. */
type IncludeObject = "None" | "Metadata" | "Object";

/** Parses `includeObject` of a query. Throws the 400 of the server. */
export function parseIncludeObject(query: URLSearchParams): IncludeObject {
  const text = query.get("includeObject") || "Metadata";
  if (text === "None" || text === "Metadata" || text === "Object") return text;
  throw status.badRequest(`unrecognized includeObject value: ${JSON.stringify(text)}`);
}

/** Objects as rows of a `Table`, which `kubectl get` requests. `nowMs` is called for each row: ages count from the recorded time. */
export function tableForm(kind: TableKind, include: IncludeObject, nowMs: () => number): ObjectForm {
  const row = (bytes: Uint8Array) => rowOf(bytes, kind, include, nowMs());
  return {
    one: (object) => tableOf({ resourceVersion: object.resourceVersion }, kind.columns, [row(object.bytes)]),
    list: (items, metadata) =>
      tableOf(
        metadata,
        kind.columns,
        mapWithin(items, (item) => row(item.bytes)),
      ),
    watch: () => {
      let columns: readonly Column[] | null = kind.columns;
      return (bytes) => {
        const table = tableOf({ resourceVersion: parse(bytes).metadata.resourceVersion ?? "" }, columns, [row(bytes)]);
        columns = null;
        return table.subarray(0, -1);
      };
    },
  };
}

function tableOf(metadata: ListMeta, columns: readonly Column[] | null, rows: readonly Uint8Array[]): Buffer {
  const columnDefinitions = columns?.map(({ name, type, format, description, priority }) => ({
    name,
    type,
    format,
    description,
    priority,
  }));
  return listOf({ kind: "Table", apiVersion: "meta.k8s.io/v1", metadata, columnDefinitions: columnDefinitions ?? null }, "rows", rows);
}

function rowOf(bytes: Uint8Array, kind: TableKind, include: IncludeObject, nowMs: number): Buffer {
  const object = parse(bytes);
  const conditions = kind.conditions?.(object) ?? [];
  const head = { cells: kind.columns.map((column) => column.cell(object, nowMs)), ...(conditions.length > 0 ? { conditions } : {}) };
  return Buffer.concat([Buffer.from(`${goJson(head).slice(0, -1)},"object":`), included(bytes, include), Buffer.from("}")]);
}

function included(bytes: Uint8Array, include: IncludeObject): Uint8Array {
  if (include === "None") return Buffer.from("null");
  return include === "Object" ? bytes : partialMetadata(bytes);
}

/** Parsed for this row and dropped. An invalid object becomes a row of empty cells. */
function parse(bytes: Uint8Array): KubeObject {
  try {
    return new Revision(bytes).object;
  } catch {
    return { metadata: {} };
  }
}
