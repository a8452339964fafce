import { findJsonSpan } from "../../json/json.js";
import { listOf, mapWithin, type ObjectForm } from "./object-form.js";

/** Objects as `PartialObjectMetadata`, for clients that cache only names, labels and owners. */
export const metadataOnly: ObjectForm = {
  one: (object) => Buffer.concat([partialMetadata(object.bytes), Buffer.from("\n")]),
  list: (items, metadata) =>
    listOf(
      { kind: "PartialObjectMetadataList", apiVersion: "meta.k8s.io/v1", metadata },
      "items",
      mapWithin(items, (item) => partialMetadata(item.bytes)),
    ),
  watch: () => partialMetadata,
};

/** Keeps the metadata byte for byte as recorded and drops everything else. */
export function partialMetadata(object: Uint8Array): Buffer {
  const text = Buffer.from(object.buffer, object.byteOffset, object.byteLength);
  const span = findJsonSpan(text, ["metadata"]);
  const metadata = span === undefined ? Buffer.from("{}") : text.subarray(span.start, span.end);
  return Buffer.concat([
    Buffer.from('{"kind":"PartialObjectMetadata","apiVersion":"meta.k8s.io/v1","metadata":'),
    metadata,
    Buffer.from("}"),
  ]);
}
