import type { CollectionRequest } from "../cluster/cluster-reader.js";
import { UsageError } from "../errors.js";
import { collectionPath, qualifiedName, type ResourceType } from "../model/resource-type.js";
import type { StreamInfo } from "../model/session.js";
import type { Target } from "../model/target.js";
import { findType, ownedTypes, sameType } from "./ownership.js";

/**
 * The collections to watch, and why. Made once from the targets and the resource types of the server; `Membership` decides for each object
 * whether it belongs.
 *
 * The rules:
 * 1. A target is watched as narrowly as it was named: by name, by selectors, or its whole collection.
 * 2. Owned kinds are watched for the whole namespace: no selector can match the uid of an owner, and with a label selector a Pod whose
 *    labels change would look deleted.
 * 3. Kubernetes Events are watched by name if the target can own nothing, else for the whole namespace.
 * 4. If RBAC denies a wide collection, the narrow collections that it would have covered are tried instead.
 */
export interface ScopePlan {
  readonly targets: readonly Target[];
  readonly streams: readonly StreamPlan[];
  /** What was requested but the server does not have, as text. */
  readonly omissions: readonly string[];
}

/** The purpose of a stream. Initial lists are processed in this order, so that owners are known before the objects they own. */
type StreamPurpose = "target" | "with" | "owned" | "events";

export interface StreamPlan {
  readonly purpose: StreamPurpose;
  readonly type: ResourceType;
  readonly request: CollectionRequest;
  /** The targets that this stream covers. */
  readonly targets: readonly Target[];
  /** Tried instead of `request` when that is forbidden; together they cover as much as a narrower role allows. */
  readonly narrower: readonly CollectionRequest[];
}

interface ScopeOptions {
  /** Only the named targets: no owned objects, no Events. */
  readonly only?: boolean;
  /** Further types to record, as whole collections. */
  readonly with?: readonly ResourceType[];
}

export function planScope(targets: readonly Target[], offered: readonly ResourceType[], options: ScopeOptions = {}): ScopePlan {
  const omissions: string[] = [];
  const streams = new StreamSet();
  for (const target of targets)
    streams.add({ purpose: "target", type: target.type, request: targetRequest(target), targets: [target], narrower: [] });
  for (const type of options.with ?? [])
    for (const namespace of namespacesOf(targets, type)) streams.add(wholeStream("with", type, namespace));
  if (!options.only) {
    for (const target of targets)
      for (const type of ownedTypes(target.type, offered)) streams.add(wholeStream("owned", type, target.namespace));
    const eventType = findType("events", offered);
    if (eventType === undefined) omissions.push("events: not available on this server");
    else for (const target of targets) for (const plan of eventStreams(target, eventType, offered)) streams.add(plan);
  }
  return { targets, streams: streams.ordered(), omissions };
}

/** Stable id of a stream within its session: path and selectors. */
export function streamId(request: CollectionRequest): string {
  const query = new URLSearchParams();
  if (request.labelSelector !== undefined) query.set("labelSelector", request.labelSelector);
  if (request.fieldSelector !== undefined) query.set("fieldSelector", request.fieldSelector);
  const path = collectionPath(request.type, request.namespace);
  return query.size === 0 ? path : `${path}?${query}`;
}

export function streamInfo(request: CollectionRequest, resourceVersion?: string): StreamInfo {
  const { type, namespace, labelSelector, fieldSelector } = request;
  return {
    id: streamId(request),
    group: type.group,
    version: type.version,
    resource: type.resource,
    kind: type.kind,
    namespaced: type.namespaced,
    ...(namespace === undefined ? {} : { namespace }),
    ...(labelSelector === undefined ? {} : { labelSelector }),
    ...(fieldSelector === undefined ? {} : { fieldSelector }),
    ...(resourceVersion === undefined ? {} : { resourceVersion }),
  };
}

/** The streams of a plan, without any that another one covers. */
class StreamSet {
  readonly #plans: StreamPlan[] = [];

  add(plan: StreamPlan): void {
    const covering = this.#plans.findIndex((other) => covers(other.request, plan.request));
    const existing = this.#plans[covering];
    if (existing !== undefined) {
      this.#plans[covering] = merge(existing, plan);
      return;
    }
    let merged = plan;
    for (const other of this.#plans.filter((candidate) => covers(plan.request, candidate.request))) {
      this.#plans.splice(this.#plans.indexOf(other), 1);
      merged = merge(merged, other);
    }
    this.#plans.push(merged);
  }

