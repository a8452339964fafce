import type { Finding } from "../../diagnosis/engine/finding.js";
import { toRfc3339 } from "../../io/clock.js";
import { jsonText } from "../../io/json-text.js";
import {
  sourceOf as componentOf,
  containerOfEvent,
  countOf,
  eventSubject,
  firstTimeOf,
  isKubeEvent,
  lastTimeOf,
  messageOf,
} from "../../lifecycle/fields/kube-event.js";
import type { Milestone } from "../../lifecycle/milestones/milestone.js";
import { textAt } from "../../model/fields.js";
import type { Frame, GapFrame, ObjectFrame } from "../../model/frame.js";
import type { Marker, ObjectSpan, SessionReader, SessionSummary } from "../../model/session.js";
import type { SourceValue } from "../../store/sqlite/query/query-catalogue.js";
import { findingsOf, overviewOf } from "../sessions/derived/derived-session.js";

/** A row by the names of its columns; those that it has not are NULL. */
export type SourceRow = Readonly<Record<string, SourceValue>>;

export function sessionRow(name: string, { header, state, end, frames, objects, gaps, durationMs }: SessionSummary): SourceRow {
  return {
    session: name,
    title: header.title,
    startedAt: header.startedAt,
    endedAt: end?.endedAt,
    durationMs,
    state,
    outcome: end?.outcome,
    reason: end?.reason,
    frames,
    objects,
    gaps,
    targets: JSON.stringify(header.targets),
    command: header.command === undefined ? null : JSON.stringify(header.command),
    context: header.context,
    namespace: header.namespace,
    serverVersion: header.server?.version,
    recorder: header.recorder,
  };
}

/** Of a frame whose revision is not read. */
export function frameRow(frame: Frame): SourceRow {
  const { sequence, offsetMs, observedAt } = frame;
  if (frame.kind === "gap") return { sequence, offsetMs, observedAt, type: "GAP" };
  const { type, ref, initial = false, inferred = false, repaired = false, actor } = frame;
  const { kind, apiVersion, namespace, name, uid } = ref;
  const asked = actor === undefined ? null : jsonText(actor);
  return { sequence, offsetMs, observedAt, type, kind, apiVersion, namespace, name, uid, initial, inferred, repaired, actor: asked };
}

/** The rows of any table of one session but its frames. */
export async function derivedRows(table: string, session: SessionReader, signal: AbortSignal): Promise<readonly SourceRow[]> {
  const startedMs = Date.parse(session.summary.header.startedAt);
  switch (table) {
    case "objects":
      return (await session.objectSpans()).map(objectRow);
    case "events":
      return await eventRows(session);
    case "findings":
      return (await findingsOf(session, signal)).findings.map((finding, id) => findingRow(finding, id, startedMs));
    case "milestones":
      return (await overviewOf(session, signal)).analysis.objects.flatMap(({ milestones }) =>
        milestones.map((milestone) => milestoneRow(milestone, startedMs)),
      );
    case "gaps":
      return (await session.gaps()).map(gapRow);
    case "markers":
      return (await session.markers()).map(markerRow);
    default:
      throw new Error(`no table ${table}`);
  }
}

function objectRow({ ref, frames, firstSequence, lastSequence }: ObjectSpan): SourceRow {
  const { kind, apiVersion, namespace, name, uid } = ref;
  return { kind, apiVersion, namespace, name, uid, frames, firstSequence, lastSequence };
}

/** API servers delete Events after an hour: what counts is what each said before. */
async function eventRows(session: SessionReader): Promise<readonly SourceRow[]> {
  const rows: SourceRow[] = [];
  for (const last of await session.lastFramesAt(session.summary.frames)) {
    if (last.ref.kind !== "Event") continue;
    const frame = last.type === "DELETED" ? ((await session.lastFrameOf(last.ref.uid, last.sequence - 1)) ?? last) : last;
    if (isKubeEvent(frame.revision.object)) rows.push(eventRow(frame));
  }
  return rows;
}

function eventRow({ sequence, offsetMs, ref, revision }: ObjectFrame): SourceRow {
  const event = revision.object;
  const subject = eventSubject(event);
  return {
    sequence,
    offsetMs,
    type: textAt(event, "type"),
    reason: textAt(event, "reason"),
    message: messageOf(event),
    count: countOf(event),
    firstSeen: timeText(firstTimeOf(event)),
    lastSeen: timeText(lastTimeOf(event)),
    source: componentOf(event),
    involvedKind: subject?.kind,
    involvedNamespace: subject?.namespace,
    involvedName: subject?.name,
    involvedUid: subject?.uid,
    container: containerOfEvent(event),
    namespace: ref.namespace,
    name: ref.name,
    uid: ref.uid,
  };
}

function findingRow(finding: Finding, id: number, startedMs: number): SourceRow {
  const { object, evidence, causes, advice, sinceMs } = finding;
  return {
    id,
    class: finding.class,
    severity: finding.severity,
    kind: object.kind,
    namespace: object.namespace,
    name: object.name,
    uid: object.uid,
    container: finding.container,
    message: finding.message,
    sinceMs,
    since: timeText(startedMs + sinceMs),
    durationMs: finding.durationMs,
    resolved: finding.resolved,
    resolution: finding.resolution,
    firstSequence: finding.firstSequence,
    lastSequence: finding.lastSequence,
    evidence: JSON.stringify(evidence),
    causes: JSON.stringify(causes),
    advice: JSON.stringify(advice),
  };
}

function milestoneRow({ name, ref, container, atMs, timeSource, how, sequence }: Milestone, startedMs: number): SourceRow {
  const { kind, namespace, uid } = ref;
  const at = timeText(startedMs + atMs);
  return { milestone: name, kind, namespace, name: ref.name, uid, container, atMs, at, timeSource, how, sequence };
}

function gapRow({ sequence, stream, reason, from, to, possibleLoss, repairedRevisions, unrepaired }: GapFrame): SourceRow {
  return {
    sequence,
    stream,
    reason,
    fromMs: from.offsetMs,
    toMs: to.offsetMs,
    observedFrom: from.observedAt,
    observedTo: to.observedAt,
    possibleLoss,
    repairedRevisions,
    unrepaired,
  };
}

function markerRow({ offsetMs, text, madeAt }: Marker): SourceRow {
  return { offsetMs, text, madeAt };
}

/** Recorded times can be beyond the years that a date can have. */
function timeText(ms: number | undefined): string | undefined {
  return ms === undefined || !(Math.abs(ms) <= 8.64e15) ? undefined : toRfc3339(ms);
}
