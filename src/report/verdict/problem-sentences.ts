import type { Finding, Severity } from "../../diagnosis/engine/finding.js";
import { type FindingGroup, groupFindings } from "../../diagnosis/group-findings.js";
import type { MomentFormat } from "../../io/moment-format.js";
import { asSentence, bothEnds, plural } from "../../lifecycle/narration/words.js";
import { least } from "../../model/extremes.js";
import type { Uid } from "../../model/kube-object.js";
import { findingMomentIn, findingTimeText } from "../findings/finding-time.js";
import { objectTitle } from "../replay/object-title.js";
import type { VerdictSentence } from "./verdict-sentence.js";

/** A failure that no other explains, and what it led to. */
interface Chain {
  readonly cause: FindingGroup;
  /** What people notice of it: on a target where there is one. Absent: the cause itself. */
  readonly effect?: FindingGroup;
}

/** Characters of one message: the findings below have it whole. */
const maxMessage = 320;
/** Of more failures that do not explain each other, the first is shown; how many there are is said elsewhere. */
const maxChains = 2;

/** The worst failures: open before resolved, critical before warning; each as its effect, its cause, and its time. */
export function problemSentences(
  findings: readonly Finding[],
  options: { readonly targets: ReadonlySet<Uid>; readonly namespaces: boolean; readonly moments: MomentFormat },
): readonly VerdictSentence[] {
  const chains = worstChains(groupFindings(findings), options.targets);
  const shown = chains.length > maxChains ? chains.slice(0, 1) : chains;
  return shown.flatMap(({ cause, effect }) => {
    const sentence = (group: FindingGroup) => `${leadOf(group, options.namespaces)}${messageOf(group)}`;
    const first = effect ?? cause;
    return [
      { kind: "problem", text: sentence(first), sequence: first.finding.firstSequence },
      ...(effect === undefined
        ? []
        : [{ kind: "cause" as const, text: `Cause: ${sentence(cause)}`, sequence: cause.finding.firstSequence }]),
      { kind: "time", text: findingTimeText(first.finding, findingMomentIn(options.moments)) },
    ];
  });
}

function worstChains(groups: readonly FindingGroup[], targets: ReadonlySet<Uid>): readonly Chain[] {
  const failures = groups.filter(({ finding }) => finding.severity !== "info");
  const worst = least(failures.map(rankOf));
  const causes = new Set(failures.filter((group) => rankOf(group) === worst).map((group) => firstCauseOf(group, groups)));
  return [...causes].map((cause) => {
    const effect = effectOf(cause, groups, targets);
    return effect === undefined ? { cause } : { cause, effect };
  });
}

const severities: readonly Severity[] = ["critical", "warning", "info"];

/** The lower, the worse. */
function rankOf({ finding: { resolved, severity } }: FindingGroup): number {
  return (resolved ? severities.length : 0) + severities.indexOf(severity);
}

/** Causes come before what they cause. */
function firstCauseOf(group: FindingGroup, groups: readonly FindingGroup[]): FindingGroup {
  let first = group;
  for (let place = groups.indexOf(group); ; ) {
    const [next] = first.finding.causes;
    const cause = next === undefined || next >= place ? undefined : groups[next];
    if (next === undefined || cause === undefined) return first;
    first = cause;
    place = next;
  }
}

/** The first consequence on a target, else the last one on another object. Consequences on the same object add nothing to the cause. */
function effectOf(cause: FindingGroup, groups: readonly FindingGroup[], targets: ReadonlySet<Uid>): FindingGroup | undefined {
  const reached = new Set([groups.indexOf(cause)]);
  const effects: FindingGroup[] = [];
  for (const [i, group] of groups.entries()) {
    if (!group.finding.causes.some((index) => reached.has(index))) continue;
    reached.add(i);
    if (group.finding.severity !== "info" && group.finding.object.uid !== cause.finding.object.uid) effects.push(group);
  }
  if (cause.objects.some(({ uid }) => targets.has(uid))) return undefined;
  return effects.find(({ objects }) => objects.some(({ uid }) => targets.has(uid))) ?? effects.at(-1);
}

/** The object, unless its message begins with it. */
function leadOf({ finding: { object, message }, objects }: FindingGroup, namespaces: boolean): string {
  if (objects.length > 1) return `${plural(objects.length, object.kind)}: `;
  return message.startsWith(`${object.kind} "${object.name}"`) ? "" : `${objectTitle(object, namespaces)}: `;
}

function messageOf({ finding }: FindingGroup): string {
  return asSentence(bothEnds(finding.message, maxMessage));
}