  ordered(): readonly StreamPlan[] {
    const order: readonly StreamPurpose[] = ["target", "with", "owned", "events"];
    return [...this.#plans].sort((a, b) => order.indexOf(a.purpose) - order.indexOf(b.purpose));
  }
}

function merge(wide: StreamPlan, narrow: StreamPlan): StreamPlan {
  const sameRequest = streamId(wide.request) === streamId(narrow.request);
  return {
    ...wide,
    purpose: wide.purpose === "target" || narrow.purpose === "target" ? "target" : wide.purpose === "with" ? "with" : narrow.purpose,
    targets: [...new Set([...wide.targets, ...narrow.targets])],
    narrower: [...wide.narrower, ...(sameRequest ? [] : [narrow.request]), ...narrow.narrower],
  };
}

/**
 * Whether `wide` includes all objects of `narrow`, and we can tell which. Only the server can evaluate the selectors of a user, so a stream
 * with selectors is kept beside a wider one; names we can match ourselves.
 */
function covers(wide: CollectionRequest, narrow: CollectionRequest): boolean {
  if (wide.type.group !== narrow.type.group || wide.type.resource !== narrow.type.resource) return false;
  if (streamId(wide) === streamId(narrow)) return true;
  if (isSelective(wide) || isSelective(narrow)) return false;
  return wide.fieldSelector === undefined && (wide.namespace === undefined || wide.namespace === narrow.namespace);
}

/** Selects by more than a name: an object can leave such a stream without being deleted. */
export function isSelective(request: CollectionRequest): boolean {
  if (request.labelSelector !== undefined) return true;
  return (request.fieldSelector ?? "")
    .split(",")
    .some((term) => term !== "" && !/^(metadata\.name|involvedObject\.(kind|name))=/.test(term));
}

/** The request for a target, as narrow as it was named. */
export function targetRequest(target: Target): CollectionRequest {
  const fields = [target.fieldSelector, target.name === undefined ? undefined : `metadata.name=${target.name}`].filter(
    (field) => field !== undefined,
  );
  return {
    type: target.type,
    ...(target.namespace === undefined ? {} : { namespace: target.namespace }),
    ...(target.labelSelector === undefined ? {} : { labelSelector: target.labelSelector }),
    ...(fields.length === 0 ? {} : { fieldSelector: fields.join(",") }),
  };
}

function wholeStream(purpose: StreamPurpose, type: ResourceType, namespace: string | undefined): StreamPlan {
  return {
    purpose,
    type,
    request: { type, ...(type.namespaced && namespace !== undefined ? { namespace } : {}) },
    targets: [],
    narrower: [],
  };
}

function namespacesOf(targets: readonly Target[], type: ResourceType): readonly (string | undefined)[] {
  if (!type.namespaced) return [undefined];
  const namespaces = new Set(targets.map((target) => target.namespace));
  return namespaces.has(undefined) ? [undefined] : [...namespaces];
}

function eventStreams(target: Target, eventType: ResourceType, offered: readonly ResourceType[]): readonly StreamPlan[] {
  if (sameType(target.type, eventType)) return [];
  const byName = target.name === undefined ? undefined : `involvedObject.kind=${target.type.kind},involvedObject.name=${target.name}`;
  const alone = byName !== undefined && ownedTypes(target.type, offered).length === 0;
  const whole = wholeStream("events", eventType, target.namespace);
  if (byName === undefined) return [whole];
  const narrow = { ...whole.request, fieldSelector: byName };
  return [alone ? { ...whole, request: narrow } : { ...whole, narrower: [narrow] }];
}

/** Throws `UsageError` for a type that cannot be watched. */
export function assertWatchable(type: ResourceType): void {
  for (const verb of ["list", "watch"]) {
    if (!type.verbs.includes(verb))
      throw new UsageError(`${qualifiedName(type)} cannot be recorded: the server does not allow "${verb}"`, {
        hint: 'run "kubectl api-resources --verbs=list,watch" to see types that can be watched',
      });
  }
}
