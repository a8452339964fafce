import { deepEqual, isComposite } from "../../diff/deep-equal.js";
import { at, itemsAt, textAt } from "../../model/fields.js";
import type { KubeObject } from "../../model/kube-object.js";

/** Who wrote fields of an object, as the API server notes it in `metadata.managedFields`. */
export interface FieldManager {
  /** The name that the program gave itself: "kubectl-set", "helm", "kube-controller-manager". */
  readonly manager: string;
  /** "Apply" (server-side apply) or "Update". */
  readonly operation: string;
  /** "status", "scale"; absent for the object itself. */
  readonly subresource?: string;
  /** When, by the server's clock, as sent: in whole seconds. Absent where the server notes none, as for the subresource scale. */
  readonly at?: string;
}

/**
 * Who made the change from one revision to the next; of the first revision of an object, who created it. Rules:
 *
 *  1. Whose entry is new or has another time wrote.
 *  2. Times are in whole seconds, so two writes within one look alike: whoever owns a field wrote its value, so who owns one that changed wrote too.
 *  3. An entry that only shrank did not write: another manager took its fields.
 *
 * Not everything has an owner: a deletion request, the assignment to a node, and fields that were removed by who owns nothing else.
 */
export function changeManagers(before: KubeObject | undefined, after: KubeObject): readonly FieldManager[] {
  const entries = entriesOf(after);
  if (before === undefined) return entries.map(({ manager }) => manager);
  const earlier = timesOf(before);
  return entries.filter((entry) => isTouched(entry, earlier) || writes(entry, before, after, undefined)).map(({ manager }) => manager);
}

/**
 * The names of those among them who declare what should be: who changed a spec, labels, annotations or content, and is not one of the controllers of
 * Kubernetes itself. These follow what others declare; but who scales through the subresource, as the autoscaler does, declares.
 */
export function declaringManagers(before: KubeObject, after: KubeObject): readonly string[] {
  const candidates = entriesOf(after).filter(({ manager }) => canDeclare(manager));
  if (candidates.length === 0) return [];
  const earlier = timesOf(before);
  const declaring = candidates.filter(
    (entry) => writes(entry, before, after, "f:status") || (isTouched(entry, earlier) && hasRemoved(entry, before, after)),
  );
  return [...new Set(declaring.map(({ manager }) => manager.manager))];
}

/** The names of all managers of an object. */
export function managerNames(object: KubeObject): readonly string[] {
  return entriesOf(object).map(({ manager }) => manager.manager);
}

const ownControllers = new Set([
  ...["kube-apiserver", "kube-controller-manager", "kube-scheduler", "kubelet", "cloud-controller-manager"],
  // Distributions that put all of these into one program.
  ...["k0s", "k3s", "kubelite", "hyperkube"],
]);

function canDeclare({ manager, subresource }: FieldManager): boolean {
  return subresource !== "status" && (subresource === "scale" || !ownControllers.has(manager));
}

interface Entry {
  readonly manager: FieldManager;
  readonly key: string;
  /** FieldsV1: `{"f:spec": {"f:replicas": {}}}`. */
  readonly fields: unknown;
  /** Paths are those of another version, which may have other fields. */
  readonly isOtherVersion: boolean;
}

function entriesOf(object: KubeObject): readonly Entry[] {
  return itemsAt(object, "metadata", "managedFields").flatMap((item) => {
    const name = textAt(item, "manager");
    if (name === undefined) return [];
    const operation = textAt(item, "operation") ?? "Update";
    const subresource = textAt(item, "subresource");
    const time = textAt(item, "time");
    const apiVersion = textAt(item, "apiVersion");
    const manager = {
      manager: name,
      operation,
      ...(subresource === undefined ? {} : { subresource }),
      ...(time === undefined ? {} : { at: time }),
    };
    const key = JSON.stringify([name, operation, subresource, apiVersion]);
    return [{ manager, key, fields: at(item, "fieldsV1"), isOtherVersion: apiVersion !== object.apiVersion }];
  });
}

type Times = ReadonlyMap<string, string | undefined>;

function timesOf(object: KubeObject): Times {
  return new Map(entriesOf(object).map(({ key, manager }) => [key, manager.at]));
}

/** Where no entry is known from before (kubectl hides them unless asked), a new one says nothing. */
function isTouched({ key, manager }: Entry, earlier: Times): boolean {
  return earlier.size > 0 && (!earlier.has(key) || earlier.get(key) !== manager.at);
}

/** Something else than the status changed, and this manager owns nothing that did: it removed fields. */
function hasRemoved(entry: Entry, before: KubeObject, after: KubeObject): boolean {
  return !writes(entry, before, after, undefined) && !deepEqual(declaredPart(before), declaredPart(after));
}

function declaredPart({ metadata, status: _, ...rest }: KubeObject): object {
  const { labels, annotations, finalizers, ownerReferences } = metadata;
  return { ...rest, metadata: { labels, annotations, finalizers, ownerReferences } };
}

/** Whether the value of a field changed that an entry owns. `except`: a member of the root that is not looked at. */
function writes({ fields, isOtherVersion }: Entry, before: KubeObject, after: KubeObject, except: string | undefined): boolean {
  if (isOtherVersion || !isComposite(fields)) return false;
  const open: Owned[] = [];
  for (const key of Object.keys(fields)) if (key !== except) open.push({ fields: fields[key], ...membersAt(key, before, after) });
  for (let owned = open.pop(); owned !== undefined; owned = open.pop()) {
    const { fields: inner, earlier, later } = owned;
    if (earlier === later) continue;
    const keys = isComposite(inner) ? Object.keys(inner) : [];
    if (keys.length === 0) {
      if (!deepEqual(earlier, later)) return true;
      continue;
    }
    for (const key of keys) {
      // The item itself, apart from its members.
      if (key === ".") {
        if ((earlier === undefined) !== (later === undefined)) return true;
      } else open.push({ fields: at(inner, key), ...membersAt(key, earlier, later) });
    }
  }
  return false;
}

interface Owned {
  readonly fields: unknown;
  /** The value that the path leads to, before and after the change. */
  readonly earlier: unknown;
  readonly later: unknown;
}

/** What a step of a path in FieldsV1 leads to: a field, an item of a list by its keys, by its value or by its place. */
function membersAt(step: string, earlier: unknown, later: unknown): Pick<Owned, "earlier" | "later"> {
  const name = step.slice(2);
  const inBoth = (member: (value: unknown) => unknown) => ({ earlier: member(earlier), later: member(later) });
  if (step.startsWith("f:")) return inBoth((value) => at(value, name));
  if (step.startsWith("i:")) return inBoth((value) => itemsAt(value)[Number(name)]);
  const wanted = parsed(name);
  if (step.startsWith("v:")) return inBoth((value) => itemsAt(value).find((item) => deepEqual(item, wanted)));
  const keys = step.startsWith("k:") && isComposite(wanted) ? Object.entries(wanted) : [];
  return inBoth((value) => itemsAt(value).find((item) => keys.length > 0 && keys.every(([key, each]) => deepEqual(at(item, key), each))));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
