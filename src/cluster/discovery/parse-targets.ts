import { UsageError } from "../../errors.js";
import { qualifiedName, type ResourceType } from "../../model/resource-type.js";
import type { Target } from "../../model/target.js";
import { checkNamespaceName, checkObjectName } from "./object-names.js";
import { findResource, resolveKind, resolveResource, resolveResources } from "./resolve-resource.js";
import { checkFieldSelector, checkLabelSelector } from "./selectors.js";

export interface TargetOptions {
  /** From discovery. */
  readonly resources: readonly ResourceType[];
  /** From the flag, else from the context. Each target is looked up in each of them. Empty only with `allNamespaces`. */
  readonly namespaces: readonly string[];
  /** `namespaces` were given with `-n`, so they can conflict. */
  readonly namespaceGiven?: boolean;
  readonly allNamespaces?: boolean;
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
}

/**
 * What was typed, as targets. The forms:
 *
 *   pod nginx            pods a b            deploy,svc web        a type (or several), then names
 *   po/nginx             deploy/web svc/web                        each with its name
 *   pods                 deploy,svc -l app=web        all          whole kinds, perhaps with selectors
 *   v1 Pod nginx         apps/v1 Deployment shop/web               apiVersion, Kind, [namespace/]name: the older tool
 *   service shop/web                                               type, namespace/name: the older tool's trace
 *
 * Throws `UsageError` for what is unknown, mixed or contradicting.
 */
export function parseTargets(typed: readonly string[], options: TargetOptions): readonly Target[] {
  checkTargetOptions(options);
  const { namespaces, ...rest } = options;
  const targets = (namespaces.length === 0 ? [""] : namespaces).flatMap((namespace) => targetsIn(typed, { ...rest, namespace }));
  const distinct = targets.filter((target, index) => targets.findIndex((other) => isSame(other, target)) === index);
  const isOfSeveral = new Set(distinct.flatMap(({ namespace }) => namespace ?? [])).size > 1;
  return isOfSeveral ? distinct.map((target) => ({ ...target, namesNamespace: true })) : distinct;
}

/** The options of one namespace; it has no meaning with `allNamespaces`. */
type OptionsInNamespace = Omit<TargetOptions, "namespaces"> & { readonly namespace: string };

function targetsIn(typed: readonly string[], options: OptionsInNamespace): readonly Target[] {
  const [first, ...rest] = typed;
  if (first === undefined)
    throw new UsageError("no target given", { hint: 'for example "pod nginx", "deploy/web svc/web" or "pods -l app=web"' });
  if (isOlderForm(typed)) return [olderTarget(typed, options)];
  if (isOlderTraceForm(typed, options)) return [placedTarget(resolveResource(first, options.resources), rest[0] ?? "", options)];
  return typed.some((word) => word.includes("/")) ? slashTargets(typed, options) : wordTargets(first, rest, options);
}

/** What is wrong whatever the cluster offers. Throws `UsageError`. */
export function checkTargetOptions(options: Omit<TargetOptions, "resources">): void {
  const { allNamespaces, namespaces, namespaceGiven, labelSelector, fieldSelector } = options;
  if (allNamespaces && namespaceGiven)
    throw new UsageError("--all-namespaces and --namespace cannot be combined", { hint: "use one of them" });
  if (namespaceGiven) for (const namespace of namespaces) checkNamespaceName(namespace);
  if (labelSelector !== undefined) checkLabelSelector(labelSelector);
  if (fieldSelector !== undefined) checkFieldSelector(fieldSelector);
}

/** `v1`, `apps/v1`, `example.com/v1beta2`. */
const apiVersion = /^([a-z0-9][a-z0-9.-]*\/)?v[0-9]+((alpha|beta)[0-9]+)?$/;

function isOlderForm([version = "", kind = "", name = "", ...more]: readonly string[]): boolean {
  return apiVersion.test(version) && kind !== "" && !kind.includes("/") && name !== "" && more.length === 0;
}

/** A second word that is a type is a mistake to report, not a namespace. */
function isOlderTraceForm([type = "", place = "", ...more]: readonly string[], { resources }: OptionsInNamespace): boolean {
  if (type.includes("/") || more.length > 0 || !/^[^/]+\/[^/]+$/.test(place)) return false;
  return findResource(place.slice(0, place.indexOf("/")), resources) === undefined;
}

