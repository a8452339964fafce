import { at as fieldAt } from "../../src/model/fields.js";

export interface Change {
  readonly type: "ADDED" | "MODIFIED" | "DELETED";
  /** Group, version and resource: "/api/v1/pods", "/apis/apps/v1/deployments". */
  readonly collection: string;
  readonly object: TestObject;
}

export interface TestObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly uid?: string;
    readonly resourceVersion?: string;
    readonly [field: string]: unknown;
  };
  readonly [field: string]: unknown;
}

/** What etcd is to an API server, as far as a test needs it: all objects, and all that they ever were. */
export class ObjectHistory {
  readonly changes: Change[] = [];
  readonly #current = new Map<string, Change>();
  /** The changes of each name, in order: what an exact list looks back through. */
  readonly #byName = new Map<string, Change[]>();

  get(collection: string, name: Named): Change | undefined {
    return this.#current.get(keyOf(collection, name));
  }

  add(change: Change): void {
    const key = keyOf(change.collection, change.object.metadata);
    this.changes.push(change);
    if (change.type === "DELETED") this.#current.delete(key);
    else this.#current.set(key, change);
    const ofName = this.#byName.get(key);
    if (ofName === undefined) this.#byName.set(key, [change]);
    else ofName.push(change);
  }

  /** What came after this version. */
  after(resourceVersion: number): readonly Change[] {
    return this.changes.slice(countUpTo(this.changes, resourceVersion));
  }

  /** The last change of each object that was there at this version. */
  at(resourceVersion: number): readonly Change[] {
    const last = [...this.#byName.values()].flatMap((changes) => changes[countUpTo(changes, resourceVersion) - 1] ?? []);
    return last.filter(({ type }) => type !== "DELETED");
  }

  /** What came after this version has never been. */
  rewind(resourceVersion: number): void {
    const kept = this.changes.slice(0, countUpTo(this.changes, resourceVersion));
    this.changes.length = 0;
    this.#current.clear();
    this.#byName.clear();
    for (const change of kept) this.add(change);
  }
}

/** By path (with or without a namespace), fields and labels (equality). */
export function matcher(path: string, query: URLSearchParams): (change: Change) => boolean {
  const [, root, namespace, resource] = /^(.*?)(?:\/namespaces\/([^/]+))?\/([^/]+)$/.exec(path) ?? [];
  const fields = termsOf(query.get("fieldSelector")).map(([path, value]) => [path.split("."), value] as const);
  const labels = termsOf(query.get("labelSelector"));
  return ({ collection, object, object: { metadata } }) =>
    collection === `${root}/${resource}` &&
    (namespace === undefined || metadata.namespace === namespace) &&
    fields.every(([path, value]) => fieldAt(object, ...path) === value) &&
    labels.every(([label, value]) => fieldAt(metadata, "labels", label) === value);
}

function termsOf(selector: string | null): readonly (readonly [string, string])[] {
  const terms = (selector ?? "").split(",").filter((term) => term !== "");
  return terms.map((term) => [term.split("=")[0] ?? "", term.split("=").at(-1) ?? ""]);
}

interface Named {
  readonly name: string;
  readonly namespace?: string | undefined;
}

/** How many of these changes, which are in order, happened up to this version. */
function countUpTo(changes: readonly Change[], resourceVersion: number): number {
  let [low, high] = [0, changes.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const change = changes[middle];
    if (change !== undefined && versionOf(change) <= resourceVersion) low = middle + 1;
    else high = middle;
  }
  return low;
}

function versionOf({ object }: Change): number {
  return Number(object.metadata.resourceVersion);
}

function keyOf(collection: string, { name, namespace }: Named): string {
  return `${collection} ${namespace ?? ""} ${name}`;
}
