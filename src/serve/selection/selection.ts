import type { KubeObject } from "../../model/kube-object.js";
import { parseLabelSelector, SelectorError } from "../../model/label-selector.js";
import type { ResourceType } from "../../model/resource-type.js";
import { Revision } from "../../model/revision.js";
import type { ChangeType } from "../../model/watch-event.js";
import type { ServedObject } from "../forms/served-object.js";
import { status } from "../status.js";
import { withResourceVersion } from "../watch/watch-line.js";
import type { ChangeStep } from "./collection.js";
import { parseFieldSelector } from "./field-selector.js";

/** The objects that a list or watch selects. */
export interface Selection {
  selects(object: ServedObject): boolean;
  /** True if a selector is used: such lists omit the number of remaining items. */
  readonly narrowed: boolean;
}

export interface SelectionRequest {
  readonly namespace?: string | undefined;
  readonly labelSelector?: string | undefined;
  readonly fieldSelector?: string | undefined;
}

/** The selection as a string to compare by. */
export function scopeOf({ namespace, labelSelector, fieldSelector }: SelectionRequest): string {
  return JSON.stringify([namespace || "", labelSelector || "", fieldSelector || ""]);
}

/** Throws the 400 of the server for an invalid selector. */
export function makeSelection(request: SelectionRequest, type: ResourceType, customFields: readonly string[]): Selection {
  const { namespace } = request;
  const predicates = parseSelectors(request, type, customFields);
  return {
    narrowed: predicates.length > 0,
    selects(object) {
      if (namespace !== undefined && object.namespace !== namespace) return false;
      if (predicates.length === 0) return true;
      const parsed = parse(object);
      return parsed !== undefined && predicates.every((holds) => holds(parsed));
    },
  };
}

/** What a watch sends for a step. */
export interface WatchChange {
  readonly type: ChangeType;
  /** Reads its bytes, when they are sent. */
  readonly object: () => Uint8Array;
}

/**
 * What a watch with this selection sends for a step; undefined: nothing. An object that enters the selection is ADDED, one that leaves it
 * is DELETED. Otherwise, or if the previous state is unknown, the type is as recorded.
 */
export function changeFor(step: ChangeStep, selection: Selection): WatchChange | undefined {
  const { type, object, previous } = step;
  const isSelected = selection.selects(object);
  const wasSelected = previous === undefined ? isSelected && type !== "ADDED" : selection.selects(previous);
  if (type === "DELETED") return wasSelected ? { type, object: () => object.bytes } : undefined;
  if (isSelected) return { type: wasSelected || previous === undefined ? type : "ADDED", object: () => object.bytes };
  if (!wasSelected || previous === undefined) return undefined;
  return { type: "DELETED", object: () => withResourceVersion(previous.bytes, object.resourceVersion) };
}

type ObjectPredicate = (object: KubeObject) => boolean;

function parseSelectors(request: SelectionRequest, type: ResourceType, customFields: readonly string[]): readonly ObjectPredicate[] {
  const predicates: ObjectPredicate[] = [];
  try {
    if (request.labelSelector) {
      const holds = parseLabelSelector(request.labelSelector);
      predicates.push((object) => holds(object.metadata.labels ?? {}));
    }
    if (request.fieldSelector) predicates.push(parseFieldSelector(request.fieldSelector, type, customFields));
  } catch (error) {
    throw error instanceof SelectorError ? status.badRequest(error.message) : error;
  }
  return predicates;
}

/** Parsed for this check and dropped, so that memory holds bytes only. Invalid JSON is never selected. */
function parse(object: ServedObject): KubeObject | undefined {
  try {
    return new Revision(object.bytes).object;
  } catch {
    return undefined;
  }
}
