import { isComposite } from "./deep-equal.js";

/**
 * The keys of the items of a list, so that they are matched by identity and not by position.
 * Undefined when they have none: then they are matched by their values and their order.
 */
export function itemKeys(field: string, before: readonly unknown[], after: readonly unknown[]): KeyOf | undefined {
  if (before.length + after.length > maxKeyedItems) return undefined;
  const named = known.get(field);
  const candidates = [...(named === undefined ? [] : [named]), scalarKey, ...generic];
  return candidates.find((keyOf) => identifies(keyOf, before) && identifies(keyOf, after));
}

export type KeyOf = (item: unknown) => string | undefined;

/** Beyond this a list is compared by values only: a recording may hold anything. */
export const maxKeyedItems = 20_000;

/** True when every item has a key and no two have the same. An empty list fits any key. */
function identifies(keyOf: KeyOf, items: readonly unknown[]): boolean {
  const seen = new Set<string>();
  for (const item of items) {
    const key = keyOf(item);
    if (key === undefined || seen.has(key)) return false;
    seen.add(key);
  }
  return true;
}

function field(...names: readonly string[]): KeyOf {
  return (item) => {
    const parts = names.map((name) => scalarText(own(item, name)));
    return parts[0] === undefined ? undefined : parts.filter((part) => part !== undefined).join("/");
  };
}

function own(item: unknown, name: string): unknown {
  return isComposite(item) && !Array.isArray(item) && Object.hasOwn(item, name) ? item[name] : undefined;
}

function scalarText(value: unknown): string | undefined {
  if (typeof value === "string") return value.length > 500 ? undefined : value;
  return typeof value === "number" || typeof value === "boolean" ? String(value) : undefined;
}

const scalarKey: KeyOf = (item) => (isComposite(item) ? undefined : scalarText(item));

/** An endpoint is identified by its Pod; without one, by its addresses. */
const endpointKey: KeyOf = (item) => {
  const addresses = own(item, "addresses");
  return (
    scalarText(own(own(item, "targetRef"), "uid")) ??
    scalarText(own(item, "ip")) ??
    (Array.isArray(addresses) ? addresses.map((address) => scalarText(address) ?? "?").join(",") : undefined)
  );
};

const portKey: KeyOf = (item) => {
  const number = scalarText(own(item, "containerPort")) ?? scalarText(own(item, "port"));
  return number === undefined ? undefined : `${number}/${scalarText(own(item, "protocol")) ?? "TCP"}`;
};

const tolerationKey = field("key", "operator", "value", "effect", "tolerationSeconds");

const ingressKey: KeyOf = (item) => scalarText(own(item, "ip")) ?? scalarText(own(item, "hostname"));

const known: ReadonlyMap<string, KeyOf> = new Map<string, KeyOf>([
  ["conditions", field("type")],
  ["ownerReferences", field("uid")],
  ["ports", portKey],
  ["tolerations", (item) => tolerationKey(item) ?? "all"],
  ["volumeMounts", field("mountPath")],
  ["mounts", field("mountPath")],
  ["endpoints", endpointKey],
  ["ingress", ingressKey],
  ["addresses", endpointKey],
  ["notReadyAddresses", endpointKey],
  ["managedFields", field("manager", "operation", "subresource", "apiVersion")],
  ["volumeDevices", field("devicePath")],
  ["hostAliases", field("ip")],
  ["topologySpreadConstraints", field("topologyKey", "whenUnsatisfiable")],
]);

/** The name of an item in a path, where its key is a uid, which means nothing to people. */
export function itemLabel(field: string, item: unknown, key: string): string {
  if (field === "ownerReferences") return `${scalarText(own(item, "kind")) ?? ""}/${scalarText(own(item, "name")) ?? key}`;
  const target = own(item, "targetRef");
  return scalarText(own(target, "name")) ?? key;
}

/** The keys of most lists, of custom resources as well, the most specific first. */
const generic: readonly KeyOf[] = ["name", "type", "key", "uid", "id", "ip", "host", "address"].map((name) => field(name));
