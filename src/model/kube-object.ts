/**
 * A Kubernetes object as the API server sent it: untyped beyond the envelope that every kind shares.
 * Unknown fields are kept; readers look at what they need and must expect anything to be absent.
 */
export interface KubeObject {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly metadata: ObjectMeta;
  readonly [field: string]: unknown;
}

export interface ObjectMeta {
  readonly name?: string;
  readonly generateName?: string;
  readonly namespace?: string;
  readonly uid?: string;
  readonly resourceVersion?: string;
  readonly generation?: number;
  readonly creationTimestamp?: string;
  readonly deletionTimestamp?: string;
  readonly deletionGracePeriodSeconds?: number;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly ownerReferences?: readonly OwnerReference[];
  readonly finalizers?: readonly string[];
  readonly [field: string]: unknown;
}

export interface OwnerReference {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly uid: string;
  readonly controller?: boolean;
}

/** The identity of one incarnation. Two uids of one name are two incarnations. */
export type Uid = string & { readonly __brand: "Uid" };

/** Identifies one incarnation of one object; every frame of its timeline has it. */
export interface ObjectRef {
  readonly uid: Uid;
  /** As sent: "v1", "apps/v1". */
  readonly apiVersion: string;
  readonly kind: string;
  /** Absent for cluster-scoped kinds. */
  readonly namespace?: string;
  readonly name: string;
}

/**
 * The reference of an object as received; a field that is not a string counts as absent.
 * An object without a uid (virtual resources such as ComponentStatus have none) gets one made of its kind and name.
 */
export function refOf(object: KubeObject): ObjectRef {
  const { apiVersion, kind, metadata } = object;
  return refOfFields({
    apiVersion: stringOf(apiVersion),
    kind: stringOf(kind),
    name: stringOf(metadata.name),
    namespace: stringOf(metadata.namespace),
    uid: stringOf(metadata.uid),
  });
}

/** The fields of an object that a reference is made of, each as received. */
interface RefFields {
  readonly apiVersion: string | undefined;
  readonly kind: string | undefined;
  readonly name: string | undefined;
  readonly namespace: string | undefined;
  readonly uid: string | undefined;
}

/** See `refOf`. */
export function refOfFields({ apiVersion = "", kind = "", name = "", namespace, uid }: RefFields): ObjectRef {
  const known = (uid ?? `${apiVersion}/${kind}/${namespace ?? ""}/${name}`) as Uid;
  return namespace === undefined ? { uid: known, apiVersion, kind, name } : { uid: known, apiVersion, kind, name, namespace };
}

function stringOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

/** Whether two references are equal in every field. */
export function sameRef(a: ObjectRef, b: ObjectRef): boolean {
  if (a === b) return true;
  return a.uid === b.uid && a.name === b.name && a.namespace === b.namespace && a.kind === b.kind && a.apiVersion === b.apiVersion;
}

/** The API group of an `apiVersion`: "apps" of "apps/v1", "" of "v1". */
export function groupOf(apiVersion: string): string {
  const slash = apiVersion.indexOf("/");
  return slash < 0 ? "" : apiVersion.slice(0, slash);
}

/** The name of an object in a line for people: `Pod/nginx`, or `shop/Pod/nginx` where several namespaces are shown. */
export function displayName(ref: Pick<ObjectRef, "kind" | "name" | "namespace">, withNamespace = false): string {
  const place = withNamespace && ref.namespace !== undefined ? `${ref.namespace}/` : "";
  return `${place}${ref.kind}/${ref.name}`;
}
