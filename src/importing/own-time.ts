import { at, textAt } from "../model/fields.js";
import { groupOf, type KubeObject } from "../model/kube-object.js";

/**
 * The latest time in an object of something that happened to it, in ms since the epoch; undefined when it holds none. The change that led to this
 * state was not earlier. In whole seconds, by the clock of the component that set the field. A Kubernetes Event has one time: when it last happened.
 *
 * Times of planned things do not count. `deletionTimestamp` is planned: the deletion was requested the grace period before it.
 */
export function latestOwnTime(object: KubeObject): number | undefined {
  if (isEventResource(object)) return eventTime(object);
  const meta = object.metadata;
  const times = [timeAt(meta, "creationTimestamp"), deletionRequestedAt(object)];
  for (const entry of items(meta, "managedFields")) times.push(timeAt(entry, "time"));
  for (const name of ["conditions", "containerStatuses", "initContainerStatuses", "ephemeralContainerStatuses"])
    for (const item of items(object, "status", name))
      for (const time of [...conditionTimes(item), ...containerTimes(item)]) times.push(time);
  for (const name of ["startTime", "completionTime"]) times.push(timeAt(object, "status", name));
  const known = times.filter((time) => time !== undefined);
  return known.length === 0 ? undefined : known.reduce((latest, time) => Math.max(latest, time));
}

/** When the object was created, in ms since the epoch. */
export function creationTime(object: KubeObject): number | undefined {
  return timeAt(object.metadata, "creationTimestamp");
}

/** Of the API group "" or events.k8s.io: both are one resource. */
export function isEventResource({ kind, apiVersion }: KubeObject): boolean {
  const group = typeof apiVersion === "string" ? groupOf(apiVersion) : "";
  return kind === "Event" && (group === "" || group === "events.k8s.io");
}

/** The most precise field that says when it last happened. An Event can be written long after that. */
function eventTime(event: KubeObject): number | undefined {
  return (
    timeAt(event, "series", "lastObservedTime") ??
    timeAt(event, "lastTimestamp") ??
    timeAt(event, "deprecatedLastTimestamp") ??
    timeAt(event, "eventTime") ??
    timeAt(event, "firstTimestamp") ??
    timeAt(event, "deprecatedFirstTimestamp") ??
    creationTime(event)
  );
}

function deletionRequestedAt(object: KubeObject): number | undefined {
  const planned = timeAt(object.metadata, "deletionTimestamp");
  const grace = at(object.metadata, "deletionGracePeriodSeconds");
  return planned === undefined ? undefined : planned - (typeof grace === "number" && grace > 0 ? grace * 1000 : 0);
}

function conditionTimes(item: unknown): readonly (number | undefined)[] {
  return [timeAt(item, "lastTransitionTime"), timeAt(item, "lastUpdateTime"), timeAt(item, "lastHeartbeatTime")];
}

function containerTimes(item: unknown): readonly (number | undefined)[] {
  return ["state", "lastState"].flatMap((state) => [
    timeAt(item, state, "running", "startedAt"),
    timeAt(item, state, "terminated", "startedAt"),
    timeAt(item, state, "terminated", "finishedAt"),
  ]);
}

function items(value: unknown, ...path: readonly string[]): readonly unknown[] {
  const found = at(value, ...path);
  return Array.isArray(found) ? found : [];
}

/** Only in the format of API times. */
function timeAt(value: unknown, ...path: readonly string[]): number | undefined {
  const text = textAt(value, ...path);
  if (text === undefined || !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z$/.test(text)) return undefined;
  const ms = Date.parse(text);
  return Number.isNaN(ms) ? undefined : ms;
}
