import { deepEqual, isComposite } from "../../diff/deep-equal.js";
import { BudgetSpent, WorkBudget } from "../../diff/work-budget.js";
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
  return within((budget) =>
    entries.filter((entry) => isTouched(entry, before, budget) || writes(entry, before, after, budget)).map(({ manager }) => manager),
  );
}

/** Units of work of one change; real objects need some thousand. */
const maxWork = 2_000_000;

/** Who wrote is not known where finding out would take too long: the items of a list are found by their keys, one after the other. */
function within<T>(find: (budget: WorkBudget) => readonly T[]): readonly T[] {
  try {
    return find(new WorkBudget(maxWork));
  } catch (error) {
    if (error instanceof BudgetSpent) return [];
    throw error;
  }
}

/**
 * The names of those among them who declare what should be: who changed a spec, labels, annotations or content, and is not one of the controllers of
 * Kubernetes itself. These follow what others declare; but who scales through the subresource, as the autoscaler does, declares.
 */
export function declaringManagers(before: KubeObject, after: KubeObject): readonly string[] {
  const candidates = itemsAt(after, "metadata", "managedFields").filter(canDeclare);
  if (candidates.length === 0) return [];
  const entries = candidates.flatMap((item) => entryOf(item, after) ?? []);
  const declaring = within((budget) => entries.filter((entry) => declares(entry, before, after, budget)));
  return [...new Set(declaring.map(({ manager }) => manager.manager))];
}

function declares(entry: Entry, before: KubeObject, after: KubeObject, budget: WorkBudget): boolean {
  const touched = isTouched(entry, before, budget);
  // Most changes are of a status, by others: with an equal generation the spec, most of what there is, need not be compared.
  if (writes(entry, before, after, budget, touched || !hasSameGeneration(before, after) ? ["f:status"] : ["f:status", "f:spec"]))
    return true;
  return touched && hasRemoved(entry, before, after, budget);
}

function hasSameGeneration(before: KubeObject, after: KubeObject): boolean {
  return after.metadata.generation !== undefined && after.metadata.generation === before.metadata.generation;
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

/** Of an item of `managedFields`: asked of every change of every object, so nothing is made for it. */
function canDeclare(item: unknown): boolean {
  const subresource = at(item, "subresource");
  return subresource !== "status" && (subresource === "scale" || !ownControllers.has(textAt(item, "manager") ?? ""));
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
  return itemsAt(object, "metadata", "managedFields").flatMap((item) => entryOf(item, object) ?? []);
}

function entryOf(item: unknown, { apiVersion: version }: KubeObject): Entry | undefined {
  const name = textAt(item, "manager");
  if (name === undefined) return undefined;
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
  const key = `${name}\n${operation}\n${subresource ?? ""}\n${apiVersion ?? ""}`;
  return { manager, key, fields: at(item, "fieldsV1"), isOtherVersion: apiVersion !== version };
}

/** Where no entry is known from before (kubectl hides them unless asked), a new one says nothing. */
function isTouched({ key, manager }: Entry, before: KubeObject, budget: WorkBudget): boolean {
  const items = itemsAt(before, "metadata", "managedFields");
  budget.spend(workPerItem * items.length);
  const same = items.find((item) => textAt(item, "manager") === manager.manager && entryOf(item, before)?.key === key);
  return items.length > 0 && (same === undefined || textAt(same, "time") !== manager.at);
}

/** Something else than the status changed, and this manager owns nothing that did: it removed fields. */
function hasRemoved(entry: Entry, before: KubeObject, after: KubeObject, budget: WorkBudget): boolean {
  return !writes(entry, before, after, budget) && !deepEqual(declaredPart(before), declaredPart(after), budget);
}

function declaredPart({ metadata, status: _, ...rest }: KubeObject): object {
  const { labels, annotations, finalizers, ownerReferences } = metadata;
  return { ...rest, metadata: { labels, annotations, finalizers, ownerReferences } };
}

/** Whether the value of a field changed that an entry owns. `except`: steps from the root that are not looked at. */
function writes(
  { fields, isOtherVersion }: Entry,
  before: KubeObject,
  after: KubeObject,
  budget: WorkBudget,
  except: readonly string[] = [],
): boolean {
  if (isOtherVersion || !isComposite(fields)) return false;
  const open: Owned[] = [];
  for (const step of Object.keys(fields))
    if (!except.includes(step))
      open.push({ fields: fields[step], earlier: memberAt(step, before, budget), later: memberAt(step, after, budget) });
  for (let owned = open.pop(); owned !== undefined; owned = open.pop()) {
    const { fields: inner, earlier, later } = owned;
    if (earlier === later) continue;
    const steps = isComposite(inner) ? Object.keys(inner) : [];
    if (steps.length === 0 && !sameValue(earlier, later, budget)) return true;
    for (const step of steps) {
      // The item itself, apart from its members.
      if (step === ".") {
        if ((earlier === undefined) !== (later === undefined)) return true;
      } else open.push({ fields: at(inner, step), earlier: memberAt(step, earlier, budget), later: memberAt(step, later, budget) });
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

/** Most values are plain. */
function sameValue(a: unknown, b: unknown, budget: WorkBudget): boolean {
  return isComposite(a) && isComposite(b) ? deepEqual(a, b, budget) : a === b;
}

/** What a step of a path in FieldsV1 leads to: a field, an item of a list by its keys, by its value or by its place. */
function memberAt(step: string, value: unknown, budget: WorkBudget): unknown {
  if (!isComposite(value)) return undefined;
  const name = step.slice(2);
  if (step.startsWith("f:")) return at(value, name);
  const items = itemsAt(value);
  if (step.startsWith("k:")) return items.find((item) => hasKeys(item, name, budget));
  if (step.startsWith("v:")) return items.find((item) => sameValue(item, parsed(name), budget));
  return step.startsWith("i:") ? items[Number(name)] : undefined;
}

function hasKeys(item: unknown, text: string, budget: WorkBudget): boolean {
  const keys = parsed(text);
  budget.spend(workPerItem);
  if (!isComposite(keys)) return false;
  for (const key of Object.keys(keys)) if (!sameValue(at(item, key), keys[key], budget)) return false;
  return true;
}

const workPerItem = 20;

/** Few texts come again and again: the names of containers, the types of conditions. */
const maxParsed = 1000;
const parsedTexts = new Map<string, unknown>();

function parsed(text: string): unknown {
  if (parsedTexts.has(text)) return parsedTexts.get(text);
  if (parsedTexts.size >= maxParsed) parsedTexts.clear();
  const value = jsonOrUndefined(text);
  parsedTexts.set(text, value);
  return value;
}

function jsonOrUndefined(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
