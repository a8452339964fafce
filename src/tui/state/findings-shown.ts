import { subjectOf } from "../../diagnosis/engine/event-history.js";
import { type Finding, findingKey, type Severity } from "../../diagnosis/engine/finding.js";
import { type FindingLog, findingsAt, type NewsAt, turningPoints } from "../../interpret/finding-history.js";
import type { ObjectRef } from "../../model/kube-object.js";
import { currentRow, type PlayerState } from "./player-state.js";

/** Where what is known of failures is looked up for the step that is shown: of all objects, or of its own in a session of too many. */
export function findingLog(state: PlayerState): FindingLog | undefined {
  const { whole, ofObjects } = state.findings;
  const uid = whole === undefined ? subjectOfStep(state)?.uid : undefined;
  return uid === undefined ? whole : ofObjects.get(uid);
}

/** Whether all is known that was to be known at the step that is shown. */
export function areFindingsKnown(state: PlayerState): boolean {
  return (findingLog(state)?.readSequence ?? 0) >= state.position;
}

/** The object whose findings are to be read next; undefined when there is none. */
export function findingsToRead(state: PlayerState): ObjectRef | undefined {
  const { isOfObjects, ofObjects } = state.findings;
  const ref = isOfObjects ? subjectOfStep(state) : undefined;
  return ref === undefined || ofObjects.get(ref.uid)?.readSequence === Number.POSITIVE_INFINITY ? undefined : ref;
}

/** What was known at the step that is shown, as far as it has been read; causes before their consequences. */
export function findingsNow(state: PlayerState): readonly Finding[] {
  const log = findingLog(state);
  return log === undefined ? [] : findingsAt(log, state.position);
}

/** What arises and what is over with the step that is shown. */
export function newsNow(state: PlayerState): readonly NewsAt[] {
  const log = findingLog(state);
  return log === undefined ? [] : turningPoints(log, state.position, state.position);
}

/** A finding, and its number in the list of all that are known at this step. */
export interface ShownFinding {
  readonly finding: Finding;
  readonly number: number;
}

/** The finding that is named below every pane: the one that was gone to, else the worst that lasts, of the object of the step before others. */
export function findingShown(state: PlayerState): ShownFinding | undefined {
  const all = findingsNow(state).map((finding, i) => ({ finding, number: i + 1 }));
  const chosen = all.find(({ finding }) => findingKey(finding) === state.chosenFinding);
  const uid = subjectOfStep(state)?.uid;
  return chosen ?? worst(all.filter(({ finding }) => finding.object.uid === uid)) ?? worst(all);
}

/** How many failures last at the step that is shown. */
export function failuresNow(state: PlayerState): number {
  return findingsNow(state).filter(lasts).length;
}

/** The next step on the way at which a failure arises or is over: of the objects chosen, where there is a choice. */
export function nextNews(state: PlayerState, direction: 1 | -1): NewsAt | undefined {
  const log = findingLog(state);
  if (log === undefined) return undefined;
  const isMeant = ({ finding }: NewsAt) => state.filter === undefined || state.filter.uids.includes(finding.object.uid);
  return direction === 1
    ? turningPoints(log, state.position + 1, Number.POSITIVE_INFINITY).find(isMeant)
    : turningPoints(log, 0, state.position - 1).findLast(isMeant);
}

/** The next frame on the way that proves a finding, also one that comes to prove it later. */
export function nextProof(state: PlayerState, finding: Finding, direction: 1 | -1): number | undefined {
  const key = findingKey(finding);
  const newest = findingLog(state)?.versions.findLast((other) => findingKey(other) === key);
  const proofs = (newest ?? finding).evidence;
  return direction === 1 ? proofs.find((sequence) => sequence > state.position) : proofs.findLast((sequence) => sequence < state.position);
}

/** The object that a step is about: of a Kubernetes Event the one that it tells of. */
export function subjectOfStep(state: PlayerState): ObjectRef | undefined {
  const row = currentRow(state);
  if (row?.kind !== "object") return undefined;
  return row.frame.ref.kind === "Event" ? subjectOf(row.frame.revision.object) : row.frame.ref;
}

function worst(all: readonly ShownFinding[]): ShownFinding | undefined {
  const lasting = all.filter(({ finding }) => lasts(finding));
  return lasting.find(({ finding }) => finding.severity === "critical") ?? lasting[0];
}

/** It is wrong still, and not merely worth knowing. */
export function lasts({ severity, resolved }: { readonly severity: Severity; readonly resolved: boolean }): boolean {
  return severity !== "info" && !resolved;
}
