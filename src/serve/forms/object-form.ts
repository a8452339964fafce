import { apiVersionOf, type ResourceType } from "../../model/resource-type.js";
import { status } from "../status.js";
import type { ServedObject } from "./served-object.js";

/** The form of objects in a response, as the client accepts it: whole, metadata only, or as rows of a Table. */
export interface ObjectForm {
  /** An object requested by name. */
  one(object: ServedObject): Buffer;
  list(items: readonly ServedObject[], metadata: ListMeta): Buffer;
  /**
   * Starts a watch: the returned function converts the object of each event, in order (only the first row of a Table includes the columns).
   */
  watch(): (object: Uint8Array) => Uint8Array;
}

export interface ListMeta {
  readonly resourceVersion: string;
  readonly continue?: string;
  readonly remainingItemCount?: number;
}

/** Objects as recorded, byte for byte. */
export function wholeObjects(type: ResourceType): ObjectForm {
  const head = { kind: `${type.kind}List`, apiVersion: apiVersionOf(type) };
  return {
    one: (object) => Buffer.concat([object.bytes, newline]),
    list: (items, metadata) =>
      listOf(
        { ...head, metadata },
        "items",
        mapWithin(items, (item) => item.bytes),
      ),
    watch: () => (object) => object,
  };
}

/** What is made of each item. Throws the 413 of the server when it is too much for one response: clients can ask for less at a time. */
export function mapWithin(items: readonly ServedObject[], make: (item: ServedObject) => Uint8Array): readonly Uint8Array[] {
  let bytes = 0;
  return items.map((item) => {
    const made = make(item);
    bytes += made.length;
    if (bytes > maxListBytes) throw status.tooLargeList(maxListBytes);
    return made;
  });
}

const maxListBytes = 128 * 1024 * 1024;

/** JSON of an object whose last member is a list, from items that are bytes already. */
export function listOf(head: object, member: string, items: readonly Uint8Array[]): Buffer {
  const pieces: Uint8Array[] = [Buffer.from(`${goJson(head).slice(0, -1)},${JSON.stringify(member)}:[`)];
  for (const [i, item] of items.entries()) pieces.push(i === 0 ? nothing : comma, item);
  return Buffer.concat([...pieces, Buffer.from("]}\n")]);
}

/** JSON as Go writes it (`<`, `>`, `&` and line separators escaped), so that responses match the server byte for byte. */
export function goJson(value: unknown): string {
  return JSON.stringify(value).replace(/[<>&\u2028\u2029]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

const nothing = Buffer.alloc(0);
const comma = Buffer.from(",");
const newline = Buffer.from("\n");
