import { at, countAt, timeAt } from "../../model/fields.js";
import type { KubeObject } from "../../model/kube-object.js";
import { since } from "./age.js";
import { column, nameColumn, type TableKind, text, wide } from "./column.js";
import { documentation } from "./documentation.js";

/** Events of both groups: `events.k8s.io` has the same fields under other names. */
export const events: TableKind = {
  columns: [
    column("Last Seen", "string", documentation.event.lastTimestamp, (event, nowMs) => since(lastSeenMs(event), nowMs)),
    column("Type", "string", documentation.event.type, (event) => text(event, "type")),
    column("Reason", "string", documentation.event.reason, (event) => text(event, "reason")),
    column("Object", "string", documentation.event.involvedObject, objectText),
    wide("Subobject", documentation.objectReference.fieldPath, (event) => involved(event, "fieldPath")),
    wide("Source", documentation.event.source, sourceText),
    column("Message", "string", documentation.event.message, (event) => (text(event, "message") || text(event, "note")).trim()),
    wide("First Seen", documentation.event.firstTimestamp, (event, nowMs) => since(firstSeenMs(event), nowMs)),
    wide("Count", documentation.event.count, countOf),
    { ...nameColumn, priority: 1 },
  ],
};

function involved(event: KubeObject, field: string): string {
  return text(event, "involvedObject", field) || text(event, "regarding", field);
}

/** "pod/nginx" */
function objectText(event: KubeObject): string {
  const kind = involved(event, "kind").toLowerCase();
  const name = involved(event, "name");
  return name === "" ? kind : `${kind}/${name}`;
}

function sourceText(event: KubeObject): string {
  const source = at(event, "source") ?? at(event, "deprecatedSource");
  const component = text(source, "component") || text(event, "reportingComponent") || text(event, "reportingController");
  const host = text(source, "host") || text(event, "reportingInstance");
  return host === "" ? component : `${component}, ${host}`;
}

function firstSeenMs(event: KubeObject): number | undefined {
  return timeAt(event, "firstTimestamp") ?? timeAt(event, "deprecatedFirstTimestamp") ?? timeAt(event, "eventTime");
}

/** A series has its own time of last observation. */
function lastSeenMs(event: KubeObject): number | undefined {
  if (hasSeries(event)) return timeAt(event, "series", "lastObservedTime");
  return timeAt(event, "lastTimestamp") ?? timeAt(event, "deprecatedLastTimestamp") ?? firstSeenMs(event);
}

/** A single Event of the newer kind has no count. */
function countOf(event: KubeObject): number {
  if (hasSeries(event)) return countAt(event, "series", "count");
  return countAt(event, "count") || countAt(event, "deprecatedCount") || 1;
}

function hasSeries(event: KubeObject): boolean {
  const series = at(event, "series");
  return typeof series === "object" && series !== null;
}