function olderTarget([version = "", kind = "", place = ""]: readonly string[], options: OptionsInNamespace): Target {
  return placedTarget(resolveKind(version, kind, options.resources), place, options);
}

/** `[NAMESPACE/]NAME`. */
function placedTarget(type: ResourceType, place: string, options: OptionsInNamespace): Target {
  const [name = "", namespace, ...more] = place.split("/").reverse();
  if (more.length > 0) throw new UsageError(`invalid name "${place}": use [NAMESPACE/]NAME`, { hint: 'for example "shop/web"' });
  if (namespace === undefined) return namedTarget(type, name, options);
  checkNamespaceName(namespace);
  if (!type.namespaced)
    throw new UsageError(`${type.kind} is cluster-scoped: ${name} has no namespace`, { hint: `leave out "${namespace}/"` });
  if (options.namespaceGiven && options.namespace !== namespace) {
    throw new UsageError(`"${place}" and --namespace ${options.namespace} cannot be combined`, { hint: "use one of them" });
  }
  return namedTarget(type, name, { ...options, namespace });
}

/** `TYPE/NAME` only. */
function slashTargets(typed: readonly string[], options: OptionsInNamespace): readonly Target[] {
  const plain = typed.find((word) => !word.includes("/"));
  if (plain !== undefined) {
    throw new UsageError(`"${plain}" cannot be combined with TYPE/NAME arguments`, {
      hint: `use "TYPE/${plain}", or one type followed by names`,
    });
  }
  return typed.map((word) => {
    const [typeName = "", name = "", ...more] = word.split("/");
    if (typeName === "" || name === "" || more.length > 0) {
      throw new UsageError(`invalid target "${word}": use TYPE/NAME`, {
        hint: isSeveral(word)
          ? `separate targets with blanks: ${word.split(",").join(" ")}`
          : more.length > 0
            ? "pass the namespace with -n"
            : 'for example "pod/nginx"',
      });
    }
    return namedTarget(resolveResource(typeName, options.resources), name, options);
  });
}

/** `pod/a,pod/b` */
function isSeveral(word: string): boolean {
  const parts = word.split(",");
  return parts.length > 1 && parts.every((part) => /^[^/]+\/[^/]+$/.test(part));
}

/** A type, or several with commas, optionally followed by names, which then apply to each type. */
function wordTargets(typeNames: string, names: readonly string[], options: OptionsInNamespace): readonly Target[] {
  const types = resolveResources(typeNames, options.resources, { isAlone: names.length === 0 });
  if (names.length === 0) return types.map((type) => kindTarget(type, options));
  return types.flatMap((type) => names.map((name) => namedTarget(type, name, options)));
}

function namedTarget(type: ResourceType, name: string, options: OptionsInNamespace): Target {
  checkObjectName(name, type);
  if (options.labelSelector || options.fieldSelector) {
    throw new UsageError(`a name ("${name}") and a selector cannot be combined`, { hint: "use one of them" });
  }
  if (options.allNamespaces && type.namespaced) {
    throw new UsageError(`a name ("${name}") and --all-namespaces cannot be combined`, {
      hint: `pass its namespace with -n, which may be repeated, or use --field-selector metadata.name=${name}`,
    });
  }
  return { type, ...scope(type, options), name, typed: `${spokenName(type)}/${name}` };
}

function kindTarget(type: ResourceType, options: OptionsInNamespace): Target {
  const { labelSelector, fieldSelector, allNamespaces } = options;
  const typed = [
    qualifiedName(type),
    ...(allNamespaces && type.namespaced ? ["-A"] : []),
    ...(labelSelector ? [`-l ${labelSelector}`] : []),
    ...(fieldSelector ? [`--field-selector ${fieldSelector}`] : []),
  ];
  return {
    type,
    ...scope(type, options),
    ...(labelSelector ? { labelSelector } : {}),
    ...(fieldSelector ? { fieldSelector } : {}),
    typed: typed.join(" "),
  };
}

function scope(type: ResourceType, { namespace, allNamespaces }: OptionsInNamespace): { namespace?: string } {
  return type.namespaced && !allNamespaces ? { namespace } : {};
}

/** "pod", "deployment.apps". */
function spokenName({ group, singular, kind }: ResourceType): string {
  const name = singular === "" ? kind.toLowerCase() : singular;
  return group === "" ? name : `${name}.${group}`;
}

function isSame(a: Target, b: Target): boolean {
  return a.typed === b.typed && a.namespace === b.namespace && a.type.version === b.type.version;
}
