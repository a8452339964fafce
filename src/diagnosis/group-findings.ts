import { greatest, least } from "../model/extremes.js";
import type { ObjectRef } from "../model/kube-object.js";
import type { EventCount, Finding } from "./engine/finding.js";

/** Findings that say the same of siblings, as one. */
export interface FindingGroup {
  /** As the first of them has it, with the times, the Events and the evidence of all; `causes` are indexes into the list of groups. */
  readonly finding: Finding;
  /** The findings, by their index in the list. */
  readonly members: readonly number[];
  /** Of each finding, in the same order. */
  readonly objects: readonly ObjectRef[];
}

/** Of many frames that show a group, this many are its evidence. */
const maxEvidence = 12;

/**
 * Groups the findings of siblings that have the same class, severity, container, causes and end, and a message that differs in the names of their
 * objects and in numbers at most. Causes come before their consequences, as in the list.
 */
export function groupFindings(findings: readonly Finding[]): readonly FindingGroup[] {
  const groups = new Map<string, { readonly causes: readonly number[]; readonly members: number[] }>();
  const places = new Map<string, number>();
  const groupOf: number[] = [];
  for (const [i, finding] of findings.entries()) {
    const causes = [...new Set(finding.causes.flatMap((cause) => groupOf[cause] ?? []))].sort((a, b) => a - b);
    const key = finding.siblingKey === undefined ? String(i) : keyOf(finding, causes);
    const known = groups.get(key);
    if (known === undefined) {
      places.set(key, groups.size);
      groups.set(key, { causes, members: [i] });
    } else known.members.push(i);
    groupOf.push(places.get(key) ?? 0);
  }
  return [...groups.values()].map(({ causes, members }) => {
    const own = members.flatMap((i) => findings[i] ?? []);
    return { finding: { ...merged(own), causes }, members, objects: own.map(({ object }) => object) };
  });
}

function keyOf(finding: Finding, causes: readonly number[]): string {
  return `${ownKeyOf(finding)}\n${causes.join()}`;
}

function ownKeyOf(finding: Finding): string {
  let key = ownKeys.get(finding);
  if (key === undefined) {
    const { class: name, severity, container, resolved, resolution = "", siblingKey, fromEventsAlone, message } = finding;
    const texts = [message, resolution].map((text) => gistOf(text, finding));
    key = JSON.stringify([name, severity, container, resolved, siblingKey, fromEventsAlone, ...texts]);
    ownKeys.set(finding, key);
  }
  return key;
}

/** The player groups the same findings at every step. */
const ownKeys = new WeakMap<Finding, string>();

/** Without the name of the object and what each object has of its own: counts and durations, addresses, ids. Exit codes, images and versions stay. */
function gistOf(text: string, { object }: Finding): string {
  return text
    .replaceAll(object.uid, "UID")
    .replaceAll(object.name, "NAME")
    .replace(ids, "ID")
    .replace(addresses, "IP")
    .replace(numbers, (number, code: string | undefined) => (code === undefined ? "0" : number));
}

const ids = /(?<!sha256:)\b(?:[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|[0-9a-f]{24,64})\b/g;
const addresses = /\b\d{1,3}(?:\.\d{1,3}){3}\b/g;
const numbers = /(\bcode )?(?<![\w:./@-])\d+(?:\.\d+)?(?:ms|s|m\d*s?|h\d*m?|d\d*h?)?(?![\w:/@-]|\.\w)/g;

function merged(findings: readonly Finding[]): Finding {
  const [first] = findings as readonly [Finding, ...Finding[]];
  if (findings.length === 1) return first;
  const evidence = [...new Set(findings.flatMap((finding) => finding.evidence))].sort((a, b) => a - b);
  const sinceMs = least(findings.map((finding) => finding.sinceMs));
  const endMs = greatest(findings.map((finding) => finding.sinceMs + (finding.durationMs ?? 0)));
  return {
    ...first,
    sinceMs,
    durationMs: first.durationMs === null ? null : endMs - sinceMs,
    firstSequence: least(findings.map((finding) => finding.firstSequence)),
    lastSequence: greatest(findings.map((finding) => finding.lastSequence)),
    evidence: evidence.length <= maxEvidence ? evidence : [...evidence.slice(0, maxEvidence / 2), ...evidence.slice(-maxEvidence / 2)],
    events: mergedEvents(findings),
  };
}

function mergedEvents(findings: readonly Finding[]): readonly EventCount[] {
  const counts = new Map<string, EventCount>();
  for (const { reason, count, sequence } of findings.flatMap(({ events }) => events)) {
    const known = counts.get(reason);
    counts.set(reason, { reason, count: count + (known?.count ?? 0), sequence: Math.max(sequence, known?.sequence ?? 0) });
  }
  return [...counts.values()];
}
