import { eventSubjectRef } from "../../diagnosis/engine/event-history.js";
import { type Finding, findingKey } from "../../diagnosis/engine/finding.js";
import { groupFindings } from "../../diagnosis/group-findings.js";
import { type FindingLog, findingsAt, type NewsAt, turningPoints } from "../../interpret/finding-history.js";
import { isOpenFailure } from "../../interpret/open-failures.js";
import type { ObjectRef } from "../../model/kube-object.js";
import { currentRow, type PlayerState } from "./player-state.js";

/** The findings to look up for the step shown: of all objects, or, in a session of too many, of the step's own object. */
export function findingLog(state: PlayerState): FindingLog | undefined {
  const { whole, ofObjects } = state.findings;
  const uid = whole === undefined ? subjectOfStep(state)?.uid : undefined;
  return uid === undefined ? whole : ofObjects.get(uid);
}

/** Whether the findings were read up to the step shown. */
export function areFindingsKnown(state: PlayerState): boolean {
  return (findingLog(state)?.readSequence ?? 0) >= state.position;
}

/** The object whose findings are to be read next; undefined when there is none. */
export function findingsToRead(state: PlayerState): ObjectRef | undefined {
  const { isOfObjects, ofObjects } = state.findings;
  const ref = isOfObjects ? subjectOfStep(state) : undefined;
  return ref === undefined || ofObjects.get(ref.uid)?.readSequence === Number.POSITIVE_INFINITY ? undefined : ref;
}

/** The findings known at the step shown, those read so far; causes before their consequences. */
export function findingsNow(state: PlayerState): readonly Finding[] {
  const log = findingLog(state);
  return log === undefined ? [] : findingsAt(log, state.position);
}

/** The findings that open or are resolved with the step shown. */
export function newsNow(state: PlayerState): readonly NewsAt[] {
  const log = findingLog(state);
  return log === undefined ? [] : turningPoints(log, state.position, state.position);
}

/** A finding, and its number in the list of all findings of this step, where those that say the same of siblings are one. */
interface ShownFinding {
  readonly finding: Finding;
  readonly number: number;
}

/** The finding shown below every pane: the one that the user went to, else the worst open one, of the object of the step before others. */
export function findingShown(state: PlayerState): ShownFinding | undefined {
  const findings = findingsNow(state);
  const numbers = new Map(groupFindings(findings).flatMap(({ members }, group) => members.map((i) => [i, group + 1] as const)));
  const all = findings.map((finding, i) => ({ finding, number: numbers.get(i) ?? i + 1 }));
  const chosen = all.find(({ finding }) => findingKey(finding) === state.chosenFinding);
  const uid = subjectOfStep(state)?.uid;
  return chosen ?? worst(all.filter(({ finding }) => finding.object.uid === uid)) ?? worst(all);
}

/** How many findings are open at the step shown. */
export function openFailureCount(state: PlayerState): number {
  return findingsNow(state).filter(isOpenFailure).length;
}

/** The next step in a direction at which a finding opens or is resolved, of the filtered objects if there is a filter. */
export function nextNews(state: PlayerState, direction: 1 | -1): NewsAt | undefined {
  const log = findingLog(state);
  if (log === undefined) return undefined;
  const isMeant = ({ finding }: NewsAt) => state.filter === undefined || state.filter.uids.includes(finding.object.uid);
  return direction === 1
    ? turningPoints(log, state.position + 1, Number.POSITIVE_INFINITY).find(isMeant)
    : turningPoints(log, 0, state.position - 1).findLast(isMeant);
}

/** The next frame in a direction that is evidence of a finding, also evidence that is found later. */
export function nextEvidence(state: PlayerState, finding: Finding, direction: 1 | -1): number | undefined {
  const key = findingKey(finding);
  const newest = findingLog(state)?.versions.findLast((other) => findingKey(other) === key);
  const evidence = (newest ?? finding).evidence;
  return direction === 1
    ? evidence.find((sequence) => sequence > state.position)
    : evidence.findLast((sequence) => sequence < state.position);
}

/** The object that a step is about: of a Kubernetes Event its subject. */
export function subjectOfStep(state: PlayerState): ObjectRef | undefined {
  const row = currentRow(state);
  if (row?.kind !== "object") return undefined;
  return row.frame.ref.kind === "Event" ? eventSubjectRef(row.frame.revision.object) : row.frame.ref;
}

function worst(all: readonly ShownFinding[]): ShownFinding | undefined {
  const lasting = all.filter(({ finding }) => isOpenFailure(finding));
  return lasting.find(({ finding }) => finding.severity === "critical") ?? lasting[0];
}
