import { eventSubjectRef } from "../../diagnosis/engine/event-history.js";
import { type Finding, findingKey } from "../../diagnosis/engine/finding.js";
import { groupFindings } from "../../diagnosis/group-findings.js";
import { type FindingLog, type FindingState, findingsAt, lastBy, type NewsAt, turningPoints } from "../../interpret/finding-history.js";
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
  return ref === undefined || (ofObjects.get(ref.uid)?.readSequence ?? 0) >= lastToRead(state) ? undefined : ref;
}

/**
 * The sequence to which the findings are read. Those of one object are not read again with every frame that others add, but where the step shown is
 * a later one.
 */
export function lastToRead({ findings, live, position, session }: PlayerState): number {
  if (live === undefined || session.summary.state !== "recording") return Number.POSITIVE_INFINITY;
  return findings.isOfObjects ? position : session.summary.frames;
}

/** The findings known at the step shown, those read so far; causes before their consequences. The same list until others are known. */
export function findingsNow(state: PlayerState): readonly Finding[] {
  return knownNow(state).findings;
}

/** What is known of failures at a step and at those that follow, until it changes. Of many thousands it is worked out once. */
class KnownFailures {
  readonly findings: readonly Finding[];
  readonly open: readonly Finding[];
  #numbers: ReadonlyMap<number, number> | undefined;

  constructor(findings: readonly Finding[]) {
    this.findings = findings;
    this.open = findings.filter(isOpenFailure);
  }

  /** In the list in which those that say the same of siblings are one. */
  numberOf(finding: Finding): number {
    this.#numbers ??= new Map(groupFindings(this.findings).flatMap(({ members }, group) => members.map((i) => [i, group + 1] as const)));
    const index = this.findings.indexOf(finding);
    return this.#numbers.get(index) ?? index + 1;
  }
}

const nothingKnown = new KnownFailures([]);
const known = new WeakMap<FindingState, KnownFailures>();

function knownNow(state: PlayerState): KnownFailures {
  const log = findingLog(state);
  const at = log?.states[lastBy(log.states, state.position)];
  if (log === undefined || at === undefined) return nothingKnown;
  const made = known.get(at) ?? new KnownFailures(findingsAt(log, state.position));
  known.set(at, made);
  return made;
}

/** The findings that open or are resolved with the step shown. */
export function newsNow(state: PlayerState): readonly NewsAt[] {
  const log = findingLog(state);
  return log === undefined ? [] : turningPoints(log, state.position, state.position);
}

/** The finding shown below every pane: the one that the user went to, else the worst open one, of the object of the step before others. */
export function findingShown(state: PlayerState): Finding | undefined {
  const { findings, open } = knownNow(state);
  const { chosenFinding } = state;
  const chosen = chosenFinding === undefined ? undefined : findings.find((finding) => findingKey(finding) === chosenFinding);
  const uid = subjectOfStep(state)?.uid;
  return chosen ?? worst(open.filter(({ object }) => object.uid === uid)) ?? worst(open);
}

/** The number of a finding in the list of all findings of this step, where those that say the same of siblings are one. */
export function findingNumber(state: PlayerState, finding: Finding): number {
  return knownNow(state).numberOf(finding);
}

/** How many findings are open at the step shown. */
export function openFailureCount(state: PlayerState): number {
  return knownNow(state).open.length;
}

/** The next step in a direction at which a finding opens or is resolved, of the filtered objects if there is a filter. */
export function nextNews(state: PlayerState, direction: 1 | -1): NewsAt | undefined {
  const log = findingLog(state);
  if (log === undefined) return undefined;
  const isMeant = isMeantIn(state);
  return direction === 1
    ? turningPoints(log, state.position + 1, Number.POSITIVE_INFINITY).find(isMeant)
    : turningPoints(log, 0, state.position - 1).findLast(isMeant);
}

/** Whether any finding opens at some step, those read so far. */
export function hasNews(state: PlayerState): boolean {
  const log = findingLog(state);
  return log !== undefined && turningPoints(log, 0, Number.POSITIVE_INFINITY).some(isMeantIn(state));
}

function isMeantIn({ filter }: PlayerState): (news: NewsAt) => boolean {
  const uids = filter === undefined ? undefined : new Set(filter.uids);
  return ({ finding }) => uids === undefined || uids.has(finding.object.uid);
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

function worst(open: readonly Finding[]): Finding | undefined {
  return open.find(({ severity }) => severity === "critical") ?? open[0];
}
