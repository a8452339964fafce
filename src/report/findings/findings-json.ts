import type { SessionFindings } from "../../diagnosis/engine/diagnose.js";
import type { Finding } from "../../diagnosis/engine/finding.js";
import { type FindingGroup, groupFindings } from "../../diagnosis/group-findings.js";
import type { ObjectRef } from "../../model/kube-object.js";
import type { SessionPart } from "../../model/session-part.js";
import type { SessionShare } from "../../model/session-share.js";

interface FindingsJsonInput extends SessionFindings {
  readonly omissions: readonly string[];
  readonly unmet?: string | undefined;
  readonly part?: SessionPart | undefined;
  readonly shared?: SessionShare | undefined;
}

/**
 * What `kubespy diagnose -o json` says: a contract. `causes` are indexes into the same list; `groups` are the findings that say the same of
 * siblings; `notRecorded` are objects known from Kubernetes Events alone; `omissions` say what else was not recorded; `otherWarnings` are
 * Events of type Warning about recorded objects that belong to no finding; `omittedFailures` counts those that were over before the others of too many,
 * and is absent if there are none; `maxExamined` is there if more objects existed at a time than are examined; `part` says what larger session this one was cut from; `shared` says what was removed from it before it was shared; `unmet` says why the state that was waited for was not reached, and is
 * absent if it was, or if nothing was waited for.
 */
export function findingsJson({ findings, coverage, omissions, unmet, part, shared }: FindingsJsonInput): unknown {
  return {
    schemaVersion: 1,
    unmet,
    findings: findings.map(findingJson),
    groups: groupFindings(findings)
      .filter(({ members }) => members.length > 1)
      .map(groupJson),
    notRecorded: coverage.unrecorded.map(({ ref, warnings }) => ({ ...refJson(ref), warnings })),
    omissions,
    otherWarnings: coverage.otherWarnings.map(({ ref, reason, count }) => ({ object: refJson(ref), reason, count })),
    omittedFailures: coverage.omitted,
    maxExamined: coverage.maxExamined,
    part,
    shared,
  };
}

function groupJson({ finding, members, objects }: FindingGroup): unknown {
  return {
    class: finding.class,
    severity: finding.severity,
    container: finding.container,
    count: members.length,
    findings: members,
    objects: objects.map(refJson),
  };
}

function refJson({ kind, namespace, name, uid }: ObjectRef): Readonly<Record<string, unknown>> {
  return { kind, namespace, name, uid };
}

function findingJson(finding: Finding): unknown {
  return {
    class: finding.class,
    severity: finding.severity,
    object: refJson(finding.object),
    container: finding.container,
    message: finding.message,
    firstSequence: finding.firstSequence,
    lastSequence: finding.lastSequence,
    sinceMs: finding.sinceMs,
    durationMs: finding.durationMs,
    resolved: finding.resolved,
    resolution: finding.resolution,
    evidence: finding.evidence,
    events: finding.events.map(({ reason, count }) => ({ reason, count })),
    fromEventsAlone: finding.fromEventsAlone ?? false,
    causes: finding.causes,
    advice: finding.advice,
  };
}
